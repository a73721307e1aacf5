"""Rules answer the legal cases that are there for them, one version holds on each day, and what is unknown is named."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest

from mainline.rules.answering import BadCase, answer, misses
from mainline.rules.engine import Engine
from mainline.rules.loading import BadPack, Ready, load, rulebook
from mainline.rules.schema import Example

D = dt.date
BOOK = rulebook()
ENGINE = Engine(BOOK)
VECTORS = Path(os.environ.get("MAINLINE_SHARED", "../shared")) / "vectors" / "deadlines.jsonl"
CASES = [json.loads(line) for line in VECTORS.read_text("utf-8").splitlines()] if VECTORS.exists() else []
CASE = {
    "id": "x",
    "right_type": "invention",
    "event": "first_filing_cn",
    "event_date": "2024-02-29",
    "inputs": {},
    "expected": {"kind": "cn.priority.deadline"},
}
EXAMPLES = [
    pytest.param(ready, example, id=f"{name}-{number}")
    for name, ready in BOOK.rules.items()
    for number, example in enumerate(ready.rule.example, 1)
]
ENCODED = [case for case in CASES if case["expected"]["kind"] in BOOK.rules]


@pytest.mark.realdata
@pytest.mark.parametrize("case", ENCODED, ids=[case["id"] for case in ENCODED])
def test_case_is_answered_as_the_law_does(case: dict[str, Any]) -> None:
    told = answer(ENGINE, case)
    wanted = {name: value for name, value in case["expected"].items() if name != "kind"}
    assert {name: told["answer"].get(name) for name in wanted} == wanted
    assert told["citations"]
    assert all(step["zh"] and step["en"] for step in told["steps"])


@pytest.mark.parametrize(("ready", "example"), EXAMPLES)
def test_rule_gives_what_its_example_says(ready: Ready, example: Example) -> None:
    assert example.gives
    assert misses(ENGINE, ready, example) == {}


def test_example_that_is_wrong_is_named_with_what_comes_instead() -> None:
    ready = BOOK.rules["cn.priority.deadline"]
    wrong = Example(
        facts={"event_date": D(2024, 2, 29)},
        gives={"due_date": D(2025, 3, 1), "fee": "none", "state": "open"},
    )
    assert misses(ENGINE, ready, wrong) == {
        "due_date": ("2025-03-01", "2025-02-28"),
        "state": ("open", "answered"),
    }


def test_period_is_told_in_the_unit_of_the_law() -> None:
    told = {step["name"]: step for step in answer(ENGINE, CASE)["steps"]}
    assert "12 months from" in told["nominal_date"]["en"]
    assert "12个月" in told["nominal_date"]["zh"]


@pytest.mark.parametrize("ready", BOOK.rules.values(), ids=BOOK.rules)
def test_each_day_has_one_version(ready: Ready) -> None:
    day, last = ready.editions[0].version.since, ready.pack.pack.law_as_of
    while day <= last:
        holding = [
            edition
            for edition in ready.editions
            if edition.version.since <= day and (edition.version.until is None or day < edition.version.until)
        ]
        assert holding == [ready.edition(day)], day
        day += dt.timedelta(days=1)
    assert ready.edition(ready.editions[0].version.since - dt.timedelta(days=1)) is None


@pytest.mark.parametrize("ready", BOOK.rules.values(), ids=BOOK.rules)
def test_every_name_of_a_rule_has_words(ready: Ready) -> None:
    named = {*ready.facts, *(formula.name for edition in ready.editions for formula in edition.formulas)}
    assert named <= set(BOOK.labels)


def test_day_before_the_first_law_gets_no_date() -> None:
    told = answer(ENGINE, {**CASE, "event_date": "1980-01-01"})
    assert (told["state"], told["answer"]) == ("not_encoded", {})
    assert "before the first law" in told["caveats"][0]["en"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"expected": {"kind": "cn.nothing"}}, "no rule answers 'cn.nothing'"),
        ({"expected": {}}, "expected.kind is missing"),
        ({"event_date": "2024-13-01"}, "event_date: '2024-13-01' is no date"),
        ({"inputs": {"colour": 1}}, "colour is no fact"),
        ({"inputs": {"other_priority_dates": "2024-01-01"}}, "is no list:date"),
        ({"right_type": None}, "right_type is missing"),
    ],
)
def test_case_that_is_none_is_refused(change: dict[str, Any], why: str) -> None:
    with pytest.raises(BadCase, match=why):
        answer(ENGINE, {**CASE, **change})


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"earlier(event_date, other_priority_dates)"', '"earlier(event_date, nobody)"', "nobody is no fact"),
        ("since = 2021-06-01\ncite", "since = 2021-06-02\ncite", "does not end where the next begins"),
        ('cite = ["PL2020 29"', 'cite = ["XX 29"', "no source has that key"),
        ('calendar = "cn_patent"', 'calender = "cn_patent"', "unknown field"),
        ('follows = "cn.priority.deadline"', 'follows = "cn.nothing"', "is no rule"),
        ('id = "cn.priority.restoration"', 'id = "cn.priority.deadline"', "is there twice"),
    ],
)
def test_pack_with_a_fault_is_refused_with_its_place(tmp_path: Path, old: str, new: str, why: str) -> None:
    from mainline.rules.loading import PACKS

    text = (PACKS / "cn-patent.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "faulty.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadPack, match=why):
        load([tmp_path / "faulty.toml"])

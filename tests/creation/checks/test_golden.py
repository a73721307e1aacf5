"""Each rule on how claims are written, in situations that an attorney can read; and the mends of what is mechanical."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from mainline.creation.checks.logic import RULES, check, citation, mended

GOLDEN = Path(__file__).parents[2] / "golden" / "claims.toml"
CASES: list[dict[str, Any]] = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))["case"]


def found(text: str, jurisdiction: str = "CN") -> list[str]:
    return [f"{one.rule}.{one.kind}@{one.claim}" for one in check(text, jurisdiction).findings]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case_finds_what_it_says(case: dict[str, Any]) -> None:
    assert found(case["text"], case["jurisdiction"]) == case["finds"]


def test_every_rule_has_a_case_that_finds_something() -> None:
    told = {each.split(".")[0] for case in CASES for each in case["finds"]}
    assert set(RULES) - told == {"C20"}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_spans_lie_in_their_claim_and_each_finding_is_cited(case: dict[str, Any]) -> None:
    checked = check(case["text"], case["jurisdiction"])
    for one in checked.findings:
        assert 0 <= one.start <= one.end <= len(checked.text)
        assert citation(one.rule, case["jurisdiction"])
        assert all(one.text)


def test_span_is_the_word_itself() -> None:
    checked = check("1. 一种车，其特征在于，包括车架，所述电机固定在车架上。")
    (one,) = checked.findings
    assert checked.text[one.start : one.end] == "所述电机"


MENDED = [
    ("1. 一种车，其特征在于，包括轮", "CN", "1. 一种车，其特征在于，包括轮。"),
    ("1. 一种车，其特征在于，包括轮。所述轮为圆形。", "CN", "1. 一种车，其特征在于，包括轮；所述轮为圆形。"),
    ("1. a cart comprising a wheel", "US", "1. A cart comprising a wheel."),
    ("1. 一种车，其特征在于，所述电机固定在车架上。", "CN", "1. 一种车，其特征在于，电机固定在车架上。"),
    ("1. A cart wherein the engine is red.", "US", "1. A cart wherein an engine is red."),
    ("1. 一种车，包括轮。", "CN", "1. 一种车，其特征在于，包括轮。"),
    (
        "1. 一种车，其特征在于，有轮。\n3. 根据权利要求1所述的车，其特征在于，有轴。\n5. 根据权利要求1或3所述的车，其特征在于，有闸。",
        "CN",
        "1. 一种车，其特征在于，有轮。\n2. 根据权利要求1所述的车，其特征在于，有轴。\n3. 根据权利要求1或2所述的车，其特征在于，有闸。",
    ),
    (
        "1. 一种车，其特征在于，有轮。\n2. 根据权利要求1所述的车，其特征在于，有轴。\n3. 根据权利要求1和2所述的车，其特征在于，有闸。",
        "CN",
        "1. 一种车，其特征在于，有轮。\n2. 根据权利要求1所述的车，其特征在于，有轴。\n3. 根据权利要求1或2所述的车，其特征在于，有闸。",
    ),
    (
        "1. 一种除尘装置，其特征在于，有壳。\n2. 根据权利要求1所述的加热方法，其特征在于，有架。",
        "CN",
        "1. 一种除尘装置，其特征在于，有壳。\n2. 根据权利要求1所述的除尘装置，其特征在于，有架。",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "jurisdiction", "wanted"), MENDED)
def test_mends_leave_nothing_to_mend(text: str, jurisdiction: str, wanted: str) -> None:
    checked = check(text, jurisdiction)
    got = mended(checked.text, [edit for one in checked.findings for edit in one.mend])
    assert got == wanted
    assert found(got, jurisdiction) == []


def test_claims_are_cut_and_drawn_as_a_tree() -> None:
    text = "1. 一种车，其特征在于，有轮。\n2. 根据权利要求1所述的车，其特征在于，有轴。\n3. 根据权利要求2所述的车，其特征在于，有闸。"
    nodes = check(text).nodes
    assert [(node.claim.number, node.depth, node.parents) for node in nodes] == [
        (1, 0, ()),
        (2, 1, (1,)),
        (3, 2, (2,)),
    ]
    assert [node.title for node in nodes] == ["车", "车", "车"]


def test_abstract_is_measured_by_its_law() -> None:
    claims = "1. 一种车，其特征在于，有轮。"
    assert check(claims, "CN", abstract_text="车" * 301).findings[0].rule == "C20"
    assert check(claims, "CN", abstract_text="车" * 300).findings == ()
    assert check("1. A cart.", "US", abstract_text="word " * 151).findings[0].kind == "abstract"


def test_jurisdiction_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="EP"):
        check("1. A cart.", "EP")

"""Policies: each example of a pack is a situation that a lawyer can read; and what a pack must not say is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.rules.loading import BadPack, rulebook
from mainline.rules.money import amount
from mainline.rules.policies.judging import Item, Judge, Verdict, windows_on
from mainline.rules.policies.loading import POLICIES, PolicyBook, load_policies, policybook
from mainline.rules.policies.schema import Example
from mainline.rules.values import Missing

BOOK = policybook()
EXAMPLES = [
    pytest.param(name, example, id=f"{name}: {example.says.en}")
    for name, ready in BOOK.policies.items()
    for example in ready.policy.example
]


def _value(book: PolicyBook, name: str, given_: object) -> Any:
    kind = book.facts[name].type
    if kind == "money":
        return amount(Fraction(str(given_)), "CNY")
    return Fraction(str(given_)) if kind == "number" else given_


def _facts(book: PolicyBook, told: Mapping[str, object]) -> dict[str, Any]:
    return {name: _value(book, name, one) for name, one in told.items() if name != "times"}


def _items(book: PolicyBook, rows: tuple[Mapping[str, object], ...], kind: str) -> list[Item]:
    found = []
    for row in rows:
        for _ in range(int(str(row.get("times", 1)))):
            ref = f"{kind}:{len(found)}"
            found.append(Item(ref, _facts(book, row), right=ref, contract=ref))
    return found


def judged(judge: Judge, policy: str, example: Example) -> Verdict:
    book = judge.book
    return judge.judge(
        policy, _facts(book, example.facts), example.on,
        deals=_items(book, example.deals, "deal"), rights=_items(book, example.rights, "right"),
    )  # fmt: skip


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_a_policy_says_what_its_example_says(policy: str, example: Example) -> None:
    told = judged(Judge(BOOK), policy, example)

    assert told.state == example.state
    if example.amount is not None:
        assert told.amount == amount(example.amount, "CNY")
    assert [each.clause.id for each in told.of("not_met")] == list(example.not_met)
    assert [each.clause.id for each in told.of("unknown")] == list(example.unknown)
    if example.missing:
        assert told.missing == set(example.missing)


def test_every_policy_is_named_in_both_languages_and_cites_a_known_source() -> None:
    assert len(BOOK.policies) >= 18
    for ready in BOOK.policies.values():
        assert ready.policy.title.zh
        assert ready.policy.title.en
        for edition in ready.editions:
            assert all(cite.split()[0] in BOOK.sources for cite in edition.version.cite)


def test_every_claimed_policy_has_at_least_one_paper_or_says_that_its_list_was_not_read() -> None:
    for ready in BOOK.policies.values():
        for edition in ready.editions:
            if ready.policy.claimed:
                assert edition.version.paper or not edition.version.papers_read


@pytest.mark.parametrize(
    ("day", "state"), [("2026-02-06", "open"), ("2026-02-07", "closed"), ("2026-01-08", "open")]
)
def test_the_window_of_a_city_closes_after_its_last_day(day: str, state: str) -> None:
    edition = BOOK.policies["hlj.university.local"].edition(dt.date.fromisoformat(day))

    assert edition is not None
    assert windows_on(edition, dt.date.fromisoformat(day))[0][1] == state


def test_a_window_whose_last_day_was_not_read_is_not_said_to_be_open() -> None:
    edition = BOOK.policies["hlj.firm.takes_university"].edition(dt.date(2026, 5, 1))

    assert edition is not None
    assert windows_on(edition, dt.date(2026, 5, 1))[0][1] == "unknown"
    assert windows_on(edition, dt.date(2025, 3, 6))[0][1] == "before"


@given(least=st.integers(0, 30), open_=st.integers(0, 30))
def test_a_count_decides_only_what_holds_for_every_number_it_may_be(least: int, open_: int) -> None:
    judge = Judge(BOOK)
    sure = {
        "deal_kind": "licence", "deal_on": dt.date(2025, 5, 5), "other_kind": "enterprise",
        "other_region": "heilongjiang", "deal_registered": True, "deal_affiliated": False,
    }  # fmt: skip
    maybe = {name: value for name, value in sure.items() if name != "deal_affiliated"}
    deals = [Item(f"a{n}", sure, right=f"a{n}") for n in range(least)]
    deals += [Item(f"b{n}", maybe, right=f"b{n}") for n in range(open_)]
    facts = {"applicant_kind": "university", "applicant_region": "heilongjiang"}

    told = judge.judge("hlj.university.local", facts, dt.date(2026, 1, 20), deals=deals)

    outcomes = {number > 20 for number in range(least, least + open_ + 1)}
    expected = "unknown" if len(outcomes) == 2 else "met" if outcomes.pop() else "not_met"
    assert told.clauses[1].state == expected
    assert (told.counts["local_patents"].least, told.counts["local_patents"].most) == (least, least + open_)


def test_one_patent_licensed_twice_counts_once() -> None:
    sure = {
        "deal_kind": "licence", "deal_on": dt.date(2025, 5, 5), "other_kind": "enterprise",
        "other_region": "heilongjiang", "deal_registered": True, "deal_affiliated": False,
    }  # fmt: skip
    deals = [Item("one", sure, right="7"), Item("two", sure, right="7")]
    facts = {"applicant_kind": "university", "applicant_region": "heilongjiang"}

    told = Judge(BOOK).judge("hlj.university.local", facts, dt.date(2026, 1, 20), deals=deals)

    assert told.counts["local_patents"].least == 1


_HEAD = """
schema = 1
source = []
[pack]
id = "test"
version = "2026.1.0"
region = ""
title = { zh = "测", en = "test" }
as_of = 2026-01-01
[[policy]]
id = "test.rule"
code = "TEST"
title = { zh = "实用新型授权每件补1200元", en = "1,200 for each utility model granted" }
issuer = { zh = "某市", en = "a city" }
basis = { zh = "网页", en = "a page" }
gain = "subsidy"
about = "right"
who = []
"""


def _pack(tmp_path: Path, object_: str, when: str = 'right_kind == "utility_model"', more: str = "") -> Path:
    text = f"""{_HEAD}object = "{object_}"
[[policy.version]]
since = 2020-01-01
cite = ["S44 -"]
grade = "D"
pay = "1200 CNY"
{more}
clause = [{{ id = "kind", title = {{ zh = "实用新型", en = "a utility model" }}, when = '{when}', cite = ["S44 -"] }}]
"""
    (tmp_path / "test.toml").write_text(text, encoding="utf-8")
    return tmp_path / "test.toml"


@pytest.mark.parametrize(
    ("object_", "day", "state"),
    [
        ("grant", "2026-01-01", "vetoed"),
        ("grant", "2021-06-30", "met"),
        ("grant", "2021-07-01", "vetoed"),
        ("annuity", "2023-01-01", "vetoed"),
        ("agency_fee", "2023-01-01", "vetoed"),
        ("conversion", "2026-01-01", "met"),
    ],
)
def test_what_pays_for_a_grant_or_a_fee_is_vetoed_with_its_reason(
    tmp_path: Path, object_: str, day: str, state: str
) -> None:
    book = load_policies([POLICIES / "cn.toml", _pack(tmp_path, object_)], rulebook())

    told = Judge(book).judge("test.rule", {"right_kind": "utility_model"}, dt.date.fromisoformat(day))

    assert told.state == state
    assert [veto.ready.policy.code for veto in told.vetoed_by] == (
        ["CN-GUARD-GRANT-SUBSIDY"] if state == "vetoed" else []
    )
    assert (told.amount is None) == (state == "vetoed")


def test_a_grant_of_an_invention_may_be_helped_up_to_half_of_the_fees_before_2025(tmp_path: Path) -> None:
    book = load_policies(
        [POLICIES / "cn.toml", _pack(tmp_path, "grant", 'right_kind == "invention"')], rulebook()
    )
    facts = {"right_kind": "invention", "official_fees": amount(3000, "CNY")}
    half, more = (
        {**facts, "subsidies_so_far": amount(n, "CNY")} for n in (Fraction(1500), Fraction(150001, 100))
    )

    assert Judge(book).judge("test.rule", half, dt.date(2024, 12, 31)).state == "met"
    assert Judge(book).judge("test.rule", more, dt.date(2024, 12, 31)).state == "vetoed"
    assert Judge(book).judge("test.rule", half, dt.date(2025, 1, 1)).state == "vetoed"


@pytest.mark.parametrize(
    ("when", "more", "words"),
    [
        ("right_knd == 1", "", "right_knd is no fact"),
        ("on", "", "neither true nor false"),
        (
            "n > 3 and n < 5",
            'count = [{ name = "n", title = { zh = "n", en = "n" }, of = "right", each = \'title_clear\' }]',
            "one comparison with a threshold",
        ),
    ],
)
def test_a_pack_that_cannot_be_used_is_refused_with_the_place(
    tmp_path: Path, when: str, more: str, words: str
) -> None:
    with pytest.raises(BadPack, match=words):
        load_policies([POLICIES / "cn.toml", _pack(tmp_path, "grant", when, more)], rulebook())


def test_a_missing_fact_is_told_with_who_holds_it() -> None:
    told = Judge(BOOK).judge("cn.reduction", {"applicant_kind": "enterprise"}, dt.date(2026, 11, 20))

    assert told.state == "unknown"
    assert "taxable_income_cny" in told.missing
    assert BOOK.facts["taxable_income_cny"].holder.zh == "申领单位（年度纳税申报表）"


def test_a_value_that_is_itself_missing_leaves_the_clause_open() -> None:
    facts = {"right_kind": Missing(frozenset({"right_kind"})), "right_status": "in_force"}

    told = Judge(BOOK).judge("cn.high_value", facts, dt.date(2026, 11, 20))

    assert told.clauses[0].state == "unknown"

"""Chinese patents: a thread from filing to the last year, and what holds for any dates."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.rules.engine import Engine, Outcome
from mainline.rules.loading import rulebook
from mainline.rules.money import Money
from mainline.rules.periods import add_months

D = dt.date
BOOK = rulebook()
ENGINE = Engine(BOOK)
CALENDAR = BOOK.books.calendars["cn_patent"]
ROLLED = [
    name
    for name, ready in BOOK.rules.items()
    if ready.pack.pack.id == "cn-patent"
    and {"nominal_date", "due_date"} <= set(ready.rule.gives)
    and ready.rule.by == "event_date"
]
FACTS = {
    "delivery": "electronic",
    "acceptance_notice_received": None,
    "missed_period_end": D(2099, 1, 1),
    "extension_months": Fraction(1),
    "extension_no": Fraction(1),
    "filing_date": D(2024, 6, 1),
}


def asked(rule: str, day: D, right: str = "invention", event: str = "", **facts: Any) -> Outcome:
    trigger = event or BOOK.rules[rule].rule.triggers[0]
    return ENGINE.ask(rule, {"event": trigger, "event_date": day, "right_type": right, **FACTS, **facts})


def test_annual_fees_of_a_patent_run_from_the_year_after_grant_to_the_twentieth() -> None:
    filed, granted = D(2020, 2, 29), D(2023, 5, 5)
    years = [
        (year, outcome.values["nominal_date"], outcome.values["fee"].major)
        for year in range(1, 22)
        if (outcome := asked("cn.annuity.due", filed, patent_year=Fraction(year), grant_date=granted)).state
        == "answered"
    ]
    assert [year for year, _, _ in years] == list(range(5, 21))
    assert years[0] == (5, D(2024, 2, 29), 1200)
    assert years[1] == (6, D(2025, 2, 28), 1200)
    assert years[-1] == (20, D(2039, 2, 28), 8000)
    assert sum(fee for _, _, fee in years) == 2 * 1200 + 3 * 2000 + 3 * 4000 + 3 * 6000 + 5 * 8000


def test_late_payment_goes_up_by_bands_and_then_the_right_is_over() -> None:
    due = D(2025, 3, 10)
    days = [(due + dt.timedelta(days=n)) for n in range(-30, 200)]
    outcomes = {
        day: asked("cn.annuity.surcharge", due, patent_year=Fraction(8), payment_date=day).values
        for day in days
    }
    bands = [
        outcomes[day]["surcharge"].major
        for day in days
        if day <= D(2025, 9, 10)
        and (
            day == days[0] or outcomes[day]["surcharge"] != outcomes[day - dt.timedelta(days=1)]["surcharge"]
        )
    ]
    assert bands == [0, 100, 200, 300, 400, 500]
    assert {outcomes[day]["status"] for day in days if day > D(2025, 9, 10)} == {"lapsed"}


@pytest.mark.parametrize("rule", ROLLED)
@given(st.dates(D(2024, 1, 20), D(2026, 6, 1)), st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_due_day_is_open_and_never_sooner_for_a_later_event(rule: str, day: D, later: int) -> None:
    first, second = (asked(rule, each) for each in (day, day + dt.timedelta(days=later)))
    one, other = first.date("due_date"), second.date("due_date")
    if one is None or other is None:
        assert one == other
        return
    assert CALENDAR.why_closed(one) is None
    assert one <= other
    nominal = first.date("nominal_date")
    assert nominal is not None
    assert one >= nominal


@given(st.dates(D(2021, 6, 1), D(2026, 6, 1)), st.integers(1, 20), st.integers(1, 20), st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_reductions_never_add_up_and_never_touch_the_surcharge(
    due: D, year: int, grant: int, late: int
) -> None:
    facts = {
        "patent_year": Fraction(year),
        "grant_year_no": Fraction(grant),
        "reduction": Fraction("0.85"),
        "payment_date": due + dt.timedelta(days=late),
        "open_licence_implemented": True,
    }
    full = asked("cn.annuity.surcharge", due, **facts).values
    reduced = asked("cn.annuity.reduced", due, **facts).values
    best = asked("cn.annuity.open_licence", due, **facts).values["annual_fee"]
    assert reduced["status"] == full["status"]
    assert reduced["surcharge"] == full["surcharge"]
    if full["status"] == "payable":
        assert reduced["annual_fee"] in (full["annual_fee"], full["annual_fee"].times(Fraction("0.15")))
        assert best <= reduced["annual_fee"]
        assert best >= full["annual_fee"].times(Fraction("0.15"))


@given(st.dates(D(1993, 1, 1), D(2026, 1, 1)), st.sampled_from(["invention", "utility_model", "design"]))
@settings(max_examples=100, deadline=None)
def test_term_counts_from_the_filing_whatever_the_priority(filed: D, right: str) -> None:
    plain = asked("cn.term.expiry", filed, right)
    claimed = asked("cn.term.expiry", filed, right, priority_date=filed - dt.timedelta(days=300))
    assert plain.values == claimed.values
    years = {"invention": 20, "utility_model": 10, "design": 15 if filed >= D(2021, 6, 1) else 10}[right]
    assert plain.date("termination_date") == add_months(filed, 12 * years)


@given(st.dates(D(2021, 6, 1), D(2026, 1, 1)), st.integers(0, 9000))
@settings(max_examples=150, deadline=None)
def test_drug_patent_never_outlives_five_years_more_or_fourteen_after_approval(
    approved: D, before: int
) -> None:
    filed = approved - dt.timedelta(days=before)
    told = asked("cn.pte.extended_term", approved, filing_date=filed)
    end, ordinary = told.date("extended_term_end"), told.date("ordinary_end")
    assert end is not None
    assert ordinary is not None
    assert ordinary <= end <= add_months(ordinary, 60)
    assert end == ordinary or end <= add_months(approved, 168)


def test_amounts_of_a_year_that_no_table_has_stay_unknown() -> None:
    told = asked("cn.annuity.due", D(1995, 6, 5), patent_year=Fraction(3))
    assert told.date("due_date") == D(1997, 6, 5)
    assert not isinstance(told.values["fee"], Money)
    assert "1997-06-05" in told.why[0].en

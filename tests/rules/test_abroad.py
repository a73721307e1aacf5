"""Rules of Paris, the PCT, Madrid, the EPO and the USPTO: what holds of every day, and where the law turned."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.rules.answering import answer
from mainline.rules.engine import Engine
from mainline.rules.loading import rulebook
from mainline.rules.periods import DAY, add_months

D = dt.date
BOOK = rulebook()
ENGINE = Engine(BOOK)
DAYS = st.dates(D(2012, 1, 1), D(2035, 12, 31))
IDS = [
    name
    for name in BOOK.rules
    if name.split(".")[0] in ("paris", "pct", "madrid", "ep", "us") and BOOK.rules[name].rule.calendar
]


def told(kind: str, event_date: dt.date, **inputs: Any) -> dict[str, Any]:
    rule = BOOK.rules[kind].rule
    case = {
        "id": kind,
        "event": inputs.pop("event", rule.triggers[0]),
        "right_type": inputs.pop("right_type", rule.rights[0]),
        "event_date": event_date.isoformat(),
        "inputs": inputs,
        "expected": {"kind": kind},
    }
    return dict(answer(ENGINE, case)["answer"])


@pytest.mark.parametrize("name", IDS)
@given(day=DAYS)
@settings(max_examples=25, deadline=None)
def test_due_day_is_open_and_never_before_the_end_of_the_period(name: str, day: dt.date) -> None:
    ready = BOOK.rules[name]
    calendar = BOOK.books.calendar(ready.rule.calendar)
    facts = {
        "event": ready.rule.triggers[0],
        "right_type": ready.rule.rights[0],
        "event_date": day,
        "priority_date": add_months(day, -11),
        "filing_date": add_months(day, -24),
        "missed_period_end": day - DAY,
        "office_action_mailed": add_months(day, -3),
    }
    numbers = dict.fromkeys(("patent_year", "fee_number", "ssp_months", "months"), Fraction(3))
    outcome = ENGINE.answer(ready, facts | numbers)
    for bar in ready.rule.bars:
        due, nominal = outcome.date(bar.due), outcome.date(bar.nominal)
        if due is not None and nominal is not None:
            assert nominal <= due
            assert calendar.why_closed(due) is None


@given(day=DAYS, later=st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_end_moves_by_the_days_beyond_the_seventh_and_by_no_other(day: dt.date, later: int) -> None:
    received = (day + later * DAY).isoformat()
    office = told("pct.invitation.two_month", day, received=received)
    assert office["extra_days"] == max(later - 7, 0)
    assert office["nominal_date"] == add_months(day, 2).isoformat()


@given(day=st.dates(D(2007, 12, 13), D(2023, 10, 31)), months=st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_ten_days_come_before_the_months(day: dt.date, months: int) -> None:
    said = told("ep.oa.response", day, months=months)
    assert said["deemed_notified"] == (day + 10 * DAY).isoformat()
    assert said["nominal_date"] == add_months(day + 10 * DAY, months).isoformat()


@given(filed=DAYS, year=st.integers(3, 20))
@settings(max_examples=60, deadline=None)
def test_renewal_and_its_grace_run_from_last_day_to_last_day(filed: dt.date, year: int) -> None:
    said = told("ep.renewal", filed, event="filing", patent_year=year)
    due, grace = D.fromisoformat(said["due_date"]), D.fromisoformat(said["grace_end_nominal"])
    assert (due + DAY).day == (grace + DAY).day == 1
    assert (grace.year - due.year) * 12 + grace.month - due.month == 6
    assert (due.year, due.month) == (filed.year + year - 1, filed.month)


@given(mailed=DAYS, late=st.integers(-20, 40))
@settings(max_examples=60, deadline=None)
def test_reply_on_the_first_open_day_after_three_months_is_no_delay(mailed: dt.date, late: int) -> None:
    end = add_months(mailed, 3)
    filed = end + late * DAY
    said = told("us.pta.applicant_delay", filed, office_action_mailed=mailed.isoformat())
    in_time = filed <= BOOK.books.roll("uspto", end).day
    assert said["applicant_delay_days"] == (0 if in_time else late)


@pytest.mark.parametrize(
    ("office", "due"), [("CN", "2025-04-18"), ("EP", "2025-04-22"), ("IB", "2025-04-18")]
)
def test_one_priority_date_is_due_on_other_days_at_other_offices(office: str, due: str) -> None:
    assert told("pct.filing.priority_period", D(2024, 4, 18), receiving_office=office)["due_date"] == due


def test_office_without_a_calendar_gets_the_end_of_the_period_and_no_due_date() -> None:
    said = told("pct.filing.priority_period", D(2024, 4, 18), receiving_office="JP")
    assert said == {"nominal_date": "2025-04-18"}


def test_bureau_s_dates_come_with_a_caveat() -> None:
    case = {
        "id": "x",
        "event": "isr_transmitted",
        "right_type": "pct",
        "event_date": "2025-06-02",
        "inputs": {"priority_date": "2024-03-12"},
        "expected": {"kind": "pct.art19"},
    }
    assert any("closed days is not here" in each["en"] for each in answer(ENGINE, case)["caveats"])

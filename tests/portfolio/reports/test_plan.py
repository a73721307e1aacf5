"""The days on which reports are planned."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.portfolio.reports.forms import when_choices
from mainline.portfolio.reports.plan import following, planned, read, written

MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("when", "today", "day"),
    [
        ("day", "2026-11-23", "2026-11-23"),
        ("week-1", "2026-11-23", "2026-11-23"),
        ("week-7", "2026-11-23", "2026-11-22"),
        ("week-2", "2026-11-23", "2026-11-17"),
        ("month-1", "2026-11-23", "2026-11-01"),
        ("month-23", "2026-11-23", "2026-11-23"),
        ("month-28", "2026-11-23", "2026-10-28"),
        ("month-31", "2027-02-28", "2027-02-28"),
        ("month-31", "2027-02-27", "2027-01-31"),
        ("month-31", "2028-03-30", "2028-02-29"),
    ],
)
def test_newest_planned_day(when: str, today: str, day: str) -> None:
    assert planned(*read(when), dt.date.fromisoformat(today)) == dt.date.fromisoformat(day)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 31), st.booleans())
def test_nothing_is_planned_between_a_planned_day_and_the_following(
    today: dt.date, day: int, weekly: bool
) -> None:
    every, day = ("week", day % 7 + 1) if weekly else ("month", day)
    newest, next_ = planned(every, day, today), following(every, day, today)
    assert newest <= today < next_
    assert planned(every, day, next_ - dt.timedelta(days=1)) == newest
    assert planned(every, day, next_) == next_


@pytest.mark.parametrize(
    "when", ["week", "week-0", "week-8", "month-32", "day-1", "week-01", "hour", "month--1", "month-１"]
)
def test_what_is_no_plan_is_refused(when: str) -> None:
    with pytest.raises(ValueError, match=when):
        read(when)


def test_all_that_the_form_offers_can_be_read_and_written() -> None:
    offered = [when for when, _label in when_choices()]
    assert [written(*read(when)) for when in offered] == offered
    assert len(set(offered)) == len(offered)

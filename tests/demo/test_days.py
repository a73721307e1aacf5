"""Days on which things plausibly happen."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.demo import days

DATES = st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (dt.date(2026, 11, 20), True),
        (dt.date(2026, 11, 21), False),
        (dt.date(2025, 10, 3), False),
        (dt.date(2019, 2, 6), False),
        (dt.date(2026, 2, 16), False),
        (dt.date(2026, 2, 24), True),
    ],
)
def test_week_ends_and_long_holidays_are_no_working_days(day: dt.date, is_working: bool) -> None:
    assert days.is_working_day(day) is is_working


@settings(deadline=None, max_examples=60)
@given(DATES, st.integers(0, 1000))
def test_every_move_ends_on_a_working_day_on_the_right_side(day: dt.date, seed: int) -> None:
    rng = random.Random(seed)

    later, earlier = days.after(day, 3, 9, rng), days.before(day, 3, 9, rng)

    assert days.is_working_day(later)
    assert days.is_working_day(earlier)
    assert earlier < day < later
    assert days.working(day) >= day >= days.working_before(day)


@settings(deadline=None, max_examples=60)
@given(DATES)
def test_gazettes_appear_on_their_days_and_within_reach(day: dt.date) -> None:
    patents, marks = days.gazette(day), days.mark_gazette(day)

    assert patents.weekday() in days.GAZETTE_WEEKDAYS
    assert marks.day in days.MARK_GAZETTE_DAYS
    assert 0 <= (patents - day).days <= 15
    assert 0 <= (marks - day).days <= 10

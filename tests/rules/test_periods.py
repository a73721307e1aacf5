"""Periods: the day of the event is not counted, and a month without the day ends on its last."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.rules.periods import (
    Duration,
    OutOfRange,
    add_months,
    after,
    eve,
    has_same_day,
    month_end,
    months_begun,
    whole_years,
    years_between,
)

D = dt.date
days = st.dates(D(1980, 1, 1), D(2200, 1, 1))
months = st.integers(0, 600)


@pytest.mark.parametrize(
    ("base", "period", "end"),
    [
        (D(2024, 2, 29), Duration(months=12), D(2025, 2, 28)),
        (D(2023, 2, 28), Duration(months=12), D(2024, 2, 28)),
        (D(2024, 10, 31), Duration(months=4), D(2025, 2, 28)),
        (D(2025, 3, 10), Duration(days=15), D(2025, 3, 25)),
        (D(2025, 5, 31), Duration(months=-3), D(2025, 2, 28)),
        (D(2024, 12, 31), Duration(months=2, days=1), D(2025, 3, 1)),
    ],
)
def test_period_ends_on_the_same_number_or_the_last_of_its_month(base: D, period: Duration, end: D) -> None:
    assert after(base, period) == end


@given(days, days, months)
@settings(max_examples=200, deadline=None)
def test_later_event_never_ends_sooner(one: D, other: D, length: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, length) <= add_months(second, length)


@given(days, months)
@settings(max_examples=200, deadline=None)
def test_end_lies_in_the_month_that_many_later(base: D, length: int) -> None:
    end = add_months(base, length)
    assert (end.year - base.year) * 12 + end.month - base.month == length
    assert end.day == base.day or end == month_end(end)
    assert has_same_day(base, length) == (end.day == base.day)


@given(days, st.integers(0, 4000))
@settings(max_examples=200, deadline=None)
def test_months_begun_are_the_least_that_reach_the_day(start: D, length: int) -> None:
    end = start + dt.timedelta(days=length)
    begun = months_begun(start, end)
    assert add_months(start, begun) >= end
    assert begun == 0 or add_months(start, begun - 1) < end


def test_term_ends_on_the_eve_of_the_same_day_or_the_last_of_its_month() -> None:
    assert eve(D(2015, 5, 7), 120) == D(2025, 5, 6)
    assert eve(D(2016, 2, 29), 120) == D(2026, 2, 28)


def test_years_count_in_full() -> None:
    assert whole_years(D(2020, 3, 1), D(2025, 2, 28)) == 4
    assert whole_years(D(2020, 3, 1), D(2025, 3, 1)) == 5


@pytest.mark.parametrize(
    ("end", "years"),
    [(D(2020, 3, 10), 0), (D(2019, 1, 1), 0), (D(2024, 3, 10), 4), (D(2024, 9, 10), Fraction(9, 2))],
)
def test_years_between_are_whole_years_and_twelfths(end: D, years: Fraction) -> None:
    assert years_between(D(2020, 3, 10), end) == years


def test_days_left_over_are_365ths() -> None:
    assert years_between(D(2020, 1, 31), D(2021, 3, 1)) == Fraction(13, 12) + Fraction(1, 365)


def test_period_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(OutOfRange, match="9990-01-01"):
        add_months(D(9990, 1, 1), 1200)
    with pytest.raises(OutOfRange, match="days"):
        after(D(9998, 1, 1), Duration(days=400_000))

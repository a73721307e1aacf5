"""Working days: lists as published, make-up weekends, feasts that come by a rule, and years that nobody has published."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.rules.calendars import Calendar, easter
from mainline.rules.loading import rulebook

D = dt.date
CALENDARS = rulebook().books.calendars
# The State Council's arrangements of three years, as (first, last) of the closed days, and the weekends worked.
CLOSED = [
    ("2024-01-01", "2024-01-01"), ("2024-02-10", "2024-02-17"), ("2024-04-04", "2024-04-06"),
    ("2024-05-01", "2024-05-05"), ("2024-06-08", "2024-06-10"), ("2024-09-15", "2024-09-17"),
    ("2024-10-01", "2024-10-07"), ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-06"), ("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"), ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"), ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"), ("2026-10-01", "2026-10-07"),
]  # fmt: skip
WORKED = [
    "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12",
    "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28",
    "2026-05-09", "2026-09-20", "2026-10-10",
]  # fmt: skip


def test_three_years_are_day_by_day_what_the_state_council_arranged() -> None:
    worked = {D.fromisoformat(day) for day in WORKED}
    closed = {
        D.fromisoformat(first) + dt.timedelta(days=n)
        for first, last in CLOSED
        for n in range((D.fromisoformat(last) - D.fromisoformat(first)).days + 1)
    }
    day = D(2024, 1, 1)
    while day <= D(2026, 12, 31):
        rest = day in closed or day.weekday() >= 5
        assert (CALENDARS["cn_patent"].why_closed(day) is not None) == rest, day
        assert (CALENDARS["cn_trademark"].why_closed(day) is not None) == (rest and day not in worked), day
        day += dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("calendar", "nominal", "due"),
    [
        ("cn_patent", "2026-02-14", "2026-02-24"),
        ("cn_trademark", "2026-02-14", "2026-02-14"),
        ("cn_patent", "2008-02-06", "2008-02-13"),
        # Until 2010 a weekend that was worked was a working day of patents too.
        ("cn_patent", "2009-05-31", "2009-05-31"),
        ("epo", "2025-12-25", "2026-01-02"),
        ("epo", "2026-05-14", "2026-05-15"),
        ("epo", "2020-06-11", "2020-06-12"),
        ("epo", "1987-05-05", "1987-05-05"),
        ("uspto", "2025-08-31", "2025-09-02"),
        ("uspto", "2026-07-03", "2026-07-06"),
        ("uspto", "2025-01-09", "2025-01-10"),
        ("uspto", "2021-12-31", "2022-01-03"),
    ],
)
def test_period_rolls_to_the_first_open_day(calendar: str, nominal: str, due: str) -> None:
    assert CALENDARS[calendar].roll(D.fromisoformat(nominal)).day == D.fromisoformat(due)


@pytest.mark.parametrize("calendar", CALENDARS.values(), ids=CALENDARS)
@given(st.dates(D(1990, 1, 1), D(2060, 1, 1)))
@settings(max_examples=150, deadline=None)
def test_rolled_day_is_open_and_all_between_are_closed(calendar: Calendar, nominal: D) -> None:
    rolled = calendar.roll(nominal)
    assert calendar.why_closed(rolled.day) is None
    assert [day for day, _ in rolled.closed] == [
        nominal + dt.timedelta(days=n) for n in range((rolled.day - nominal).days)
    ]
    assert calendar.roll(rolled.day).day == rolled.day


def test_year_without_a_published_list_is_said_to_be_so() -> None:
    patents = CALENDARS["cn_patent"]
    assert patents.roll(D(2026, 12, 1)).is_published
    assert not patents.roll(D(2027, 10, 5)).is_published
    # The last day of what is known rolls into what is not.
    assert not CALENDARS["epo"].roll(D(2027, 1, 1)).is_published


def test_working_days_are_counted_from_the_next() -> None:
    uspto = CALENDARS["uspto"]
    assert uspto.add_working_days(D(2025, 7, 3), 1) == D(2025, 7, 7)
    assert uspto.add_working_days(D(2025, 7, 7), -1) == D(2025, 7, 3)


@pytest.mark.parametrize(
    ("year", "day"),
    [(1954, "04-18"), (1981, "04-19"), (2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2038, "04-25")],
)
def test_easter_comes_when_it_comes(year: int, day: str) -> None:
    assert easter(year) == D.fromisoformat(f"{year}-{day}")

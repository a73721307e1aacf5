"""Days on which things plausibly happen: people act on working days, gazettes appear on their own."""

from __future__ import annotations

import datetime as dt
import random

_FIXED_HOLIDAYS = frozenset(
    {(1, 1), (5, 1), (5, 2), (5, 3), (10, 1), (10, 2), (10, 3), (10, 4), (10, 5), (10, 6), (10, 7)}
)
"""Public holidays with a fixed date."""
_NEW_YEARS = tuple(
    dt.date.fromisoformat(day)
    for day in [
        "2004-01-22",
        "2005-02-09",
        "2006-01-29",
        "2007-02-18",
        "2008-02-07",
        "2009-01-26",
        "2010-02-14",
        "2011-02-03",
        "2012-01-23",
        "2013-02-10",
        "2014-01-31",
        "2015-02-19",
        "2016-02-08",
        "2017-01-28",
        "2018-02-16",
        "2019-02-05",
        "2020-01-25",
        "2021-02-12",
        "2022-02-01",
        "2023-01-22",
        "2024-02-10",
        "2025-01-29",
        "2026-02-17",
        "2027-02-06",
    ]
)
_FESTIVAL = frozenset(day + dt.timedelta(days=shift) for day in _NEW_YEARS for shift in range(-1, 7))
"""The lunar New Year from its eve to the sixth day after, in the years that threads reach."""
GAZETTE_WEEKDAYS = (1, 4)
"""The Chinese patent office publishes on Tuesdays and Fridays."""
MARK_GAZETTE_DAYS = (6, 13, 20, 27)
"""The trademark gazette appears four times a month."""


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday, outside the long holidays; enough for plausibility, not for a deadline."""
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS and day not in _FESTIVAL


def working(day: dt.date) -> dt.date:
    """The day itself or the next working day."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def working_before(day: dt.date) -> dt.date:
    """The day itself or the working day before it."""
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return day


def gazette(day: dt.date) -> dt.date:
    """The first publication day of the patent office on or after a day."""
    while day.weekday() not in GAZETTE_WEEKDAYS or not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def mark_gazette(day: dt.date) -> dt.date:
    """The first day of the trademark gazette on or after a day."""
    while day.day not in MARK_GAZETTE_DAYS:
        day += dt.timedelta(days=1)
    return day


def after(day: dt.date, low: int, high: int, rng: random.Random) -> dt.date:
    """A working day between ``low`` and ``high`` days later, give or take the week-end."""
    return working(day + dt.timedelta(days=rng.randint(low, high)))


def before(day: dt.date, low: int, high: int, rng: random.Random) -> dt.date:
    """A working day between ``low`` and ``high`` days earlier."""
    return working_before(day - dt.timedelta(days=rng.randint(low, high)))

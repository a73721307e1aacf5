"""On which days a report is planned. Pure: no clock, no database."""

from __future__ import annotations

import calendar
import datetime as dt

DAY, WEEK, MONTH = "day", "week", "month"
_DAYS = {DAY: (0,), WEEK: range(1, 8), MONTH: range(1, 32)}


def read(when: str) -> tuple[str, int]:
    """Read ``day``, ``week-3`` or ``month-31``, and ``""`` for no schedule. Raises ``ValueError`` for anything else."""
    every, _dash, day = when.partition("-")
    if not when:
        return "", 0
    number = int(day) if day.isascii() and day.isdecimal() and len(day) < 3 else 0
    if every not in _DAYS or number not in _DAYS[every] or written(every, number) != when:
        raise ValueError(when)
    return every, number


def written(every: str, day: int) -> str:
    """Write what :func:`read` reads."""
    return f"{every}-{day}" if day else every


def planned(every: str, day: int, today: dt.date) -> dt.date:
    """Return the newest planned day that is not after today. Of a month that has no such day it is the last."""
    if every == DAY:
        return today
    if every == WEEK:
        return today - dt.timedelta(days=(today.isoweekday() - day) % 7)
    this = _of_month(today.year, today.month, day)
    if this <= today:
        return this
    before = today.replace(day=1) - dt.timedelta(days=1)
    return _of_month(before.year, before.month, day)


def following(every: str, day: int, after: dt.date) -> dt.date:
    """Return the first planned day after one."""
    found = after + dt.timedelta(days=1)
    while planned(every, day, found) != found:
        found += dt.timedelta(days=1)
    return found


def _of_month(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))

"""Periods as the laws count them: the day of the event is not counted, months end on the same number of the last one.

Pure functions on dates. PCT Rule 80.1-80.3, EPC Rule 131, China's Implementing Regulations Art. 5 and Civil Code
Arts. 200-202, 35 U.S.C. 21(b) and MPEP 710.01(a) say one and the same; where a law counts otherwise its rule says so.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

DAY = dt.timedelta(days=1)
LAST_YEAR = dt.MAXYEAR - 1


class OutOfRange(ValueError):
    """A period that ends beyond the years that a calendar has."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A period as a law names it. Months and days never mix into one number: how long a month is depends on the month."""

    months: int = 0
    days: int = 0
    in_years: bool = field(default=False, compare=False)
    """Whether the law says years: three years are thirty-six months, and are told as three years."""

    def __neg__(self) -> Duration:
        return Duration(-self.months, -self.days, self.in_years)


def after(base: dt.date, period: Duration) -> dt.date:
    """Return the last day of a period that an event on ``base`` sets running.

    Months first, then days. Without a day of that number in the last month it is the last of that month; a base on the
    last day of its month does not stay there: 28 February and a year is 28 February, also in a leap year.
    Raises :class:`OutOfRange`.
    """
    day = add_months(base, period.months) if period.months else base
    try:
        return day + dt.timedelta(days=period.days) if period.days else day
    except OverflowError:
        raise OutOfRange(f"{base} + {period.days} days") from None


def add_months(base: dt.date, months: int) -> dt.date:
    """Return the same day ``months`` later (earlier where negative), or the last of that month. Raises :class:`OutOfRange`."""
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= LAST_YEAR:
        raise OutOfRange(f"{base} + {months} months")
    if base.day <= 28:
        return dt.date(year, month + 1, base.day)
    return dt.date(year, month + 1, min(base.day, calendar.monthrange(year, month + 1)[1]))


def has_same_day(base: dt.date, months: int) -> bool:
    """Whether the month that a period of months ends in has a day of the number of the first."""
    return add_months(base, months).day == base.day


def month_end(day: dt.date) -> dt.date:
    """Return the last day of a month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def year_end(day: dt.date) -> dt.date:
    """Return 31 December of a year."""
    return dt.date(day.year, 12, 31)


def eve(base: dt.date, months: int) -> dt.date:
    """Return the day before the corresponding day, or the last of the month where it has none.

    As terms of trademarks end (China's Trademark Regulations Art. 12(2)).
    """
    end = add_months(base, months)
    return end - DAY if end.day == base.day else end


def months_begun(start: dt.date, end: dt.date) -> int:
    """Return how many months after ``start`` have begun on ``end``: 0 on and before it, 1 up to the same day a month later."""
    if end <= start:
        return 0
    whole = (end.year - start.year) * 12 + end.month - start.month
    return whole if end <= add_months(start, whole) else whole + 1


def whole_years(start: dt.date, end: dt.date) -> int:
    """Return how many years have passed in full, a day short of the anniversary counting for nothing."""
    if end < start:
        return 0
    years = end.year - start.year
    return years if add_months(start, years * 12) <= end else years - 1


def years_between(start: dt.date, end: dt.date) -> Fraction:
    """Return years with what is left: whole months as twelfths, days as 365ths. Nothing where ``end`` is not later."""
    if end <= start:
        return Fraction()
    months = (end.year - start.year) * 12 + end.month - start.month
    months -= add_months(start, months) > end
    return Fraction(months, 12) + Fraction((end - add_months(start, months)).days, 365)


def paused(start: dt.date, end: dt.date, begun: Sequence[dt.date], ended: Sequence[dt.date]) -> dt.date:
    """Return where a period from ``start`` to ``end`` ends when it stood still from each day of ``begun`` to that of ``ended``.

    A day on which it stood still counts for nothing; the day on which it goes on counts again. Pauses that overlap are
    counted once, one that began after the period had run out moves nothing, and so does one that ended before it began.
    One without its end is left out: nobody knows yet how long it is.
    """
    counted_to = start
    for first, last in sorted(zip(begun, ended, strict=False)):
        if first > end:
            break
        first = max(first, counted_to)
        if last > first:
            end += last - first
            counted_to = last
    return end

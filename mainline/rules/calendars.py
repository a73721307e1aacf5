"""On which days an office takes papers: lists of closed days as data, and the first open day after a closed one.

A calendar knows for which years its list was published. Beyond them it still answers, by what it knows of every year
(weekly rest, fixed feasts), and says so: a date without a published list is never shown as certain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mainline.rules.periods import DAY
from mainline.rules.schema import CalendarData, ClosedDays, EveryYear, HolidayList, Text

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKLY = Text(zh="周休息日", en="weekly rest day")
_LONGEST_CLOSURE = 60
"""Days in a row that no list closes: beyond them the list itself is wrong."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """Where a period ends: ``day`` is the first open day from ``nominal`` on."""

    nominal: dt.date
    day: dt.date
    closed: tuple[tuple[dt.date, Text], ...]
    """The closed days between, each with why."""
    is_published: bool
    """Whether every day looked at lies in a year whose list was published."""


@dataclass(slots=True)
class Calendar:
    """The working days of one office. Answers are kept: the same days are asked for again and again."""

    data: CalendarData
    closed: Mapping[dt.date, Text]
    opened: frozenset[dt.date]
    """Days of weekly rest that the office works on."""
    every: Sequence[EveryYear]
    _rest: frozenset[int] = field(init=False)
    _kept: dict[dt.date, Rolled] = field(init=False, default_factory=dict)
    _feasts: dict[int, dict[dt.date, Text]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._rest = frozenset(_WEEKDAYS.index(day) for day in self.data.weekly_rest)

    def why_closed(self, day: dt.date) -> Text | None:
        """Return why an office is closed on a day, ``None`` where it is open."""
        named = self.closed.get(day) or self._feasts_of(day.year).get(day)
        if named is not None:
            return named
        if day.weekday() in self._rest and day not in self.opened:
            return _WEEKLY
        return None

    def roll(self, nominal: dt.date) -> Rolled:
        """Return the first open day on or after a day."""
        found = self._kept.get(nominal)
        if found is None:
            found = self._kept[nominal] = self._rolled(nominal)
        return found

    def add_working_days(self, base: dt.date, days: int) -> dt.date:
        """Return the day that many open days after (before, where negative) a day, which itself is not counted."""
        step, left, day = (DAY if days > 0 else -DAY), abs(days), base
        while left:
            day += step
            left -= self.why_closed(day) is None
        return day

    def is_published(self, day: dt.date) -> bool:
        """Whether the list of the year of a day was published and is here."""
        return any(span.first <= day <= span.last for span in self.data.published)

    def _rolled(self, nominal: dt.date) -> Rolled:
        closed: list[tuple[dt.date, Text]] = []
        day, is_published = nominal, self.is_published(nominal)
        while (why := self.why_closed(day)) is not None:
            closed.append((day, why))
            day += DAY
            is_published = is_published and self.is_published(day)
            if len(closed) > _LONGEST_CLOSURE:
                raise ValueError(f"{self.data.id}: closed for {_LONGEST_CLOSURE} days from {nominal}")
        return Rolled(nominal, day, tuple(closed), is_published)

    def _feasts_of(self, year: int) -> dict[dt.date, Text]:
        feasts = self._feasts.get(year)
        if feasts is None:
            feasts = self._feasts[year] = {
                day: each.name
                for around in (year - 1, year, year + 1)
                for each in self.every
                if (day := _day_of(each, around)) is not None and day.year == year
            }
        return feasts


def build(data: CalendarData, lists: Mapping[str, HolidayList]) -> Calendar:
    """Put a calendar together from its lists; make-up working days count only where the calendar says so."""
    chosen = [lists[name] for name in data.lists]
    closed = {day: each.name for one in chosen for each in one.closed for day in _days(each)}
    until = data.makeup_until or dt.date.max
    opened = {day for one in chosen for day in one.open if data.makeup_counts_as_work and day < until}
    return Calendar(data, closed, frozenset(opened), [each for one in chosen for each in one.every])


def _days(closed: ClosedDays) -> Iterator[dt.date]:
    for span in closed.days:
        first, _, last = span.partition("/")
        day, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
        while day <= end:
            yield day
            day += DAY


def _day_of(each: EveryYear, year: int) -> dt.date | None:
    """Return the day of a feast in a year, ``None`` in a year in which it is not kept."""
    if not (each.since or 0) <= year <= (each.until or dt.MAXYEAR):
        return None
    if each.years and (year - each.years[0]) % each.years[1]:
        return None
    if each.easter is not None:
        return easter(year) + dt.timedelta(days=each.easter)
    if each.nth:
        return _nth(year, each.month, _WEEKDAYS.index(each.weekday), each.nth)
    day = dt.date(year, each.month, each.day)
    if each.observed:
        return day + {5: -DAY, 6: DAY}.get(day.weekday(), dt.timedelta())
    return day


def _nth(year: int, month: int, weekday: int, nth: int) -> dt.date:
    """Return the nth such weekday of a month, the last where ``nth`` is -1."""
    if nth > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = dt.date(year + month // 12, month % 12 + 1, 1) - DAY
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7)


def easter(year: int) -> dt.date:
    """Return Easter Sunday of the Gregorian calendar (the rule of the Council of Nicaea as Gauss counted it)."""
    golden, century = year % 19, year // 100
    correction = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = correction - (correction // 28) * (1 - (29 // (correction + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    days = moon - weekday
    month = 3 + (days + 40) // 44
    return dt.date(year, month, days + 28 - 31 * (month // 4))

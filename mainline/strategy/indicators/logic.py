"""Indicators as arithmetic: sums of records by place, and the figure that they make. Exact; no database, no clock."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from mainline.regions.region import Place, Population

COUNTED = "counted"
"""The fate of a record that the figure counts; any other says why it does not."""
PER = 10_000
FEWEST = 5
"""Of fewer holders nothing is told that concerns money of persons, or what holders keep to themselves."""


class Unit(StrEnum):
    """What a figure is counted in."""

    COUNT = "count"
    PER_10K = "per_10k"
    MONEY = "money"
    DAYS = "days"
    PERCENT = "percent"


@dataclass(slots=True)
class Tally:
    """What the records of one place add up to."""

    n: int = 0
    top: int = 0
    """Numerator: minor units, or records that fulfil."""
    bottom: int = 0
    """Denominator of a share."""
    days: list[int] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)
    """Records that are not counted, by why."""
    holders: int = 0
    """Of how many holders they are, where that decides what may be told."""

    def add(self, other: Tally) -> None:
        """Add another place's; a holder is counted in each place where it has records."""
        self.n, self.top, self.bottom = self.n + other.n, self.top + other.top, self.bottom + other.bottom
        self.days += other.days
        self.fates += other.fates
        self.holders += other.holders


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with what it was made of. ``value`` is ``None`` where it is not known; why says ``why``."""

    unit: Unit
    value: Fraction | None
    n: int
    top: int
    bottom: int
    fates: Mapping[str, int]
    population: Population | None = None
    """The residents that it was divided by, with their year and source."""
    why: str = ""
    """``population``: none is known for the day; ``few``: too few holders; ``whole``: told of the whole region alone;
    ``none``: nothing to divide by; ``amounts``: no record says its amount."""


def figure_of(unit: Unit, tally: Tally, *, place: Place, on: dt.date, guard: str = "") -> Figure:
    """Return the figure that a tally makes of a place as of a day.

    ``guard``: of what is told as one number alone, ``whole`` for that number, which is of :data:`FEWEST` holders or more,
    ``part`` for any part of it, of which nothing is told.
    """
    population = population_of(place, on) if unit is Unit.PER_10K else None
    value, why = _value(unit, tally, population)
    if guard and (guard == "part" or tally.holders < FEWEST) and (tally.n or guard == "part"):
        return Figure(
            unit, None, tally.n, 0, 0, dict(tally.fates), None, "whole" if guard == "part" else "few"
        )
    return Figure(unit, value, tally.n, tally.top, tally.bottom, dict(tally.fates), population, why)


def told_on(on: dt.date, *, is_guarded: bool) -> dt.date:
    """Return the day as of which a figure is told: the day itself; of what is guarded the end of a month, so that the
    figures of two days that follow each other do not tell what one holder did between them.
    """
    if not is_guarded or (on + dt.timedelta(days=1)).day == 1:
        return on
    return on.replace(day=1) - dt.timedelta(days=1)


def _value(unit: Unit, tally: Tally, population: Population | None) -> tuple[Fraction | None, str]:
    match unit:
        case Unit.COUNT:
            return Fraction(tally.n), ""
        case Unit.MONEY:
            is_known = tally.n or not tally.fates["no_amount"]
            return (Fraction(tally.top, 100), "") if is_known else (None, "amounts")
        case Unit.PER_10K:
            return (per_residents(tally.n, population), "") if population else (None, "population")
        case Unit.PERCENT:
            return (Fraction(100 * tally.top, tally.bottom), "") if tally.bottom else (None, "none")
        case Unit.DAYS:
            return (median(tally.days), "") if tally.days else (None, "none")


def per_residents(n: int, population: Population) -> Fraction:
    """Return so many per ten thousand residents."""
    return Fraction(n * PER, population.residents)


def population_of(place: Place, on: dt.date) -> Population | None:
    """Return the newest figure of residents of the year of a day or before; ``None``: years are never guessed."""
    known = [one for one in place.populations if one.year <= on.year]
    return max(known, key=lambda one: one.year, default=None)


def median(values: Sequence[int]) -> Fraction:
    """Return the middle value, of an even number the mean of the two in the middle. Raises ``ValueError`` of none."""
    return quantile(values, Fraction(1, 2))


def quantile(values: Sequence[int], q: Fraction) -> Fraction:
    """Return the value below which a share ``q`` lies, between two neighbours in proportion (Hyndman and Fan 1996, type 7).

    Raises ``ValueError`` of none.
    """
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    at = q * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def together(tallies: Iterable[Tally]) -> Tally:
    """Return what several places add up to."""
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole


def written(unit: Unit, value: Fraction | None, *, currency: str = "CNY") -> str:
    """Print a figure: whole numbers with commas, per residents with three places, shares and days with one, half away
    from zero; empty where it is not known.
    """
    if value is None:
        return ""
    places = {Unit.COUNT: 0, Unit.PER_10K: 3, Unit.MONEY: 2, Unit.DAYS: 1, Unit.PERCENT: 1}[unit]
    text = rounded_text(value, places)
    return {Unit.MONEY: f"{text} {currency}", Unit.PERCENT: f"{text} %"}.get(unit, text)


def rounded_text(value: Fraction, places: int) -> str:
    """Print a fraction with so many decimal places, half away from zero, thousands set apart by commas."""
    scaled = abs(value) * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if value < 0 and whole else ""
    digits = f"{whole:0{places + 1}d}"
    if not places:
        return f"{sign}{int(digits):,}"
    return f"{sign}{int(digits[:-places]):,}.{digits[-places:]}"


def is_behind(value: Fraction | None, target: Fraction, *, is_less_better: bool) -> bool | None:
    """Whether a figure falls short of its target; ``None`` where the figure is not known."""
    if value is None:
        return None
    return value > target if is_less_better else value < target


def year_ends(on: dt.date, years: int) -> tuple[dt.date, ...]:
    """Return the last days of so many years before a day, and the day itself."""
    return (*(dt.date(year, 12, 31) for year in range(on.year - years, on.year)), on)

"""The sense of gain as its parts: what each adds up to, and what is not known. No database, no clock.

A part is never guessed: what no record says is not known and is not nothing. There is no one number.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mainline.strategy.gain.law import least_reward, reward_due_on
from mainline.strategy.indicators.logic import FEWEST, median, quantile

DIMENSIONS = ("policy", "enforcement", "mechanisms", "awareness", "effect")
"""Of the national satisfaction survey: law and policy, enforcement, mechanisms, awareness, effect."""
IN, OUT = 1, -1


@dataclass(slots=True)
class Sums:
    """Amounts by currency in minor units, and how many records say none."""

    minor: Counter[str] = field(default_factory=Counter)
    unknown: int = 0

    def add(self, minor: int | None, currency: str) -> None:
        """Add the amount of one record."""
        if minor is None or not currency:
            self.unknown += 1
        else:
            self.minor[currency] += minor


def balance(parts: Iterable[tuple[int, Mapping[str, int]]]) -> dict[str, int]:
    """Return what comes in less what goes out, by currency: of the parts that are known alone."""
    found: Counter[str] = Counter()
    for sign, sums in parts:
        for currency, minor in sums.items():
            found[currency] += sign * minor
    return dict(found)


@dataclass(frozen=True, slots=True)
class Due:
    """The reward that the law asks for one patent, and what was paid, in fen."""

    right: int
    least: int
    due_on: dt.date
    paid: int
    own: int
    """Of that what was paid to the one who asks."""

    def is_overdue(self, on: dt.date) -> bool:
        """Whether less than the least was paid and its last day is past."""
        return self.paid < self.least and on > self.due_on

    @property
    def missing(self) -> int:
        """Fen up to the least."""
        return max(self.least - self.paid, 0)


def dues(
    granted: Iterable[tuple[int, str, dt.date]], paid: Mapping[int, int], own: Mapping[int, int]
) -> list[Due]:
    """Return what the law asks for each patent of (right, kind, day of grant), the earliest first."""
    found = []
    for right, kind, granted_on in granted:
        least = least_reward(kind, granted_on)
        if least is not None:
            found.append(Due(right, least, reward_due_on(granted_on), paid.get(right, 0), own.get(right, 0)))
    return sorted(found, key=lambda one: (one.due_on, one.right))


def compliance(found: Sequence[Due]) -> Fraction | None:
    """Return Σ paid ÷ Σ least due; ``None`` where nothing was due."""
    least = sum(one.least for one in found)
    return Fraction(sum(one.paid for one in found), least) if least else None


def time_ratio(days: Sequence[int], reference: Fraction) -> Fraction | None:
    """Return the median of some days over a reference in days; ``None`` of none."""
    return median(days) / reference if days else None


@dataclass(frozen=True, slots=True)
class Spread:
    """How a sum is spread among many: none of it where they are too few."""

    n: int
    p10: Fraction | None = None
    median: Fraction | None = None
    p90: Fraction | None = None

    @property
    def is_told(self) -> bool:
        """Whether there are enough of them."""
        return self.median is not None


def spread(values: Sequence[int]) -> Spread:
    """Return the tenth, fiftieth and ninetieth percentile of the sums of some holders; of fewer than five nothing."""
    if len(values) < FEWEST:
        return Spread(len(values))
    points = (quantile(values, Fraction(q, 10)) for q in (1, 5, 9))
    return Spread(len(values), *points)


def felt_of(answers: Mapping[str, int | None]) -> Fraction | None:
    """Return the plain mean of the dimensions answered, 0 to 100; ``None`` where none was. Equal weights are this
    platform's convention: those of the national survey are not published.
    """
    given = [answers[name] for name in DIMENSIONS if answers.get(name) is not None]
    known = [value for value in given if value is not None]
    return Fraction(sum(known), len(known)) if known else None

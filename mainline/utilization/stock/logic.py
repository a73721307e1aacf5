"""The tier of a right of the stock, with the parts that it follows from. Pure and exact."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "tiers.toml"
MOST_STARS = 5
MOST_TRL = 9


@dataclass(frozen=True, slots=True)
class Formula:
    """Weights by part, and tiers from the best down with the least percent of each."""

    weights: Mapping[str, int]
    tiers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part: from 0 to 1, ``None`` where it is not known."""

    code: str
    weight: int
    value: Fraction | None

    @property
    def percent(self) -> int | None:
        """The value in hundredths."""
        return None if self.value is None else round(self.value * 100)


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier, the percent that it follows from, and its parts."""

    code: str
    percent: int
    parts: tuple[Part, ...]

    @property
    def is_provisional(self) -> bool:
        """Whether a part is not known yet."""
        return any(part.value is None for part in self.parts)


@cache
def formula() -> Formula:
    """Return what is set as data."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    tiers = sorted(told["tiers"].items(), key=lambda pair: -pair[1])
    return Formula(dict(told["weights"]), tuple((str(code), int(least)) for code, least in tiers))


def tier_of(own: int, firms: Sequence[int], trl: int | None, by: Formula) -> Tier:
    """Return the tier of grades from 1 to 5 and a readiness level from 1 to 9; ``None`` is not known."""
    parts = (
        Part("self", by.weights["self"], _share(own, MOST_STARS)),
        Part("firms", by.weights["firms"], Fraction(sum(firms), MOST_STARS * len(firms)) if firms else None),
        Part("trl", by.weights["trl"], None if trl is None else _share(trl, MOST_TRL)),
    )
    known = [(part.weight, part.value) for part in parts if part.value is not None]
    whole = sum(weight for weight, _value in known)
    value = sum((weight * share for weight, share in known), Fraction(0)) / whole
    code = next(code for code, least in by.tiers if value * 100 >= least)
    return Tier(code, round(value * 100), parts)


def _share(given: int, most: int) -> Fraction:
    return Fraction(given, most)

"""What is set for the market as data: weights of the parts of a score, bands of budgets, days promised."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mainline.rules.money import CURRENCIES

_FILE = Path(__file__).parent / "data" / "market.toml"
PARTS = ("words", "industry", "force", "offered", "mode", "price", "readiness", "place")
"""The parts of a score, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Band:
    """A band of budgets. ``upto`` is its upper end in minor units of CNY, ``None`` for the open one."""

    code: str
    upto: int | None
    label: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Terms:
    """All that is set."""

    promise_days: int
    least_score: int
    least_words: int
    most: int
    enough_percent: int
    weights: Mapping[str, int]
    bands: Mapping[str, Band]


@cache
def terms() -> Terms:
    """Return what is set. Raises ``ValueError`` for a part without its weight."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    weights = {part: int(told["weights"][part]) for part in PARTS if part in told["weights"]}
    if set(weights) != set(told["weights"]) or len(weights) != len(PARTS):
        raise ValueError(f"market.toml: the weights must be those of {', '.join(PARTS)}")
    return Terms(
        promise_days=int(told["promise_days"]),
        least_score=int(told["least_score"]),
        least_words=int(told["least_words"]),
        most=int(told["most"]),
        enough_percent=int(told["enough_percent"]),
        weights=weights,
        bands={row["code"]: _band(row) for row in told["band"]},
    )


def _band(row: Mapping[str, object]) -> Band:
    upto = row.get("upto")
    minor = None if upto is None else int(str(upto)) * 10 ** CURRENCIES["CNY"]
    return Band(str(row["code"]), minor, (str(row["zh"]), str(row["en"])))

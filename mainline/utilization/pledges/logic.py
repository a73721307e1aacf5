"""Terms of a pledge as data, what a signature is under, and which cases are open. Pure.

Amounts are minor units, the rate an exact part of one for a year.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar


@dataclass(frozen=True, slots=True)
class Terms:
    """What both sides sign: all that holds between them, so that nothing of it can change behind a signature."""

    holder: int
    bank: int
    """Ids of the organisations."""
    rights: tuple[int, ...]
    """Ids of the rights."""
    purpose: str
    minor: int
    currency: str
    rate: Fraction
    starts_on: dt.date
    until: dt.date
    is_guaranteed: bool
    conditions: str


def digest(terms: Terms) -> str:
    """Return the SHA-256 of terms: the same terms always give the same, whatever the order of the rights."""
    plain = {
        "holder": terms.holder,
        "bank": terms.bank,
        "rights": sorted(terms.rights),
        "purpose": terms.purpose,
        "minor": terms.minor,
        "currency": terms.currency,
        "rate": str(terms.rate),
        "starts_on": terms.starts_on.isoformat(),
        "until": terms.until.isoformat(),
        "is_guaranteed": terms.is_guaranteed,
        "conditions": terms.conditions,
    }
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def divided(minor: int, rights: Sequence[int]) -> dict[int, int]:
    """Divide an amount among rights alike, so that the sum over all threads is the amount; the first get what is over.

    Raises ``ValueError`` for no right.
    """
    if not rights:
        raise ValueError("an amount among no rights")
    each, over = divmod(minor, len(rights))
    return {pk: each + (1 if place < over else 0) for place, pk in enumerate(sorted(rights))}


class Told(Protocol):
    """What is read of an event here."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def happened_on(self) -> dt.date | None:
        """Its day."""

    @property
    def details(self) -> Mapping[str, str]:
        """What it says."""


AnyTold = TypeVar("AnyTold", bound=Told)
_BEGIN = frozenset(
    {
        "protection.invalidation.requested",
        "protection.opposition.filed",
        "protection.cancellation.requested",
        "protection.review.requested",
        "protection.ownership.claimed",
        "protection.adjudication.requested",
        "protection.adjudication.accepted",
        "protection.suit.filed",
        "protection.appeal.filed",
    }
)
_END = frozenset(
    {
        "closed", "rejected", "limited", "upheld", "sustained", "none_filed", "whole", "partial", "maintained", "withdrawn",
        "settled", "judged", "decided", "refused",
    }
)  # fmt: skip


def open_cases(events: Iterable[AnyTold]) -> list[AnyTold]:
    """Return the events that began a case of which no end is told, oldest first; events without a day count as the first.

    An end closes the case of its number, else the oldest of its sort. A case that was asked for and then opened is one.
    """
    found: list[AnyTold] = []
    for event in sorted(events, key=lambda each: each.happened_on or dt.date.min):
        sort, _dot, what = event.code.rpartition(".")
        same = [each for each in found if each.code.rpartition(".")[0] == sort]
        if event.code in _BEGIN:
            if what != "accepted" or not same:
                found.append(event)
        elif what in _END and same:
            number = event.details.get("reference", "")
            named = [each for each in same if number and each.details.get("reference") == number]
            found.remove((named or same)[0])
    return found

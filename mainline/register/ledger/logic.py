"""What makes a posting a posting: its lines sum to nothing in every currency. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mainline.rules.money import Money


class Unbalanced(ValueError):
    """The lines of a posting do not sum to zero, or say nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a posting: debit positive, credit negative."""

    account: str
    """A code of ``AccountCode``."""
    money: Money
    person: int | None = None
    """Whose amount it is, where the register knows the person."""
    name: str = ""
    """Whose amount it is, as printed."""
    other: int | None = None
    """Id of the organisation on the other side."""


def check(lines: Sequence[Line]) -> None:
    """Raise :class:`Unbalanced` unless there are two lines at least, none of nothing, and each currency sums to zero."""
    if len(lines) < 2:
        raise Unbalanced("a posting has two lines at least")
    if any(line.money.minor == 0 for line in lines):
        raise Unbalanced("a line of nothing says nothing")
    for currency, minor in sums(lines).items():
        if minor:
            raise Unbalanced(f"the lines sum to {Money(minor, currency)}, not to zero")


def sums(lines: Iterable[Line]) -> dict[str, int]:
    """Return the sum of the lines in each currency, in minor units."""
    total: Counter[str] = Counter()
    for line in lines:
        total[line.money.currency] += line.money.minor
    return dict(total)


def digest(on: object, source: str, lines: Iterable[Line]) -> str:
    """Return the identity of what a posting says: the same key may be told twice only with the same."""
    parts = [str(on), source]
    parts += [
        f"{line.account}|{line.money.minor}|{line.money.currency}|{line.person}|{line.name}|{line.other}"
        for line in lines
    ]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def turned(lines: Iterable[Line]) -> list[Line]:
    """Return the contrary of some lines."""
    return [
        Line(line.account, Money(-line.money.minor, line.money.currency), line.person, line.name, line.other)
        for line in lines
    ]

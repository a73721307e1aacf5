"""What is known of an organisation for the policies: each fact with where it came from. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from mainline.rules.money import Money, amount
from mainline.rules.policies.judging import Item
from mainline.rules.policies.schema import PolicyFact
from mainline.rules.values import Missing, Value

OriginKind = Literal["register", "event", "organisation", "statement", "claim", "call", "policy"]
LARGEST, SMALLEST = Decimal(10) ** 13, Decimal("1e-12")
"""Bounds of a typed number: what lies between is kept to its last place and counted in no time."""


class BadValue(ValueError):
    """A text that is no value of its fact."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact came from: a row of the register, an event on a thread, what an organisation said, a claim, a call."""

    kind: OriginKind
    id: int | None = None
    on: dt.date | None = None
    right: int | None = None
    """The right on whose thread an event stands."""
    document: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A fact and its origin. ``value`` may be :class:`Missing` for something that the register should know and does not."""

    value: Value | Missing
    origin: Origin


Facts = Mapping[str, Told]


@dataclass(frozen=True, slots=True)
class Subject:
    """One right or deal of an organisation."""

    ref: str
    """``right:5``, ``deal:ref:XK-2025-0001``."""
    right: int
    title: str
    number: str
    facts: Facts
    contract: str = ""
    side: str = ""
    other: str = ""
    """The other party, as printed."""
    on: dt.date | None = None
    codes: frozenset[str] = frozenset()
    """Codes of the events on the right."""

    def item(self) -> Item:
        """Return it as the judge counts it."""
        return Item(self.ref, values(self.facts), right=str(self.right), contract=self.contract)


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of one organisation for a day."""

    organisation: int
    name: str
    kind: str
    on: dt.date
    facts: Facts
    rights: Sequence[Subject] = ()
    deals: Sequence[Subject] = ()
    calls: Mapping[str, Origin] = field(default_factory=dict)
    """Policies that an office opened for the year."""


def values(facts: Facts) -> dict[str, Value | Missing]:
    """Return the facts as the judge reads them."""
    return {name: told.value for name, told in facts.items()}


def read(fact: PolicyFact, text: str) -> Value:
    """Return what a stored or typed text says. Raises :class:`BadValue`."""
    given = text.strip()
    if fact.type == "bool" and given in ("true", "false"):
        return given == "true"
    if fact.type == "text" and given in fact.choices:
        return given
    try:
        if fact.type == "date":
            return dt.date.fromisoformat(given)
        if fact.type in ("number", "money"):
            number = Decimal(given.replace(",", "").replace("，", ""))
            if not number.is_finite() or abs(number) >= LARGEST or number != number.quantize(SMALLEST):
                raise BadValue(given)
            exact = Fraction(number)
            if fact.type == "money" and (exact < 0 or (exact * 100).denominator != 1):
                raise BadValue(given)
            return amount(exact, "CNY") if fact.type == "money" else exact
    except (ValueError, ArithmeticError) as error:
        raise BadValue(given) from error
    raise BadValue(given)


def written(value: Any) -> str:
    """Return the text that is stored for a value."""
    match value:
        case bool():
            return "true" if value else "false"
        case Money():
            return f"{Decimal(value.minor) / 100:.2f}"
        case Fraction():
            return format((Decimal(value.numerator) / Decimal(value.denominator)).normalize(), "f")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)

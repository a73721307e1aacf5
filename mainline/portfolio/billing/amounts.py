"""Amounts as people type them, exact to the minor unit. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mainline.rules.money import Money, NoAmount, minor_of, rounded

__all__ = ["NoAmount", "Sum", "minor_of", "percent_of", "sums", "vat_of"]

_RATE = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})?")
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Sum:
    """What the lines of one currency come to, in minor units."""

    currency: str
    net: int
    vat: int
    has_vat: bool
    """Whether a tax was said for any of them."""

    @property
    def total(self) -> Money:
        """Net and tax."""
        return Money(self.net + self.vat, self.currency)

    @property
    def net_money(self) -> Money:
        """Without tax."""
        return Money(self.net, self.currency)

    @property
    def vat_money(self) -> Money:
        """The tax alone."""
        return Money(self.vat, self.currency)


def percent_of(text: str) -> Decimal | None:
    """Return a rate of tax typed in percent; ``None`` for nothing. Raises :class:`NoAmount`."""
    given = text.strip().removesuffix("%").removesuffix("％").strip()
    if not given:
        return None
    if _RATE.fullmatch(given) is None:
        raise NoAmount(text)
    return Decimal(given)


def vat_of(minor: int, percent: Decimal | None) -> int | None:
    """Return the tax on an amount, to the minor unit, half away from zero; ``None`` where no rate is said."""
    return None if percent is None else rounded(minor * Fraction(percent) / _HUNDRED)


def sums(lines: Iterable[tuple[str, int | None, int | None]]) -> list[Sum]:
    """Add up (currency, net, tax) by currency, never across; what has no amount adds nothing."""
    found: dict[str, tuple[int, int, bool]] = {}
    for currency, net, vat in lines:
        if net is None:
            continue
        before = found.get(currency, (0, 0, False))
        found[currency] = (before[0] + net, before[1] + (vat or 0), before[2] or vat is not None)
    return [Sum(currency, *one) for currency, one in sorted(found.items())]

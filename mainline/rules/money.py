"""Amounts: whole minor units and a currency, together. Nothing is rounded but to the minor unit, half away from zero."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

CURRENCIES = {"CNY": 2, "EUR": 2, "USD": 2, "CHF": 2}
"""Those in which the platform itself reckons, with the decimal places of the minor unit (ISO 4217)."""
_NO_MINOR_UNIT = frozenset({"JPY", "KRW"})


_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,12})(?:\.(?P<part>[0-9]{1,2}))?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


def places_of(currency: str) -> int:
    """Return the decimal places of a currency's minor unit; records may tell of any currency."""
    return CURRENCIES.get(currency, 0 if currency in _NO_MINOR_UNIT else 2)


class NoAmount(ValueError):
    """The text is no amount to the minor unit."""


class OtherCurrency(ValueError):
    """Two currencies in one sum."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units: 900.00 CNY is ``Money(90000, "CNY")``."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def times(self, factor: Fraction) -> Money:
        """Return a multiple, to the minor unit."""
        return Money(rounded(self.minor * factor), self.currency)

    @property
    def major(self) -> Fraction:
        """The amount in whole units."""
        return Fraction(self.minor, 10 ** places_of(self.currency))

    def __str__(self) -> str:
        sign, (whole, part) = "-" if self.minor < 0 else "", _parts(self.minor, self.currency)
        return f"{sign}{int(whole):,}{part} {self.currency}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise OtherCurrency(f"{self.currency} and {other.currency} in one sum")
        return other.minor


def amount(major: Fraction | int, currency: str) -> Money:
    """Return so many whole units as an amount."""
    return Money(rounded(major * Fraction(10 ** places_of(currency))), currency)


def rounded(value: Fraction) -> int:
    """Return the nearest whole number, half away from zero."""
    whole = (abs(value.numerator) * 2 + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


def minor_of(text: str, currency: str) -> int:
    """Return an amount typed in whole units, as ``1,200.50``, in minor units. Raises :class:`NoAmount`."""
    if currency not in CURRENCIES:
        raise NoAmount(currency)
    given = text.strip().replace("，", ",").replace("￥", "").replace("¥", "").strip()
    whole, dot, part = given.partition(".")
    if "," in whole:
        if not _GROUPED.fullmatch(whole):
            raise NoAmount(text)
        whole = whole.replace(",", "")
    found, places = _AMOUNT.fullmatch(whole + dot + part), places_of(currency)
    if found is None or len(found["part"] or "") > places:
        raise NoAmount(text)
    return int(found["whole"]) * int(10**places) + int((found["part"] or "").ljust(places, "0") or 0)


def typed(minor: int | None, currency: str) -> str:
    """Return an amount as it can be typed again, without currency and grouping; empty for none."""
    if minor is None:
        return ""
    whole, part = _parts(minor, currency)
    return f"{'-' if minor < 0 else ''}{whole}{part}"


def _parts(minor: int, currency: str) -> tuple[str, str]:
    """Return whole units and the part with its point, without a sign; no part where there is no minor unit."""
    places = places_of(currency)
    digits = f"{abs(minor):0{places + 1}d}"
    return (digits[:-places], f".{digits[-places:]}") if places else (digits, "")

"""Amounts as people type them, into minor units."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainline.rules.money import CURRENCIES

MOST_MINOR = 10**15
"""No amount is that large: ten thousand billion of the major unit."""


def minor_of(text: str, currency: str) -> int | None:
    """Return an amount such as ``1,200.50`` in minor units; ``None`` for an empty text.

    Raises ``ValidationError`` for what is no amount, is below zero, or is finer than the currency.
    """
    given = text.replace(",", "").replace("，", "").strip()
    if not given:
        return None
    if currency not in CURRENCIES:
        raise ValidationError(_("Choose a currency: %(all)s.") % {"all": ", ".join(CURRENCIES)})
    try:
        value = Decimal(given).scaleb(CURRENCIES[currency]) if given.isascii() and len(given) < 30 else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or value < 0 or value != value.to_integral_value():
        raise ValidationError(_("Give an amount such as 1,200.50, not “%(text)s”.") % {"text": text[:40]})
    if value >= MOST_MINOR:
        raise ValidationError(_("That amount is too large."))
    return int(value)


def typed(minor: int | None, currency: str) -> str:
    """Return an amount as it can be typed again; empty for none."""
    if minor is None:
        return ""
    places = CURRENCIES[currency]
    return f"{Decimal(minor).scaleb(-places):.{places}f}"

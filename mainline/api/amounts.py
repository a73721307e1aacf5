"""Amounts as the API answers them: minor units and a currency, together."""

from __future__ import annotations

from typing import Any

from mainline.rules.money import Money


def amount(minor: int, currency: str) -> dict[str, Any]:
    """Return an amount of minor units as :class:`mainline.api.shapes.indicators.AmountBody` has it."""
    return {"minor": minor, "currency": currency}


def of_money(money: Money) -> dict[str, Any]:
    """Return the same of an amount."""
    return amount(money.minor, money.currency)

"""Amounts as typed, to the fen; sums by currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mainline.portfolio.billing.amounts import NoAmount, minor_of, percent_of, sums, vat_of


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1200", 120000), ("1,200.5", 120050), ("0.01", 1), ("¥ 12，345.67", 1234567), ("999999999999.99", 99999999999999)],
)  # fmt: skip
def test_amount_is_read_to_the_minor_unit(text: str, minor: int) -> None:
    assert minor_of(text, "CNY") == minor


@pytest.mark.parametrize("text", ["", "-5", "1.005", "12,34", "1e3", "abc", "1.2.3", "９９", "1" * 13])
def test_what_is_no_amount_is_refused_and_never_rounded(text: str) -> None:
    with pytest.raises(NoAmount):
        minor_of(text, "CNY")


def test_amount_in_no_currency_of_ours_is_refused() -> None:
    with pytest.raises(NoAmount):
        minor_of("5", "XXX")


def test_tax_is_said_or_not() -> None:
    assert percent_of("6 %") == Decimal(6)
    assert percent_of("") is None
    with pytest.raises(NoAmount):
        percent_of("600")


def test_tax_is_rounded_to_the_fen_half_away_from_zero() -> None:
    assert vat_of(25, Decimal(6)) == 2
    assert vat_of(-25, Decimal(6)) == -2
    assert vat_of(10000, Decimal("0.13")) == 13
    assert vat_of(10000, None) is None


def test_sums_stand_by_currency_and_never_mix() -> None:
    found = sums([("USD", 100, None), ("CNY", 500, 30), ("CNY", None, None), ("CNY", -200, -12)])
    assert [(one.currency, str(one.total), one.has_vat) for one in found] == [
        ("CNY", "3.18 CNY", True),
        ("USD", "1.00 USD", False),
    ]

"""Amounts as they are typed, exact both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.rules.money import CURRENCIES, Money, NoAmount, amount, minor_of, typed


@given(st.integers(0, 10**14 - 1), st.sampled_from(sorted(CURRENCIES)))
def test_what_is_typed_again_is_the_same_amount(minor: int, currency: str) -> None:
    assert minor_of(typed(minor, currency), currency) == minor


def test_nothing_is_nothing_and_a_debt_keeps_its_sign() -> None:
    assert typed(None, "CNY") == ""
    assert typed(-5, "CNY") == "-0.05"


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        minor = minor_of(text, "CNY")
    except NoAmount:
        return
    assert minor >= 0
    assert minor_of(typed(minor, "CNY"), "CNY") == minor


def test_amount_in_no_currency_of_ours_is_refused() -> None:
    with pytest.raises(NoAmount):
        minor_of("5", "XXX")


@pytest.mark.parametrize(
    ("minor", "currency", "printed", "again"),
    [(120_050, "CNY", "1,200.50 CNY", "1200.50"), (1_200, "JPY", "1,200 JPY", "1200"), (-5, "KRW", "-5 KRW", "-5"),
     (120_050, "GBP", "1,200.50 GBP", "1200.50"), (0, "JPY", "0 JPY", "0")],
)  # fmt: skip
def test_amounts_of_other_currencies_are_printed_by_their_minor_units(
    minor: int, currency: str, printed: str, again: str
) -> None:
    assert str(Money(minor, currency)) == printed
    assert typed(minor, currency) == again
    assert amount(Money(minor, currency).major, currency) == Money(minor, currency)


def test_part_of_a_yen_is_no_amount(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CURRENCIES, "JPY", 0)
    assert minor_of("1,200", "JPY") == 1200
    with pytest.raises(NoAmount):
        minor_of("1200.5", "JPY")

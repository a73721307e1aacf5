"""Amounts as they are typed, exact both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.rules.money import CURRENCIES, NoAmount, minor_of, typed


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

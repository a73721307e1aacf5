"""Percentages as people type them, and as they are printed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.utilization.agreements.typed import NotTyped, part_of, percent


@given(st.fractions(0, 1, max_denominator=10**9))
def test_what_is_printed_is_read_again(part: Fraction) -> None:
    assert part_of(percent(part)) == part


@pytest.mark.parametrize("text", ["", "x", "-1", "100.1", "101", "1/0", "3,5", "1e2", "200/1"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(NotTyped):
        part_of(text)

"""Answers told in words: the law's own unit, what rolled and why, the branch that was taken."""

from __future__ import annotations

import pytest

from mainline.rules import language
from mainline.rules.explaining import printed


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("12 months", "12个月", "12 months"),
        ("1 year", "1年", "1 year"),
        ("3 years", "3年", "3 years"),
        ("36 months", "36个月", "36 months"),
        ("1 month", "1个月", "1 month"),
        ("15 days", "15日", "15 days"),
    ],
)
def test_period_keeps_the_unit_in_which_it_is_written(period: str, zh: str, en: str) -> None:
    node = language.parse(period)
    assert isinstance(node, language.Const)
    said = printed(node.value)
    assert (said.zh, said.en) == (zh, en)

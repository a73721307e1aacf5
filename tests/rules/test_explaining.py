"""Answers told in words: the law's own unit, what rolled and why, the branch that was taken."""

from __future__ import annotations

import pytest

from mainline.rules import language
from mainline.rules.answering import answer
from mainline.rules.engine import Engine
from mainline.rules.explaining import cited, printed
from mainline.rules.loading import rulebook


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


def test_value_taken_in_place_of_another_and_days_worked_out_are_told_as_they_are() -> None:
    case = {
        "id": "x",
        "right_type": "pct",
        "event": "document_dated",
        "event_date": "2025-03-03",
        "inputs": {"received": "2025-03-20"},
        "expected": {"kind": "pct.invitation.two_month"},
    }
    due = answer(Engine(rulebook()), case)["steps"][-1]
    assert "end of the period 2025-05-03 + 10 days" in due["en"]
    assert "期限届满日2025-05-03 + 10日" in due["zh"]


def test_act_cited_as_a_whole_has_no_article() -> None:
    assert cited(rulebook(), "FR2024 -").en.endswith("year 2025)")

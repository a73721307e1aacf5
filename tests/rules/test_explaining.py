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


def test_days_worked_out_are_told_as_days() -> None:
    case = {
        "id": "x",
        "right_type": "pct",
        "event": "document_dated",
        "event_date": "2025-03-03",
        "inputs": {"received": "2025-03-20"},
        "expected": {"kind": "pct.invitation.two_month"},
    }
    moved, due = answer(Engine(rulebook()), case)["steps"][-2:]
    assert "10 days from end of the period 2025-05-03" in moved["en"]
    assert "自期限届满日2025-05-03起10日" in moved["zh"]
    assert "end of the period as moved 2025-05-13 is a working day" in due["en"]


def test_act_cited_as_a_whole_has_no_article() -> None:
    assert cited(rulebook(), "FR2024 -").en.endswith("year 2025)")


def told(kind: str, right: str, event: str, day: str, **inputs: object) -> dict[str, dict[str, str]]:
    case = {
        "id": "x",
        "right_type": right,
        "event": event,
        "event_date": day,
        "inputs": inputs,
        "expected": {"kind": kind},
    }
    return {step["name"]: step for step in answer(Engine(rulebook()), case)["steps"]}


def test_condition_that_decided_is_told_in_words() -> None:
    steps = told("cn.priority.deadline", "design", "first_filing_cn", "2025-01-06")
    assert steps["nominal_date"]["en"].startswith(
        "end of the period: as kind of right is design: 6 months from"
    )
    assert "因权利类型为外观设计：自" in steps["nominal_date"]["zh"]


def test_service_is_told_by_its_own_length() -> None:
    steps = [
        told("cn.notice.two_month_response", "design", "notice_issued", "2025-01-31", delivery=way)
        for way in ("publication", "mail", "electronic")
    ]
    assert "received 1 month later" in steps[0]["deemed_received"]["en"]
    assert "received 15 days later" in steps[1]["deemed_received"]["en"]
    assert "当日视为收到" in steps[2]["deemed_received"]["zh"]


def test_sum_within_a_product_stands_in_brackets_and_rows_have_words() -> None:
    steps = told("cn.exam.request", "invention", "filing", "2022-05-01", reduction=0.85)
    assert "× (1 - the share of the fee reduced 0.85)" in steps["exam_fee"]["en"]
    assert "“实质审查费”" in steps["exam_fee"]["zh"]
    items = told("cn.fee.application", "design", "filing", "2025-06-03", priorities=1)["items"]
    assert items["zh"].endswith("申请费 500.00 CNY；优先权要求费 80.00 CNY")


def test_table_of_fees_is_told_by_its_title_and_day() -> None:
    case = {
        "id": "x",
        "right_type": "patent",
        "event": "fee_table",
        "event_date": "2025-01-01",
        "inputs": {},
        "expected": {"kind": "ep.renewal.table"},
    }
    told = answer(Engine(rulebook()), case)
    assert "Renewal fees for European applications, as of 2025-01-01" in told["steps"][0]["en"]
    assert any("later amounts were not read" in each["en"] for each in told["caveats"])

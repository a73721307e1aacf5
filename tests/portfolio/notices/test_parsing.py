"""What is read out of the text of a notice, where it stands, and what is left to a person."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.portfolio.notices.drafting import Wrong, draft_of, values_of
from mainline.portfolio.notices.parsing import kinds, lines_of, parse
from mainline.register.codes import event_codes
from tests.portfolio.notices.samples import an_action

ON = dt.date(2026, 11, 1)


def values(text: str) -> dict[str, str]:
    return values_of(parse(text), {})


def test_office_action_tells_all_that_stands_there_and_where() -> None:
    read = parse(an_action("201710601862.3"))

    assert {name: one.value for name, one in read.items()} == {
        "kind": "action", "count": "1", "number": "201710601862.3", "issued_on": "2026-10-12",
        "reference": "2026101200123450", "months": "4",
    }  # fmt: skip
    assert (read["kind"].line, read["number"].line, read["months"].line) == (4, 2, 5)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("第十二次审查意见通知书", "action"),
        ("授予发明专利权通知书", "allowance"),
        ("授予实用新型专利权及办理登记手续通知书", "allowance"),
        ("办理登记手续通知书", "allowance"),
        ("驳回决定", "refusal"),
        ("视为撤回通知书", "loss"),
        ("视为放弃取得专利权通知书", "loss"),
        ("专利权终止通知书", "cessation"),
        ("专利申请受理通知书", "acceptance"),
        ("第一次补正通知书", "rectification"),
        ("缴费通知书", "fees"),
        ("手续合格通知书", "formalities"),
        ("第一次审查意见通知书（进入国家阶段的PCT申请）", "action"),
        ("Communication pursuant to Article 94(3) EPC", "action"),
        ("Notice of Allowance and Fee(s) Due", "allowance"),
    ],
)
def test_title_says_the_kind(title: str, kind: str) -> None:
    assert values(f"国家知识产权局\n\n{title}\n")["kind"] == kind


def test_twelfth_action_is_the_twelfth() -> None:
    assert values("第十二次审查意见通知书")["count"] == "12"


@pytest.mark.parametrize(
    "line", ["针对第一次审查意见通知书的意见陈述书", "意见陈述书", "申请人于驳回决定之后"]
)
def test_what_only_speaks_of_a_notice_is_none(line: str) -> None:
    assert "kind" not in parse(line)


def test_number_with_a_wrong_check_digit_is_told_and_not_taken() -> None:
    read = parse("申请号：201710601862.4")

    assert (read["number"].value, read["number"].problem) == ("201710601862.4", "number")
    assert "number" not in values("申请号：201710601862.4")


def test_day_that_no_calendar_has_is_told_and_not_taken() -> None:
    read = parse("发文日：2026年13月40日")

    assert (read["issued_on"].problem, read["issued_on"].line) == ("day", 1)
    assert values("发文日：2026年13月40日") == {}


def test_value_below_its_label_is_found() -> None:
    read = parse("申请号\n\n201710601862.3\n发文日\n2026.10.12")

    assert (read["number"].value, read["number"].line) == ("201710601862.3", 3)
    assert (read["issued_on"].value, read["issued_on"].line) == ("2026-10-12", 5)


def test_day_of_a_filing_is_no_day_of_issue() -> None:
    assert "issued_on" not in parse("申请日：2020年01月02日\n2026年10月12日")


@given(text=st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_places_are_lines_of_the_text_whatever_it_is(text: str) -> None:
    lines = lines_of(text)

    assert all(1 <= one.line <= len(lines) for one in parse(text).values())


def test_every_kind_makes_an_event_that_there_is() -> None:
    assert {kind.event for kind in kinds().values()} <= set(event_codes())
    assert all(kind.zh and kind.en and kind.day in ("issued", "received") for kind in kinds().values())


def test_what_people_say_stands_in_the_place_of_all_that_was_read() -> None:
    assert values_of(parse(an_action()), {"kind": "other"}) == {"kind": "other"}


def test_action_makes_its_event_on_the_day_of_issue() -> None:
    draft = draft_of({**values(an_action()), "delivery": "mail", "received_on": "2026-10-20"}, ON)

    assert (draft.code, draft.happened_on) == ("creation.examination.action_issued", dt.date(2026, 10, 12))
    assert draft.details == {
        "delivery": "mail", "notified_on": "2026-10-20", "count": "1", "nth": "1", "months": "4",
        "reference": "2026101200123450",
    }  # fmt: skip


def test_loss_makes_its_event_on_the_day_of_receipt() -> None:
    draft = draft_of({"kind": "loss", "issued_on": "2026-10-12", "received_on": "2026-10-15"}, ON)

    assert draft.happened_on == dt.date(2026, 10, 15)


@pytest.mark.parametrize(
    ("given_", "field", "why"),
    [
        ({}, "kind", "missing"),
        ({"kind": "action"}, "issued_on", "missing"),
        ({"kind": "refusal", "issued_on": "2026-10-12"}, "received_on", "missing"),
        ({"kind": "action", "issued_on": "2026-11-02"}, "issued_on", "ahead"),
        ({"kind": "action", "issued_on": "2026-10-12", "received_on": "2026-10-11"}, "received_on", "before_issue"),
        ({"kind": "action", "issued_on": "2019-10-12"}, "issued_on", "before_filing"),
    ],
)  # fmt: skip
def test_what_cannot_be_makes_no_event(given_: dict[str, str], field: str, why: str) -> None:
    with pytest.raises(Wrong) as wrong:
        draft_of(given_, ON, dt.date(2020, 1, 1))

    assert (wrong.value.field, wrong.value.why) == (field, why)

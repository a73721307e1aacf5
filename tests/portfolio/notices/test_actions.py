"""Notices from the file to the thread: read, matched, entered whole or not at all, and never lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.audit.models import Entry
from mainline.files.refusals import Refused
from mainline.files.store import TooLarge
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.portfolio.models import Notice
from mainline.portfolio.notices import actions, queries
from mainline.portfolio.notices.preview import preview
from mainline.register.actions import record_event
from mainline.register.deadlines.models import Deadline, Docket
from mainline.register.models import Document, Event, Right
from mainline.register.subsets import STANDING
from tests.factories import DAY, a_user, an_organisation
from tests.files import samples as made
from tests.portfolio.notices.samples import NUMBER, a_list, an_action, packed
from tests.portfolio.samples import a_manager, kept_right

pytestmark = pytest.mark.django_db
ACTION = "creation.examination.action_issued"


@pytest.fixture
def cast() -> tuple[Right, Organisation, Any]:
    right, holder = kept_right()
    return right, holder, a_manager(holder)


def bring(organisation: Organisation, by: Any, data: bytes | str = "", name: str = "notice.txt") -> Notice:
    content = data.encode() if isinstance(data, str) else data
    row, _ = actions.bring_notice(
        chunks=[content or an_action().encode()], name=name, organisation=organisation, by=by
    )
    return row


def known(row: Notice, **more: str) -> dict[str, str]:
    values = {name: one.value for name, one in queries.read_of(row).items() if not one.problem}
    return {**values, **more}


def test_text_is_read_and_matched_to_its_right(cast: tuple[Right, Organisation, Any]) -> None:
    right, holder, manager = cast
    row = bring(holder, manager)
    assert (row.state, row.right) == ("ready", right)
    assert Entry.objects.filter(code="notice.brought").count() == 1


def test_package_of_the_office_is_read_from_its_xml(cast: tuple[Right, Organisation, Any]) -> None:
    right, holder, manager = cast
    data = packed({"list.xml": a_list(NUMBER), "text.pdf": made.pdf(["Notice"])})
    row = bring(holder, manager, data, "GA000100000001.zip")
    assert (row.right, known(row)["kind"], known(row)["delivery"]) == (right, "allowance", "electronic")
    assert known(row)["issued_on"] == "2026-10-12"


def test_pdf_with_text_is_read(cast: tuple[Right, Organisation, Any]) -> None:
    _right, holder, manager = cast
    text = "Notice of Allowance\nApplication No. 201710601862.3\nDate of issue: 2026-10-12"
    row = bring(holder, manager, made.pdf([text]), "a.pdf")
    assert (row.state, known(row)["kind"]) == ("ready", "allowance")


def test_same_file_is_the_same_notice(cast: tuple[Right, Organisation, Any]) -> None:
    _right, holder, manager = cast
    first = bring(holder, manager)
    again, is_new = actions.bring_notice(
        chunks=[an_action().encode()], name="other.txt", organisation=holder, by=manager
    )
    assert (again.pk, is_new, Notice.objects.count()) == (first.pk, False, 1)


@pytest.mark.parametrize(
    ("data", "name", "note"),
    [
        (made.pdf([""]), "scan.pdf", "scan"),
        (an_action("201710601862.4").encode(), "wrong-number.txt", ""),
        (an_action(issued="2026年13月40日").encode(), "wrong-day.txt", ""),
        (an_action("202010000000.7").encode(), "not-ours.txt", ""),
        ("关于审查的来函\n没有标题".encode(), "letter.txt", ""),
    ],
)
def test_what_cannot_be_read_waits_for_a_person(
    cast: tuple[Right, Organisation, Any], data: bytes, name: str, note: str
) -> None:
    _right, holder, manager = cast
    row = bring(holder, manager, data, name)
    assert (row.state, row.text_note, bytes(row.content or b"")) == ("manual", note, data)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (made.locked_pdf(), "locked.pdf", "encrypted"),
        (packed({"a.txt": b"a" * 1000})[:-30], "broken.zip", "damaged"),
        (packed({"a.txt": bytes(70 << 20)}), "bomb.zip", "bomb"),
        (packed({"a.exe": b"MZ"}), "program.zip", "archive_program"),
        (b"", "empty.txt", "empty"),
    ],
)
def test_what_must_not_come_in_is_refused(
    cast: tuple[Right, Organisation, Any], data: bytes, name: str, code: str
) -> None:
    _right, holder, manager = cast
    with pytest.raises(Refused) as refused:
        actions.bring_notice(chunks=[data], name=name, organisation=holder, by=manager)
    assert refused.value.code == code
    assert not Notice.objects.exists()


def test_far_too_large_a_file_is_refused(cast: tuple[Right, Organisation, Any]) -> None:
    _right, holder, manager = cast
    with pytest.raises(TooLarge):
        actions.bring_notice(
            chunks=(bytes(1 << 20) for _ in range(21)), name="a.txt", organisation=holder, by=manager
        )


def test_right_of_others_is_not_matched(cast: tuple[Right, Organisation, Any]) -> None:
    other = an_organisation()
    row = bring(other, a_manager(other))
    assert (row.right, row.state) == (None, "manual")


def test_who_may_not_keep_dates_brings_none(cast: tuple[Right, Organisation, Any]) -> None:
    _right, holder, _manager = cast
    with pytest.raises(PermissionDenied):
        bring(holder, a_user(Role.VIEWER, holder))
    with pytest.raises(PermissionDenied):
        bring(holder, a_manager(an_organisation()))


def test_preview_writes_nothing_and_says_what_confirming_brings(
    cast: tuple[Right, Organisation, Any],
) -> None:
    right, holder, manager = cast
    row = actions.correct_notice(
        notice=bring(holder, manager), given={**known(bring(holder, manager)), "delivery": "electronic"}, by=manager
    )  # fmt: skip
    before = set(Deadline.objects.values_list("pk", "fate", "due_on"))
    told = preview(right, holder, actions.drafted(row, right, DAY), None, DAY)
    assert set(Deadline.objects.values_list("pk", "fate", "due_on")) == before
    actions.enter_notice(notice=row, given=row.said, by=manager, on=DAY)
    fresh = Deadline.objects.exclude(pk__in=[pk for pk, *_ in before])
    assert {(one.rule, one.bar, one.due_on) for one in told.new} == set(
        fresh.values_list("rule", "bar", "due_on")
    )
    assert ("cn.oa.first_response", dt.date(2027, 2, 12)) in {(one.rule, one.due_on) for one in told.new}


def test_confirmed_notice_is_event_document_and_dates(cast: tuple[Right, Organisation, Any]) -> None:
    right, holder, manager = cast
    row = bring(holder, manager)
    done = actions.enter_notice(notice=row, given=known(row, delivery="electronic"), by=manager, on=DAY)
    event = Event.objects.get(code=ACTION)
    assert (done.state, done.event, done.content) == ("done", event, None)
    assert (event.happened_on, event.details["nth"]) == (dt.date(2026, 10, 12), "1")
    assert Document.objects.get(event=event).sha256 == done.sha256
    assert Deadline.objects.get(rule="cn.oa.first_response").due_on == dt.date(2027, 2, 12)
    assert Entry.objects.filter(code="notice.entered", subject=f"right:{right.pk}").count() == 1


def test_second_action_is_the_second_though_the_thread_lacks_the_first(
    cast: tuple[Right, Organisation, Any],
) -> None:
    _right, holder, manager = cast
    row = bring(holder, manager, an_action(nth="二"))
    actions.enter_notice(notice=row, given=known(row, delivery="electronic"), by=manager, on=DAY)
    rules = set(Deadline.objects.filter(trigger="oa_issued").values_list("rule", flat=True))
    assert "cn.oa.first_response" not in rules
    assert Deadline.objects.get(rule="cn.oa.subsequent_response").due_on == dt.date(2026, 12, 14)


def test_notice_of_what_the_thread_tells_already_says_it_more_fully(
    cast: tuple[Right, Organisation, Any],
) -> None:
    right, holder, manager = cast
    plain = record_event(right=right, code=ACTION, happened_on=dt.date(2026, 10, 12), by=None, on=DAY)
    row = bring(holder, manager)
    done = actions.enter_notice(notice=row, given=known(row, delivery="electronic"), by=manager, on=DAY)
    standing = Event.objects.filter(STANDING, code=ACTION)
    assert [one.pk for one in standing] == [done.event_id]
    assert done.event is not None
    assert done.event.supersedes == plain
    again = bring(holder, manager, an_action() + "附件")
    assert actions.enter_notice(notice=again, given=known(again), by=manager, on=DAY).event == done.event


def test_dates_of_the_right_are_kept_from_then_on(cast: tuple[Right, Organisation, Any]) -> None:
    right, holder, manager = cast
    Docket.objects.all().delete()
    row = bring(holder, manager)
    actions.enter_notice(notice=row, given=known(row, delivery="electronic"), by=manager, on=DAY)
    assert Docket.objects.get().right == right
    assert Deadline.objects.filter(rule="cn.oa.first_response").exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": "202010000000.7"}, "number"),
        ({"kind": "refusal"}, "received_on"),
        ({"issued_on": "2016-01-01"}, "issued_on"),
        ({"kind": ""}, "kind"),
    ],
)
def test_what_is_missing_or_cannot_be_is_entered_nowhere(
    cast: tuple[Right, Organisation, Any], given: dict[str, str], field: str
) -> None:
    _right, holder, manager = cast
    row = bring(holder, manager)
    with pytest.raises(ValidationError) as error:
        actions.enter_notice(notice=row, given=known(row, **given), by=manager, on=DAY)
    assert list(error.value.message_dict) == [field]
    assert not Event.objects.filter(code=ACTION).exists()
    assert not Document.objects.exists()


def test_notice_waits_until_its_number_is_set_right(cast: tuple[Right, Organisation, Any]) -> None:
    right, holder, manager = cast
    row = bring(holder, manager, an_action("201710601862.4"))
    mended = actions.correct_notice(notice=row, given=known(row, number=NUMBER), by=manager)
    assert (row.state, mended.state, mended.right) == ("manual", "ready", right)


def test_notice_is_set_aside_with_a_reason_and_taken_up_again(
    cast: tuple[Right, Organisation, Any],
) -> None:
    _right, holder, manager = cast
    row = bring(holder, manager)
    with pytest.raises(ValidationError):
        actions.set_aside(notice=row, reason="  ", by=manager)
    aside = actions.set_aside(notice=row, reason="另一单位的通知书", by=manager)
    with pytest.raises(ValidationError):
        actions.enter_notice(notice=row, given=known(row), by=manager, on=DAY)
    back = actions.take_up(notice=aside, by=manager)
    assert (aside.state, back.state, back.reason) == ("aside", "ready", "")


def test_done_is_done(cast: tuple[Right, Organisation, Any]) -> None:
    _right, holder, manager = cast
    row = bring(holder, manager)
    actions.enter_notice(notice=row, given=known(row), by=manager, on=DAY)
    for again in (
        lambda: actions.enter_notice(notice=row, given=known(row), by=manager, on=DAY),
        lambda: actions.set_aside(notice=row, reason="x", by=manager),
        lambda: actions.take_up(notice=row, by=manager),
    ):
        with pytest.raises(ValidationError):
            again()
    assert Document.objects.count() == 1


def test_others_neither_see_nor_act(cast: tuple[Right, Organisation, Any]) -> None:
    _right, holder, manager = cast
    row, rival = bring(holder, manager), a_manager(an_organisation())
    assert not queries.visible_notices(rival).exists()
    with pytest.raises(PermissionDenied):
        actions.set_aside(notice=row, reason="x", by=rival)


def test_notice_follows_its_right_where_two_rows_are_one(cast: tuple[Right, Organisation, Any]) -> None:
    right, holder, manager = cast
    row = bring(holder, manager)
    other = Right.objects.create(office="CN", kind="invention", confidentiality="holder")
    Right.objects.filter(pk=right.pk).update(merged_into=other)
    assert queries.notice(manager, row.pk) is None
    Right.objects.filter(pk=other.pk).update(confidentiality="public")
    found = queries.notice(manager, row.pk)
    assert found is not None
    assert queries.right_of(found) == other

"""Documents come in whole or not at all, for those they are for, and are taken back with a reason."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import signal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from mainline.audit.models import Entry
from mainline.files.refusals import Refused
from mainline.files.store import FolderStore, TooLarge
from mainline.orgs.enums import Role
from mainline.register.access import visible_documents
from mainline.register.documents import actions
from mainline.register.documents.storage import store
from mainline.register.models import Document, Event, Right, Share
from tests.factories import a_user, an_event, an_organisation
from tests.files import samples
from tests.register.documents.conftest import Cast

HOUR = dt.timedelta(hours=1)


def test_document_is_kept_as_what_it_is_under_a_clean_name(cast: Cast) -> None:
    data = samples.pdf(("one", "two"))

    row = cast.add(data=data, name="C:\\scans\\合同.docx")

    assert (row.name, row.media_type, row.size, row.pages) == (
        "合同.docx.pdf",
        "application/pdf",
        len(data),
        2,
    )
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    assert (row.organisation, row.added_by, row.confidentiality) == (cast.holder, cast.manager, "holder")
    assert b"".join(store().open(row.sha256)) == data


def test_adding_is_told_to_the_audit_without_the_name_of_what_is_secret(cast: Cast) -> None:
    row = cast.add(name="配方.pdf")
    own = cast.add(by=cast.rival, name="观察.pdf")
    public = cast.add(data=samples.pdf(("x",)), name="公告.pdf", confidentiality="public")

    said = {entry.data["document"]: entry for entry in Entry.objects.filter(code="document.added")}

    assert said[row.pk].subject == f"right:{cast.right.pk}"
    assert said[row.pk].data["sha256"] == row.sha256
    assert said[row.pk].data["name"] == ""
    assert said[own.pk].subject == f"organisation:{own.organisation_id}"
    assert said[public.pk].data["name"] == "公告.pdf"
    assert said[row.pk].by == cast.manager


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [(b"MZ" + b"\0" * 100, "report.pdf", "program"), (b"<html>", "a.txt", "page"), (b"", "a.pdf", "empty")],
)
def test_refused_file_leaves_nothing(cast: Cast, data: bytes, name: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        actions.add_document(right=cast.right, chunks=[data], name=name, by=cast.manager)

    assert caught.value.code == reason
    assert not Document.objects.exists()
    assert not list(store().older_than(timezone.now() + HOUR))


def test_file_past_the_limit_is_refused_while_it_comes(cast: Cast, settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = 100
    came = []

    def chunks() -> Any:
        for number in range(100):
            came.append(number)
            yield b"x" * 60

    with pytest.raises(TooLarge):
        actions.add_document(right=cast.right, chunks=chunks(), name="a.txt", by=cast.manager)

    assert len(came) == 2
    assert not Document.objects.exists()


def test_same_content_twice_on_one_right_is_one_document(cast: Cast) -> None:
    first, second = cast.add(name="a.pdf"), cast.add(name="b.pdf")

    assert second == first
    assert Document.objects.count() == 1
    assert Entry.objects.filter(code="document.added").count() == 1


def test_content_that_another_keeps_to_itself_is_not_given_away_by_adding_it(cast: Cast) -> None:
    theirs = cast.add(confidentiality="own")

    mine = cast.add(by=cast.rival)

    assert mine != theirs
    assert mine.organisation_id != theirs.organisation_id


def test_who_has_no_part_in_a_right_adds_for_the_own_organisation_alone(cast: Cast) -> None:
    assert cast.add(by=cast.rival).confidentiality == "own"
    for wider in ("holder", "public"):
        with pytest.raises(PermissionDenied):
            cast.add(by=cast.rival, confidentiality=wider)


def test_who_was_only_named_adds_for_the_own_organisation_alone(cast: Cast) -> None:
    bank = an_organisation("北山银行", kind="bank")
    banker = a_user(Role.BANKER, bank)
    Share.objects.create(right=cast.right, organisation=bank, is_named=True, shared_at=timezone.now())

    assert cast.add(by=banker).confidentiality == "own"
    with pytest.raises(PermissionDenied):
        cast.add(by=banker, confidentiality="holder")


@pytest.mark.parametrize("confidentiality", ["public", "holder", "own"])
def test_office_and_holder_choose_who_may_see_it(cast: Cast, confidentiality: str) -> None:
    assert cast.add(confidentiality=confidentiality).confidentiality == confidentiality
    by_office = cast.add(by=cast.officer, data=samples.pdf(("office",)), confidentiality=confidentiality)
    assert by_office.confidentiality == confidentiality


def test_reader_and_visitor_of_a_secret_add_nothing(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        cast.add(by=cast.reader)
    Right.objects.filter(pk=cast.right.pk).update(confidentiality="holder")
    with pytest.raises(PermissionDenied):
        cast.add(by=cast.rival)


def test_unknown_confidentiality_is_refused(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        cast.add(confidentiality="everybody")


def test_document_proves_an_event_of_its_right_that_the_actor_may_know_of(cast: Cast) -> None:
    an_event(cast.right)
    event = cast.right.events.get(code="utilization.licence.signed")

    assert cast.add(event=event).event == event
    Event.objects.filter(pk=event.pk).update(confidentiality="holder")
    with pytest.raises(ValidationError):
        cast.add(by=cast.rival, event=event)


def test_new_version_follows_the_last_and_keeps_what_it_is_for(cast: Cast) -> None:
    an_event(cast.right)
    event = cast.right.events.get(code="utilization.licence.signed")
    first = cast.add(confidentiality="public", event=event)
    second = cast.add(data=samples.pdf(("two",)), replaces=first)

    third = cast.add(data=samples.pdf(("three",)), replaces=first)

    assert (second.replaces, third.replaces) == (first, second)
    assert (third.confidentiality, third.event) == ("public", event)
    assert Entry.objects.filter(code="document.replaced").count() == 2


def test_version_of_the_same_content_is_no_new_version_and_an_old_one_may_come_back(cast: Cast) -> None:
    one, two = samples.pdf(("one",)), samples.pdf(("two",))
    first = cast.add(data=one)
    assert cast.add(data=one, replaces=first) == first
    second = cast.add(data=two, replaces=first)

    assert cast.add(data=one, replaces=second).replaces == second


def test_document_of_others_is_not_replaced(cast: Cast) -> None:
    row = cast.add(confidentiality="public")

    with pytest.raises(PermissionDenied):
        cast.add(by=cast.rival, data=samples.pdf(("x",)), replaces=row)
    with pytest.raises(PermissionDenied):
        cast.add(by=cast.officer, data=samples.pdf(("x",)), replaces=row)


def test_document_taken_back_is_kept_and_shown_to_nobody(cast: Cast) -> None:
    row = cast.add()

    actions.withdraw_document(document=row, by=cast.manager, reason="  wrong \n file ")

    row.refresh_from_db()
    assert row.withdrawn_at is not None
    assert (row.withdrawn_by, row.withdrawn_because) == (cast.manager, "wrong file")
    assert store().has(row.sha256)
    assert Entry.objects.filter(code="document.withdrawn").count() == 1


def test_taking_back_needs_a_reason_and_the_organisation_that_brought_it(cast: Cast) -> None:
    row = cast.add(confidentiality="public")

    with pytest.raises(ValidationError):
        actions.withdraw_document(document=row, by=cast.manager, reason=" ")
    for other in (cast.rival, cast.officer, cast.reader):
        with pytest.raises(PermissionDenied):
            actions.withdraw_document(document=row, by=other, reason="x")
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_who_may_see_a_document_is_said_anew_and_recorded_once(cast: Cast) -> None:
    older = cast.add()
    row = cast.add(data=samples.pdf(("two",)), replaces=older)

    for _ in range(2):
        actions.set_confidentiality(document=row, confidentiality="public", by=cast.manager)

    row.refresh_from_db()
    older.refresh_from_db()
    assert (row.confidentiality, older.confidentiality) == ("public", "holder")
    assert visible_documents(cast.rival).filter(pk=row.pk).exists()
    entry = Entry.objects.get(code="document.confidentiality")
    assert (entry.subject, entry.data["before"], entry.data["after"]) == (
        f"right:{cast.right.pk}",
        "holder",
        "public",
    )
    actions.set_confidentiality(document=row, confidentiality="own", by=cast.manager)
    assert not visible_documents(cast.rival).filter(pk=row.pk).exists()


def test_only_who_brought_a_document_says_who_may_see_it(cast: Cast) -> None:
    row = cast.add(confidentiality="public")

    for other in (cast.rival, cast.officer, cast.reader):
        with pytest.raises(PermissionDenied):
            actions.set_confidentiality(document=row, confidentiality="own", by=other)
    with pytest.raises(ValidationError):
        actions.set_confidentiality(document=row, confidentiality="everybody", by=cast.manager)
    theirs = cast.add(by=cast.rival, data=samples.pdf(("x",)))
    with pytest.raises(PermissionDenied):
        actions.set_confidentiality(document=theirs, confidentiality="public", by=cast.rival)
    row.refresh_from_db()
    theirs.refresh_from_db()
    assert (row.confidentiality, theirs.confidentiality) == ("public", "own")


def test_content_taken_back_may_come_in_again_and_versions_go_on(cast: Cast) -> None:
    first = cast.add()
    actions.withdraw_document(document=first, by=cast.manager, reason="x")

    again = cast.add()

    assert again != first
    second = cast.add(data=samples.pdf(("two",)), replaces=again)
    actions.withdraw_document(document=second, by=cast.manager, reason="x")
    assert cast.add(data=samples.pdf(("three",)), replaces=again).replaces == second


def test_fault_between_file_and_row_leaves_a_file_that_goes_after_a_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(**facts: Any) -> None:
        raise OSError("gone")

    monkeypatch.setattr(actions, "record", fault)
    with pytest.raises(OSError, match="gone"):
        cast.add()
    monkeypatch.undo()
    kept = list(store().older_than(timezone.now() + HOUR))
    assert len(kept) == 1
    assert not Document.objects.exists()

    assert actions.forget_orphans(before=timezone.now() - HOUR) == 0
    assert actions.forget_orphans(before=timezone.now() + HOUR) == 1

    assert not store().has(kept[0])


def test_files_that_a_document_names_stay_though_it_was_taken_back(cast: Cast) -> None:
    row, other = cast.add(), cast.add(data=samples.pdf(("two",)))
    actions.withdraw_document(document=row, by=cast.manager, reason="x")

    assert actions.forget_orphans(before=timezone.now() + HOUR) == 0
    assert store().has(row.sha256)
    assert store().has(other.sha256)


def test_file_removed_while_it_is_put_again_is_put_once_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = samples.pdf(("old",))
    store().put([data], len(data))
    real = FolderStore.put

    def put(self: FolderStore, chunks: Any, limit: int) -> Any:
        kept = real(self, chunks, limit)
        monkeypatch.setattr(FolderStore, "put", real)
        actions.forget_orphans(before=timezone.now() + HOUR)
        return kept

    monkeypatch.setattr(FolderStore, "put", put)
    row = cast.add(data=data)

    assert b"".join(store().open(row.sha256)) == data


def _killed_before_the_row(right: Right) -> int:
    """Add a document in a process that is killed when the file is kept and the row is not; return how it ended."""
    child = os.fork()
    if not child:
        try:
            vars(actions)["_enter"] = lambda *facts: os.kill(os.getpid(), signal.SIGKILL)
            actions.add_document(right=right, chunks=[samples.pdf()], name="a.pdf", by=None)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_kill_between_file_and_row_leaves_no_row_and_a_file_that_is_removed(cast: Cast) -> None:
    assert _killed_before_the_row(cast.right) == -signal.SIGKILL

    sha256 = hashlib.sha256(samples.pdf()).hexdigest()
    assert store().has(sha256)
    assert not Document.objects.exists()
    assert actions.forget_orphans(before=timezone.now() + HOUR) == 1
    assert not store().has(sha256)


def test_document_on_a_row_that_was_found_to_be_another_right_goes_to_the_one_that_stands(cast: Cast) -> None:
    old = Right.objects.create(kind="invention", office="CN", merged_into=cast.right)

    row = actions.add_document(right=old, chunks=[samples.pdf()], name="a.pdf", by=cast.manager)

    assert row.right == cast.right

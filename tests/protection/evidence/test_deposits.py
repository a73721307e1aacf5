"""Deposits: what is kept, what is said of the capture, who sees it, and what a kill leaves."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from mainline.archive.contents import document_hashes
from mainline.archive.live import verify_live
from mainline.audit.findings import Finding
from mainline.audit.models import Entry
from mainline.files.store import TooLarge
from mainline.protection.evidence import actions, log, stamping
from mainline.protection.evidence.access import visible_evidence
from mainline.protection.evidence.logic import merkle
from mainline.protection.evidence.logic.checklist import NOT_APPLICABLE, STEPS, Capture, Step
from mainline.protection.evidence.models import Evidence, EvidenceFile, TimestampToken, TreeHead
from mainline.register.documents.actions import forget_orphans
from mainline.register.documents.storage import store
from mainline.register.models import Event
from tests.factories import DAY, a_user
from tests.protection.evidence.samples import Cast, a_capture, brought

pytestmark = pytest.mark.django_db


def findings() -> list[Finding]:
    """What a verification finds of ours: the people and rights of these tests were never sealed."""
    found = verify_live(quick=True).findings
    return [one for one in found if one.code != "row.unsealed" or "evidence" in str(one.facts["table"])]


def test_deposit_keeps_files_under_their_hash_and_one_statement_names_them(cast: Cast) -> None:
    row = cast.deposit(right=cast.right)
    told = json.loads(row.statement)
    assert row.digest == hashlib.sha256(row.statement.encode()).hexdigest()
    assert [one["path"] for one in told["files"]] == ["files/01-网页.html", "files/02-录屏.mp4"]
    assert b"".join(store().open(told["files"][1]["sha256"])) == b"video"
    assert told["capture"]["captured_at"] == "2026-11-20T01:30:00.000000Z"
    assert (told["complete"], told["missing"], told["right"]) == (True, [], cast.right.number)
    assert Entry.objects.filter(code="evidence.deposited").count() == 1
    event = Event.objects.get(code="protection.evidence.deposited")
    assert (event.confidentiality, event.details["proof"]) == ("own", f"evidence:{row.pk}")


def test_step_left_out_is_named(cast: Cast) -> None:
    row = cast.deposit(capture=a_capture("cache", "hosts", device=""))
    assert not row.is_complete
    assert json.loads(row.statement)["missing"] == ["device", "cache", "hosts"]


def test_step_that_does_not_apply_says_why(cast: Cast) -> None:
    steps = {**a_capture().steps, "hosts": Step(NOT_APPLICABLE, "")}
    assert Capture(a_capture().facts, steps).missing() == ["hosts"]
    steps["hosts"] = Step(NOT_APPLICABLE, "手机取证，无此文件")
    assert cast.deposit(capture=Capture(a_capture().facts, steps)).is_complete


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " \x00 "}, "title"),
        ({"files": []}, "files"),
        ({"files": [brought(b"")]}, "files"),
        ({"files": [brought()] * 51}, "files"),
        ({"capture": a_capture(captured_at="gestern")}, "captured_at"),
        ({"capture": a_capture(captured_at="2999-01-01T00:00:00Z")}, "captured_at"),
        ({"capture": Capture({}, {"clock": Step("maybe")})}, "steps"),
        ({"secrecy": "holder"}, "secrecy"),
        ({"secrecy": "public"}, "secrecy"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_half_there(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as fault:
        cast.deposit(**changes)
    assert field in fault.value.message_dict
    assert not Evidence.objects.exists()
    assert not EvidenceFile.objects.exists()


def test_more_than_the_limit_is_refused(cast: Cast, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 4
    with pytest.raises(TooLarge):
        cast.deposit()
    assert not Evidence.objects.exists()


def test_who_may_not_is_refused(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        cast.deposit(by=cast.stranger)
    with pytest.raises(PermissionDenied):
        cast.deposit(supplements=cast.deposit(), organisation=cast.centre, by=cast.handler)


def test_stranger_sees_none_and_a_handler_what_is_shown(cast: Cast) -> None:
    row = cast.deposit()
    assert list(visible_evidence(cast.manager)) == [row]
    assert not visible_evidence(cast.stranger).exists()
    assert not visible_evidence(cast.handler).exists()
    with pytest.raises(PermissionDenied):
        actions.show(evidence=row, organisation=cast.centre, reason="", by=cast.handler)
    share = actions.show(evidence=row, organisation=cast.centre, reason="案件 3", by=cast.manager)
    assert actions.show(evidence=row, organisation=cast.centre, reason="", by=cast.manager) == share
    assert list(visible_evidence(cast.handler)) == [row]
    actions.hide(evidence=row, organisation=cast.centre, by=cast.manager)
    actions.hide(evidence=row, organisation=cast.centre, by=cast.manager)
    assert not visible_evidence(cast.handler).exists()
    assert findings() == []


def test_who_is_entrusted_with_the_right_sees_what_is_shown_on_it(cast: Cast) -> None:
    own, shown = cast.deposit(right=cast.right), cast.deposit(right=cast.right, secrecy="holder")
    other = a_user()
    assert not visible_evidence(other).exists()
    seen = set(visible_evidence(cast.manager))
    assert seen == {own, shown}
    with pytest.raises(ValidationError):
        cast.deposit(organisation=cast.centre, by=cast.handler, right=cast.right, secrecy="holder")


def test_evidence_is_linked_once_and_says_the_same(cast: Cast) -> None:
    row = cast.deposit()
    said = row.statement
    linked = actions.link(evidence=row, right=cast.right, secrecy="holder", by=cast.manager, on=DAY)
    assert (linked.right, linked.secrecy, linked.statement) == (cast.right, "holder", said)
    assert Event.objects.filter(code="protection.evidence.deposited", confidentiality="holder").count() == 1
    with pytest.raises(ValidationError):
        actions.link(evidence=row, right=cast.right, secrecy="own", by=cast.manager, on=DAY)
    with pytest.raises(PermissionDenied):
        actions.link(evidence=row, right=cast.right, secrecy="own", by=cast.stranger, on=DAY)


def test_stamp_is_told_to_the_thread_once_whenever_it_is_linked(cast: Cast) -> None:
    row = cast.deposit()
    stamping.work_once(on=DAY)
    actions.link(evidence=row, right=cast.right, secrecy="own", by=cast.manager, on=DAY)
    row.refresh_from_db()
    event = Event.objects.get(code="protection.evidence.preserved")
    assert (row.event, event.details["evidence"]) == (event, str(row.pk))
    assert findings() == []


def test_log_has_no_gap_and_every_deposit_is_in_every_signed_head(cast: Cast) -> None:
    rows = [cast.deposit(title=str(number)) for number in range(5)]
    assert [row.log_index for row in rows] == [0, 1, 2, 3, 4]
    heads = list(TreeHead.objects.order_by("size"))
    assert [head.size for head in heads] == [1, 2, 3, 4, 5]
    for row in rows:
        found = log.inclusion(row)
        assert found is not None
        assert found.head.is_valid
        leaf = merkle.leaf_hash(row.statement.encode())
        assert merkle.is_included(leaf, row.log_index, found.head.size, found.proof, found.head.root)
    proof = log.consistency(2, 5)
    assert proof is not None
    assert merkle.is_consistent(2, 5, bytes(heads[1].root), bytes(heads[4].root), proof)
    assert log.consistency(2, 6) is None
    assert list(log.faults()) == []


def test_log_that_was_rewritten_is_named_and_signed_no_more(cast: Cast) -> None:
    first, _second = cast.deposit(), cast.deposit()
    Evidence.objects.filter(pk=first.pk).update(statement=first.statement.replace("李律师", "王律师"))
    assert [fault.code for fault in log.faults()] == ["evidence.leaf"]
    codes = {finding.code for finding in findings()}
    assert codes == {"row.changed", "evidence.leaf"}
    Evidence.objects.filter(pk=first.pk).update(leaf_hash=b"\x01" * 32)
    assert {fault.code for fault in log.faults()} == {"evidence.leaf", "evidence.root"}
    cast.deposit()
    assert TreeHead.objects.count() == 2


def test_end_of_the_log_that_was_cut_off_is_named(cast: Cast) -> None:
    cast.deposit()
    row = cast.deposit()
    TimestampToken.objects.filter(evidence=row).delete()
    row.files.all().delete()
    row.delete()
    TreeHead.objects.filter(size=1).update(signature=b"\x00" * 64)
    assert [fault.code for fault in log.faults()] == ["evidence.signature", "evidence.beyond"]


def test_content_of_evidence_is_never_swept_and_is_part_of_a_backup(cast: Cast) -> None:
    row = cast.deposit()
    orphan = store().put([b"left by a kill"], 100)
    shas = sorted(row.files.values_list("sha256", flat=True))
    assert forget_orphans(before=timezone.now() + dt.timedelta(days=1)) == 1
    assert not store().has(orphan.sha256)
    assert all(store().has(sha) for sha in shas)
    assert list(document_hashes()) == shas


def test_file_that_was_swept_between_store_and_row_is_put_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = actions.lock_contents

    def swept() -> None:
        real()
        store().delete(hashlib.sha256(b"page").hexdigest())

    monkeypatch.setattr(actions, "lock_contents", swept)
    cast.deposit()
    assert store().has(hashlib.sha256(b"page").hexdigest())


def test_kill_between_store_and_row_leaves_no_row_and_the_file_is_swept(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "lock_contents", killed)
    with pytest.raises(KeyboardInterrupt):
        cast.deposit()
    assert not Evidence.objects.exists()
    assert forget_orphans(before=timezone.now() + dt.timedelta(days=1)) == 2


def test_altered_content_is_named(cast: Cast, settings: Any) -> None:
    row = cast.deposit()
    sha256 = row.files.get(number=1).sha256
    (path,) = (settings.FILES_DIR / "documents").rglob(sha256)
    path.write_bytes(b"pagf")
    found = findings()
    assert [(one.code, one.facts["sha256"]) for one in found] == [("content.altered", sha256)]


def test_every_step_of_the_checklist_is_asked_for() -> None:
    assert Capture({}, {}).missing()[-len(STEPS) :] == list(STEPS)

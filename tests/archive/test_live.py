"""A live register is proven whole, and whatever was altered behind its back is named."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from mainline.archive.live import read_stamps, verify_live
from mainline.audit import actions as audit
from mainline.audit import signing
from mainline.audit.findings import Finding
from mainline.audit.models import Checkpoint, Entry
from mainline.orgs.models import Membership, MergeProposal, Organisation
from mainline.register import actions
from mainline.register.ledger.actions import post
from mainline.register.ledger.logic import Line
from mainline.register.ledger.models import PostingLine
from mainline.register.models import Event, Identifier, Party, Right, SourceRecord
from mainline.rules.money import Money
from tests.archive.conftest import Cast
from tests.factories import DAY, a_proposal, a_user, an_event, an_organisation, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


def found(**options: Any) -> list[Finding]:
    return verify_live(**options).findings


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def test_a_register_that_nobody_altered_is_proven_whole(cast: Cast) -> None:
    outcome = verify_live()

    assert outcome.findings == []
    assert outcome.rights == 3
    assert outcome.files == 1
    assert outcome.seen.signed == outcome.seen.entries == Entry.objects.count()
    assert outcome.seen.keys == [signing.fingerprint(cast.stamp.public_key)]


def test_what_imports_joins_and_refolds_write_stays_under_seal(cast: Cast) -> None:
    whole = publication(application="201910000001.9", number="110000001")
    by_number = replace(whole, numbers=whole.numbers[1:])
    by_filing = replace(whole, numbers=whole.numbers[:1])
    enter(by_number)
    an_event(enter(by_filing)[-1])
    enter(whole)
    Event.objects.filter(right=cast.right, code="creation.application.published").update(fingerprint="0" * 32)
    assert Right.objects.exclude(merged_into=None).exists()
    assert codes(found()) == {"row.changed"}

    actions.refold_all(on=DAY)

    assert found() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("data", '{"name": "x"}'),
        ("by_name", "somebody"),
        ("code", "clock.set"),
        ("at", "2026-01-01 00:00:00+00:00"),
        ("hash", b"\x01" * 32),
        ("seals", b""),
    ],
)
def test_a_changed_entry_is_named_by_its_number(cast: Cast, column: str, value: object) -> None:
    with_cursor(f"UPDATE mainline_entry SET {column} = %s WHERE number = 2", [value])

    findings = found()

    assert ("entry.changed", 2) in [(f.code, f.facts.get("number")) for f in findings]


def with_cursor(sql: str, values: list[object]) -> None:
    from tests.archive.conftest import behind_our_back

    with behind_our_back() as cursor:
        cursor.execute(sql, values)


def test_reordered_and_missing_entries_are_named(cast: Cast) -> None:
    with_cursor("UPDATE mainline_entry SET number = 1000 WHERE number = 2", [])
    with_cursor("UPDATE mainline_entry SET number = 2 WHERE number = 3", [])
    with_cursor("UPDATE mainline_entry SET number = 3 WHERE number = 1000", [])

    assert {("entry.changed", 2), ("entry.changed", 3)} <= {(f.code, f.facts.get("number")) for f in found()}

    with_cursor("DELETE FROM mainline_entry WHERE number = 2", [])
    assert ("entry.missing", 2) in [(f.code, f.facts.get("number")) for f in found()]


def test_a_chain_written_anew_differs_from_what_was_signed(cast: Cast) -> None:
    """Somebody who can compute hashes, and has not the key."""
    Entry.objects.filter(pk=1).update(by_name="forged")
    from mainline.audit.chain import FIRST, body_hash, link_hash
    from mainline.audit.queries import links

    before = FIRST
    for link in list(links()):
        digest = link_hash(before, body_hash(link))
        Entry.objects.filter(pk=link.number).update(previous=before, hash=digest)
        before = digest

    assert [f.code for f in found()] == ["checkpoint.differs"]


def test_an_end_cut_off_is_known_from_a_checkpoint_kept_elsewhere(cast: Cast) -> None:
    last = Entry.objects.order_by("-number")[0].number
    Checkpoint.objects.all().delete()
    Entry.objects.filter(pk=last).delete()
    cast.member.user.delete()

    assert codes(found(known=[cast.stamp])) == {"checkpoint.beyond"}
    audit.witness_file().write_text(cast.stamp.as_line() + "\nnonsense\n")
    assert codes(found()) == {"checkpoint.beyond", "checkpoint.unreadable"}


def test_a_checkpoint_taken_out_is_known_from_its_copy(cast: Cast) -> None:
    Checkpoint.objects.all().delete()

    assert [f.code for f in found(known=[cast.stamp])] == ["checkpoint.gone"]


def test_signatures_of_others_are_named(cast: Cast) -> None:
    assert codes(found(key=b"\x01" * 32)) == {"checkpoint.foreign"}
    assert found(key=cast.stamp.public_key) == []

    Checkpoint.objects.update(signature=bytes([cast.stamp.signature[0] ^ 1, *cast.stamp.signature[1:]]))

    assert [f.code for f in found()] == ["checkpoint.signature"]


def test_another_key_is_a_finding_unless_the_chain_tells_of_it(cast: Cast, settings: Any) -> None:
    (settings.DATA_DIR / "audit.key").unlink()
    audit.record(code="clock.set", by=None)
    audit.checkpoint()
    assert found() == []

    key = signing.key_of(settings.DATA_DIR / "other.key")
    entry = audit.record(code="clock.set", by=None)
    message = signing.checkpoint_message(entry.number, entry.hash, entry.at)
    Checkpoint.objects.create(
        entry=entry,
        hash=entry.hash,
        at=entry.at,
        public_key=signing.public_of(key),
        signature=key.sign(message),
    )

    assert [f.code for f in found()] == ["checkpoint.key"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("happened_on", "2024-03-19"),
        ("code", "utilization.licence.signeD"),
        ("details", '{"a": "b"}'),
        ("confidentiality", "own"),
        ("right_id", 2),
        ("source_text", ""),
        ("amount_minor", 1),
        ("recorded_at", "2026-01-01 00:00:00+00:00"),
    ],
)
def test_a_changed_event_is_named_with_the_entry_that_sealed_it(
    cast: Cast, column: str, value: object
) -> None:
    value = Right.objects.order_by("-pk")[0].pk if column == "right_id" else value
    with_cursor(f"UPDATE mainline_event SET {column} = %s WHERE id = %s", [value, cast.event.pk])

    (finding,) = found(quick=True)

    assert (finding.code, finding.facts["table"], finding.facts["row"]) == (
        "row.changed",
        "mainline_event",
        cast.event.pk,
    )
    assert finding.facts["act"] == "event.recorded"
    assert str(cast.event.pk) in finding.zh
    assert "does not match the seal of entry" in finding.en


def test_a_changed_source_is_named_by_its_column(cast: Cast) -> None:
    source = SourceRecord.objects.order_by("pk")[0]
    body = bytearray(source.body)
    body[len(body) // 2] ^= 1
    SourceRecord.objects.filter(pk=source.pk).update(body=bytes(body))

    assert [(f.code, f.facts["row"], f.facts["column"]) for f in found(quick=True)] == [
        ("row.covered", source.pk, "body")
    ]

    SourceRecord.objects.filter(pk=source.pk).update(body=bytes(source.body), member="other.xml")
    assert [f.code for f in found(quick=True)] == ["row.changed"]


def test_a_source_that_can_not_be_unpacked_is_named_and_all_else_still_looked_at(cast: Cast) -> None:
    source = SourceRecord.objects.order_by("pk")[0]
    SourceRecord.objects.filter(pk=source.pk).update(body=b"")
    Right.objects.filter(pk=cast.right.pk + 1).update(title="altered")

    assert codes(found()) == {"row.covered", "derived.failed", "derived.differs"}


def test_deleted_and_inserted_rows_are_named(cast: Cast) -> None:
    with_cursor("DELETE FROM mainline_membership WHERE id = %s", [cast.member.pk])
    user = cast.member.user
    fresh = Membership.objects.create(user=user, organisation=cast.organisation, role="admin")

    findings = found(quick=True)

    assert [(f.code, f.facts["row"]) for f in findings] == [
        ("row.missing", cast.member.pk),
        ("row.unsealed", fresh.pk),
    ]


def test_a_row_that_an_act_took_away_and_that_is_back_is_named(cast: Cast) -> None:
    audit.record(code="member.removed", by=None, gone=[cast.member])

    assert [f.code for f in found(quick=True)] == ["row.returned"]
    cast.member.delete()
    assert found(quick=True) == []


def test_who_makes_himself_administrator_behind_our_back_is_named(cast: Cast) -> None:
    with_cursor("UPDATE auth_user SET is_superuser = %s WHERE id = %s", [True, cast.member.user_id])

    assert [(f.code, f.facts["table"]) for f in found(quick=True)] == [("row.changed", "auth_user")]


def test_an_account_put_in_behind_our_back_is_named(cast: Cast) -> None:
    intruder = a_user()

    assert [(f.code, f.facts["row"]) for f in found(quick=True)] == [("row.unsealed", intruder.pk)]


def test_a_body_that_stands_for_another_without_a_decision_is_named(cast: Cast) -> None:
    rival, other = sorted((cast.organisation, an_organisation()), key=lambda each: each.pk)
    Organisation.objects.filter(pk=other.pk).update(merged_into=rival)
    assert [(f.code, f.facts["row"]) for f in found(quick=True)] == [("derived.pointer", other.pk)]

    forged = a_proposal(rival, other)
    MergeProposal.objects.filter(pk=forged.pk).update(state="accepted")
    assert [(f.code, f.facts["table"]) for f in found(quick=True)] == [
        ("row.unsealed", "mainline_mergeproposal")
    ]

    Organisation.objects.filter(pk=other.pk).update(merged_into=None)
    MergeProposal.objects.filter(pk=forged.pk).update(state="open")
    assert found(quick=True) == []
    actions.decide_proposal(proposal=forged, accept=True, by=None)
    assert found(quick=True) == []
    actions.undo_proposal(proposal=forged, by=None)
    assert found(quick=True) == []
    MergeProposal.objects.filter(pk=forged.pk).update(state="refused")
    assert [f.code for f in found(quick=True)] == ["row.unsealed"]
    MergeProposal.objects.filter(pk=forged.pk).delete()
    assert found(quick=True) == []


def test_changed_and_missing_document_files_are_named(cast: Cast) -> None:
    (path,) = (cast.files / "documents").rglob(cast.document.sha256)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert [(f.code, f.facts["row"]) for f in found(quick=True)] == [("content.altered", cast.document.pk)]

    path.unlink()
    assert [(f.code, f.facts["row"]) for f in found(quick=True)] == [("content.missing", cast.document.pk)]


def test_a_derived_value_that_was_typed_over_is_named_with_both_values(cast: Cast) -> None:
    Right.objects.filter(pk=cast.right.pk).update(status="in_force", holder_name="别人")
    Identifier.objects.filter(right=cast.right).first().delete()
    Party.objects.filter(right=cast.right, name="王伟").update(name="王二")

    findings = found()

    assert {(f.code, f.facts["right"]) for f in findings} == {("derived.differs", cast.right.pk)}
    told = {f.facts["field"]: (f.facts["stored"], f.facts["derived"]) for f in findings}
    assert told["holder_name"] == ("别人", "北川大学")
    assert told["status"] == ("in_force", "published")
    assert set(told) == {"holder_name", "status", "identifiers", "parties"}
    assert "王二" in str(told["parties"][0])
    assert found(quick=True) == []


def test_a_status_of_the_day_that_was_last_derived_for_is_no_finding(cast: Cast, monkeypatch: Any) -> None:
    import datetime as dt

    from mainline.orgs import clock

    actions.derive_all(on=DAY)
    monkeypatch.setattr(clock, "today", lambda: dt.date(2060, 1, 1))

    assert found() == []
    actions.derive_all(on=dt.date(2059, 1, 1))
    assert found() == []


def test_an_installation_older_than_the_audit_begins_with_what_it_has(cast: Cast) -> None:
    Checkpoint.objects.all().delete()
    Entry.objects.all().delete()
    assert "row.unsealed" in codes(found(quick=True))

    assert audit.begin() > 0
    assert audit.begin() == 0

    assert found() == []
    assert set(Entry.objects.values_list("code", flat=True)) == {"audit.begun"}


def test_rows_sealed_by_an_older_declaration_are_verified_by_it(cast: Cast, monkeypatch: Any) -> None:
    older = Event.SEALED
    monkeypatch.setattr(Event, "SEALED", replace(older, code=200, columns=(*older.columns, "told_on")))
    monkeypatch.setattr(Event, "SEALED_BEFORE", (older,), raising=False)
    an_event(cast.right, "utilization.licence.recorded")
    assert found(quick=True) == []

    with_cursor("UPDATE mainline_event SET source_text = %s", ["x"])

    assert {f.facts["row"] for f in found(quick=True)} == set(Event.objects.values_list("pk", flat=True))


def test_every_finding_can_be_said_and_written_as_json(cast: Cast) -> None:
    with_cursor("DELETE FROM mainline_event WHERE id = %s", [cast.event.pk])

    (finding,) = found(quick=True)

    told = json.loads(json.dumps(finding.as_dict()))
    assert told["code"] == "row.missing"
    assert told["zh"] == finding.zh
    assert read_stamps(audit.witness_file())[1] == []


def test_an_amount_altered_in_the_ledger_is_named_twice(cast: Cast) -> None:
    lines = [Line("cash", Money(500, "CNY")), Line("licence_income", Money(-500, "CNY"))]
    posting = post(organisation=an_organisation(), on=DAY, lines=lines, key="a", by=None, text="fee")
    assert found() == []

    PostingLine.objects.filter(posting=posting, minor=500).update(minor=700)

    findings = found()
    assert codes(findings) == {"row.changed", "ledger.unbalanced"}
    assert {f.facts["amount"] for f in findings if f.code == "ledger.unbalanced"} == {"2.00 CNY"}

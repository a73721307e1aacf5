"""From the first word to the sealed version, and the thread of the right that it begins."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.audit.models import Entry
from mainline.creation.disclosures import actions, thread, triage
from mainline.creation.disclosures.access import visible_disclosures, visible_versions
from mainline.creation.disclosures.logic import Inventor
from mainline.creation.disclosures.models import Disclosure, DisclosureVersion
from mainline.files.refusals import Refused
from mainline.orgs.models import Person
from mainline.register.access import visible_rights
from mainline.register.deadlines.models import Deadline
from mainline.register.documents.actions import forget_orphans
from mainline.register.models import Event, Identifier, Party, Right, SourceRecord
from mainline.register.shares import inventor_shares
from mainline.register.shares.models import AgreedShare
from tests.creation.disclosures.samples import Cast, a_cast
from tests.factories import DAY, a_user

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def cast() -> Cast:
    return a_cast()


def test_handing_in_begins_a_secret_right_with_its_inventors_and_their_exact_shares(cast: Cast) -> None:
    row = cast.submitted()

    right = thread.standing_right(row)
    assert (right.number, right.title, right.kind, right.confidentiality) == (
        "D2026-000001", "一种大豆收获机", "invention", "holder",
    )  # fmt: skip
    assert right.place == "230100"
    told = Party.objects.filter(right=right).order_by("role", "sequence")
    assert [(one.role, one.name, one.organisation, one.person) for one in told] == [
        ("applicant", "北川大学", cast.own, None),
        ("inventor", "王伟", None, cast.person),
        ("inventor", "李娜", None, cast.second_person),
    ]
    shares = inventor_shares(right)
    assert [(one.person, one.name, one.share) for one in shares] == [
        (cast.person, "王伟", Fraction(2, 3)),
        (cast.second_person, "李娜", Fraction(1, 3)),
    ]
    event = Event.objects.get(right=right, code="creation.disclosure.submitted")
    assert event.details["proof"] == f"disclosure:{row.pk}"
    assert event.organisation == cast.own


def test_digest_is_that_of_the_exported_text_and_covers_files(cast: Cast) -> None:
    row = cast.begun()
    kept = actions.add_file(disclosure=row, chunks=[PNG], name="图1.png", by=cast.inventor)
    version = actions.submit(disclosure=row, revision=0, by=cast.inventor, on=DAY)

    assert hashlib.sha256(version.content.encode()).hexdigest() == version.sha256
    told = json.loads(version.content)
    assert told["files"] == [
        {
            "name": "图1.png",
            "sha256": hashlib.sha256(PNG).hexdigest(),
            "size": len(PNG),
            "media_type": "image/png",
        }
    ]
    assert [(one["name"], one["share"]) for one in told["inventors"]] == [("王伟", "2/3"), ("李娜", "1/3")]
    entry = Entry.objects.get(code="disclosure.submitted")
    assert entry.data["sha256"] == version.sha256
    assert kept.sha256 == hashlib.sha256(PNG).hexdigest()


def test_what_a_disclosure_lacks_is_told_at_once_and_nothing_is_written(cast: Cast) -> None:
    row = cast.begun(title="", solution="", when="soon", inventors=(Inventor("李娜", None, "99.99"),))
    with pytest.raises(ValidationError) as refused:
        actions.submit(disclosure=row, revision=0, by=cast.inventor, on=DAY)
    assert len(refused.value.messages) == 7
    assert not Right.objects.exists()
    assert not DisclosureVersion.objects.exists()
    row.refresh_from_db()
    assert (row.number, row.state) == ("", "draft")


def test_a_failure_after_any_step_leaves_nothing(cast: Cast, monkeypatch: Any) -> None:
    row = cast.begun(venue="talk", what="报告", when="2026-12-10")

    def dies(**_given: object) -> None:
        raise RuntimeError("killed")

    for step in ("agree_shares", "open_dockets", "record"):
        with monkeypatch.context() as patch:
            patch.setattr(actions, step, dies)
            with pytest.raises(RuntimeError):
                actions.submit(disclosure=row, revision=0, by=cast.inventor, on=DAY)
        left = [Right, DisclosureVersion, SourceRecord, Event, AgreedShare, Deadline]
        assert not any(model.objects.exists() for model in left), step
    row.refresh_from_db()
    assert actions.submit(disclosure=row, revision=0, by=cast.inventor, on=DAY).number == 1
    assert Disclosure.objects.get().number == "D2026-000001"


def test_planned_publication_becomes_a_date_before_it(cast: Cast) -> None:
    row = cast.submitted(venue="talk", what="学术报告", where="哈尔滨", when="2026-12-10")

    date = Deadline.objects.get(rule="cn.novelty.file_first", docket__organisation=cast.own)
    assert (date.due_on, date.fate) == (dt.date(2026, 12, 9), "open")
    assert date.trigger_event.code == "creation.publication.planned"
    assert row.state == "submitted"


def test_another_day_moves_the_date_and_no_publication_takes_it_away(cast: Cast) -> None:
    row = cast.submitted(venue="talk", what="学术报告", when="2026-12-10")
    for when, due, fate in (
        ("2026-12-20", dt.date(2026, 12, 19), "open"),
        ("", dt.date(2026, 12, 19), "gone"),
        ("2026-12-20", dt.date(2026, 12, 19), "open"),
        ("", dt.date(2026, 12, 19), "gone"),
    ):
        triage.send_back(disclosure=row, reason="改期", by=cast.manager, on=DAY)
        row.refresh_from_db()
        said = {"venue": "talk", "what": "学术报告", "when": when} if when else {}
        saved = actions.save(
            disclosure=row, draft=cast.draft(**said), revision=row.revision, by=cast.inventor
        )
        actions.submit(disclosure=row, revision=saved.revision, by=cast.inventor, on=DAY)
        row.refresh_from_db()
        rows = Deadline.objects.filter(rule="cn.novelty.file_first").exclude(fate="gone")
        found = rows.first() or Deadline.objects.get(rule="cn.novelty.file_first")
        assert (found.due_on, found.fate) == (due, fate)


def test_what_is_public_already_runs_the_grace_period(cast: Cast) -> None:
    cast.submitted(venue="fair", what="展会", when="2026-10-08")
    date = Deadline.objects.get(rule="cn.novelty_grace")
    assert date.due_on == dt.date(2027, 4, 8)


def test_draft_is_its_inventors_own(cast: Cast, django_user_model: Any) -> None:
    row = cast.begun()
    root = django_user_model.objects.create_superuser("root", password="x")
    strangers = (cast.colleague, cast.manager, cast.attorney, cast.rival, cast.officer, root)
    assert not any(visible_disclosures(user).exists() for user in strangers)
    assert [visible_disclosures(user).get() for user in (cast.inventor, cast.second)] == [row, row]
    with pytest.raises(PermissionDenied):
        actions.save(disclosure=row, draft=cast.draft(title="x"), revision=0, by=cast.second)


def test_handed_in_it_is_the_offices_too_and_nobody_elses(cast: Cast) -> None:
    row = cast.submitted()
    for user in (cast.colleague, cast.attorney, cast.rival, cast.officer):
        assert not visible_disclosures(user).exists()
    assert visible_disclosures(cast.manager).get() == row
    right = thread.standing_right(row)
    assert not any(
        visible_rights(user).filter(pk=right.pk).exists()
        for user in (cast.rival, cast.officer, cast.attorney)
    )
    assert visible_rights(cast.inventor).filter(pk=right.pk).exists()


def test_who_is_taken_out_keeps_the_version_that_names_them(cast: Cast) -> None:
    row = cast.submitted()
    triage.send_back(disclosure=row, reason="请核对发明人", by=cast.manager, on=DAY)
    row.refresh_from_db()
    alone = cast.draft()
    alone = replace(alone, inventors=(replace(alone.inventors[0], share="100"),))
    actions.save(disclosure=row, draft=alone, revision=row.revision, by=cast.inventor)
    row.refresh_from_db()
    actions.submit(disclosure=row, revision=row.revision, by=cast.inventor, on=DAY)
    numbers = [one.number for one in visible_versions(cast.second, row)]
    assert numbers == [1]
    assert [(one.name, one.share) for one in inventor_shares(thread.standing_right(row))] == [("王伟", 1)]
    assert AgreedShare.objects.count() == 3


def test_older_window_overwrites_nothing(cast: Cast) -> None:
    row = cast.begun()
    actions.save(disclosure=row, draft=cast.draft(title="新"), revision=0, by=cast.inventor)
    with pytest.raises(actions.Overtaken):
        actions.save(disclosure=row, draft=cast.draft(title="旧"), revision=0, by=cast.inventor)
    with pytest.raises(actions.Overtaken):
        actions.submit(disclosure=row, revision=0, by=cast.inventor, on=DAY)
    row.refresh_from_db()
    assert (row.title, row.revision) == ("新", 1)
    same = actions.save(disclosure=row, draft=cast.draft(title="新"), revision=0, by=cast.inventor)
    assert same.revision == 1


def test_second_version_stands_beside_the_first_on_the_same_right(cast: Cast) -> None:
    row = cast.submitted()
    right = thread.standing_right(row)
    first = row.versions.get()
    triage.send_back(disclosure=row, reason="补充实施例", by=cast.manager, on=DAY)
    row.refresh_from_db()
    assert row.state == "returned"
    saved = actions.save(
        disclosure=row, draft=cast.draft(title="一种柔性大豆收获机"), revision=row.revision, by=cast.inventor
    )
    actions.submit(disclosure=row, revision=saved.revision, by=cast.inventor, on=DAY)
    right.refresh_from_db()
    first_again = DisclosureVersion.objects.get(pk=first.pk)
    assert (right.title, Right.objects.count()) == ("一种柔性大豆收获机", 1)
    assert (first_again.content, first_again.sha256) == (first.content, first.sha256)
    assert Event.objects.filter(right=right, code="creation.disclosure.submitted").count() == 2
    assert Identifier.objects.filter(right=right).count() == 1


def test_what_is_handed_in_is_written_on_no_more(cast: Cast) -> None:
    row = cast.submitted()
    with pytest.raises(ValidationError, match="handed in"):
        actions.save(disclosure=row, draft=cast.draft(title="x"), revision=0, by=cast.inventor)
    with pytest.raises(ValidationError):
        actions.discard(disclosure=row, by=cast.inventor)


def test_files_are_looked_at_and_kept_while_a_row_names_them(cast: Cast, tmp_path: Any) -> None:
    row = cast.begun()
    with pytest.raises(Refused):
        actions.add_file(disclosure=row, chunks=[b"MZ\x90\x00" + bytes(200)], name="a.png", by=cast.inventor)
    made = actions.add_file(disclosure=row, chunks=[PNG], name="../../a.png", by=cast.inventor)
    assert "/" not in made.name
    again = actions.add_file(disclosure=row, chunks=[PNG], name="b.png", by=cast.inventor)
    assert again == made
    tomorrow = made.added_at + dt.timedelta(days=2)
    assert forget_orphans(before=tomorrow) == 0
    actions.remove_file(disclosure=row, file=made.pk, by=cast.inventor)
    assert forget_orphans(before=tomorrow) == 0
    actions.discard(disclosure=row, by=cast.inventor)
    assert forget_orphans(before=tomorrow) == 1
    assert not Disclosure.objects.exists()


def test_one_discloses_to_ones_employer_alone(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.begin(organisation=cast.own, by=cast.rival)
    with pytest.raises(PermissionDenied):
        actions.begin(organisation=cast.agency, by=cast.attorney)
    left = a_user(None)
    with pytest.raises(PermissionDenied):
        actions.begin(organisation=cast.own, by=left)


def test_who_discloses_without_a_person_of_the_register_is_known_by_the_account(cast: Cast) -> None:
    row = actions.begin(organisation=cast.own, by=cast.colleague)
    rows = row.content["inventors"]
    assert rows == [{"name": "colleague", "person": None, "share": "100"}]
    Person.objects.filter(pk=cast.person.pk).update(user=None)
    saved = actions.save(
        disclosure=row, revision=0, by=cast.colleague,
        draft=cast.draft(inventors=(Inventor("colleague", None, "100"),)),
    )  # fmt: skip
    assert actions.submit(disclosure=row, revision=saved.revision, by=cast.colleague, on=DAY).number == 1

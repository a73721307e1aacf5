"""What an organisation takes away: its own, whole, and nothing of others."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from mainline.archive.checking import verify_archive
from mainline.archive.leaving import export_organisation
from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.models import Employment, Organisation, Person
from mainline.register.models import Document, Event, Right
from tests.archive.archives import manifest, members, wrongs
from tests.archive.conftest import a_document
from tests.factories import a_user, an_event, an_organisation, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(db: None) -> tuple[Organisation, Organisation]:
    """Two holders with a right each, a secret event and a document on it; the first also has a secret right."""
    first, second = (
        publication(
            application=f"2018100{n}0001.9", number=f"10800{n}001", title=f"=发明{n}", applicant=f"公司{n}"
        )
        for n in (1, 2)
    )
    hidden = publication(application="201910000001.9", number="110000001", title="秘密", applicant="公司1")
    for right in enter(first, second, hidden):
        an_event(right, confidentiality="holder", source_text=f"合同 {right.holder_name}")
        a_document(right, right.holder_name.encode() + right.title.encode())
    Right.objects.filter(title="秘密").update(confidentiality="holder")
    return Organisation.objects.get(name="公司1"), Organisation.objects.get(name="公司2")


def rows(path: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in members(path)[f"tables/{name}.jsonl"].splitlines()]


def test_its_own_is_in_it_whole_and_can_be_verified_by_anybody(two: Any, tmp_path: Path) -> None:
    mine, _ = two
    person = Person.objects.create(name="王伟")
    Employment.objects.create(person=person, organisation=mine, employee_no="007")
    Employment.objects.create(person=person, organisation=two[1], employee_no="secret-elsewhere")
    user = a_user(Role.MANAGER, mine, name="wang")

    made = export_organisation(organisation=mine, path=tmp_path / "a.zip", by=user)

    outcome = verify_archive(made.path)
    assert outcome.findings == []
    assert manifest(made.path)["subject"] == f"organisation:{mine.pk}"
    assert {right["titles"]["zh"] for right in rows(made.path, "rights")} == {"=发明1", "秘密"}
    assert {event["source_text"] for event in rows(made.path, "events")} == {"", "合同 公司1"}
    assert len(rows(made.path, "sources")) == 2
    assert rows(made.path, "sources")[0]["record"]["titles"]
    shas = {document["sha256"] for document in rows(made.path, "documents")}
    assert shas == {
        file["path"][10:] for file in manifest(made.path)["files"] if file["path"].startswith("documents/")
    }
    assert len(shas) == 2
    assert [each["employee_no"] for each in rows(made.path, "people")[0]["employments"]] == ["007"]
    assert [member["username"] for member in rows(made.path, "members")] == ["wang"]
    entry = Entry.objects.order_by("-number")[0]
    assert (entry.code, entry.by, entry.data) == ("export.made", user, {"name": "公司1", "rights": 2})


def test_nothing_of_others_is_in_it(two: Any, tmp_path: Path) -> None:
    _, other = two

    made = export_organisation(organisation=other, path=tmp_path / "a.zip", by=None)

    text = b"".join(members(made.path).values()).decode("utf-8")
    assert "公司2" in text
    for secret in ("公司1", "秘密", "发明1", "secret-elsewhere"):
        assert secret not in text


def test_what_its_people_brought_on_rights_of_others_is_its_own(two: Any, tmp_path: Path) -> None:
    bank = an_organisation("银行", kind="bank")
    right = Right.objects.get(title="=发明1")
    Event.objects.filter(right=right, source=None).update(organisation=bank, confidentiality="own")
    Document.objects.filter(right=right).update(organisation=bank, confidentiality="own")

    theirs = export_organisation(organisation=bank, path=tmp_path / "a.zip", by=None).path
    holders = export_organisation(organisation=two[0], path=tmp_path / "b.zip", by=None).path

    assert [event["code"] for event in rows(theirs, "events")] == ["utilization.licence.signed"]
    assert len(rows(theirs, "documents")) == 1
    assert rows(theirs, "rights") == []
    assert len(rows(holders, "documents")) == 1
    assert "合同 公司1" in {event["source_text"] for event in rows(holders, "events")}


def test_a_merged_organisation_takes_away_what_is_of_both(two: Any, tmp_path: Path) -> None:
    mine, other = two
    Organisation.objects.filter(pk=other.pk).update(merged_into=mine)
    other.refresh_from_db()

    made = export_organisation(organisation=other, path=tmp_path / "a.zip", by=None)

    assert manifest(made.path)["subject"] == f"organisation:{mine.pk}"
    assert len(rows(made.path, "rights")) == 3
    assert [row["id"] for row in rows(made.path, "organisation")] == [mine.pk, other.pk]


def test_only_who_may_takes_it_away(two: Any, tmp_path: Path) -> None:
    mine, other = two
    for user in (a_user(Role.VIEWER, mine), a_user(Role.MANAGER, other), a_user()):
        with pytest.raises(PermissionDenied):
            export_organisation(organisation=mine, path=tmp_path / "a.zip", by=user)

    assert not (tmp_path / "a.zip").exists()
    export_organisation(organisation=mine, path=tmp_path / "a.zip", by=a_user(Role.ADMIN, mine))


def test_tables_for_spreadsheets_say_the_same_and_run_nothing(two: Any, tmp_path: Path) -> None:
    made = export_organisation(organisation=two[0], path=tmp_path / "a.zip", by=None)

    found = members(made.path)
    sheets = {
        name: list(csv.reader(io.StringIO(found[f"csv/{name}.csv"].decode("utf-8-sig"))))
        for name in ("rights", "events", "documents", "people", "members")
    }
    assert len(sheets["rights"]) == 1 + len(rows(made.path, "rights"))
    assert len(sheets["events"]) == 1 + len(rows(made.path, "events"))
    assert not [cell for sheet in sheets.values() for row in sheet for cell in row if cell.startswith("=")]
    assert any("'=发明1" in cell for row in sheets["rights"] for cell in row)


def test_a_changed_line_of_it_is_named(two: Any, tmp_path: Path) -> None:
    from tests.archive.archives import rewritten

    made = export_organisation(organisation=two[0], path=tmp_path / "a.zip", by=None)
    name = "tables/events.jsonl"

    changed = rewritten(
        made.path, lambda found: found.update({name: found[name].replace(b"2024-03-18", b"2024-03-19")})
    )

    assert wrongs(changed) == ["archive.lines"]

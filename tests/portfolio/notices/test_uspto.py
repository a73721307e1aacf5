"""The USPTO's own list of documents: the notices in it, each with its day and number, and nothing guessed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainline.offices.record import Number, NumberRole
from mainline.orgs.enums import Role
from mainline.portfolio.models import Notice
from mainline.portfolio.notices import views
from mainline.portfolio.notices.uspto import entries, read_entry
from mainline.register.deadlines.models import Deadline
from tests.factories import a_user, an_organisation, enter
from tests.register.samples import publication

ENTRY: dict[str, Any] = {
    "applicationNumberText": "16330077",
    "officialDate": "2022-11-02T00:00:00.000-0400",
    "documentIdentifier": "LA0000001",
    "documentCode": "CTNF",
    "documentCodeDescriptionText": "Non-Final Rejection",
    "directionCategory": "OUTGOING",
}


def bag(*rows: Any) -> bytes:
    return json.dumps({"documentBag": list(rows)}).encode()


def test_what_went_out_and_sets_something_running_is_a_notice() -> None:
    rows = (ENTRY, ENTRY | {"directionCategory": "INCOMING"}, ENTRY | {"documentCode": "BIB"}, "x", None, 3)
    found = entries(bag(*rows))
    assert found is not None
    [one] = found
    assert one.name == "US-16330077-CTNF-2022-11-02.json"
    read = read_entry(one.content.decode())
    assert read is not None
    told = {name: each.value for name, each in read.items()}
    assert told == {
        "kind": "action", "number": "US 16/330,077", "issued_on": "2022-11-02", "reference": "LA0000001",
    }  # fmt: skip
    lines = one.content.decode().splitlines()
    assert all(each.text == lines[each.line - 1].strip() for each in read.values())


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"documentBag": 3}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_list_is_none(content: bytes) -> None:
    assert entries(content) is None


def test_what_cannot_be_is_told_as_such() -> None:
    read = read_entry(json.dumps(ENTRY | {"officialDate": "2022-13-45", "applicationNumberText": "PCTUS1"}))
    assert read is not None
    assert (read["issued_on"].problem, read["number"].problem) == ("day", "number")


@pytest.mark.realdata
def test_real_list_holds_the_actions_and_the_allowance(shared: Path) -> None:
    file = shared / "data/office-api-recordings/answers/uspto/odp/fixtures/documents.json"
    found = entries(file.read_bytes())
    assert found is not None
    codes = sorted(each.name.split("-")[2] for each in found)
    assert codes == ["CTFR", "CTNF", "M903", "NOA"]


@pytest.mark.django_db
def test_list_brought_on_the_page_is_as_many_notices(en: Client) -> None:
    filed = Number(NumberRole.APPLICATION, "US", "16/330,077", "", dt.date(2019, 3, 1))
    [right] = enter(replace(publication(), office="US", numbers=(filed,)))
    holder = right.parties.get(role="applicant").organisation
    assert holder is not None
    en.force_login(a_user(Role.MANAGER, holder))
    rows = bag(ENTRY, ENTRY | {"documentCode": "NOA", "officialDate": "2023-05-01T00:00:00.000-0400"})

    file = SimpleUploadedFile("documents.json", rows)
    page = en.post("/dates/notices/bring/", {"files": file}, follow=True).content.decode()

    assert "2 notices were read." in page
    first = Notice.objects.get(name__contains="CTNF")
    assert first.right == right
    sent = {
        "act": "enter",
        "kind": "action",
        "number": "US 16/330,077",
        "issued_on": "2022-11-02",
        "months": "3",
    }
    en.post(f"/dates/notices/{first.pk}/act/", sent)
    row = Deadline.objects.get(trigger="office_action_mailed")
    assert (str(row.nominal_on), row.needs_check) == ("2023-05-02", True), (
        "six months by statute, past by now"
    )
    empty = SimpleUploadedFile("documents.json", bag(ENTRY | {"documentCode": "BIB"}))
    told = en.post("/dates/notices/bring/", {"files": empty}, follow=True).content.decode()
    assert "none of them is a notice" in told


@pytest.mark.django_db
def test_long_list_is_read_in_portions_and_the_rest_is_told(
    en: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_ENTRIES", 2)
    en.force_login(a_user(Role.MANAGER, an_organisation()))
    rows = bag(*(ENTRY | {"documentIdentifier": f"LA{n}"} for n in range(5)))
    told = []
    for _time in range(4):
        file = SimpleUploadedFile("documents.json", rows)
        told.append(en.post("/dates/notices/bring/", {"files": file}, follow=True).content.decode())
    assert "the first 2 notices were read. Bring it again for the other 3." in told[0]
    assert "Bring it again" not in told[2]
    assert "is here already" in told[3]
    assert Notice.objects.count() == 5

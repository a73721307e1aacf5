"""Application data of the Open Data Portal."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from mainline.offices import uspto_json
from mainline.offices.record import NumberRole, PartyRole, RightKind
from tests.offices.readers import read_all, read_one

FIXTURES = "data/office-api-recordings/answers/uspto/odp/fixtures"


def _application(**fields: object) -> bytes:
    return json.dumps({"patentBag": [{"applicationNumberText": "15123456", **fields}]}).encode()


@pytest.mark.parametrize(
    ("number", "type_name", "kind"),
    [
        ("15123456", "Utility", RightKind.INVENTION),
        ("29123456", "", RightKind.DESIGN),
        ("35500001", "", RightKind.DESIGN),
        ("15123456", "Design", RightKind.DESIGN),
        ("15123456", "Plant", RightKind.PLANT_VARIETY),
    ],
)
def test_right_kind_by_type_or_series(number, type_name, kind):
    record = read_one(
        uspto_json, _application(applicationNumberText=number, applicationTypeLabelName=type_name)
    )

    assert record.right_kind is kind


def test_today_s_portal_keeps_the_facts_in_metadata():
    meta = {
        "inventionTitle": "PLOUGH",
        "filingDate": "2020-01-02",
        "patentNumber": "11000001",
        "grantDate": "2021-05-11",
    }
    events = [
        {"eventCode": "MCTNF", "eventDescriptionText": "Mail Non-Final Rejection", "eventDate": "2020-10-02"}
    ]
    bag = {"applicationNumberText": "16700001", "applicationMetaData": meta, "eventDataBag": events}
    record = read_one(uspto_json, json.dumps({"patentFileWrapperDataBag": [bag]}).encode())

    assert record.titles[0].text == "PLOUGH"
    assert [(each.text, each.date) for each in record.numbers] == [
        ("16700001", dt.date(2020, 1, 2)),
        ("11000001", dt.date(2021, 5, 11)),
    ]
    assert record.events[0].code == "MCTNF"


def test_foreign_priority_names_its_office():
    bag = [{"priorityNumberText": "2017-187096", "filingDate": "2017-09-27", "countryName": "JAPAN"}]
    unknown = [{"priorityNumberText": "77", "filingDate": "2017-09-27", "countryName": "ATLANTIS"}]
    known = read_one(uspto_json, _application(foreignPriorityBag=bag)).priorities[0]

    assert (known.office, known.text, known.date) == ("JP", "2017-187096", dt.date(2017, 9, 27))
    assert read_one(uspto_json, _application(foreignPriorityBag=unknown)).priorities[0].office == ""


@pytest.mark.realdata
def test_real_application_holds_all_its_facts(shared):
    record = read_one(uspto_json, (shared / FIXTURES / "application.json").read_bytes())

    assert [(each.role, each.text, each.kind_code, each.date) for each in record.numbers] == [
        (NumberRole.APPLICATION, "15123456", "", dt.date(2016, 9, 2)),
        (NumberRole.PUBLICATION, "20170071586", "A1", dt.date(2017, 3, 16)),
    ]
    roles = [party.role for party in record.parties]
    assert roles.count(PartyRole.AGENT) == 172
    assert record.parties[0].name == "The General Hospital Corporation"
    assert record.parties[0].address == "55 Fruit Street, Boston, MA, 02114"
    assert len(record.events) == 41
    deed = next(event for event in record.events if event.code == "ASSIGNMENT")
    assert deed.date == dt.date(2018, 10, 25)
    assert deed.effective == dt.date(2018, 9, 23)
    assert ("assignees", "THE GENERAL HOSPITAL CORPORATION") in deed.details
    assert [relation for relation, _ in record.related] == ["pct", "provisional", "child_continuation"]
    assert record.related[0][1].office == "WO"
    assert record.priorities[0].text == "61983088"
    assert record.status.startswith("Abandoned")
    assert [each.scheme for each in record.classifications].count("cpc") == 6


@pytest.mark.realdata
def test_real_continuity_names_its_own_application(shared):
    record = read_one(uspto_json, (shared / FIXTURES / "continuity.json").read_bytes())

    assert [each.text for each in record.numbers] == ["15123456"]


@pytest.mark.realdata
def test_real_documents_and_search_list(shared):
    documents = read_one(uspto_json, (shared / FIXTURES / "documents.json").read_bytes())
    found = read_all(uspto_json, (shared / FIXTURES / "search.json").read_bytes())

    assert documents.numbers[0].text == "16330077"
    assert len(documents.events) == 117
    assert documents.as_of == dt.date(2023, 12, 12)
    assert len(found) == 25
    assert found[1].titles[0].text == "PARTITION MAP"

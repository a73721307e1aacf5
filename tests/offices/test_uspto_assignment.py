"""Recorded assignments, of both generations and forms."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import uspto_assignment, uspto_json
from mainline.offices.record import NumberRole, PartyRole, Position, Record, Rejected, RightKind
from tests.offices.readers import read_all, read_one, read_rejected

DEED = {
    "reelNumber": 58293,
    "frameNumber": 75,
    "conveyance": "CHANGE OF NAME",
    "conveyanceCode": 33,
    "assignors": [{"assignorName": "OLD, INC.", "executionDate": "06/01/2021"}],
    "assignees": ["NEW, INC."],
    "properties": [
        {
            "applicationNumber": "29136935",
            "fillingDate": "09/20/2018",
            "patentNumber": "D900001",
            "issueDate": "01/01/1",
        },
        {"applicationNumber": None, "pctNumber": "PCT/US14/30739", "pctNumber17": "PCT/US2014/030739"},
        {"applicationNumber": None, "inventionTitle": "NOTHING"},
    ],
}


def _answer(*deeds: object) -> bytes:
    return json.dumps({"status": "Success", "successResponse": {"data": list(deeds)}}).encode()


def test_each_property_is_a_record_with_the_deed_as_its_event():
    design, international, nothing = read_all(uspto_assignment, _answer(DEED))

    assert design.right_kind is RightKind.DESIGN
    assert [(each.text, each.date) for each in design.numbers] == [
        ("29136935", dt.date(2018, 9, 20)),
        ("D900001", None),
    ]
    (event,) = design.events
    assert (event.code, event.text, event.date, event.effective) == (
        "33",
        "CHANGE OF NAME",
        None,
        dt.date(2021, 6, 1),
    )
    assert dict(event.details) == {
        "reel_frame": "58293/75",
        "assignors": "OLD, INC.",
        "assignees": "NEW, INC.",
    }
    assert {party.role for party in design.parties} == {PartyRole.ASSIGNOR, PartyRole.ASSIGNEE}
    assert design.flags == ()
    assert [(each.role, each.text) for each in international.numbers] == [
        (NumberRole.INTERNATIONAL, "PCT/US2014/030739")
    ]
    assert isinstance(nothing, Rejected)
    assert "58293/75" in nothing.detail
    kept = json.loads(nothing.raw)
    kept["successResponse"]["data"][0]["properties"][0]["applicationNumber"] = "16136935"
    mended = read_one(uspto_assignment, json.dumps(kept).encode())
    assert mended.events == design.events


def test_joined_inventors_are_no_party():
    joined = {"applicationNumber": "16136935", "inventors": "Ann LEE Mary, Bo LI"}
    alone = {"applicationNumber": "16136935", "inventors": "Joseph Marron"}

    many = read_one(uspto_assignment, _answer({**DEED, "properties": [joined]}))
    one = read_one(uspto_assignment, _answer({**DEED, "properties": [alone]}))

    assert PartyRole.INVENTOR not in {party.role for party in many.parties}
    assert ("inventors", "Ann LEE Mary, Bo LI") in many.extra
    assert one.parties[-1].name == "Joseph Marron"


def test_empty_and_broken_answers_are_rejected():
    assert read_rejected(uspto_assignment, _answer()).reason == "answer.empty"
    assert read_rejected(uspto_assignment, _answer(DEED)[:-9]).reason == "json.malformed"
    assert read_rejected(uspto_assignment, b"<response></response>").reason == "answer.empty"
    assert read_rejected(uspto_assignment, b"<").reason.startswith("xml.")


def test_entities_in_the_xml_are_not_expanded():
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    body = (
        b'<response><result><doc><str name="reelNo">1</str><str name="frameNo">2</str>'
        b'<str name="conveyanceText">&b;</str><arr name="applNum"><str>15000001</str></arr></doc></result></response>'
    )

    record = read_one(uspto_assignment, bomb + body)

    assert "aaaa" not in record.events[0].text


def test_the_application_service_is_left_to_its_own_reader():
    answer = b'{"queryResults": {"searchResponse": {"response": {"docs": [{"assignments": [{"reelNumber": "1"}]}]}}}}'

    assert not uspto_assignment.sniff(answer, "x")
    assert uspto_json.sniff(answer, "x")


@given(st.integers(0, 600), st.binary(max_size=5))
@settings(deadline=None, max_examples=60)
def test_damaged_answers_never_raise(cut, noise):
    whole = _answer(DEED)
    found = read_all(uspto_assignment, whole[:cut] + noise + whole[cut + 1 :])

    assert all(isinstance(each, Record | Rejected) for each in found)


@pytest.mark.realdata
def test_real_xml_and_json_give_the_same_records(shared):
    folder = shared / "data/office-api-recordings/answers/uspto/assignment/fixtures"
    counts = []
    for number in (1, 2, 3):
        xml = read_all(uspto_assignment, (folder / f"assignment_{number}.xml").read_bytes())
        as_json = read_all(uspto_assignment, (folder / f"assignment_{number}.json").read_bytes())
        assert xml == [replace(each, position=xml[nth].position) for nth, each in enumerate(as_json)]
        counts.append(len(xml))

    assert counts == [5, 1, 379]


@pytest.mark.realdata
def test_real_former_deed(shared):
    folder = shared / "data/office-api-recordings/answers/uspto/assignment/fixtures"
    record = read_all(uspto_assignment, (folder / "assignment_1.xml").read_bytes())[0]

    assert [(each.text, each.date) for each in record.numbers] == [
        ("10628795", dt.date(2003, 7, 28)),
        ("20040073746", dt.date(2004, 4, 15)),
        ("7130913", dt.date(2006, 10, 31)),
    ]
    assert record.events[0].date == record.events[0].effective == dt.date(2006, 9, 14)
    assignee = next(party for party in record.parties if party.role is PartyRole.ASSIGNEE)
    assert assignee.name == "REALTIME DATA LLC"
    assert assignee.address == "15 WEST 36TH STREET, NEW YORK, NEW YORK 10018"
    assert record.position == Position("x.xml")


@pytest.mark.realdata
def test_real_searches(shared):
    folder = shared / "data/office-answers/uspto"
    files = sorted(folder.glob("*assignments_client*.json"))
    found = {path.name: read_all(uspto_assignment, path.read_bytes()) for path in files}

    assert len(files) == 12
    assert all(uspto_assignment.sniff(path.read_bytes()[:65536], "") for path in files)
    assert sum(len(each) for each in found.values()) == 3982
    assert all(isinstance(each, Record) for records in found.values() for each in records)
    assert not any(each.flags for records in found.values() for each in records)
    mark = found["trademark_assignments_client_search_c_0.json"][0]
    assert mark.right_kind is RightKind.TRADEMARK
    assert mark.titles[0].text == "MACNTOUCH"
    assert [(each.text, each.date) for each in mark.numbers] == [
        ("76517917", dt.date(2003, 5, 29)),
        ("2919593", dt.date(2005, 1, 18)),
    ]

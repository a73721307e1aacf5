"""Lists of the EU office."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from mainline.offices import euipo
from mainline.offices.record import Flag, NumberRole, PartyRole, Record, RightKind
from tests.offices.readers import read_all, read_one, read_rejected


def test_international_mark_gives_the_registration_number_without_padding():
    mark = {
        "applicationNumber": "W00928475",
        "markBasis": "INTERNATIONAL_TRADEMARK",
        "registrationDate": "2007-05-07",
    }
    record = read_one(euipo, json.dumps({"trademarks": [mark]}).encode())

    assert [(each.role, each.office, each.text) for each in record.numbers] == [
        (NumberRole.APPLICATION, "EM", "W00928475"),
        (NumberRole.INTERNATIONAL, "WO", "928475"),
    ]


def test_entries_without_number_and_empty_answers_are_rejected():
    assert read_rejected(euipo, b'{"trademarks": [{"markBasis": "X"}]}').reason == "record.no_number"
    assert read_rejected(euipo, b'{"designs": [{"status": "X"}]}').reason == "record.no_number"
    assert read_rejected(euipo, b'{"trademarks": []}').reason == "answer.empty"


def test_an_impossible_day_is_flagged():
    mark = {"applicationNumber": "000000001", "applicationDate": "2001-02-30", "markBasis": "EU_TRADEMARK"}
    record = read_one(euipo, json.dumps({"trademarks": [mark]}).encode())

    assert record.numbers[0].date is None
    assert Flag.IMPOSSIBLE_DATE in record.flags


@pytest.mark.realdata
def test_real_lists(shared):
    folder = shared / "data/office-answers/euipo"
    files = sorted(folder.iterdir())
    found = {
        path.name: read_all(euipo, path.read_bytes()) for path in files if euipo.sniff(path.read_bytes(), "")
    }

    assert [len(each) for each in found.values()] == [10, 10, 10]
    assert all(isinstance(each, Record) for records in found.values() for each in records)
    design = found["design_list_size10.json"][0]
    assert design.right_kind is RightKind.DESIGN
    assert {each.text for each in design.numbers} == {"004247823-0007"}
    assert design.classifications[0].symbol == "08-06"
    assert design.related[0][1].text == "004247823"
    assert ("applicant_identifier", "euipo:854815") in design.extra


@pytest.mark.realdata
def test_real_mark_holds_all_its_facts(shared):
    record = read_all(euipo, (shared / "data/office-answers/euipo/tm_apple_size10.json").read_bytes())[0]

    assert record.titles[0].text == "Golden Apple"
    assert [each.symbol for each in record.classifications] == ["30", "32", "33"]
    assert [(each.code, each.date) for each in record.events][:2] == [
        ("A.1", dt.date(1998, 4, 27)),
        ("B.1", dt.date(1999, 1, 11)),
    ]
    assert record.status == "REGISTERED"
    assert record.parties[0].role is PartyRole.APPLICANT
    assert record.parties[0].identifier == "euipo:18363"
    assert dict(record.extra)["expires_on"] == "2026-12-02"
    assert record.numbers[1].date == dt.date(1998, 10, 30)

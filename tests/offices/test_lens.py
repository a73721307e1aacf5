"""Lens.org JSON lines."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import lens
from mainline.offices.record import Flag, NumberRole, PartyRole, Position, Record, Rejected, RightKind
from tests.offices.readers import read_all, read_one

ROW = {
    "index": "1",
    "publicationKey": "WO_2021_000001_A1",
    "lensId": "000-000-000-000-001",
    "jurisdiction": "WO",
    "kindCode": "A1",
    "displayKey": "WO 2021/000001 A1",
    "publicationDate": "2021-01-07",
    "filingNumber": "CN 2020090001 W",
    "filingDate": "2020-05-13",
    "priorityFilingKeysActive": [
        "CN 201910000001 A 20190702",
        "US 201962800000 P 20190101",
        "EP 0350228 W 20030613",
    ],
    "title": "Rice harvester",
    "applicants": ["NORTHERN MACHINES CO LTD"],
    "inventors": ["WANG LI"],
    "owners": [{"name": "NORTHERN MACHINES", "executionDate": "2020-06-01"}],
    "docType": "Patent Application",
    "simpleFamilySize": 2,
    "familySize": 3,
    "cpcClassifications": ["A01D41/12"],
    "ipcrClassifications": ["A01D41/12"],
    "usClassifications": ["56/10.2R"],
    "nplCitations": ['LI M: "Grain loss", 2018'],
}


def _line(**changes: object) -> bytes:
    return json.dumps({**ROW, **changes}).encode() + b"\n"


def test_a_line_holds_all_its_facts():
    record = read_one(lens, _line())

    assert [(each.role, each.office, each.text, each.kind_code) for each in record.numbers] == [
        (NumberRole.PUBLICATION, "WO", "2021/000001", "A1"),
        (NumberRole.INTERNATIONAL, "WO", "PCT/CN2020/090001", "W"),
    ]
    assert [(each.office, each.text, each.kind_code) for each in record.priorities] == [
        ("CN", "201910000001", "A"),
        ("US", "201962800000", "P"),
        ("WO", "PCT/EP03/50228", "W"),
    ]
    assert [(each.role, each.name) for each in record.parties] == [
        (PartyRole.APPLICANT, "NORTHERN MACHINES CO LTD"),
        (PartyRole.INVENTOR, "WANG LI"),
        (PartyRole.HOLDER, "NORTHERN MACHINES"),
    ]
    assert [(each.scheme, each.symbol) for each in record.classifications] == [
        ("ipc", "A01D 41/12"),
        ("cpc", "A01D 41/12"),
        ("uspc", "56/10.2R"),
    ]
    assert record.citations[0].text.startswith("LI M")
    assert dict(record.extra)["simple_family_size"] == "2"
    assert dict(record.extra)["extended_family_size"] == "3"


@pytest.mark.parametrize(
    ("filing", "role", "office", "printed"),
    [
        ("US 2007/0088754 W", NumberRole.INTERNATIONAL, "WO", "PCT/US2007/088754"),
        ("US 2004 0010343 W", NumberRole.INTERNATIONAL, "WO", "PCT/US2004/010343"),
        ("AU 2004/001126 W", NumberRole.INTERNATIONAL, "WO", "PCT/AU2004/001126"),
        ("EP 2008057583 W", NumberRole.INTERNATIONAL, "WO", "PCT/EP2008/057583"),
        ("EP 0350228 W", NumberRole.INTERNATIONAL, "WO", "PCT/EP03/50228"),
        ("AU 1950/003012 W", NumberRole.INTERNATIONAL, "WO", "AU 1950/003012 W"),
        ("US 18080608 A", NumberRole.APPLICATION, "US", "18080608"),
        ("DE 602005014635 T", NumberRole.APPLICATION, "DE", "602005014635"),
    ],
)
def test_filing_numbers_name_their_office(filing, role, office, printed):
    record = read_one(lens, _line(filingNumber=filing))

    assert (record.numbers[1].role, record.numbers[1].office, record.numbers[1].text) == (
        role,
        office,
        printed,
    )


def test_utility_models_by_type_and_by_kind():
    by_type = read_one(
        lens, _line(jurisdiction="UA", kindCode="U", displayKey="UA 92318 U", docType="Limited Patent")
    )
    by_kind = read_one(
        lens, _line(jurisdiction="CN", kindCode="U", displayKey="CN 202002930 U", docType="unknown")
    )

    assert by_type.right_kind is by_kind.right_kind is RightKind.UTILITY_MODEL


def test_a_broken_line_costs_itself_alone_and_keeps_its_bytes():
    found = read_all(lens, _line() + b'{"lensId": \n' + b"[]\n" + _line())

    assert [type(each) for each in found] == [Record, Rejected, Rejected, Record]
    assert [each.position.ordinal for each in found] == [1, 2, 3, 4]
    assert found[1].raw == b'{"lensId": \n'
    assert found[1].position.offset == len(_line())


def test_what_is_missing_is_flagged_and_what_is_impossible_too():
    record = read_one(lens, _line(title="", applicants=[], publicationDate="2021-02-30"))

    assert set(record.flags) == {Flag.NO_TITLE, Flag.NO_APPLICANT, Flag.IMPOSSIBLE_DATE}
    assert record.as_of is None


def test_a_line_without_numbers_is_rejected():
    (found,) = read_all(lens, _line(displayKey="", filingNumber=""))

    assert found.reason == "record.no_number"


@given(st.integers(0, len(_line())), st.binary(max_size=6))
@settings(deadline=None, max_examples=80)
def test_damaged_lines_never_raise(cut, noise):
    line = _line()

    assert all(
        isinstance(each, Record | Rejected) for each in read_all(lens, line[:cut] + noise + line[cut + 2 :])
    )


@given(
    st.dictionaries(st.sampled_from(sorted(ROW)), st.none() | st.integers() | st.lists(st.text(), max_size=2))
)
@settings(deadline=None, max_examples=80)
def test_fields_of_other_types_never_raise(changes):
    assert all(isinstance(each, Record | Rejected) for each in read_all(lens, _line(**changes)))


@pytest.mark.realdata
def test_real_files_give_every_row_and_the_same_record_for_the_same_document(shared):
    by_document: dict[str, set[Record]] = defaultdict(set)
    flags: dict[Flag, int] = defaultdict(int)
    count = 0
    for path in sorted((shared / "data/lens-covid").glob("*.jsonl")):
        for record in read_all(lens, path.read_bytes(), path.name):
            assert isinstance(record, Record), record
            count += 1
            by_document[dict(record.extra)["lens_id"]].add(replace(record, position=Position()))
            for flag in record.flags:
                flags[flag] += 1

    assert count == 8210
    assert len(by_document) == 3310
    assert all(len(records) == 1 for records in by_document.values())
    assert flags == {Flag.NO_APPLICANT: 160}


@pytest.mark.realdata
def test_real_facts(shared):
    records = read_all(lens, (shared / "data/lens-covid/Coronavirus-CPC-based-patents.jsonl").read_bytes())
    first, second = records[:2]

    assert len(records) == 1470
    assert first.numbers[0].date == dt.date(2008, 12, 24)
    assert first.numbers[1].text == "PCT/EP2008/057583"
    assert [(each.office, each.text, each.date) for each in first.priorities] == [
        ("GB", "0711858", dt.date(2007, 6, 19))
    ]
    assert sum(party.role is PartyRole.APPLICANT for party in first.parties) == 9
    assert len(first.citations) == 2
    assert second.numbers[0].text == "2009/0022735"
    assert second.parties[-1].role is PartyRole.HOLDER
    assert ("owner", "NATIONAL HEALTH RESEARCH INSTITUTES, 2004-01-14") in second.extra

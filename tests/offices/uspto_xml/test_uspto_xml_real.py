"""The office's own documents, every one, with facts looked up in them by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from mainline.offices.reading import read_path
from mainline.offices.record import NumberRole, PartyRole, Record, Rejected, RightKind

pytestmark = pytest.mark.realdata

FOLDERS = ("uspto-go-samples", "uspto-redbook-generations", "patent-parsing-tools")


@pytest.fixture(scope="module")
def records(shared: Path) -> dict[str, Record]:
    """Record by the end of its file name and, in a bulk file, its place: ``test.xml#2``."""
    found = {}
    for folder in FOLDERS:
        for item in read_path(shared / "data" / folder):
            assert not isinstance(item, Rejected), item
            if isinstance(item, Record):
                name = item.position.member.rpartition("/")[2]
                key = f"{item.document_kind}/{name}"
                found[f"{key}#{item.position.ordinal}" if item.position.ordinal > 1 else key] = item
    return found


def test_every_document_is_a_record(records):
    assert len(records) == 21
    assert Counter(record.document_kind for record in records.values()) == {"grant": 13, "application": 8}
    assert Counter(record.right_kind for record in records.values()) == {
        RightKind.INVENTION: 20,
        RightKind.DESIGN: 1,
    }
    assert not [key for key, record in records.items() if record.flags]


@pytest.mark.parametrize(
    ("key", "publication", "kind", "published", "application", "filed", "claims"),
    [
        ("application/v1-5-A1_1.xml", "20010000001", "A1", "2001-03-15", "09725796", "2000-11-29", 0),
        ("application/v1-5-A1_2.xml", "20010000002", "A1", "2001-03-15", "09726341", "2000-12-01", 33),
        ("application/v4-0-A1.xml", "20050000001", "A1", "2005-01-06", "10909766", "2004-08-02", 0),
        ("application/v4-0-A2_1.xml", "20050004655", "A2", "2005-01-06", "10743857", "2003-12-22", 0),
        ("application/v4-4-A1.xml", "20210267109", "A1", "2021-09-02", "17173265", "2021-02-11", 20),
        ("application/v4-4-A2.xml", "20150075015", "A2", "2015-03-19", "14266913", "2014-05-01", 24),
        ("grant/v2-5-B1.xml", "06334226", "B1", "2002-01-01", "09529968", "2000-04-24", 31),
        ("grant/v2-5-B2.xml", "06530116", "B2", "2003-03-11", "09782496", "2001-02-13", 20),
        ("grant/v2-5-S1.xml", "D0452599", "S1", "2002-01-01", "29129833", "2000-09-22", 1),
        ("grant/v4-0-B2.xml", "06857133", "B2", "2005-02-22", "10141259", "2002-05-07", 6),
        ("grant/v4-5-B1.xml", "09358892", "B1", "2016-06-07", "14558596", "2014-12-02", 20),
        ("grant/test.xml", "11147202", "B2", "2021-10-19", "16232658", "2018-12-26", 9),
        ("grant/test.xml#2", "11147203", "B2", "2021-10-19", "15900792", "2018-02-20", 20),
    ],
)
def test_numbers_dates_and_claims(records, key, publication, kind, published, application, filed, claims):
    record = records[key]
    first, second = record.numbers[:2]
    assert (first.role, first.text, first.kind_code, str(first.date)) == (
        NumberRole.PUBLICATION,
        publication,
        kind,
        published,
    )
    assert (second.role, second.text, str(second.date)) == (NumberRole.APPLICATION, application, filed)
    assert len(record.claims) == claims
    assert record.as_of == first.date


def names(record: Record, role: PartyRole) -> list[str]:
    return [party.name for party in record.parties if party.role is role]


def symbols(record: Record, scheme: str) -> list[str]:
    return [item.symbol for item in record.classifications if item.scheme == scheme]


def test_an_application_of_2001(records):
    record = records["application/v1-5-A1_2.xml"]
    assert names(record, PartyRole.INVENTOR)[:2] == ["Wolfgang Ruf", "Hans Loser"]
    assert names(record, PartyRole.CORRESPONDENT) == ["GREENBLUM & BERNSTEIN"]
    assert (record.priorities[0].office, record.priorities[0].text) == ("DE", "197 33 454")
    assert symbols(record, "ipc") == ["D21C 11/12"]
    assert symbols(record, "uspc") == ["162/259"]
    assert [(relation, number.text) for relation, number in record.related] == [
        ("division", "09126808"),
        ("division", "6174413"),
    ]
    assert len(record.images) == 10
    assert record.claims[0].text.startswith("1. A process for detecting a change in fiber orientation")


def test_a_chain_of_parents_through_the_treaty(records):
    related = records["application/v1-5-A1_1.xml"].related
    assert [(relation, number.office, number.text) for relation, number in related] == [
        ("continuation", "US", "09375495"),
        ("continuation", "US", "08894495"),
        ("continuation", "US", "5938859"),
        ("pct", "WO", "PCT/US97/05183"),
        ("continuation_in_part", "US", "08580840"),
        ("continuation_in_part", "US", "5616549"),
    ]


def test_a_grant_of_2002(records):
    record = records["grant/v2-5-B1.xml"]
    assert record.titles[0].text == "Faucet support member"
    assert names(record, PartyRole.HOLDER) == ["Toto Ltd."]
    assert names(record, PartyRole.AGENT) == ["Pillsbury Winthrop LLP"]
    assert names(record, PartyRole.EXAMINER) == ["Gregory L. Huson", "Khoa Huynh"]
    assert {party.country for party in record.parties if party.role is PartyRole.INVENTOR} == {"JP"}
    assert symbols(record, "ipc") == ["E03C 1/04"]
    assert Counter(citation.phase for citation in record.citations) == {"examiner": 10, "other": 4}
    assert [(relation, number.text) for relation, number in record.related] == [
        ("pct", "PCT/JP98/04545"),
        ("pct", "WO99/20849"),
    ]
    assert dict(record.extra)["us_371_on"] == "2000-04-24"
    assert len(record.priorities) == 2
    assert len(record.images) == 29


def test_a_grant_of_2003_with_fixed_width_classes(records):
    record = records["grant/v2-5-B2.xml"]
    assert symbols(record, "ipc") == ["A47L 5/14"]
    assert symbols(record, "uspc") == ["15/328", "15/327.6", "15/326", "15/412"]
    assert names(record, PartyRole.HOLDER) == ["Shop Vac Corporation"]
    assert record.parties[0].country == "US"
    assert len(record.citations) == 37
    assert not record.citations[-1].is_patent
    assert record.related[0][0] == "previous_publication"


def test_a_design_of_2002(records):
    record = records["grant/v2-5-S1.xml"]
    assert record.right_kind is RightKind.DESIGN
    assert (record.classifications[0].scheme, record.classifications[0].symbol) == ("locarno", "01-01")
    assert names(record, PartyRole.DESIGNER) == ["Ute Rossi-Wolter"]
    assert record.priorities[0].date == dt.date(2000, 3, 22)
    assert dict(record.extra)["length_of_grant_years"] == "14"
    assert "Barnes & Noble (New York)/© Anness" in record.citations[-1].text
    assert len(record.descriptions[0].text.splitlines()) == 7


def test_a_grant_of_2005(records):
    record = records["grant/v4-0-B2.xml"]
    assert names(record, PartyRole.APPLICANT) == names(record, PartyRole.INVENTOR) == ["David V. Reynolds"]
    assert record.parties[0].address == "3220 W. Echo La., Phoenix, AZ, 85051"
    assert symbols(record, "uspc") == ["2/16", "602/62"]
    first = record.citations[0]
    assert (first.number, first.kind_code, first.text, first.date, first.phase) == (
        "3820200",
        "A",
        "Myers, 1974-06",
        None,
        "examiner",
    )
    assert dict(record.extra)["term_extension_days"] == "268"


def test_a_grant_of_2016(records):
    record = records["grant/v4-5-B1.xml"]
    toyota = "Toyota Motor Engineering & Manufacturing North America, Inc."
    assert names(record, PartyRole.APPLICANT) == names(record, PartyRole.HOLDER) == [toyota]
    assert [party.is_person for party in record.parties[:2]] == [False, True]
    main = [item for item in record.classifications if item.scheme == "cpc" and item.is_main]
    assert [(item.symbol, item.is_inventive, item.version) for item in main] == [
        ("B60L 11/1809", True, "2013.01")
    ]
    assert Counter(citation.phase for citation in record.citations) == {"applicant": 14, "examiner": 14}
    assert record.claims[0].text.endswith("equal to or greater than the target charge value.")
    assert record.descriptions[0].text.startswith("BACKGROUND\n1. Field\n")


def test_documents_broken_on_purpose_are_read_as_far_as_they_go(records):
    whole = records["grant/US08613112-20131224.XML"]
    for name in ("noDTDFile", "notSupportedDTD"):
        broken = records[f"grant/US08613112-{name}.XML"]
        assert (broken.numbers, broken.claims, broken.descriptions) == (
            whole.numbers,
            whole.claims,
            whole.descriptions,
        )
    missing = records["grant/US08613112-lackofnode.XML"]
    assert missing.abstracts == ()
    assert whole.abstracts
    assert missing.claims == whole.claims


def test_a_national_phase_names_its_international_application(records):
    record = records["grant/US08613112-20131224.XML"]
    assert [(relation, number.text) for relation, number in record.related] == [
        ("previous_publication", "20110185469"),
        ("pct", "PCT/EP2009/056266"),
        ("pct", "WO2009/150026"),
    ]
    assert record.priorities[0].text == "BO2008A0338"
    assert dict(record.extra)["us_371_on"] == "2011-01-31"

"""Google Patents public data: small lines of our own in the published schema of ``patents.publications``."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import google_patents
from mainline.offices.google_patents import cut_claims
from mainline.offices.record import Flag, NumberRole, PartyRole, Record, Rejected, RightKind
from tests.offices.readers import read_all, read_one

ROW = {
    "publication_number": "US-9900001-B2",
    "application_number": "US-201514900001-A",
    "country_code": "US",
    "kind_code": "B2",
    "application_kind": "A",
    "application_number_formatted": "US14900001",
    "pct_number": "PCT/CN2014/080001",
    "family_id": "50000001",
    "title_localized": [{"text": "Seed drill", "language": "en", "truncated": False}],
    "abstract_localized": [{"text": "A seed\ndrill.", "language": "en", "truncated": False}],
    "claims_localized": [
        {
            "text": "What is claimed: 1. A seed drill of 2.5 m width.\n2. The drill of claim 1.",
            "language": "en",
        }
    ],
    "description_localized": [{"text": "FIELD\n\n Sowing.", "language": "en", "truncated": True}],
    "publication_date": 20180220,
    "filing_date": "20150630",
    "grant_date": 20180220,
    "priority_date": 20140701,
    "priority_claim": [{"application_number": "CN-201410300001-A", "filing_date": 20140701}],
    "inventor": ["Zhao Yun"],
    "inventor_harmonized": [{"name": "ZHAO YUN", "country_code": "CN"}],
    "assignee": ["Northern Machines"],
    "assignee_harmonized": [{"name": "NORTHERN MACHINES", "country_code": "CN"}],
    "examiner": [{"name": "Smith, Ann", "department": "3671", "level": "P"}],
    "ipc": [{"code": "A01C7/20", "inventive": True, "first": True, "tree": []}],
    "cpc": [{"code": "A01C7/203", "inventive": False, "first": False, "tree": []}],
    "uspc": [],
    "citation": [
        {
            "publication_number": "US-5000001-A",
            "category": "SEA",
            "type": "X",
            "filing_date": 0,
            "npl_text": "",
        },
        {"publication_number": "", "category": "APP", "type": "", "npl_text": "Li, Grain loss, 2010"},
    ],
    "parent": [{"application_number": "US-201314000001-A", "type": "CONTINUATION", "filing_date": 20130101}],
    "entity_status": "small",
    "art_unit": "3671",
}


def _line(**changes: object) -> bytes:
    return json.dumps({**ROW, **changes}).encode() + b"\n"


def test_a_line_holds_all_its_facts():
    record = read_one(google_patents, _line())

    assert [(each.role, each.text, each.kind_code, each.date) for each in record.numbers] == [
        (NumberRole.PUBLICATION, "9900001", "B2", dt.date(2018, 2, 20)),
        (NumberRole.APPLICATION, "201514900001", "A", dt.date(2015, 6, 30)),
        (NumberRole.INTERNATIONAL, "PCT/CN2014/080001", "", None),
    ]
    assert record.priorities[0].office == "CN"
    assert record.priorities[0].date == dt.date(2014, 7, 1)
    assert [(each.role, each.name, each.country) for each in record.parties] == [
        (PartyRole.APPLICANT, "NORTHERN MACHINES", "CN"),
        (PartyRole.INVENTOR, "ZHAO YUN", "CN"),
        (PartyRole.EXAMINER, "Smith, Ann", ""),
    ]
    assert [
        (each.scheme, each.symbol, each.is_main, each.is_inventive) for each in record.classifications
    ] == [
        ("ipc", "A01C 7/20", True, True),
        ("cpc", "A01C 7/203", False, False),
    ]
    assert [(each.number, each.category, each.phase) for each in record.citations] == [
        ("5000001", "X", "search"),
        ("", "", "applicant"),
    ]
    assert record.families[0].value == "50000001"
    assert record.related[0][0] == "continuation"
    assert dict(record.extra)["entity_status"] == "small"
    assert dict(record.extra)["granted_on"] == "2018-02-20"


def test_texts_are_cut_into_claims_and_paragraphs():
    record = read_one(google_patents, _line())

    assert [each.text for each in record.claims] == [
        "1. A seed drill of 2.5 m width.",
        "2. The drill of claim 1.",
    ]
    assert record.descriptions[0].text == "FIELD\nSowing."
    assert record.abstracts[0].text == "A seed drill."
    assert Flag.TRUNCATED in record.flags


@pytest.mark.parametrize(
    ("printed", "claims"),
    [
        ("1. A drill. 2. The drill of claim 1.", ["1. A drill.", "2. The drill of claim 1."]),
        (
            "1、一种播种机。2、根据权利要求1所述的播种机。",
            ["1、一种播种机。", "2、根据权利要求1所述的播种机。"],
        ),
        ("What is claimed is one thing.", ["What is claimed is one thing."]),
        ("1. A drill\n3. out of order", ["1. A drill 3. out of order"]),
    ],
)
def test_claims_are_cut_only_where_numbers_follow_one_another(printed, claims):
    assert cut_claims(printed) == claims


def test_zero_is_no_date_and_no_fault():
    record = read_one(google_patents, _line(publication_date=0, filing_date="0"))

    assert [each.date for each in record.numbers] == [None, None, None]
    assert Flag.IMPOSSIBLE_DATE not in record.flags


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("CN-201234567-U", RightKind.UTILITY_MODEL),
        ("US-D900001-S", RightKind.DESIGN),
        ("US-PP30001-P2", RightKind.PLANT_VARIETY),
    ],
)
def test_right_kind_by_kind_code(number, kind):
    office, _, code = number.split("-")
    record = read_one(google_patents, _line(publication_number=number, country_code=office, kind_code=code))

    assert record.right_kind is kind


def test_a_line_without_numbers_is_rejected():
    (found,) = read_all(google_patents, _line(publication_number="?", application_number="", pct_number=""))

    assert found.reason == "record.no_number"


@given(st.integers(0, 1500), st.binary(max_size=6))
@settings(deadline=None, max_examples=60)
def test_damaged_lines_never_raise(cut, noise):
    line = _line()

    found = read_all(google_patents, line[:cut] + noise + line[cut + 1 :])
    assert all(isinstance(each, Record | Rejected) for each in found)


@given(
    st.dictionaries(st.sampled_from(sorted(ROW)), st.none() | st.integers() | st.lists(st.text(), max_size=2))
)
@settings(deadline=None, max_examples=60)
def test_fields_of_other_types_never_raise(changes):
    assert all(isinstance(each, Record | Rejected) for each in read_all(google_patents, _line(**changes)))


def test_sniff_knows_the_table_and_not_its_neighbours():
    assert google_patents.sniff(_line(), "x")
    assert not google_patents.sniff(b'{"publication_number": "US-1-A"}', "x")

"""DOCDB exchange documents."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import epo_docdb
from mainline.offices.record import Flag, NumberRole, PartyRole, Record, RightKind
from tests.offices.readers import assert_well_told, read_all, read_file, read_one, read_rejected

INSIDE = """<exch:bibliographic-data>
<exch:publication-reference data-format="docdb"><document-id lang="zh"><country>CN</country>
<doc-number>209000001</doc-number><kind>U</kind><date>20190405</date></document-id></exch:publication-reference>
<exch:publication-reference data-format="epodoc"><document-id><doc-number>CN209000001U</doc-number></document-id>
</exch:publication-reference>
<exch:classifications-ipcr><classification-ipcr sequence="1"><text>A01B  69/00        20060101AFI20190405BHCN        </text>
</classification-ipcr></exch:classifications-ipcr>
<exch:patent-classifications><patent-classification sequence="1">
<classification-scheme office="EP" scheme="CPCI"><date>20130101</date></classification-scheme>
<classification-symbol>A01B  69/008     </classification-symbol><symbol-position>F</symbol-position>
<classification-value>A</classification-value></patent-classification>
<patent-classification sequence="2"><classification-scheme office="US" scheme="UC"/>
<classification-symbol>172/2</classification-symbol></patent-classification></exch:patent-classifications>
<exch:application-reference data-format="docdb"><document-id><country>CN</country><doc-number>201820000001</doc-number>
<kind>U</kind><date>20180102</date></document-id></exch:application-reference>
<exch:application-reference data-format="original"><document-id><doc-number>201820000001.9</doc-number></document-id>
</exch:application-reference>
<exch:priority-claims><exch:priority-claim sequence="1" data-format="docdb"><document-id><country>JP</country>
<doc-number>2017000001</doc-number><kind>A</kind><date>20170103</date></document-id>
<exch:priority-active-indicator>N</exch:priority-active-indicator></exch:priority-claim>
<exch:priority-claim sequence="1" data-format="epodoc"><document-id><doc-number>JP20170000001</doc-number>
</document-id></exch:priority-claim></exch:priority-claims>
<exch:parties><exch:applicants>
<exch:applicant sequence="1" data-format="docdb"><exch:applicant-name><name>BEIDAHUANG AGRI MACH CO LTD</name>
</exch:applicant-name><residence><country>CN</country></residence></exch:applicant>
<exch:applicant sequence="1" data-format="docdba"><exch:applicant-name><name>Beidahuang Agricultural Machinery Co., Ltd.</name>
</exch:applicant-name></exch:applicant>
<exch:applicant sequence="1" data-format="original"><exch:applicant-name><name>北大荒农机有限公司</name>
</exch:applicant-name></exch:applicant>
<exch:applicant sequence="2" data-format="docdb"><exch:applicant-name><name>UNIV HARBIN</name></exch:applicant-name>
</exch:applicant></exch:applicants>
<exch:inventors><exch:inventor sequence="1" data-format="docdb"><exch:inventor-name><name>LI MING [CN]</name>
</exch:inventor-name></exch:inventor></exch:inventors></exch:parties>
<exch:invention-title lang="en" data-format="docdba">Guide for a drill</exch:invention-title>
<exch:invention-title lang="zh" data-format="original">播种机导向装置</exch:invention-title>
<exch:dates-of-public-availability><exch:printed-with-grant><document-id><date>20190405</date></document-id>
</exch:printed-with-grant></exch:dates-of-public-availability>
<exch:references-cited><exch:citation cited-phase="ISR" sequence="1"><patcit num="1" dnum="US1A"><document-id>
<country>US</country><doc-number>1000001</doc-number><kind>A</kind><name>DOE J</name><date>19110101</date></document-id>
</patcit><rel-passage><category>X</category><rel-claims>1-3</rel-claims></rel-passage><category>XY</category></exch:citation>
<exch:citation cited-phase="APP" sequence="2"><nplcit num="1"><text>DOE: "Drills"</text></nplcit></exch:citation>
</exch:references-cited></exch:bibliographic-data>
<exch:abstract lang="en" data-format="docdba"><exch:p>One.</exch:p><exch:p>Two.</exch:p></exch:abstract>"""
ATTRIBUTES = (
    'country="CN" doc-number="209000001" kind="U" date-publ="20190405" family-id="65900001" status="A"'
)
FRAGMENT = f"<exch:exchange-document {ATTRIBUTES}>{INSIDE}</exch:exchange-document>".encode()
PLAIN = FRAGMENT.replace(b"exch:", b"")
WRAPPED = (
    b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE exch:exchange-documents SYSTEM "docdb-entities.dtd">'
    b'<exch:exchange-documents xmlns:exch="http://www.epo.org/exchange" no-of-documents="2">'
    + FRAGMENT
    + FRAGMENT.replace(b"209000001", b"209000002")
    + b"</exch:exchange-documents>"
)


@pytest.fixture(scope="module")
def record() -> Record:
    return read_one(epo_docdb, FRAGMENT)


@pytest.mark.parametrize("data", [FRAGMENT, PLAIN, WRAPPED])
def test_sniff_knows_every_way_of_writing_the_root(data):
    assert epo_docdb.sniff(data, "x")


def test_sniff_leaves_answers_of_ops_alone():
    assert not epo_docdb.sniff(b'<ops:world-patent-data xmlns="x"><exchange-documents>', "x")


def test_a_fragment_without_its_namespace_is_no_malformed_document(record):
    assert record.flags == ()


def test_a_fragment_reads_the_same_with_and_without_prefix(record):
    assert read_one(epo_docdb, PLAIN) == record


def test_a_file_of_many_is_cut_into_one_piece_a_document():
    found = read_all(epo_docdb, WRAPPED)
    assert [each.numbers[0].text for each in found] == ["209000001", "209000002"]
    assert [each.position.ordinal for each in found] == [1, 2]
    assert WRAPPED[found[1].position.offset :].startswith(b"<exch:exchange-document ")


def test_numbers_are_read_in_their_docdb_form(record):
    assert [(n.role, n.office, n.text, n.kind_code, n.date) for n in record.numbers] == [
        (NumberRole.PUBLICATION, "CN", "209000001", "U", dt.date(2019, 4, 5)),
        (NumberRole.APPLICATION, "CN", "201820000001", "U", dt.date(2018, 1, 2)),
    ]
    assert record.right_kind is RightKind.UTILITY_MODEL
    assert dict(record.extra)["application_original"] == "201820000001.9"


def test_one_party_stands_once_under_the_name_that_the_office_printed(record):
    assert [(p.role, p.name, p.country, p.sequence) for p in record.parties] == [
        (PartyRole.APPLICANT, "北大荒农机有限公司", "CN", 1),
        (PartyRole.APPLICANT, "UNIV HARBIN", "", 2),
        (PartyRole.INVENTOR, "LI MING", "CN", 1),
    ]


def test_priority_stands_once_and_inactive_ones_are_noted(record):
    assert [(p.office, p.text, p.kind_code, p.date) for p in record.priorities] == [
        ("JP", "2017000001", "A", dt.date(2017, 1, 3))
    ]
    assert ("priority_inactive", "1") in record.extra


def test_classifications_say_scheme_position_and_value(record):
    assert [(c.scheme, c.symbol, c.is_main, c.is_inventive, c.version) for c in record.classifications] == [
        ("ipc", "A01B 69/00", True, True, "2006.01"),
        ("cpc", "A01B 69/008", True, False, "2013.01"),
        ("uspc", "172/2", False, None, ""),
    ]


def test_citations_have_category_claims_and_phase(record):
    assert [(c.office, c.number, c.category, c.claims, c.phase, c.text) for c in record.citations] == [
        ("US", "1000001", "XY", "1-3", "international_search", "DOE J"),
        ("", "", "", "", "applicant", 'DOE: "Drills"'),
    ]


def test_a_category_inside_the_cited_document_is_found():
    passage = b"<rel-passage><category>X</category><rel-claims>1-3</rel-claims></rel-passage>"
    data = FRAGMENT.replace(b"</patcit>" + passage + b"<category>XY</category>", passage + b"</patcit>")
    assert data != FRAGMENT
    cited = read_one(epo_docdb, data).citations[0]
    assert (cited.category, cited.claims) == ("X", "1-3")


def test_texts_families_events_and_status(record):
    assert [(t.language, t.text) for t in record.titles] == [
        ("en", "Guide for a drill"),
        ("zh", "播种机导向装置"),
    ]
    assert [(a.language, a.text) for a in record.abstracts] == [("en", "One.\nTwo.")]
    assert [(f.scheme, f.value) for f in record.families] == [("docdb_simple", "65900001")]
    assert [(e.code, e.date) for e in record.events] == [("printed-with-grant", dt.date(2019, 4, 5))]
    assert dict(record.extra)["exchange_status"] == "A"
    assert record.language == "zh"


def test_a_deletion_is_a_record_of_its_number_and_status():
    data = FRAGMENT.replace(INSIDE.encode(), b"").replace(b'status="A"', b'status="D"')
    record = read_one(epo_docdb, data)
    assert record.numbers[0].text == "209000001"
    assert dict(record.extra)["exchange_status"] == "D"
    assert set(record.flags) == {Flag.NO_TITLE, Flag.NO_APPLICANT}


def test_a_document_without_any_number_is_rejected():
    assert read_rejected(epo_docdb, b"<exchange-document/>").reason == "record.no_number"


def test_a_truncated_file_gives_all_that_was_whole():
    found = read_all(epo_docdb, WRAPPED[: len(WRAPPED) - 400])
    assert isinstance(found[0], Record)
    assert found[0].numbers[0].text == "209000001"


def test_an_impossible_date_is_none_and_flagged():
    record = read_one(epo_docdb, FRAGMENT.replace(b"20180102", b"20181302"))
    assert record.numbers[1].date is None
    assert Flag.IMPOSSIBLE_DATE in record.flags


@given(cut=st.integers(0, len(WRAPPED)), junk=st.binary(max_size=3), at=st.integers(0, len(WRAPPED)))
@settings(deadline=None, max_examples=60)
def test_cut_or_spoilt_anywhere_it_never_raises(cut, junk, at):
    assert_well_told(read_all(epo_docdb, WRAPPED[:cut]))
    assert_well_told(read_all(epo_docdb, WRAPPED[:at] + junk + WRAPPED[at:]))


REAL = "data/epo-docdb-bdds/pkg/epo_docdb/test-data"


@pytest.mark.realdata
def test_real_backfile_is_ten_german_documents(shared: Path):
    found = read_file(epo_docdb, shared / REAL / "DE-backfile.xml")
    assert [each.numbers[0].text for each in found if isinstance(each, Record)] == [
        str(number) for number in range(1258188, 1258198)
    ]
    first = found[0]
    assert isinstance(first, Record)
    assert first.parties[0].name == "ROBERT BOSCH G.M.B.H."
    assert [c.number for c in first.citations] == ["814968", *[c.number for c in first.citations[1:]]]
    assert len(first.citations) == 4
    assert first.flags == ()


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "number", "parties", "ipc", "cpc", "citations", "related"),
    [
        ("AP-1206-A_302101161.xml", ("AP", "1206", "A"), 3, 18, 8, 3, 68),
        ("WO-2022259205-A1_544370561.xml", ("WO", "2022259205", "A1"), 9, 11, 16, 23, 0),
        ("WO-2023012807-A1_507242069.xml", ("WO", "2023012807", "A1"), 3, 4, 9, 24, 0),
        ("YU-6701-A_381353354.xml", ("YU", "6701", "A"), 4, 39, 38, 0, 0),
    ],
)
def test_real_fragment_is_read_whole(shared: Path, name, number, parties, ipc, cpc, citations, related):
    found = read_file(epo_docdb, shared / REAL / name)
    assert len(found) == 1
    record = found[0]
    assert isinstance(record, Record)
    first = record.numbers[0]
    assert (first.office, first.text, first.kind_code) == number
    assert Counter(c.scheme for c in record.classifications) == Counter(ipc=ipc, cpc=cpc)
    assert (len(record.parties), len(record.citations), len(record.related)) == (parties, citations, related)
    assert record.flags == ()


@pytest.mark.realdata
def test_real_international_application_names_the_university_in_full(shared: Path):
    record = read_file(epo_docdb, shared / REAL / "WO-2022259205-A1_544370561.xml")[0]
    assert isinstance(record, Record)
    assert record.parties[0].name == "UNIVERSIDADE DA BEIRA INTERIOR"
    assert record.parties[0].country == "PT"
    assert [t.language for t in record.titles] == ["en", "fr"]
    assert record.citations[0].category == "XY"
    assert (record.numbers[1].office, record.numbers[1].text, record.numbers[1].kind_code) == (
        "IB",
        "2022055385",
        "W",
    )

"""Answers of the EPO's Open Patent Services."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import epo_ops
from mainline.offices.epo_claims import split_claims
from mainline.offices.record import NumberRole, Record, Rejected
from tests.offices.readers import assert_well_told, read_all, read_file, read_one, read_rejected

NAMESPACES = 'xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org"'


def answer(inside: str) -> bytes:
    return (
        f'<?xml version="1.0"?><ops:world-patent-data {NAMESPACES}>{inside}</ops:world-patent-data>'.encode()
    )


def reference(tag: str, country: str, number: str, kind: str, day: str = "") -> str:
    dated = f"<date>{day}</date>" if day else ""
    return (
        f'<{tag}><document-id document-id-type="docdb"><country>{country}</country>'
        f"<doc-number>{number}</doc-number><kind>{kind}</kind>{dated}</document-id></{tag}>"
    )


LEGAL = """<ops:legal code="PG25" desc="LAPSED IN A  CONTRACTING STATE" infl="-" dateMigr="00010101">
<ops:pre line="00001">as printed</ops:pre>
<ops:L001EP desc="Country Code">EP</ops:L001EP><ops:L002EP desc="Filing / Published Document">F</ops:L002EP>
<ops:L003EP desc="Document Number">    99203729</ops:L003EP><ops:L005EP desc="IPR Type">PI</ops:L005EP>
<ops:L007EP desc="Gazette DATE">2004-05-06</ops:L007EP><ops:L008EP desc="Legal Event Code 1">PG25</ops:L008EP>
<ops:L018EP desc="DATE last exchanged">2005-01-01</ops:L018EP>
<ops:L500EP><ops:L501EP desc="Ref Country Code">CH</ops:L501EP>
<ops:L525EP desc="Effective DATE">20031130</ops:L525EP></ops:L500EP></ops:legal>"""


def member(kind: str, day: str, legal: str = "") -> str:
    return (
        '<ops:family-member family-id="19768124">'
        + reference("publication-reference", "EP", "1000000", kind, day)
        + reference("application-reference", "EP", "99203729", "A", "19991108")
        + legal
        + "</ops:family-member>"
    )


FAMILY = answer(
    '<ops:patent-family legal="true" total-result-count="2">'
    + member("A1", "20000517", LEGAL)
    + member("B1", "20030212", LEGAL)
    + "</ops:patent-family>"
)


def test_sniff_knows_xml_json_faults_and_stored_answers():
    assert epo_ops.sniff(FAMILY, "x")
    assert epo_ops.sniff(b'{"ops:world-patent-data": {}}', "x")
    assert epo_ops.sniff(b'<fault xmlns="http://ops.epo.org"><code>SERVER.EntityNotFound</code></fault>', "x")
    assert epo_ops.sniff(b'{"query": "x", "results": [{"id_type": "docdb", "doc_number": "1"}]}', "x")
    assert not epo_ops.sniff(b'{"results": []}', "x")
    assert not epo_ops.sniff(b"<exchange-documents/>", "x")


def test_events_are_one_record_a_right_each_event_once():
    record = read_one(epo_ops, FAMILY)
    assert [(n.role, n.text, n.kind_code) for n in record.numbers] == [
        (NumberRole.PUBLICATION, "1000000", "A1"),
        (NumberRole.PUBLICATION, "1000000", "B1"),
        (NumberRole.APPLICATION, "99203729", "A"),
    ]
    (event,) = record.events
    assert (event.office, event.code, event.date, event.effective) == (
        "EP",
        "PG25",
        dt.date(2004, 5, 6),
        dt.date(2003, 11, 30),
    )
    assert event.text == "LAPSED IN A CONTRACTING STATE"
    assert dict(event.details)["ref_country_code"] == "CH"
    assert dict(event.details)["influence"] == "-"
    assert record.as_of == dt.date(2005, 1, 1)


def test_a_family_without_events_is_one_record_a_member():
    found = read_all(epo_ops, FAMILY.replace(b'legal="true"', b'legal="false"').replace(LEGAL.encode(), b""))
    assert [each.numbers[0].kind_code for each in found] == ["A1", "B1"]
    assert all(each.families[0].scheme == "inpadoc_extended" for each in found)
    assert [each.position.ordinal for each in found] == [1, 2]


def test_claims_in_one_text_are_taken_apart_at_their_numbers():
    text = "Claims\n1. A drill of 2. 5 mm\n2. The drill of claim 1.\n3. A\nfield."
    assert split_claims([text]) == ["1. A drill of 2. 5 mm", "2. The drill of claim 1.", "3. A field."]
    assert split_claims(["1. A drill;", "with a guide", "2. The drill of claim 1"]) == [
        "1. A drill; with a guide",
        "2. The drill of claim 1",
    ]
    assert split_claims(["A drill", " ", "A field"]) == ["A drill", "A field"]


def test_the_services_json_reads_as_its_xml():
    document = {
        "@country": "EP",
        "@doc-number": "1000000",
        "@kind": "A1",
        "@family-id": "19768124",
        "bibliographic-data": {
            "publication-reference": {
                "document-id": [
                    {
                        "@document-id-type": "docdb",
                        "country": {"$": "EP"},
                        "doc-number": {"$": "1000000"},
                        "kind": {"$": "A1"},
                        "date": {"$": "20000517"},
                    }
                ]
            },
            "invention-title": [{"@lang": "en", "$": "Apparatus"}, {"@lang": "de", "$": "Vorrichtung"}],
        },
    }
    data = {
        "ops:world-patent-data": {
            "@xmlns": {"ops": "x"},
            "exchange-documents": {"exchange-document": document},
        }
    }
    record = read_one(epo_ops, json.dumps(data).encode())
    assert (record.numbers[0].text, record.numbers[0].date) == ("1000000", dt.date(2000, 5, 17))
    assert [(t.language, t.text) for t in record.titles] == [("en", "Apparatus"), ("de", "Vorrichtung")]


@pytest.mark.parametrize(
    ("data", "reason", "detail"),
    [
        (
            b'<fault xmlns="http://ops.epo.org"><code>SERVER.EntityNotFound</code><message>No results found</message></fault>',
            "ops.not_found",
            "SERVER.EntityNotFound: No results found",
        ),
        (
            b'<error xmlns="http://ops.epo.org"><code>403</code><message>quota</message></error>',
            "ops.fault",
            "403: quota",
        ),
        (
            b'{"code": "SERVER.EntityNotFound", "message": "none"}',
            "ops.not_found",
            "SERVER.EntityNotFound: none",
        ),
        (
            answer(
                '<ops:biblio-search total-result-count="0"><ops:query>ti = x</ops:query><ops:search-result/></ops:biblio-search>'
            ),
            "ops.no_result",
            "ti = x",
        ),
        (answer("<ops:standardization/>"), "ops.no_document", "<standardization>"),
        (b"{", "json.malformed", "Input data was truncated"),
    ],
)
def test_an_answer_without_document_says_why(data, reason, detail):
    rejected = read_rejected(epo_ops, data)
    assert (rejected.reason, rejected.detail) == (reason, detail)


def test_json_nested_without_end_is_no_stack_overflow():
    assert_well_told(read_all(epo_ops, b'{"ops:world-patent-data":' + b'{"a":' * 5000 + b"1" + b"}" * 5001))


@given(cut=st.integers(0, len(FAMILY)), junk=st.binary(max_size=3))
@settings(deadline=None, max_examples=50)
def test_cut_or_spoilt_anywhere_it_never_raises(cut, junk):
    assert_well_told(read_all(epo_ops, FAMILY[:cut]))
    assert_well_told(read_all(epo_ops, FAMILY[:cut] + junk + FAMILY[cut:]))


KEYS = [
    "documents",
    "results",
    "claims",
    "claim_text",
    "document_id",
    "description",
    "events",
    "country",
    "family_members",
    "kind",
    "publication_reference",
    "doc_number",
    "number",
    "full_document",
    "query",
    "ops:world-patent-data",
    "exchange-document",
    "document-id",
    "$",
    "@kind",
    "fault",
    "code",
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(node=ANYTHING)
@settings(deadline=None, max_examples=100)
def test_json_of_any_shape_never_raises(node):
    assert_well_told(read_all(epo_ops, json.dumps(node).encode()))


REAL = "data/office-api-recordings/answers/epo/ops"
COUNTS = {
    "family/fixtures/family_api_output.json": 6,
    "family/fixtures/family_convert.json": 6,
    "family/fixtures/family_input.xml": 6,
    "family/fixtures/family_model_output.json": 6,
    "legal/fixtures/example_1.xml": 1,
    "legal/fixtures/example_1_convert.json": 1,
    "legal/fixtures/example_2.xml": 1,
    "legal/fixtures/example_2_convert.json": 1,
    "legal/fixtures/example_3.xml": 1,
    "legal/fixtures/example_3_convert.json": 1,
    "published/fixtures/ep1000000_abstract_result.xml": 1,
    "published/fixtures/ep1000000_biblio_result.json": 1,
    "published/fixtures/ep1000000_claims_result.json": 1,
    "published/fixtures/ep1000000_description_result.xml": 1,
    "published/fixtures/ep1000000_full_cycle_result.xml": 2,
    "published/fixtures/search_result.xml": 100,
    "published/test/biblio_example.xml": 1,
    "published/test/biblio_example_2.xml": 1,
    "published/test/biblio_example_3.xml": 1,
    "published/test/biblio_example_4.xml": 1,
    "published/test/claims_example.json": 1,
    "published/test/claims_example.xml": 1,
    "published/test/claims_example_2.json": 1,
    "published/test/claims_example_2.xml": 1,
    "published/test/description_example.xml": 1,
    "published/test/expected/biblio_example_3.json": 2,
    "published/test/expected/biblio_example_4.json": 1,
    "published/test/expected/claims_example.json": 1,
    "published/test/expected/ep1000000_abstract_result.xml": 1,
    "published/test/expected/ep1000000_biblio_result.xml": 1,
    "published/test/expected/ep1000000_claims_result.xml": 1,
    "published/test/expected/ep1000000_description_result.xml": 1,
    "published/test/expected/ep1000000_full_cycle_result.xml": 2,
    "published/test/expected/image_example.json": 1,
    "published/test/expected/search_result.xml": 100,
    "published/test/full_cycle_example.xml": 2,
    "published/test/image_example.xml": 1,
    "published/test/search_example.xml": 15,
}


def real(shared: Path, name: str) -> list[Record]:
    found = read_file(epo_ops, shared / REAL / name)
    assert not [each for each in found if isinstance(each, Rejected)]
    return [each for each in found if isinstance(each, Record)]


@pytest.mark.realdata
@pytest.mark.parametrize("name", COUNTS)
def test_real_answer_is_read_whole(shared: Path, name: str):
    found = real(shared, name)
    assert len(found) == COUNTS[name]
    assert [each.position.ordinal for each in found] == list(range(1, COUNTS[name] + 1))


@pytest.mark.realdata
def test_real_folder_holds_no_answer_that_is_not_listed_here(shared: Path):
    folder = shared / REAL
    names = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.suffix in (".xml", ".json")}
    assert names == set(COUNTS)


@pytest.mark.realdata
@pytest.mark.parametrize(("name", "events"), [("example_1", 50), ("example_2", 51), ("example_3", 14)])
def test_real_events_are_the_same_in_xml_and_as_stored(shared: Path, name: str, events: int):
    (from_xml,) = real(shared, f"legal/fixtures/{name}.xml")
    (stored,) = real(shared, f"legal/fixtures/{name}_convert.json")
    assert len(from_xml.events) == len(stored.events) == events

    def told(record: Record) -> list[tuple[object, ...]]:
        return [(e.office, e.code, e.date, e.effective) for e in record.events]

    assert told(from_xml) == told(stored)
    assert from_xml.as_of == stored.as_of


@pytest.mark.realdata
def test_real_first_event_is_the_examination_report(shared: Path):
    (record,) = real(shared, "legal/fixtures/example_1.xml")
    first = record.events[0]
    assert (first.code, first.text) == ("17Q", "FIRST EXAMINATION REPORT DESPATCHED")
    assert (first.date, first.effective) == (dt.date(2002, 6, 5), dt.date(2002, 4, 23))


@pytest.mark.realdata
def test_real_bibliography_names_parties_and_citations(shared: Path):
    (record,) = real(shared, "published/test/expected/ep1000000_biblio_result.xml")
    assert record.parties[0].name == "BEHEERMAATSCHAPPIJ DE BOER NIJMEGEN B.V"
    assert record.parties[0].country == "NL"
    assert [(c.office, c.number, c.category, c.claims) for c in record.citations] == [
        ("DE", "3546191", "A", "1-3,8"),
        ("EP", "0680812", "A", "1,10,11"),
        ("NL", "9400663", "A", "1,3"),
    ]
    assert {t.language for t in record.titles} == {"en", "de", "fr"}


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "claims"),
    [
        ("claims_example.xml", 11),
        ("claims_example.json", 11),
        ("claims_example_2.xml", 20),
        ("claims_example_2.json", 20),
    ],
)
def test_real_claims_are_one_entry_each(shared: Path, name: str, claims: int):
    (record,) = real(shared, f"published/test/{name}")
    assert len(record.claims) == claims
    assert record.claims[1].text.startswith("2. ")

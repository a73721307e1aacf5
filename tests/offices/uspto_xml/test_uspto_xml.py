"""What the samples do not show: designs, plants, reissues, Hague filings, SGML, sequences, broken parts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import uspto_xml
from mainline.offices.base import Piece
from mainline.offices.record import Flag, NumberRole, PartyRole, Record, Rejected, RightKind


def read(document: str) -> Record | Rejected:
    (found,) = uspto_xml.parse(Piece("m.xml", document.encode()))
    return found


def record(document: str) -> Record:
    found = read(document)
    assert isinstance(found, Record), found
    return found


def grant(
    body: str = "", *, number: str = "D0900001", kind: str = "S1", said: str = "design", day: str = "20201103"
) -> str:
    return (
        f'<us-patent-grant lang="EN" dtd-version="v4.5 2014-04-03"><us-bibliographic-data-grant><publication-reference>'
        f"<document-id><country>US</country><doc-number>{number}</doc-number><kind>{kind}</kind><date>{day}</date>"
        f'</document-id></publication-reference><application-reference appl-type="{said}"><document-id><country>US'
        f"</country><doc-number>29701234</doc-number><date>20190809</date></document-id></application-reference>"
        f"<invention-title>Ice skate</invention-title>{body}</us-bibliographic-data-grant></us-patent-grant>"
    )


def symbols(found: Record, scheme: str) -> list[str]:
    return [item.symbol for item in found.classifications if item.scheme == scheme]


def test_a_design_has_locarno_term_and_designer():
    found = record(
        grant(
            "<us-term-of-grant><length-of-grant>15</length-of-grant></us-term-of-grant><classification-locarno>"
            "<edition>12</edition><main-classification>2102</main-classification></classification-locarno>"
            "<classification-national><country>US</country><main-classification>D21765</main-classification>"
            "<further-classification>D 2 946</further-classification></classification-national><us-parties><inventors>"
            '<inventor sequence="001"><addressbook><last-name>Li</last-name><first-name>Na</first-name><address>'
            "<city>Harbin</city><country>CN</country></address></addressbook></inventor></inventors></us-parties>"
        )
    )
    assert found.right_kind is RightKind.DESIGN
    assert (found.classifications[0].symbol, found.classifications[0].version) == ("21-02", "12")
    assert symbols(found, "uspc") == ["D21/765", "D2/946"]
    assert dict(found.extra)["length_of_grant_years"] == "15"
    assert [(party.role, party.name, party.country) for party in found.parties] == [
        (PartyRole.DESIGNER, "Na Li", "CN")
    ]
    assert Flag.NO_APPLICANT in found.flags


def test_a_hague_design_carries_its_international_registration():
    found = record(
        grant(
            "<hague-agreement-data><international-filing-date><date>20190101</date></international-filing-date>"
            "<international-registration-number>DM/201 234</international-registration-number>"
            "<international-registration-date><date>20190102</date></international-registration-date>"
            "</hague-agreement-data>"
        )
    )
    number = found.numbers[-1]
    assert (number.role, number.office, number.text) == (NumberRole.INTERNATIONAL, "WO", "DM/201 234")
    assert number.date == dt.date(2019, 1, 2)


def test_a_plant_patent_keeps_its_names():
    body = "<us-botanic><latin-name>Glycine max</latin-name><variety>Heihe 43</variety></us-botanic>"
    found = record(grant(body, number="PP032100", kind="P2", said="plant"))
    assert found.right_kind is RightKind.PLANT_VARIETY
    assert {("latin_name", "Glycine max"), ("variety", "Heihe 43")} <= set(found.extra)


def test_a_reissue_names_the_patent_it_replaces():
    body = (
        "<us-related-documents><reissue><relation><parent-doc><document-id><country>US</country><doc-number>"
        "10123456</doc-number><date>20020305</date></document-id><parent-grant-document><document-id><country>US"
        "</country><doc-number>6543210</doc-number><date>20030401</date></document-id></parent-grant-document>"
        "</parent-doc><child-doc><document-id><country>US</country><doc-number>29701234</doc-number></document-id>"
        "</child-doc></relation></reissue></us-related-documents>"
    )
    found = record(grant(body, number="RE048000", kind="E1", said="reissue"))
    assert found.right_kind is RightKind.INVENTION
    assert [(relation, number.role, number.text) for relation, number in found.related] == [
        ("reissue", NumberRole.APPLICATION, "10123456"),
        ("reissue", NumberRole.PUBLICATION, "6543210"),
    ]


def test_cpc_of_combination_sets_stands_once_and_after_the_main_symbol():
    symbol = (
        "<classification-cpc><cpc-version-indicator><date>20130101</date></cpc-version-indicator><section>C</section>"
        "<class>08</class><subclass>L</subclass><main-group>{0}</main-group><subgroup>04</subgroup><symbol-position>L"
        "</symbol-position><classification-value>A</classification-value></classification-cpc>"
    )
    body = (
        f"<classifications-cpc><main-cpc>{symbol.format(1)}</main-cpc><further-cpc>{symbol.format(2)}<combination-set>"
        f"<combination-rank>{symbol.format(2)}</combination-rank><combination-rank>{symbol.format(3)}"
        "</combination-rank></combination-set></further-cpc></classifications-cpc>"
    )
    found = record(grant(body)).classifications
    assert [(item.symbol, item.is_main, item.is_inventive, item.version) for item in found] == [
        ("C08L 1/04", True, False, "2013.01"),
        ("C08L 2/04", False, False, "2013.01"),
        ("C08L 3/04", False, False, "2013.01"),
    ]


def test_what_is_missing_is_flagged_and_the_rest_is_read():
    found = record(grant(day="20201399").replace("<invention-title>Ice skate</invention-title>", ""))
    assert found.as_of is None
    assert set(found.flags) == {Flag.NO_TITLE, Flag.NO_APPLICANT, Flag.IMPOSSIBLE_DATE}


@pytest.mark.parametrize(
    ("document", "reason", "detail"),
    [
        ("<us-patent-grant/>", "record.no_body", "us-bibliographic-data"),
        ("<PATDOC/>", "record.no_body", "SDOBI"),
        ("<patent-application-publication/>", "record.no_body", "subdoc"),
        (
            grant().replace("D0900001", "").replace("29701234", ""),
            "record.no_number",
            "publication-reference",
        ),
        ("<PATDOC><SDOBI/></PATDOC>", "record.no_number", "B110"),
        ("<us-patent-report><a/></us-patent-report>", "xml.unknown_root", "us-patent-report"),
        ("no XML at all", "xml.malformed", "Start tag expected"),
        (" ", "xml.empty", ""),
    ],
)
def test_what_cannot_be_read_has_a_precise_reason(document, reason, detail):
    found = read(document)
    assert isinstance(found, Rejected)
    assert found.reason == reason
    assert detail in found.detail
    assert found.raw == document.encode()


def test_sequence_listings_are_neither_records_nor_text():
    assert (
        uspto_xml.passes_over(Piece("m", b"<?xml version='1.0'?><sequence-cwu id='S'/>"))
        == "unrecognised.sequence"
    )
    assert uspto_xml.passes_over(Piece("m", grant().encode())) == ""
    document = grant().replace(
        "</us-bibliographic-data-grant>",
        "</us-bibliographic-data-grant><description><p>Before</p><sequence-list-text><sequence-list><p>ACGT</p>"
        "</sequence-list></sequence-list-text><p>after.</p></description>",
    )
    assert record(document).descriptions[0].text == "Before\nafter."


def test_table_cells_and_list_items_keep_their_words_apart():
    document = grant().replace(
        "</us-bibliographic-data-grant>",
        "</us-bibliographic-data-grant><description><p>See:<ul><li>one</li><li>two</li></ul></p><tables><table><tgroup>"
        "<tbody><row><entry>1</entry><entry>kg</entry></row><row><entry>2</entry><entry>m</entry></row></tbody></tgroup>"
        "</table></tables></description>",
    )
    assert record(document).descriptions[0].text == "See:\none\ntwo\n1 kg\n2 m"


SGML = """<!DOCTYPE PATDOC PUBLIC "-//USPTO//DTD ST.32 US PATENT GRANT V2.4 2000-09-20//EN" [
<!ENTITY US06167569-20010102-D00000.TIF SYSTEM "US06167569-20010102-D00000.TIF" NDATA TIF>]>
<PATDOC DTD="2.4"><SDOBI><B100><B110><DNUM><PDAT>06167569</PDAT></DNUM></B110><B130><PDAT>B1</PDAT></B130>
<B140><DATE><PDAT>20010102</PDAT></DATE></B140><B190><PDAT>US</PDAT></B190></B100>
<B200><B210><DNUM><PDAT>09123456</PDAT></DNUM></B210><B220><DATE><PDAT>19980728</PDAT></DATE></B220></B200>
<B500><B510><B511><PDAT>C12N 15113</PDAT></B511><B516><PDAT>7</PDAT></B516></B510><B540><STEXT><PDAT>Pump for 3
&mgr;m grains</PDAT></STEXT></B540><B560><B561><PCIT><DOC><DNUM><PDAT>1234567</PDAT></DNUM></DOC></PCIT>
<CITED-BY-EXAMINER></B561><B561><PCIT><DOC><DNUM><PDAT>7654321</PDAT></DNUM></DOC></PCIT><CITED-BY-OTHER></B561></B560>
</B500><B600><B630><B632><PARENT-US><CDOC><DOC><DNUM><PDAT>09123456</PDAT></DNUM></DOC></CDOC><PDOC><DOC><DNUM><PDAT>
08111222</PDAT></DNUM><DATE><PDAT>19950101</PDAT></DATE></DOC></PDOC><PSTA><PDAT>01</PDAT></PSTA><PPUB><DOC><DNUM>
<PDAT>5888777</PDAT></DNUM></DOC></PPUB></PARENT-US></B632></B630><B680US><DOC><DNUM><PDAT>60000111</PDAT></DNUM>
</DOC></B680US></B600></SDOBI><SDODR ID="DRAWINGS"><EMI ID="EMI-D00000" FILE="US06167569-20010102-D00000.TIF"
ALT="embedded image"></SDODR></PATDOC>"""


def test_sgml_of_2001_is_read_without_recovery():
    found = record(SGML)
    assert found.flags == (Flag.NO_APPLICANT,)
    assert found.titles[0].text == "Pump for 3 μm grains"
    assert [(item.number, item.phase) for item in found.citations] == [
        ("1234567", "examiner"),
        ("7654321", "other"),
    ]
    assert [image.reference for image in found.images] == ["US06167569-20010102-D00000.TIF"]
    assert symbols(found, "ipc") == ["C12N 15/113"]


def test_parents_of_old_grants_are_named_with_their_patents():
    assert [(relation, number.text) for relation, number in record(SGML).related] == [
        ("continuation_in_part", "08111222"),
        ("continuation_in_part", "5888777"),
        ("provisional", "60000111"),
    ]


PAP = """<?xml version="1.0"?><patent-application-publication><subdoc-bibliographic-information><document-id>
<doc-number>20020000001</doc-number><kind-code>P1</kind-code><document-date>20020103</document-date></document-id>
<publication-filing-type>new-plant</publication-filing-type><domestic-filing-data><application-number><doc-number>
09888777</doc-number></application-number><filing-date>20010625</filing-date></domestic-filing-data>
<technical-information><classification-us><classification-us-primary><uspc><class>PLT</class><subclass>226000</subclass>
</uspc></classification-us-primary></classification-us><title-of-invention>Soybean</title-of-invention><botanic>
<latin-name>Glycine max</latin-name><variety>Heihe</variety></botanic></technical-information><inventors>
<first-named-inventor><name><given-name>Na</given-name><family-name>Li</family-name></name><residence>
<residence-non-us><city>Harbin</city><country-code>CN</country-code></residence-non-us></residence>
</first-named-inventor></inventors><assignee><organization-name>Seed Co.</organization-name><address><city>Harbin</city>
<country><country-code>CN</country-code></country></address><assignee-type>03</assignee-type></assignee>
</subdoc-bibliographic-information></patent-application-publication>"""


def test_a_plant_application_of_2002():
    found = record(PAP)
    assert found.right_kind is RightKind.PLANT_VARIETY
    assert symbols(found, "uspc") == ["PLT/226"]
    assert [(party.role, party.name, party.country) for party in found.parties] == [
        (PartyRole.APPLICANT, "Na Li", "CN"),
        (PartyRole.INVENTOR, "Na Li", "CN"),
        (PartyRole.ASSIGNEE, "Seed Co.", "CN"),
    ]


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from([SGML, PAP, grant("<us-parties><inventors/></us-parties>")]),
    st.integers(0),
    st.integers(1, 400),
)
def test_documents_with_a_part_cut_out_are_read_or_rejected(document, start, length):
    start %= len(document)
    found = list(uspto_xml.parse(Piece("m", (document[:start] + document[start + length :]).encode())))
    assert len(found) == 1


@pytest.mark.parametrize(
    "head",
    [
        b'<?xml version="1.0"?>\n<!DOCTYPE us-patent-application SYSTEM "x.dtd" [ ]>\n<us-patent-application>',
        b"<us-patent-grant lang='EN'>",
        b"<!DOCTYPE PATDOC SYSTEM 'x' [" + b"<!ENTITY a SYSTEM 'a' NDATA TIF>" * 3000,
        b"<!-- c --><patent-application-publication>",
    ],
)
def test_sniff_knows_every_generation(head):
    assert uspto_xml.sniff(head[: 1 << 16], "any.name")


@pytest.mark.parametrize(
    "head", [b"", b"<html><!-- <PATDOC> -->", b"<!ELEMENT PATDOC (a)>", b"<ep-patent-document>"]
)
def test_sniff_takes_nothing_else(head):
    assert not uspto_xml.sniff(head, "us-patent-grant.xml")

"""European publications in full text."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import epo_fulltext
from mainline.offices.record import Flag, NumberRole, PartyRole, Record, RightKind, Text
from tests.offices.readers import assert_well_told, read_all, read_file, read_one, read_rejected

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ep-patent-document PUBLIC "-//EPO//EP PATENT DOCUMENT 1.5//EN" "ep-patent-document-v1-5.dtd">
<ep-patent-document id="EP1B1" lang="en" country="EP" doc-number="1234567" kind="B1" date-publ="20200304"
 status="n" dtd-version="ep-patent-document-v1-5">
<SDOBI lang="en"><B000><eptags><B053EP>A remark.</B053EP></eptags></B000>
<B100><B110>1234567</B110><B120><B121>EUROPEAN PATENT SPECIFICATION</B121></B120><B130>B1</B130>
<B140><date>20200304</date></B140><B190>EP</B190></B100>
<B200><B210>15123456.7</B210><B220><date>20150102</date></B220>
<B240><B241><date>20160203</date></B241></B240><B250>de</B250></B200>
<B300><B310>102014000001</B310><B320><date>20140103</date></B320><B330><ctry>DE</ctry></B330>
<B310>61/000,001</B310><B320><date>20140505</date></B320><B330><ctry>US</ctry></B330></B300>
<B400><B430><date>20160706</date><bnum>201627</bnum></B430>
<B472><B475><date>20200604</date><ctry>AT</ctry><date>20200605</date><ctry>BE</ctry></B475></B472></B400>
<B500><B510><B516>7</B516><B511> 7B 60L   7/26   A</B511><B512> 7B 66F   9/24   B</B512></B510>
<B510EP><classification-ipcr sequence="1"><text>H01M   4/36        20060101AFI20200101BHEP        </text>
</classification-ipcr></B510EP>
<B540><B541>de</B541><B542>Elektrode</B542><B541>EN</B541><B542>Electrode with
 a <sub>2</sub> layer</B542></B540>
<B560><B561><text>EP-A- 0 361 708</text></B561><B563>X</B563><B564>1-3</B564>
<B562><text>SMITH: "Electrodes", 1999</text></B562></B560></B500>
<B600><B620><parent><pdoc><dnum><anum>13001234.5</anum><pnum>2700000</pnum></dnum><date>20130304</date></pdoc>
</parent></B620></B600>
<B700><B720><B721><snm>Müller, Anna</snm><adr><city>Köln</city><ctry>DE</ctry></adr></B721></B720>
<B730><B731><snm>Werke AG</snm><iid>01416510</iid><adr><str>Weg 1</str><city>50667 Köln</city><ctry>DE</ctry>
</adr></B731></B730>
<B780><B781><dnum><text>01</text></dnum><date>20201201</date><kind>1</kind><snm>Rival Ltd</snm></B781></B780>
</B700>
<B800><B840><ctry>AT</ctry><ctry>BE</ctry></B840><B860><B861><dnum><anum>EP2015000001</anum></dnum>
<date>20150102</date></B861></B860></B800></SDOBI>
<description lang="en"><heading>Field</heading><p>First <b>bold</b>.</p><p>Second:<ul><li>one</li><li>two</li></ul></p>
<p><tables><table><tgroup><tbody><row><entry>a</entry><entry>b</entry></row></tbody></tgroup></table></tables></p>
</description>
<claims lang="en"><claim num="1"><claim-text>An electrode:<claim-text>a core;</claim-text><claim-text>a shell.</claim-text>
</claim-text></claim></claims>
<claims lang="de"><claim num="1"><claim-text>Eine Elektrode.</claim-text></claim></claims>
<drawings><figure><img file="imgf0001.tif" img-content="drawing"/></figure></drawings>
<ep-reference-list><p><ul><li><patcit dnum="US5000000A"><document-id><country>US</country>
<doc-number>5000000</doc-number><kind>A</kind><date>19910319</date></document-id></patcit></li>
<li><nplcit><article><author><name>DOE</name></author><atl>On shells</atl><serial><sertitle>J. Sh.</sertitle>
<pubdate><sdate>19840000</sdate></pubdate></serial><location><pp><ppf>1</ppf><ppl>9</ppl></pp></location></article>
</nplcit></li></ul></p></ep-reference-list>
</ep-patent-document>""".encode()


@pytest.fixture(scope="module")
def record() -> Record:
    return read_one(epo_fulltext, DOCUMENT)


def test_sniff_knows_the_root_and_nothing_else():
    assert epo_fulltext.sniff(DOCUMENT, "no-name")
    assert not epo_fulltext.sniff(b"<us-patent-grant/>", "ep.xml")


def test_numbers_are_publication_and_application_with_their_dates(record):
    assert [(n.role, n.text, n.kind_code, n.date) for n in record.numbers] == [
        (NumberRole.PUBLICATION, "1234567", "B1", dt.date(2020, 3, 4)),
        (NumberRole.APPLICATION, "15123456.7", "", dt.date(2015, 1, 2)),
    ]
    assert record.right_kind is RightKind.INVENTION
    assert record.as_of == dt.date(2020, 3, 4)
    assert record.flags == ()


def test_titles_stand_by_language_in_lower_case(record):
    assert record.titles == (Text("de", "Elektrode"), Text("en", "Electrode with a 2 layer"))


def test_claims_are_one_entry_each_with_their_parts_apart(record):
    assert record.claims == (
        Text("en", "An electrode: a core; a shell."),
        Text("de", "Eine Elektrode."),
    )


def test_description_keeps_paragraphs_lists_and_cells_apart(record):
    assert record.descriptions == (Text("en", "Field\nFirst bold.\nSecond: one two\na b"),)


def test_parties_have_roles_addresses_and_office_codes(record):
    assert [(p.role, p.name, p.country, p.address, p.identifier) for p in record.parties] == [
        (PartyRole.INVENTOR, "Müller, Anna", "DE", "Köln", ""),
        (PartyRole.HOLDER, "Werke AG", "DE", "Weg 1, 50667 Köln", "epo:01416510"),
        (PartyRole.OPPONENT, "Rival Ltd", "", "", ""),
    ]


def test_priorities_come_in_turn(record):
    assert [(p.office, p.text, p.date) for p in record.priorities] == [
        ("DE", "102014000001", dt.date(2014, 1, 3)),
        ("US", "61/000,001", dt.date(2014, 5, 5)),
    ]


def test_classifications_of_every_edition_are_printed_one_way(record):
    assert [(c.symbol, c.is_main, c.version) for c in record.classifications] == [
        ("B60L 7/26", True, "7"),
        ("B66F 9/24", False, "7"),
        ("H01M 4/36", True, "2006.01"),
    ]


def test_citations_tell_the_office_from_the_applicant(record):
    cited = [(c.office, c.number, c.text, c.category, c.claims, c.phase) for c in record.citations]
    assert cited == [
        ("EP", "0361708", "EP-A- 0 361 708", "X", "1-3", "office"),
        ("", "", 'SMITH: "Electrodes", 1999', "", "", "office"),
        ("US", "5000000", "US5000000A", "", "", "applicant"),
        ("", "", "DOE, On shells, J. Sh., 1984, p. 1-9", "", "", "applicant"),
    ]


def test_events_are_the_dated_b_tags(record):
    told = [(e.code, e.date, dict(e.details).get("states", "")) for e in record.events]
    assert told == [
        ("B241", dt.date(2016, 2, 3), ""),
        ("B430", dt.date(2016, 7, 6), ""),
        ("B475", dt.date(2020, 6, 4), "AT"),
        ("B475", dt.date(2020, 6, 5), "BE"),
        ("B781", dt.date(2020, 12, 1), ""),
    ]
    assert record.events[-1].text == "Opposition admissible"


def test_related_are_the_parent_and_the_international_filing(record):
    assert [(relation, number.office, number.text) for relation, number in record.related] == [
        ("division", "EP", "13001234.5"),
        ("division", "EP", "2700000"),
        ("pct", "WO", "EP2015000001"),
    ]


def test_extra_keeps_states_and_remarks(record):
    extra = dict(record.extra)
    assert extra["designated_states"] == "AT BE"
    assert extra["note"] == "A remark."
    assert extra["language_of_filing"] == "de"


def test_concatenated_documents_are_cut_apart():
    found = read_all(epo_fulltext, DOCUMENT + b"\n" + DOCUMENT)
    assert [each.position.ordinal for each in found] == [1, 2]
    assert found[1].position.offset == len(DOCUMENT) + 1


def test_a_bare_ampersand_is_recovered_and_flagged():
    record = read_one(epo_fulltext, DOCUMENT.replace(b"Werke AG", b"Werke & Sohn"))
    assert Flag.RECOVERED in record.flags
    assert "Werke & Sohn" in [party.name for party in record.parties]


def test_an_attribute_without_value_is_recovered_and_flagged():
    record = read_one(epo_fulltext, DOCUMENT.replace(b'<claim num="1">', b"<claim num>", 1))
    assert Flag.RECOVERED in record.flags
    assert record.titles[0].text == "Elektrode"


def test_an_impossible_date_is_none_and_flagged():
    record = read_one(epo_fulltext, DOCUMENT.replace(b"20150102", b"20150231"))
    assert record.numbers[1].date is None
    assert Flag.IMPOSSIBLE_DATE in record.flags


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<ep-patent-document/>", "record.no_body"),
        (b"<ep-patent-document><SDOBI/></ep-patent-document>", "record.no_number"),
        (b"<other><ep/></other>", "xml.unknown_root"),
    ],
)
def test_what_cannot_be_read_says_why(data, reason):
    assert read_rejected(epo_fulltext, data).reason == reason


def test_entities_are_never_expanded_or_fetched():
    bomb = DOCUMENT.replace(
        b'"ep-patent-document-v1-5.dtd">',
        b'"file:///etc/passwd" [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ).replace(b"Elektrode</B542>", b"&x;&b;</B542>")
    record = read_one(epo_fulltext, bomb)
    assert "root:" not in record.titles[0].text
    assert "aaaa" not in record.titles[0].text


@given(cut=st.integers(0, len(DOCUMENT)), junk=st.binary(max_size=3), at=st.integers(0, len(DOCUMENT)))
@settings(deadline=None, max_examples=60)
def test_cut_or_spoilt_anywhere_it_never_raises(cut, junk, at):
    assert_well_told(read_all(epo_fulltext, DOCUMENT[:cut]))
    assert_well_told(read_all(epo_fulltext, DOCUMENT[:at] + junk + DOCUMENT[at:]))


FACTS = {
    # file: (publication, kind, languages of claims, parties, citations, events, images, recovered)
    "application/v1-0-A2.xml": ("1326188", "A2", {"de": 19}, 2, 0, 1, 2, False),
    "application/v1-2-A1.xml": ("1921219", "A1", {"en": 11}, 3, 2, 1, 3, True),
    "application/v1-3-A2.xml": ("2007181", "A2", {"en": 3}, 5, 2, 3, 5, False),
    "application/v1-5-1-A2.xml": ("3882354", "A2", {"en": 15}, 9, 196, 1, 5, False),
    "application/v1-5-A1.xml": ("3782854", "A1", {"en": 12}, 6, 1, 2, 10, False),
    "application/v1-5-A2.xml": ("3814387", "A2", {}, 8, 0, 3, 0, False),
    "grant/v1-1-B1.xml": ("1019261", "B1", {"en": 29, "de": 29, "fr": 29}, 3, 6, 4, 19, False),
    "grant/v1-1-B2.xml": ("0546210", "B2", {"en": 32, "de": 32, "fr": 32}, 5, 5, 8, 6, False),
    "grant/v1-2-B1.xml": ("0610335", "B1", {"en": 14, "de": 14, "fr": 14}, 8, 56, 6, 78, False),
    "grant/v1-2-B2.xml": ("0430402", "B2", {"en": 4, "de": 4, "fr": 4}, 9, 168, 23, 12, False),
    "grant/v1-3-B2.xml": ("1497510", "B2", {"en": 1, "de": 1, "fr": 1}, 4, 20, 9, 14, False),
    "grant/v1-4-B1.xml": ("0449582", "B1", {"en": 12, "de": 12, "fr": 12}, 6, 4, 6, 65, False),
    "grant/v1-5-B1.xml": ("3404678", "B1", {"en": 12, "de": 12, "fr": 12}, 4, 7, 4, 3, False),
    "grant/v1-5-B2.xml": ("2743087", "B2", {"de": 13, "en": 13, "fr": 13}, 5, 6, 42, 3, False),
}


@pytest.mark.realdata
@pytest.mark.parametrize("name", FACTS)
def test_real_publication_is_read_whole(shared: Path, name: str):
    found = read_file(epo_fulltext, shared / "data/epo-fulltext-eps/pkg/eps/test-data" / name)
    record = found[0]
    assert isinstance(record, Record)
    assert len(found) == 1
    assert (
        record.numbers[0].text,
        record.document_kind,
        dict(Counter(claim.language for claim in record.claims)),
        len(record.parties),
        len(record.citations),
        len(record.events),
        len(record.images),
        Flag.RECOVERED in record.flags,
    ) == FACTS[name]
    assert [title.language for title in record.titles] == ["de", "en", "fr"]


@pytest.mark.realdata
def test_real_folder_holds_no_publication_that_is_not_listed_here(shared: Path):
    folder = shared / "data/epo-fulltext-eps/pkg/eps/test-data"
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.xml")} == set(FACTS)


@pytest.mark.realdata
def test_real_grant_of_2008_tells_its_procedure(shared: Path):
    path = shared / "data/epo-fulltext-eps/pkg/eps/test-data/grant/v1-2-B1.xml"
    record = read_file(epo_fulltext, path)[0]
    assert isinstance(record, Record)
    assert [(e.code, e.date) for e in record.events] == [
        ("B241", dt.date(1994, 4, 26)),
        ("B242", dt.date(1996, 6, 19)),
        ("B430", dt.date(1994, 8, 17)),
        ("B450", dt.date(2008, 1, 2)),
        ("B452EP", dt.date(2007, 8, 29)),
        ("B880", dt.date(1994, 8, 17)),
    ]
    assert record.parties[-1].name == "Merck Patent GmbH"
    assert record.classifications[0].symbol == "C12N 15/62"

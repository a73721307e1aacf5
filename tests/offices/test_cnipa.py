"""Chinese publications in the office's own XML."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import cnipa
from mainline.offices.record import Flag, Image, NumberRole, PartyRole, Record, RightKind, Text
from tests.offices.readers import assert_well_told, read_all, read_file, read_one, read_rejected


def address_book(name: str, text: str = "") -> str:
    printed = f"<base:Address><base:City>0</base:City><base:WIPOST3Code>CN</base:WIPOST3Code><base:Text>{text}</base:Text></base:Address>"
    return f'<base:AddressBook lang="zh"><base:Name>{name}</base:Name>{printed if text else ""}</base:AddressBook>'


def document_id(number: str, day: str, kind: str = "", country: str = "CN") -> str:
    kind = f"<base:Kind>{kind}</base:Kind>" if kind else ""
    return (
        f"<base:DocumentID><base:WIPOST3Code>{country}</base:WIPOST3Code><base:DocNumber>{number}</base:DocNumber>"
        f"{kind}<base:Date>{day}</base:Date></base:DocumentID>"
    )


DOCUMENT = f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE business:PatentDocumentAndRelated SYSTEM "/DTDS/ipphdb-entities.dtd"[]>
<business:PatentDocumentAndRelated xmlns:base="http://www.sipo.gov.cn/XMLSchema/base"
 xmlns:business="http://www.sipo.gov.cn/XMLSchema/business" xsdVersion="V2.2.1" dateProduced="20190727" status="C"
 lang="zh" country="CN" docNumber="209000001" kind="U" datePublication="20190405"><business:BibliographicData>
<business:PublicationReference dataFormat="standard">{document_id("000209000001", "20190405", "U")}</business:PublicationReference>
<business:PublicationReference dataFormat="original">{document_id("209000001", "20190405", "U")}</business:PublicationReference>
<business:PublicAvailabilityDate><business:GazetteReference><business:GazetteNumber>35-1402</business:GazetteNumber>
<base:Date>20190405</base:Date></business:GazetteReference></business:PublicAvailabilityDate>
<business:ApplicationReference applType="20" dataFormat="original">{document_id("201820392222.6", "20180301")}</business:ApplicationReference>
<business:PriorityDetails><business:Priority sequence="1">{document_id("2017-000001", "20170401", country="JP")}</business:Priority></business:PriorityDetails>
<business:ClassificationIPCRDetails><business:ClassificationIPCR sequence="1"><business:IPCVersionDate>20060101</business:IPCVersionDate>
<business:Section>A</business:Section><business:MainClass>01</business:MainClass><business:Subclass>B</business:Subclass>
<business:MainGroup>69</business:MainGroup><business:Subgroup>00</business:Subgroup></business:ClassificationIPCR>
</business:ClassificationIPCRDetails>
<business:InventionTitle lang="zh" dataFormat="original">大豆播种机
    导向装置</business:InventionTitle>
<business:ReferencesCited><business:Citation srepPhase="SEA"><business:ApplicationCitation>
<business:PublicationReference dataFormat="original">{document_id("1719946", "20060111", "A")}</business:PublicationReference>
</business:ApplicationCitation></business:Citation></business:ReferencesCited>
<business:Parties><business:ApplicantDetails><business:Applicant sequence="1" lang="zh">
{address_book("北大荒农机有限公司", "150090 黑龙江省哈尔滨市香坊区红旗大街1号")}
<business:OrganizationCode>0000000000</business:OrganizationCode></business:Applicant></business:ApplicantDetails>
<business:InventorDetails><business:Inventor sequence="1" lang="zh">{address_book("李明")}</business:Inventor></business:InventorDetails>
<business:AgentDetails><business:Agent sequence="1" lang="zh"><business:Agency><base:AddressBook lang="zh">
<base:OrganizationName>松花江专利事务所</base:OrganizationName></base:AddressBook></business:Agency>{address_book("王芳")}
</business:Agent></business:AgentDetails></business:Parties></business:BibliographicData>
<business:Abstract lang="zh"><base:Paragraphs num="0001">一种导向装置。</base:Paragraphs><business:AbstractFigure><base:Figure>
<base:Image file="A.TIF" imgContent="undefined"/></base:Figure></business:AbstractFigure></business:Abstract>
<business:Description lang="zh"><business:TechnicalField><base:Paragraphs num="0001">本实用新型涉及GPS
    导航。</base:Paragraphs></business:TechnicalField><base:Paragraphs num="0002">通过“
            <base:Image file="I.TIF"/>”字型支架连接 H<sub>2</sub>O 管。</base:Paragraphs></business:Description>
<business:Drawings lang="zh"><base:Figure num="0001"><base:Image file="D.TIF"/></base:Figure></business:Drawings>
<business:Claims lang="zh"><business:Claim num="0001"><business:ClaimText>1.一种导向装置，</business:ClaimText>
      <business:ClaimText>其特征在于支架。</business:ClaimText></business:Claim></business:Claims>
</business:PatentDocumentAndRelated>""".encode()


@pytest.fixture(scope="module")
def record() -> Record:
    return read_one(cnipa, DOCUMENT)


def test_printed_numbers_are_preferred_to_standard_ones(record):
    assert [(n.role, n.text, n.kind_code, n.date) for n in record.numbers] == [
        (NumberRole.PUBLICATION, "209000001", "U", dt.date(2019, 4, 5)),
        (NumberRole.APPLICATION, "201820392222.6", "", dt.date(2018, 3, 1)),
    ]
    assert record.right_kind is RightKind.UTILITY_MODEL
    assert dict(record.extra)["publication_standard"] == "000209000001"


def test_chinese_text_has_no_blank_where_a_line_broke(record):
    assert record.titles == (Text("zh", "大豆播种机导向装置"),)
    assert record.claims == (Text("zh", "1.一种导向装置，其特征在于支架。"),)
    assert record.descriptions == (Text("zh", "本实用新型涉及GPS导航。\n通过“”字型支架连接 H2O 管。"),)


def test_parties_have_chinese_addresses_and_no_invented_codes(record):
    assert [(p.role, p.name, p.is_person, p.address, p.identifier) for p in record.parties] == [
        (PartyRole.APPLICANT, "北大荒农机有限公司", None, "150090 黑龙江省哈尔滨市香坊区红旗大街1号", ""),
        (PartyRole.INVENTOR, "李明", True, "", ""),
        (PartyRole.AGENT, "松花江专利事务所", False, "", ""),
        (PartyRole.AGENT, "王芳", True, "", ""),
    ]


def test_priority_class_citation_and_gazette(record):
    assert [(p.office, p.text, p.date) for p in record.priorities] == [
        ("JP", "2017-000001", dt.date(2017, 4, 1))
    ]
    assert [(c.symbol, c.is_main, c.version) for c in record.classifications] == [
        ("A01B 69/00", True, "2006.01")
    ]
    assert [(c.office, c.number, c.kind_code, c.phase) for c in record.citations] == [
        ("CN", "1719946", "A", "search")
    ]
    (event,) = record.events
    assert (event.code, event.date, event.text) == ("gazette.U", dt.date(2019, 4, 5), "实用新型专利授权公告")


def test_images_say_where_they_belong(record):
    assert record.images == (Image("A.TIF", "abstract"), Image("I.TIF", "inline"), Image("D.TIF", "drawing"))


def test_an_impossible_date_is_none_and_flagged():
    record = read_one(cnipa, DOCUMENT.replace(b"20180301", b"20180230"))
    assert record.numbers[1].date is None
    assert Flag.IMPOSSIBLE_DATE in record.flags


def test_gb18030_under_a_false_declaration_is_read_and_flagged():
    record = read_one(cnipa, DOCUMENT.decode().encode("gb18030"))
    assert record.titles[0].text == "大豆播种机导向装置"
    assert Flag.REPLACED_CHARACTERS in record.flags


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<PatentDocumentAndRelated/>", "record.no_body"),
        (b"<PatentDocumentAndRelated><BibliographicData/></PatentDocumentAndRelated>", "record.no_number"),
        (b"<other/>", "xml.unknown_root"),
    ],
)
def test_what_cannot_be_read_says_why(data, reason):
    assert read_rejected(cnipa, data).reason == reason


@given(cut=st.integers(0, len(DOCUMENT)), junk=st.binary(max_size=3))
@settings(deadline=None, max_examples=50)
def test_cut_or_spoilt_anywhere_it_never_raises(cut, junk):
    assert_well_told(read_all(cnipa, DOCUMENT[:cut]))
    assert_well_told(read_all(cnipa, DOCUMENT[:cut] + junk + DOCUMENT[cut:]))


def real(shared: Path, name: str) -> Record:
    found = read_file(cnipa, shared / f"data/cnipa-native-xml/cte/1.xml2txt/citation/{name}/{name}.XML")
    assert len(found) == 1
    assert isinstance(found[0], Record)
    return found[0]


@pytest.mark.realdata
def test_real_application_of_1985(shared: Path):
    record = real(shared, "CN101985000000312CN00000851003120AFULZH19870204CN00Z")
    assert [(n.text, n.date) for n in record.numbers] == [
        ("85100312", dt.date(1987, 2, 4)),
        ("85100312", dt.date(1985, 4, 1)),
    ]
    assert record.titles == (Text("zh", "一种静电热管热交换式除尘器"),)
    assert [(p.role.value, p.name) for p in record.parties] == [
        ("applicant", "东北工学院"),
        ("inventor", "于纯让"),
        ("agent", "东北工学院专利事务所"),
        ("agent", "崔德河"),
    ]
    assert record.parties[0].address == "辽宁省沈阳市和平区文化路一段一号"
    assert [c.symbol for c in record.classifications] == ["B03C 3/09", "F28F 1/38", "F28G 1/02"]
    assert (len(record.claims), len(record.images), record.flags) == (5, 11, ())


@pytest.mark.realdata
def test_real_grant_of_2019(shared: Path):
    record = real(shared, "CN102010000298420CN00001019453140BFULZH20190802CN00D")
    assert [(n.text, n.kind_code) for n in record.numbers] == [("101945314", "B"), ("201010298420.4", "")]
    assert (len(record.claims), len(record.images), record.flags) == (7, 13, ())
    assert record.related[0][1].date == dt.date(2011, 1, 12)
    assert {p.role for p in record.parties} == {
        PartyRole.APPLICANT,
        PartyRole.HOLDER,
        PartyRole.INVENTOR,
        PartyRole.EXAMINER,
    }
    assert [c.number for c in record.citations] == ["1719946"]

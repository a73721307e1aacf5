"""Trade marks in WIPO ST.66."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import wipo_st66
from mainline.offices.record import (
    Classification,
    Flag,
    Goods,
    Image,
    NumberRole,
    PartyRole,
    Record,
    RightKind,
    Text,
)
from tests.offices.readers import assert_well_told, read_all, read_file, read_one, read_rejected


def party(tag: str, names: str, address: str = "") -> str:
    return (
        f"<{tag}Details><{tag}><{tag}AddressBook><FormattedNameAddress><Name><FreeFormatName><FreeFormatNameDetails>"
        f"{names}</FreeFormatNameDetails></FreeFormatName></Name><Address><AddressCountryCode>CN</AddressCountryCode>"
        f"<FreeFormatAddress>{address}</FreeFormatAddress></Address></FormattedNameAddress></{tag}AddressBook></{tag}></{tag}Details>"
    )


def line(text: str, language: str = "en") -> str:
    return f'<FreeFormatNameLine languageCode="{language}">{text}</FreeFormatNameLine>'


MARK = f"""<TradeMark><RegistrationOfficeCode>MG</RegistrationOfficeCode>
<ApplicationNumber>MG/M/2018/516</ApplicationNumber><ApplicationDate>2018-07-04</ApplicationDate>
<RegistrationNumber>19695</RegistrationNumber><RegistrationDate>2019-01-17</RegistrationDate>
<ApplicationLanguageCode>fr</ApplicationLanguageCode><ExpiryDate>2028-07-04</ExpiryDate>
<MarkCurrentStatusDate>2019-01-17</MarkCurrentStatusDate><InternationalMarkKey><Identifier>1466954</Identifier></InternationalMarkKey>
<KindMark>Individual</KindMark><MarkFeature>Combined</MarkFeature>
<MarkImageDetails><MarkImage><MarkImageFilename>logo.jpg</MarkImageFilename><MarkImageCategory><CategoryKind>Vienna</CategoryKind>
<CategoryVersion>7</CategoryVersion><CategoryCodeDetails><CategoryCode>03.11.10</CategoryCode></CategoryCodeDetails>
</MarkImageCategory></MarkImage></MarkImageDetails>
<GoodsServicesDetails><GoodsServices><ClassDescriptionDetails><ClassDescription><ClassNumber>07</ClassNumber>
<GoodsServicesDescription languageCode="fr">Semoirs.</GoodsServicesDescription>
<GoodsServicesDescription languageCode="en">Seed drills.</GoodsServicesDescription></ClassDescription>
<ClassDescription><ClassNumber>31</ClassNumber><GoodsServicesDescription>-</GoodsServicesDescription></ClassDescription>
</ClassDescriptionDetails></GoodsServices></GoodsServicesDetails>
<PriorityDetails><Priority><PriorityCountryCode>US</PriorityCountryCode><PriorityNumber>85651317</PriorityNumber>
<PriorityDate>2018-02-03</PriorityDate></Priority></PriorityDetails>
<PublicationDetails><Publication><PublicationIdentifier>12</PublicationIdentifier><PublicationDate>2018-12-01</PublicationDate>
</Publication></PublicationDetails>
{party("Applicant", line("Beidahuang Co., Ltd.") + line("北大荒", "zh") + line("北大荒", "ja"), "<FreeFormatAddressLine>1 Road</FreeFormatAddressLine><FreeFormatAddressLine>Harbin</FreeFormatAddressLine>")}
{party("Representative", line("A J Park"), "<FreeFormatAddressLine>-</FreeFormatAddressLine>")}
<OppositionDetails><Opposition><OppositionIdentifier>7</OppositionIdentifier><OppositionDate>2019-02-01</OppositionDate>
{party("Opponent", line("Rival SA"))}</Opposition></OppositionDetails>
<MarkRecordDetails><MarkRecord><RecordLicence><RecordIdentifier>L1</RecordIdentifier><RecordFilingDate>2020-01-02</RecordFilingDate>
<RecordEffectiveDate>2020-02-03</RecordEffectiveDate></RecordLicence></MarkRecord></MarkRecordDetails>
<wo:WordMarkSpecification><wo:MarkVerbalElementText languageCode="fr">CHICETNIC</wo:MarkVerbalElementText></wo:WordMarkSpecification>
<wo:MarkEventDetails><wo:MarkEvent><wo:MarkEventDate>2018-07-04</wo:MarkEventDate><wo:MarkEventCode>Filed</wo:MarkEventCode>
<wo:OfficeSpecificMarkEventName>-</wo:OfficeSpecificMarkEventName><wo:OfficeSpecificMarkEventCode>079</wo:OfficeSpecificMarkEventCode>
<wo:OfficeSpecificMarkEventDescription languageCode="fr">Depot</wo:OfficeSpecificMarkEventDescription></wo:MarkEvent></wo:MarkEventDetails>
<wo:MarkCurrentStatusCode>Registered</wo:MarkCurrentStatusCode></TradeMark>"""


def transaction(*marks: str, namespace: str = "http://www.wipo.int/standards/XMLSchema/trademarks") -> bytes:
    inside = "".join(f"<TradeMarkDetails>{mark}</TradeMarkDetails>" for mark in marks)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Transaction xmlns="{namespace}" xmlns:wo="urn:wo"><TradeMarkTransactionBody>'
        f"<TransactionContentDetails><TransactionCode>Marques</TransactionCode><TransactionData><TradeMarkApplication>{inside}"
        "</TradeMarkApplication></TransactionData></TransactionContentDetails></TradeMarkTransactionBody></Transaction>"
    ).encode()


DOCUMENT = transaction(MARK)


@pytest.fixture(scope="module")
def record() -> Record:
    return read_one(wipo_st66, DOCUMENT)


def test_sniff_knows_any_namespace_and_no_other_office_xml():
    assert wipo_st66.sniff(DOCUMENT, "x")
    assert wipo_st66.sniff(transaction(MARK, namespace="urn:else"), "x")
    assert not wipo_st66.sniff(b"<?xml version='1.0'?><TMBRAND><DETAILS/></TMBRAND>", "x")
    assert not wipo_st66.sniff(b"<ns2:TrademarkTransaction><ns2:TrademarkTransactionBody>", "x")


def test_the_namespace_changes_nothing(record):
    assert read_one(wipo_st66, transaction(MARK, namespace="urn:else")) == record


def test_numbers_dates_words_and_status(record):
    assert [(n.role, n.office, n.text, n.date) for n in record.numbers] == [
        (NumberRole.APPLICATION, "MG", "MG/M/2018/516", dt.date(2018, 7, 4)),
        (NumberRole.REGISTRATION, "MG", "19695", dt.date(2019, 1, 17)),
        (NumberRole.INTERNATIONAL, "WO", "1466954", None),
    ]
    assert record.right_kind is RightKind.TRADEMARK
    assert record.titles == (Text("fr", "CHICETNIC"),)
    assert record.status == "Registered"
    assert record.as_of == dt.date(2020, 1, 2)
    assert record.flags == ()
    assert dict(record.extra)["expires_on"] == "2028-07-04"


def test_a_name_in_two_languages_is_one_sequence_and_a_repeated_one_stands_once(record):
    assert [(p.role, p.language, p.name, p.address, p.sequence) for p in record.parties] == [
        (PartyRole.APPLICANT, "en", "Beidahuang Co., Ltd.", "1 Road, Harbin", 1),
        (PartyRole.APPLICANT, "zh", "北大荒", "1 Road, Harbin", 1),
        (PartyRole.AGENT, "en", "A J Park", "", 1),
        (PartyRole.OPPONENT, "en", "Rival SA", "", 1),
    ]


def test_goods_stand_by_class_and_language_and_a_hyphen_is_nothing(record):
    assert record.goods == (Goods("7", "fr", "Semoirs."), Goods("7", "en", "Seed drills."))
    assert record.classifications == (
        Classification("nice", "7"),
        Classification("nice", "31"),
        Classification("vienna", "03.11.10", version="7"),
    )
    assert record.images == (Image("logo.jpg", "mark"),)
    assert [(p.office, p.text, p.date) for p in record.priorities] == [
        ("US", "85651317", dt.date(2018, 2, 3))
    ]


def test_events_are_steps_publications_oppositions_and_entries(record):
    assert [(e.code, e.date, e.effective, e.text) for e in record.events] == [
        ("Filed", dt.date(2018, 7, 4), None, "Depot"),
        ("Publication", dt.date(2018, 12, 1), None, "Publication"),
        ("Opposition", dt.date(2019, 2, 1), None, "Opposition"),
        ("RecordLicence", dt.date(2020, 1, 2), dt.date(2020, 2, 3), "RecordLicence"),
    ]
    assert record.events[0].details == (("office_code", "079"),)


def test_a_mark_without_words_is_flagged():
    record = read_one(wipo_st66, DOCUMENT.replace(b"CHICETNIC", b""))
    assert Flag.NO_TITLE in record.flags


def test_several_marks_of_one_transaction_are_counted():
    second = MARK.replace("MG/M/2018/516", "MG/M/2018/517")
    found = read_all(wipo_st66, transaction(MARK, second))
    assert [(each.numbers[0].text, each.position.ordinal) for each in found] == [
        ("MG/M/2018/516", 1),
        ("MG/M/2018/517", 2),
    ]


def test_an_impossible_date_is_none_and_flagged():
    record = read_one(wipo_st66, DOCUMENT.replace(b"2028-07-04", b"2028-07-34"))
    assert Flag.IMPOSSIBLE_DATE in record.flags


def test_without_mark_or_number_it_says_why():
    assert read_rejected(wipo_st66, transaction()).reason == "st66.no_mark"
    assert read_rejected(wipo_st66, transaction("<TradeMark/>")).reason == "record.no_number"


@given(cut=st.integers(0, len(DOCUMENT)), junk=st.binary(max_size=3))
@settings(deadline=None, max_examples=50)
def test_cut_or_spoilt_anywhere_it_never_raises(cut, junk):
    assert_well_told(read_all(wipo_st66, DOCUMENT[:cut]))
    assert_well_told(read_all(wipo_st66, DOCUMENT[:cut] + junk + DOCUMENT[cut:]))


REAL = "data/wipo-gbd-trademark/brands"
TONGA = ("TO", "2017/3420", "TOKO", 1, 4, "Examined")
FACTS = {
    # file: (office, application, word, parties, events, status)
    "altm/tests/altm.xml": ("AL", "AL/T/1996/001287", "SRI", 2, 1, "Expired"),
    "brtm/tests/test01.xml": ("BR", "MMA1501730141", "", 1, 1, "Depositado"),
    "idtm/tests/translation.xml": ("ID", "D002014030000", "SECRET (Tulisan & Lukisan)", 2, 2, "Rejected"),
    "idtm/tests/unicode.xml": ("ID", "DID2017000184", "KingMa", 2, 4, "Rejected"),
    "jotm/tests/test.xml": TONGA,
    "khtm/tests/khtm.xml": ("KH", "KH/673426/M", "ZomaJet", 2, 5, "Registered"),
    "kwtm/tests/test.xml": TONGA,
    "latm/tests/test.xml": ("LA", "37978", "TA YA", 2, 4, "Registered"),
    "mgtm/tests/test.xml": ("MG", "MG/M/2018/516", "chicetnic", 1, 2, "Registered"),
    "mytm/tests/example.xml": ("MY", "2012060000", "P", 2, 5, "Registered"),
    "mytm/tests/mytm.xml": ("MY", "2012060000", "P", 2, 5, "Registered"),
    "omtm/tests/test.xml": TONGA,
    "pgtm/tests/pgtm.xml": ("PG", "PG/M/1/061818", "", 2, 5, "Registered"),
    "sdtm/tests/test.xml": TONGA,
    "smtm/tests/test.xml": ("SM", "SM/M/2010/000119", "SAN MARINO CHANNEL ONE", 2, 5, "Registered"),
    "thtm/tests/test.xml": TONGA,
    "totm/tests/nofeature.xml": ("TO", "2000/511", "", 2, 4, "1058"),
    "totm/tests/syntax.xml": ("TO", "2006/1856", "VERIZON BUSINESS & device", 3, 4, "Registered"),
    "totm/tests/test.xml": TONGA,
    "wstm/tests/test.xml": ("WS", "WS/T/620", "AMERICAN STANDARD (label)", 3, 3, "Expired"),
}


@pytest.mark.realdata
@pytest.mark.parametrize("name", FACTS)
def test_real_mark_is_read_whole(shared: Path, name: str):
    (record,) = read_file(wipo_st66, shared / REAL / name)
    assert isinstance(record, Record)
    word = record.titles[0].text if record.titles else ""
    assert (
        record.office,
        record.numbers[0].text,
        word,
        len(record.parties),
        len(record.events),
        record.status,
    ) == FACTS[name]
    assert (Flag.NO_TITLE in record.flags) == (not word)


@pytest.mark.realdata
def test_real_xml_of_the_israeli_office_is_no_st66(shared: Path):
    paths = sorted((shared / REAL / "iltm/tests").glob("*.xml"))
    assert len(paths) == 8
    assert not [path for path in paths if wipo_st66.sniff(path.read_bytes(), path.name)]
    known = {str(path.relative_to(shared / REAL)) for path in (shared / REAL).glob("*/tests/*.xml")}
    assert known - {f"iltm/tests/{path.name}" for path in paths} == set(FACTS)


@pytest.mark.realdata
def test_real_mark_of_madagascar_has_classes_and_vienna_codes(shared: Path):
    (record,) = read_file(wipo_st66, shared / REAL / "mgtm/tests/test.xml")
    assert isinstance(record, Record)
    assert [c.symbol for c in record.classifications if c.scheme == "nice"] == ["14", "18", "21", "24", "25"]
    assert [c.symbol for c in record.classifications if c.scheme == "vienna"] == [
        "03.11.10",
        "27.05.01",
        "27.05.08",
    ]
    assert {goods.language for goods in record.goods} == {"fr"}

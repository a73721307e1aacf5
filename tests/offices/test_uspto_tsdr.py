"""Trade mark documents and status of the USPTO."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import uspto_tsdr
from mainline.offices.record import Goods, Image, NumberRole, PartyRole, Record, RightKind, Text
from mainline.offices.registry import find_reader
from tests.offices.readers import assert_well_told, read_all, read_file, read_one, read_rejected


def document(serial: str, code: str, day: str) -> str:
    return (
        f"<Document><SerialNumber>{serial}</SerialNumber><DocumentTypeCode>{code}</DocumentTypeCode>"
        f"<DocumentTypeCodeDescriptionText>Text of {code}</DocumentTypeCodeDescriptionText>"
        f"<CategoryTypeCodeDescriptionText>Incoming</CategoryTypeCodeDescriptionText><MailRoomDate>{day}</MailRoomDate>"
        "<TotalPageQuantity>2</TotalPageQuantity><PageMediaTypeList><PageMediaTypeName>image/tiff</PageMediaTypeName>"
        "<PageMediaTypeName>image/tiff</PageMediaTypeName></PageMediaTypeList></Document>"
    )


def document_list(*documents: str) -> bytes:
    inside = "".join(documents)
    return f'<?xml version="1.0"?><DocumentList xmlns="urn:us:gov:doc:uspto:trademark">{inside}</DocumentList>'.encode()


DOCUMENTS = document_list(
    document("78787878", "CDR", "2025-01-02-05:00"),
    document("78787879", "APP", "2006-01-03-05:00"),
    document("78787878", "NOA", "2007-09-25-04:00"),
)

CONTACT = """<ns1:Contact><ns1:Name>{name}</ns1:Name><ns1:PostalAddressBag><ns1:PostalAddress><ns1:PostalStructuredAddress>
<ns1:AddressLineText ns1:sequenceNumber="1">1 Main Street</ns1:AddressLineText><ns1:CityName>Memphis</ns1:CityName>
<ns1:GeographicRegionName>TN</ns1:GeographicRegionName><ns1:CountryCode>US</ns1:CountryCode><ns1:PostalCode>38120</ns1:PostalCode>
</ns1:PostalStructuredAddress></ns1:PostalAddress></ns1:PostalAddressBag></ns1:Contact>"""
OWNER = "<ns1:OrganizationName><ns1:OrganizationStandardName>Star Drills Inc.</ns1:OrganizationStandardName></ns1:OrganizationName>"
LAWYER = "<ns1:PersonName><ns1:PersonFullName>Ann Doe</ns1:PersonFullName></ns1:PersonName>"
STATUS = f"""<?xml version="1.0" encoding="UTF-8"?>
<ns2:TrademarkTransaction xmlns:ns1="http://www.wipo.int/standards/XMLSchema/ST96/Common"
 xmlns:ns2="http://www.wipo.int/standards/XMLSchema/ST96/Trademark"><ns2:TrademarkTransactionBody><ns2:TransactionContentBag>
<ns2:TransactionData><ns2:TrademarkBag><ns2:Trademark><ns1:RegistrationOfficeCode>US</ns1:RegistrationOfficeCode>
<ns1:ApplicationNumber><ns1:ApplicationNumberText>78787878</ns1:ApplicationNumberText></ns1:ApplicationNumber>
<ns2:ApplicationDate>2006-01-09-05:00</ns2:ApplicationDate><ns1:RegistrationNumber>2564831</ns1:RegistrationNumber>
<ns1:RegistrationDate>2007-04-30-04:00</ns1:RegistrationDate><ns2:MarkCurrentStatusDate>2019-02-07-05:00</ns2:MarkCurrentStatusDate>
<ns2:NationalTrademarkInformation><ns2:RegisterCategory>Principal</ns2:RegisterCategory>
<ns2:MarkCurrentStatusExternalDescriptionText>Registration cancelled.</ns2:MarkCurrentStatusExternalDescriptionText>
</ns2:NationalTrademarkInformation>
<ns2:MarkRepresentation><ns2:MarkReproduction><ns2:WordMarkSpecification><ns2:MarkVerbalElementText>STAR DRILL</ns2:MarkVerbalElementText>
</ns2:WordMarkSpecification><ns2:MarkImageBag><ns2:MarkImage><ns1:ImageFileName>78787878.jpg</ns1:ImageFileName></ns2:MarkImage>
</ns2:MarkImageBag></ns2:MarkReproduction></ns2:MarkRepresentation>
<ns2:GoodsServicesBag><ns2:GoodsServices><ns2:ClassDescriptionBag><ns2:ClassDescription><ns2:ClassNumber>007</ns2:ClassNumber>
<ns2:GoodsServicesDescriptionText>Seed drills</ns2:GoodsServicesDescriptionText></ns2:ClassDescription></ns2:ClassDescriptionBag>
</ns2:GoodsServices></ns2:GoodsServicesBag>
<ns2:ApplicantBag><ns2:Applicant>{CONTACT.format(name=OWNER)}</ns2:Applicant></ns2:ApplicantBag>
<ns2:NationalCorrespondent>{CONTACT.format(name=LAWYER)}</ns2:NationalCorrespondent>
<ns2:MarkEventBag><ns2:MarkEvent><ns2:MarkEventCategory>x</ns2:MarkEventCategory><ns2:MarkEventDate>2006-01-10-05:00</ns2:MarkEventDate>
<ns2:NationalMarkEvent><ns2:MarkEventEntryNumber>1</ns2:MarkEventEntryNumber><ns2:MarkEventCode>NWAP</ns2:MarkEventCode>
<ns2:MarkEventDescriptionText>NEW APPLICATION ENTERED</ns2:MarkEventDescriptionText></ns2:NationalMarkEvent></ns2:MarkEvent></ns2:MarkEventBag>
</ns2:Trademark></ns2:TrademarkBag></ns2:TransactionData></ns2:TransactionContentBag></ns2:TrademarkTransactionBody>
</ns2:TrademarkTransaction>""".encode()


@pytest.mark.parametrize("data", [DOCUMENTS, STATUS])
def test_the_registry_gives_the_answer_to_this_reader(data):
    assert find_reader(data, "x.xml") is uspto_tsdr


def test_documents_are_events_of_one_record_a_serial_number():
    first, second = read_all(uspto_tsdr, DOCUMENTS)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert [(n.role, n.office, n.text) for n in first.numbers] == [(NumberRole.APPLICATION, "US", "78787878")]
    assert [(e.code, e.date, e.text) for e in first.events] == [
        ("CDR", dt.date(2025, 1, 2), "Text of CDR"),
        ("NOA", dt.date(2007, 9, 25), "Text of NOA"),
    ]
    assert dict(first.events[0].details) == {"category": "Incoming", "pages": "2", "media": "image/tiff"}
    assert first.as_of == dt.date(2025, 1, 2)
    assert (second.numbers[0].text, second.position.ordinal) == ("78787879", 2)


def test_status_in_st96_is_read_whole():
    record = read_one(uspto_tsdr, STATUS)
    assert record.right_kind is RightKind.TRADEMARK
    assert [(n.text, n.date) for n in record.numbers] == [
        ("78787878", dt.date(2006, 1, 9)),
        ("2564831", dt.date(2007, 4, 30)),
    ]
    assert record.titles == (Text("en", "STAR DRILL"),)
    assert record.status == "Registration cancelled."
    assert record.goods == (Goods("7", "en", "Seed drills"),)
    assert record.images == (Image("78787878.jpg", "mark"),)
    assert [(p.role, p.name, p.is_person, p.country) for p in record.parties] == [
        (PartyRole.APPLICANT, "Star Drills Inc.", None, "US"),
        (PartyRole.CORRESPONDENT, "Ann Doe", True, "US"),
    ]
    assert record.parties[0].address == "1 Main Street, Memphis, TN, 38120"
    assert [(e.code, e.text, e.date) for e in record.events] == [
        ("NWAP", "NEW APPLICATION ENTERED", dt.date(2006, 1, 10))
    ]
    assert record.as_of == dt.date(2019, 2, 7)
    assert record.flags == ()


def test_an_empty_answer_and_a_nameless_document_say_why():
    assert read_rejected(uspto_tsdr, document_list()).reason == "tsdr.no_document"
    assert read_rejected(uspto_tsdr, document_list("<Document/>")).reason == "record.no_number"


@pytest.mark.parametrize("data", [DOCUMENTS, STATUS])
@given(share=st.floats(0, 1), junk=st.binary(max_size=3))
@settings(deadline=None, max_examples=30)
def test_cut_or_spoilt_anywhere_it_never_raises(data, share, junk):
    cut = int(share * len(data))
    assert_well_told(read_all(uspto_tsdr, data[:cut]))
    assert_well_told(read_all(uspto_tsdr, data[:cut] + junk + data[cut:]))


@pytest.mark.realdata
def test_real_list_is_sixteen_documents_of_one_mark(shared: Path):
    path = shared / "data/office-answers/uspto/tsdr_client_get_documents_0.xml"
    (record,) = read_file(uspto_tsdr, path)
    assert isinstance(record, Record)
    assert record.numbers[0].text == "78787878"
    assert len(record.events) == 16
    assert (record.events[0].code, record.events[0].date) == ("CDR", dt.date(2025, 1, 2))
    assert ("NOA", dt.date(2007, 9, 25)) in [(e.code, e.date) for e in record.events]

"""Answers of the USPTO's trade mark status service (TSDR) in XML: documents of a file, status in ST.96.

The list of documents (``DocumentList``) names what was sent and received; the status (``TrademarkTransaction``)
is ST.96 of WIPO with the office's own extensions. Status in ST.66 is read by :mod:`mainline.offices.wipo_st66`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from mainline.offices.base import Piece
from mainline.offices.pieces import position_of, reject, xml_documents
from mainline.offices.record import (
    Classification,
    Flag,
    Goods,
    Image,
    LegalEvent,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Position,
    Record,
    Rejected,
    RightKind,
    Text,
)
from mainline.offices.tree import every, first, leaves, named, readable, value, words
from mainline.offices.xml import date_of

NAME = "uspto.tsdr"
LABEL = ("美国专利商标局商标状态与文件 XML", "USPTO trade mark status and documents XML")

_START = re.compile(
    rb"<(?:[A-Za-z_][\w.\-]*:)?(?:DocumentList|DocumentListAll)[\s>][^<]*urn:us:gov:doc:uspto:trademark"
    rb"|<(?:[A-Za-z_][\w.\-]*:)?(?:TrademarkTransaction|TrademarkBag)[\s>]"
)
_ROLES = (
    ("ApplicantBag/Applicant", PartyRole.APPLICANT),
    ("NationalCorrespondent", PartyRole.CORRESPONDENT),
    ("RecordAttorney", PartyRole.AGENT),
    ("AssignmentBag/Assignment/AssignorBag/Assignor", PartyRole.ASSIGNOR),
    ("AssignmentBag/Assignment/AssigneeBag/Assignee", PartyRole.ASSIGNEE),
)
_ADDRESS = ("AddressLineText", "CityName", "GeographicRegionName", "PostalCode")


def sniff(head: bytes, name: str) -> bool:
    """Whether a list of documents or an ST.96 transaction stands in the first 64 KiB."""
    return _START.search(head) is not None


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One piece an answer."""
    return xml_documents(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Read one answer: a record for each mark in it."""
    parsed = readable(NAME, piece)
    if isinstance(parsed, Rejected):
        yield parsed
        return
    root, flags = parsed.root, parsed.flags
    found = list(_files(root, flags, piece))
    found.extend(_marks(root, flags, piece, len(found)))
    for nth, record in enumerate(found):
        yield record or reject(NAME, piece, "record.no_number", "SerialNumber, ApplicationNumber", nth=nth)
    if not found:
        yield reject(NAME, piece, "tsdr.no_document", f"<{root.tag}>")


def _files(root: Element, flags: tuple[Flag, ...], piece: Piece) -> Iterator[Record | None]:
    """The documents of each file as its events."""
    by_serial: dict[str, list[LegalEvent]] = {}
    for document in root.iter("Document"):
        said = leaves(document)
        by_serial.setdefault(said.get("SerialNumber", ""), []).append(_document(document, said))
    for nth, (serial, events) in enumerate(by_serial.items()):
        days = [event.date for event in events if event.date]
        yield (
            Record(
                format=NAME,
                office="US",
                right_kind=RightKind.TRADEMARK,
                numbers=(Number(NumberRole.APPLICATION, "US", serial),),
                position=position_of(piece, nth=nth),
                language="en",
                document_kind="documents",
                events=tuple(events),
                as_of=max(days, default=None),
                flags=flags,
            )
            if serial
            else None
        )


def _document(document: Element, said: dict[str, str]) -> LegalEvent:
    """One paper of the file; the day is the one on which it was mailed or received."""
    media = dict.fromkeys(words(name) for name in document.iter("PageMediaTypeName"))
    details = (
        ("category", said.get("CategoryTypeCodeDescriptionText", "")),
        ("document", said.get("DocumentTypeDescriptionText", "")),
        ("pages", said.get("TotalPageQuantity", "")),
        ("media", " ".join(media)),
        ("scanned_at", said.get("ScanDateTime", "")),
    )
    return LegalEvent(
        office="US",
        code=said.get("DocumentTypeCode", ""),
        date=date_of(said.get("MailRoomDate") or said.get("ScanDateTime")),
        text=said.get("DocumentTypeCodeDescriptionText", ""),
        details=tuple([(key, text) for key, text in details if text]),
    )


def _marks(root: Element, flags: tuple[Flag, ...], piece: Piece, before: int) -> Iterator[Record | None]:
    """The marks, numbered after the ``before`` records that the piece already gave."""
    for nth, mark in enumerate(root.iter("Trademark"), start=before):
        numbers = tuple(_numbers(mark))
        yield _mark(mark, numbers, position_of(piece, nth=nth), flags) if numbers else None


def _mark(mark: Element, numbers: tuple[Number, ...], position: Position, flags: tuple[Flag, ...]) -> Record:
    titles, events = _titles(mark), tuple(_events(mark))
    parties = tuple(_parties(mark))
    if not titles:
        flags += (Flag.NO_TITLE,)
    if not any(party.role is PartyRole.APPLICANT for party in parties):
        flags += (Flag.NO_APPLICANT,)
    goods = tuple(_goods(mark))
    days = [date_of(value(mark, "MarkCurrentStatusDate")), *(event.date for event in events)]
    return Record(
        format=NAME,
        office=value(mark, "RegistrationOfficeCode") or "US",
        right_kind=RightKind.TRADEMARK,
        numbers=numbers,
        position=position,
        language="en",
        document_kind="status",
        titles=titles,
        parties=parties,
        classifications=tuple(
            dict.fromkeys(Classification("nice", each.nice) for each in goods if each.nice)
        ),
        events=events,
        related=tuple(_related(mark)),
        goods=goods,
        images=tuple(Image(words(name), "mark") for name in mark.iter("ImageFileName") if words(name)),
        status=value(mark, "NationalTrademarkInformation/MarkCurrentStatusExternalDescriptionText")
        or value(mark, "MarkCurrentStatusCode"),
        as_of=max((day for day in days if day), default=None),
        flags=flags,
        extra=tuple(_facts(mark)),
    )


def _numbers(mark: Element) -> Iterator[Number]:
    application = value(mark, "ApplicationNumber/ApplicationNumberText") or value(mark, "ApplicationNumber")
    registration = value(mark, "RegistrationNumber")
    if application:
        yield Number(NumberRole.APPLICATION, "US", application, "", date_of(value(mark, "ApplicationDate")))
    if registration:
        registered_on = date_of(value(mark, "RegistrationDate"))
        yield Number(NumberRole.REGISTRATION, "US", registration, "", registered_on)


def _titles(mark: Element) -> tuple[Text, ...]:
    texts = dict.fromkeys(words(text) for text in mark.iter("MarkVerbalElementText"))
    return tuple(Text("en", text) for text in texts if text)


def _goods(mark: Element) -> Iterator[Goods]:
    for each in mark.iterfind("GoodsServicesBag/GoodsServices//ClassDescription"):
        text = value(each, "GoodsServicesDescriptionText")
        if text:
            yield Goods(value(each, "ClassNumber").lstrip("0"), "en", text)


def _parties(mark: Element) -> Iterator[Party]:
    for path, role in _ROLES:
        for nth, element in enumerate(every(mark, path), start=1):
            contact = element.find("Contact")
            party = None if contact is None else _party(contact, role, nth)
            if party:
                yield party
    for nth, staff in enumerate(every(mark, "StaffBag/Staff"), start=1):
        name = value(staff, "StaffName")
        if name:
            yield Party(PartyRole.EXAMINER, name, is_person=True, sequence=nth)


def _party(contact: Element, role: PartyRole, nth: int) -> Party | None:
    organisation = value(contact, "Name/EntityName") or value(
        contact, "Name/OrganizationName/OrganizationStandardName"
    )
    person = value(contact, "Name/PersonName/PersonFullName")
    if not organisation and not person:
        return None
    address = first(contact, "PostalAddressBag/PostalAddress/PostalStructuredAddress")
    parts = [] if address is None else [words(part) for part in named(address, _ADDRESS)]
    return Party(
        role=role,
        name=organisation or person,
        is_person=None if organisation else True,
        country="" if address is None else value(address, "CountryCode"),
        address=", ".join(part for part in parts if part),
        sequence=nth,
    )


def _events(mark: Element) -> Iterator[LegalEvent]:
    for event in every(mark, "MarkEventBag/MarkEvent"):
        text = value(event, "NationalMarkEvent/MarkEventDescriptionText")
        code = value(event, "NationalMarkEvent/MarkEventCode") or value(event, "MarkEventCategory")
        details = (
            ("entry", value(event, "NationalMarkEvent/MarkEventEntryNumber")),
            ("note", value(event, "NationalMarkEvent/MarkEventAdditionalText")),
        )
        said = tuple((key, text) for key, text in details if text)
        yield LegalEvent("US", code, date_of(value(event, "MarkEventDate")), text, details=said)
    for assignment in every(mark, "AssignmentBag/Assignment"):
        yield LegalEvent(
            office="US",
            code="assignment",
            date=date_of(value(assignment, "AssignmentRecordedDate")),
            text=value(assignment, "AssignmentConveyanceCategory"),
            effective=date_of(value(assignment, "AssignmentExecutedDate")),
            details=(("reel_frame", value(assignment, "AssignmentIdentifier")),),
        )
    for publication in every(mark, "PublicationBag/Publication"):
        day = date_of(value(publication, "PublicationDate"))
        if day:
            yield LegalEvent("US", "publication", day, "Published in the Official Gazette")


def _related(mark: Element) -> Iterator[tuple[str, Number]]:
    for other in every(mark, "AssociatedMarkBag/AssociatedMark"):
        international = value(other, "InternationalApplicationNumber/ApplicationNumberText")
        national = value(other, "ApplicationNumber/ApplicationNumberText")
        if international:
            yield "international", Number(NumberRole.INTERNATIONAL, "WO", international)
        elif national:
            yield "associated", Number(NumberRole.APPLICATION, "US", national)


def _facts(mark: Element) -> Iterator[tuple[str, str]]:
    national = "NationalTrademarkInformation"
    facts = (
        ("register", value(mark, f"{national}/RegisterCategory")),
        ("renewed_on", value(mark, f"{national}/RenewalDate")[:10]),
        ("law_office", value(mark, f"{national}/NationalCaseLocation/LawOfficeAssignedText")),
        ("location", value(mark, f"{national}/NationalCaseLocation/CurrentLocationText")),
        ("status_on", value(mark, "MarkCurrentStatusDate")[:10]),
        ("feature", value(mark, "MarkRepresentation/MarkFeatureCategory")),
    )
    yield from ((key, text) for key, text in facts if text)

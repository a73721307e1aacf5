"""Trade marks in WIPO ST.66 XML, as many offices send them: ``Transaction`` around ``TradeMark``.

Namespaces differ from office to office (WIPO's own extensions stand under ``wo:``), so names are read
without them. A lone hyphen is how many offices write nothing. Names of elements: ST.66 schema 1.3.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml import etree

from mainline.offices import st66_parties
from mainline.offices.base import Piece
from mainline.offices.pieces import reject, xml_documents
from mainline.offices.record import (
    Classification,
    Flag,
    Goods,
    Image,
    LegalEvent,
    Number,
    NumberRole,
    Position,
    Priority,
    Record,
    Rejected,
    RightKind,
    Text,
)
from mainline.offices.st66_parties import said
from mainline.offices.tree import is_impossible_day, parse_plain, value, words
from mainline.offices.xml import date_of, error_of, flags_of

NAME = "wipo.st66"
LABEL = ("世界知识产权组织 ST.66 商标 XML", "WIPO ST.66 trade mark XML")

_START = re.compile(
    rb"<(?:[A-Za-z_][\w.\-]*:)?(?:TradeMarkTransactionBody|TradeMarkDetails)[\s>]"
    rb"|<(?:[A-Za-z_][\w.\-]*:)?Transaction[\s>][^<]*/trademarks?\b"
)
_OWN_DATES = ("ApplicationDate", "RegistrationDate", "ExpiryDate", "MarkCurrentStatusDate")
_FACTS = {
    "KindMark": "kind_of_mark",
    "MarkFeature": "feature",
    "ExpiryDate": "expires_on",
    "TerminationDate": "terminated_on",
    "OppositionPeriodStartDate": "opposition_from",
    "OppositionPeriodEndDate": "opposition_until",
    "ApplicationReference": "reference",
    "FilingPlace": "filing_place",
    "MarkCurrentStatusDate": "status_on",
    "SecondLanguageCode": "second_language",
    "TotalMarkSeries": "series",
    "Comment": "comment",
}
_LONGER_FACTS = (
    ("MarkDescriptionDetails/MarkDescription", "description"),
    ("MarkDisclaimerDetails/MarkDisclaimer", "disclaimer"),
    ("WordMarkSpecification/MarkTranslation", "translation"),
    ("WordMarkSpecification/MarkTransliteration", "transliteration"),
    ("WordMarkSpecification/MarkTranscription", "transcription"),
    ("MarkImageDetails/MarkImage/MarkImageColourClaimedText", "colours"),
    ("DesignatedCountryDetails/DesignatedCountry/DesignatedCountryCode", "designated"),
)


def sniff(head: bytes, name: str) -> bool:
    """Whether an ST.66 transaction stands in the first 64 KiB."""
    return _START.search(head) is not None


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One piece a transaction; concatenated transactions are cut apart."""
    return xml_documents(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Read every mark of one transaction."""
    if piece.problem:
        yield reject(NAME, piece, piece.problem, "")
        return
    parsed = parse_plain(piece)
    if parsed.root is None:
        yield reject(NAME, piece, parsed.problem, error_of(piece.data))
        return
    root, nth = parsed.root, 0
    for mark in root.iter("TradeMark"):
        position = Position(piece.member, piece.offset, piece.ordinal + nth)
        record = _record(root, mark, position, flags_of(parsed))
        yield record or reject(
            NAME, piece, "record.no_number", "ApplicationNumber, RegistrationNumber", nth=nth
        )
        nth += 1
    if not nth:
        detail = f"<{root.tag}>; {error_of(piece.data)}" if parsed.recovered else f"<{root.tag}>"
        yield reject(NAME, piece, "st66.no_mark", detail)


def _record(
    root: etree._Element, mark: etree._Element, position: Position, flags: tuple[Flag, ...]
) -> Record | None:
    office = said(value(mark, "RegistrationOfficeCode")) or said(value(mark, "ReceivingOfficeCode"))
    numbers = tuple(_numbers(mark, office))
    if not numbers:
        return None
    titles, events = _titles(mark), tuple(_events(mark, office))
    parties = tuple(st66_parties.parties(mark, office))
    if not titles:
        flags += (Flag.NO_TITLE,)
    if not any(party.role.value in ("applicant", "holder") for party in parties):
        flags += (Flag.NO_APPLICANT,)
    if any(is_impossible_day(said(value(mark, tag))) for tag in _OWN_DATES):
        flags += (Flag.IMPOSSIBLE_DATE,)
    goods = tuple(_goods(mark))
    return Record(
        format=NAME,
        office=office,
        right_kind=RightKind.TRADEMARK,
        numbers=numbers,
        position=position,
        language=said(value(mark, "ApplicationLanguageCode")).lower(),
        document_kind=said(next(map(words, root.iter("TransactionCode")), "")),
        titles=titles,
        parties=parties,
        priorities=tuple(_priorities(mark)),
        classifications=tuple(_classifications(mark)),
        events=events,
        related=tuple(_related(mark, office)),
        goods=goods,
        images=tuple(_images(mark)),
        status=said(value(mark, "MarkCurrentStatusCode")),
        as_of=_latest(mark, events),
        flags=flags,
        extra=tuple(_facts(root, mark)),
    )


def _latest(mark: etree._Element, events: tuple[LegalEvent, ...]) -> dt.date | None:
    """The day of the status, or the last thing that is told."""
    days = [event.date for event in events] + [date_of(value(mark, tag)) for tag in _OWN_DATES[:2]]
    status_on = date_of(value(mark, "MarkCurrentStatusDate"))
    return max((day for day in (status_on, *days) if day), default=None)


def _numbers(mark: etree._Element, office: str) -> Iterator[Number]:
    pairs = (
        (NumberRole.APPLICATION, "ApplicationNumber", "ApplicationDate"),
        (NumberRole.REGISTRATION, "RegistrationNumber", "RegistrationDate"),
    )
    for role, tag, dated in pairs:
        printed = said(value(mark, tag))
        if printed:
            yield Number(role, office, printed, "", date_of(value(mark, dated)))
    for key in mark.iterfind("InternationalMarkKey/Identifier"):
        if said(words(key)):
            yield Number(NumberRole.INTERNATIONAL, "WO", words(key))


def _titles(mark: etree._Element) -> tuple[Text, ...]:
    """The words of the mark; a mark of pictures alone has none."""
    found = (
        Text(text.get("languageCode", "").lower(), said(words(text)))
        for text in mark.iterfind("WordMarkSpecification/MarkVerbalElementText")
    )
    return tuple(dict.fromkeys(title for title in found if title.text))


def _goods(mark: etree._Element) -> Iterator[Goods]:
    for each in mark.iterfind("GoodsServicesDetails/GoodsServices//ClassDescription"):
        nice = value(each, "ClassNumber").lstrip("0")
        for text in each.iterfind("GoodsServicesDescription"):
            if said(words(text)):
                yield Goods(nice, text.get("languageCode", "").lower(), words(text))


def _classifications(mark: etree._Element) -> Iterator[Classification]:
    nice = (
        words(each).lstrip("0")
        for each in mark.iterfind("GoodsServicesDetails/GoodsServices//ClassDescription/ClassNumber")
    )
    version = said(value(mark, "GoodsServicesDetails/GoodsServices/ClassificationVersion"))
    yield from (Classification("nice", each, version=version) for each in dict.fromkeys(nice) if said(each))
    for category in mark.iter("MarkImageCategory"):
        scheme = value(category, "CategoryKind").lower() or "vienna"
        codes = dict.fromkeys(words(code) for code in category.iter("CategoryCode"))
        dated = said(value(category, "CategoryVersion"))
        yield from (Classification(scheme, code, version=dated) for code in codes if said(code))


def _priorities(mark: etree._Element) -> Iterator[Priority]:
    for claim in mark.iterfind("PriorityDetails/Priority"):
        country, number = said(value(claim, "PriorityCountryCode")), said(value(claim, "PriorityNumber"))
        day = date_of(value(claim, "PriorityDate"))
        if number or day:
            yield Priority(country, number, day)


def _events(mark: etree._Element, office: str) -> Iterator[LegalEvent]:
    for event in mark.iterfind("MarkEventDetails/MarkEvent"):
        name, code = (said(value(event, f"OfficeSpecificMarkEvent{part}")) for part in ("Name", "Code"))
        text = said(value(event, "OfficeSpecificMarkEventDescription")) or name
        standard = said(value(event, "MarkEventCode"))
        yield LegalEvent(
            office=office,
            code=standard or code,
            date=date_of(value(event, "MarkEventDate") or value(event, "MarkEventDateTime")),
            text=text or standard,
            details=_pairs(
                office_code=code, office_name=name, response_by=said(value(event, "MarkEventResponseDate"))
            ),
        )
    yield from _publications(mark, office)
    yield from _oppositions(mark, office)
    yield from _recordals(mark, office)


def _pairs(**facts: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, text) for key, text in facts.items() if text)


def _publications(mark: etree._Element, office: str) -> Iterator[LegalEvent]:
    for publication in mark.iterfind("PublicationDetails/Publication"):
        day = date_of(value(publication, "PublicationDate"))
        details = _pairs(
            identifier=said(value(publication, "PublicationIdentifier")),
            section=said(value(publication, "PublicationSection")),
            page=said(value(publication, "PublicationPage")),
        )
        if day or details:
            yield LegalEvent(office, "Publication", day, "Publication", details=details)


def _oppositions(mark: etree._Element, office: str) -> Iterator[LegalEvent]:
    for opposition in mark.iterfind("OppositionDetails/Opposition"):
        details = _pairs(
            identifier=said(value(opposition, "OppositionIdentifier")),
            ground=said(value(opposition, "OppositionGroundText")),
            extent=said(value(opposition, "OppositionExtentText")),
            basis=said(value(opposition, "OppositionBasisCode")),
            status=said(value(opposition, "OppositionCurrentStatusCode")),
            status_on=said(value(opposition, "OppositionCurrentStatusDate")),
        )
        day = date_of(value(opposition, "OppositionDate"))
        yield LegalEvent(office, "Opposition", day, "Opposition", details=details)
        for event in opposition.iterfind("OppositionEventDetails/OppositionEvent"):
            code = said(value(event, "OppositionEventCode"))
            happened = date_of(value(event, "OppositionEventDate") or value(event, "OppositionEventDateTime"))
            yield LegalEvent(office, f"Opposition.{code}", happened, code)


def _recordals(mark: etree._Element, office: str) -> Iterator[LegalEvent]:
    """Transfers, licences, changes of name, renewals and other entries in the register."""
    for entry in mark.iterfind("MarkRecordDetails/MarkRecord/*"):
        tag = str(entry.tag)
        kind = next((words(each) for each in entry if str(each.tag).endswith("Kind")), "")
        details = _pairs(
            kind=said(kind),
            identifier=said(value(entry, "RecordIdentifier")),
            reference=said(value(entry, "RecordReference")),
            status=said(value(entry, "RecordCurrentStatusCode")),
            notified_on=said(value(entry, "RecordNotificationDate")),
        )
        day = date_of(value(entry, "RecordFilingDate") or value(entry, "RecordNotificationDate"))
        effective = date_of(value(entry, "RecordEffectiveDate"))
        yield LegalEvent(office, tag, day, said(kind) or tag, effective, details)


def _related(mark: etree._Element, office: str) -> Iterator[tuple[str, Number]]:
    for basic in mark.iterfind("BasicRegistrationApplicationDetails/BasicRegistrationApplication"):
        where = said(value(basic, "RegistrationOfficeCode")) or office
        yield from _numbered(
            "basic", NumberRole.APPLICATION, where, basic.iter("BasicApplication"), "BasicApplication"
        )
        yield from _numbered(
            "basic", NumberRole.REGISTRATION, where, basic.iter("BasicRegistration"), "BasicRegistration"
        )
    divisions = mark.iterfind("DivisionalApplicationDetails")
    yield from _numbered("division", NumberRole.APPLICATION, office, divisions, "InitialApplication")
    earlier = mark.iterfind("PreviousRegistrationDetails/PreviousRegistration")
    yield from _numbered("previous", NumberRole.REGISTRATION, office, earlier, "PreviousRegistration")
    for senior in mark.iterfind("SeniorityDetails/Seniority"):
        where = said(value(senior, "SeniorityCountryCode"))
        yield from _numbered("seniority", NumberRole.REGISTRATION, where, [senior], "SeniorityRegistration")
    for other in mark.iterfind("AssociatedMarkDetails/AssociatedApplicationNumber"):
        if said(words(other)):
            yield "associated", Number(NumberRole.APPLICATION, office, words(other))


def _numbered(
    relation: str, role: NumberRole, office: str, holders: Iterable[etree._Element], prefix: str
) -> Iterator[tuple[str, Number]]:
    """The ``…Number`` and ``…Date`` of each holder."""
    for holder in holders:
        printed = said(value(holder, f"{prefix}Number"))
        if printed:
            yield relation, Number(role, office, printed, "", date_of(value(holder, f"{prefix}Date")))


def _images(mark: etree._Element) -> Iterator[Image]:
    for tag, kind in (("MarkImageFilename", "mark"), ("MarkSoundFilename", "sound")):
        for name in mark.iter(tag):
            if said(words(name)):
                yield Image(words(name), kind)


def _facts(root: etree._Element, mark: etree._Element) -> Iterator[tuple[str, str]]:
    for tag, key in _FACTS.items():
        text = said(value(mark, tag))
        if text:
            yield key, text
    for path, key in _LONGER_FACTS:
        texts = dict.fromkeys(said(words(each)) for each in mark.iterfind(path))
        if any(texts):
            yield key, "; ".join(text for text in texts if text)
    subcode = said(next(map(words, root.iter("TransactionSubCode")), ""))
    if subcode:
        yield "transaction", subcode

"""Trade marks in WIPO ST.66 XML, as many offices send them: ``Transaction`` around ``TradeMark``.

Namespaces differ from office to office (WIPO's own extensions stand under ``wo:``), so names are read
without them. A lone hyphen is how many offices write nothing. Names of elements: ST.66 schema 1.3.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

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
    PartyRole,
    Position,
    Priority,
    Record,
    Rejected,
    RightKind,
    Text,
)
from mainline.offices.st66_parties import Parts, said, told_by
from mainline.offices.tree import below, by_tag, every, is_impossible_day, parse_plain, value, words
from mainline.offices.xml import date_of, error_of

NAME = "wipo.st66"
LABEL = ("世界知识产权组织 ST.66 商标 XML", "WIPO ST.66 trade mark XML")

_START = re.compile(
    rb"<(?:[A-Za-z_][\w.\-]*:)?(?:TradeMarkTransactionBody|TradeMarkDetails)[\s>]"
    rb"|<(?:[A-Za-z_][\w.\-]*:)?Transaction[\s>][^<]*/trademarks?\b"
)
_OWNERS = (PartyRole.APPLICANT, PartyRole.HOLDER)
_OWN_DATES = ("ApplicationDate", "RegistrationDate", "ExpiryDate", "MarkCurrentStatusDate")
_KIN = frozenset(
    f"{name}Details"
    for name in (
        *("BasicRegistrationApplication", "DivisionalApplication", "PreviousRegistration"),
        *("Seniority", "AssociatedMark"),
    )
)
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
    ("MarkDescriptionDetails", "MarkDescription", "description"),
    ("MarkDisclaimerDetails", "MarkDisclaimer", "disclaimer"),
    ("WordMarkSpecification", "MarkTranslation", "translation"),
    ("WordMarkSpecification", "MarkTransliteration", "transliteration"),
    ("WordMarkSpecification", "MarkTranscription", "transcription"),
    ("MarkImageDetails", "MarkImage/MarkImageColourClaimedText", "colours"),
    ("DesignatedCountryDetails", "DesignatedCountry/DesignatedCountryCode", "designated"),
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
        record = _record(root, mark, position, parsed.flags)
        yield record or reject(
            NAME, piece, "record.no_number", "ApplicationNumber, RegistrationNumber", nth=nth
        )
        nth += 1
    if not nth:
        detail = f"<{root.tag}>; {error_of(piece.data)}" if parsed.is_recovered else f"<{root.tag}>"
        yield reject(NAME, piece, "st66.no_mark", detail)


def _record(root: Element, mark: Element, position: Position, flags: tuple[Flag, ...]) -> Record | None:
    told, parts = told_by(mark), by_tag(mark)
    office = told.get("RegistrationOfficeCode") or told.get("ReceivingOfficeCode", "")
    numbers = tuple(_numbers(parts, told, office))
    if not numbers:
        return None
    titles, events = _titles(parts), tuple(_events(mark, parts, office))
    parties = tuple(st66_parties.parties(parts, office))
    if not titles:
        flags += (Flag.NO_TITLE,)
    if not any(party.role in _OWNERS for party in parties):
        flags += (Flag.NO_APPLICANT,)
    if any(is_impossible_day(told.get(tag)) for tag in _OWN_DATES):
        flags += (Flag.IMPOSSIBLE_DATE,)
    return Record(
        format=NAME,
        office=office,
        right_kind=RightKind.TRADEMARK,
        numbers=numbers,
        position=position,
        language=told.get("ApplicationLanguageCode", "").lower(),
        document_kind=said(next(map(words, root.iter("TransactionCode")), "")),
        titles=titles,
        parties=parties,
        priorities=tuple(_priorities(mark)) if "PriorityDetails" in told else (),
        classifications=tuple(_classifications(parts)),
        events=events,
        related=tuple(_related(mark, office)) if _KIN.intersection(told) else (),
        goods=tuple(_goods(parts)),
        images=tuple(_images(parts)),
        status=told.get("MarkCurrentStatusCode", ""),
        as_of=_latest(told, events),
        flags=flags,
        extra=tuple(_facts(root, parts, told)),
    )


def _latest(told: dict[str, str], events: tuple[LegalEvent, ...]) -> dt.date | None:
    """The day of the status, or the last thing that is told."""
    days = [event.date for event in events]
    days += [
        date_of(told.get(tag)) for tag in ("ApplicationDate", "RegistrationDate", "MarkCurrentStatusDate")
    ]
    return max((day for day in days if day), default=None)


def _numbers(parts: Parts, told: dict[str, str], office: str) -> Iterator[Number]:
    for role, name in ((NumberRole.APPLICATION, "Application"), (NumberRole.REGISTRATION, "Registration")):
        printed = told.get(f"{name}Number")
        if printed:
            yield Number(role, office, printed, "", date_of(told.get(f"{name}Date")))
    for key in below(parts, "InternationalMarkKey", "Identifier"):
        if said(words(key)):
            yield Number(NumberRole.INTERNATIONAL, "WO", words(key))


def _titles(parts: Parts) -> tuple[Text, ...]:
    """The words of the mark; a mark of pictures alone has none."""
    found = (
        Text(text.get("languageCode", "").lower(), said(words(text)))
        for text in below(parts, "WordMarkSpecification", "MarkVerbalElementText")
    )
    return tuple(dict.fromkeys(title for title in found if title.text))


def _goods(parts: Parts) -> Iterator[Goods]:
    for details in parts.get("GoodsServicesDetails", ()):
        for each in details.iter("ClassDescription"):
            nice = (each.findtext("ClassNumber") or "").strip().lstrip("0")
            for text in each.findall("GoodsServicesDescription"):
                printed = said(words(text))
                if printed:
                    yield Goods(nice, text.get("languageCode", "").lower(), printed)


def _classifications(parts: Parts) -> Iterator[Classification]:
    for details in parts.get("GoodsServicesDetails", ()):
        version = said(next(map(words, details.iter("ClassificationVersion")), ""))
        numbers = [words(each).lstrip("0") for each in details.iter("ClassNumber")]
        yield from (
            Classification("nice", each, version=version) for each in dict.fromkeys(numbers) if said(each)
        )
    for category in _within(parts, "MarkImageDetails", "MarkImageCategory"):
        scheme = value(category, "CategoryKind").lower() or "vienna"
        codes = dict.fromkeys(words(code) for code in category.iter("CategoryCode"))
        dated = said(value(category, "CategoryVersion"))
        yield from (Classification(scheme, code, version=dated) for code in codes if said(code))


def _priorities(mark: Element) -> Iterator[Priority]:
    for claim in every(mark, "PriorityDetails/Priority"):
        country, number = said(value(claim, "PriorityCountryCode")), said(value(claim, "PriorityNumber"))
        day = date_of(value(claim, "PriorityDate"))
        if number or day:
            yield Priority(country, number, day)


def _events(mark: Element, parts: Parts, office: str) -> Iterator[LegalEvent]:
    for event in below(parts, "MarkEventDetails", "MarkEvent"):
        yield _step(told_by(event), office)
    if "PublicationDetails" in parts:
        yield from _publications(mark, office)
    if "OppositionDetails" in parts:
        yield from _oppositions(mark, office)
    if "MarkRecordDetails" in parts:
        yield from _recordals(mark, office)


def _step(event: dict[str, str], office: str) -> LegalEvent:
    """One event: the standard's code, the office's own code and words where it gives them."""
    look = event.get
    standard, code = look("MarkEventCode", ""), look("OfficeSpecificMarkEventCode", "")
    name = look("OfficeSpecificMarkEventName", "")
    text = " ".join(look("OfficeSpecificMarkEventDescription", "").split()) or name or standard
    response = look("MarkEventResponseDate", "")
    return LegalEvent(
        office=office,
        code=standard or code,
        date=date_of(look("MarkEventDate") or look("MarkEventDateTime")),
        text=text,
        details=_pairs(office_code=code, office_name=name, response_by=response),
    )


def _pairs(**facts: str) -> tuple[tuple[str, str], ...]:
    return tuple([(key, text) for key, text in facts.items() if text])


def _publications(mark: Element, office: str) -> Iterator[LegalEvent]:
    for publication in every(mark, "PublicationDetails/Publication"):
        day = date_of(value(publication, "PublicationDate"))
        details = _pairs(
            identifier=said(value(publication, "PublicationIdentifier")),
            section=said(value(publication, "PublicationSection")),
            page=said(value(publication, "PublicationPage")),
        )
        if day or details:
            yield LegalEvent(office, "Publication", day, "Publication", details=details)


def _oppositions(mark: Element, office: str) -> Iterator[LegalEvent]:
    for opposition in every(mark, "OppositionDetails/Opposition"):
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
        for event in every(opposition, "OppositionEventDetails/OppositionEvent"):
            code = said(value(event, "OppositionEventCode"))
            happened = date_of(value(event, "OppositionEventDate") or value(event, "OppositionEventDateTime"))
            yield LegalEvent(office, f"Opposition.{code}", happened, code)


def _recordals(mark: Element, office: str) -> Iterator[LegalEvent]:
    """Transfers, licences, changes of name, renewals and other entries in the register."""
    for entry in every(mark, "MarkRecordDetails/MarkRecord/*"):
        tag = entry.tag
        kind = next((words(each) for each in entry if each.tag.endswith("Kind")), "")
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


def _related(mark: Element, office: str) -> Iterator[tuple[str, Number]]:
    for basic in every(mark, "BasicRegistrationApplicationDetails/BasicRegistrationApplication"):
        where = said(value(basic, "RegistrationOfficeCode")) or office
        yield from _numbered(
            "basic", NumberRole.APPLICATION, where, basic.iter("BasicApplication"), "BasicApplication"
        )
        yield from _numbered(
            "basic", NumberRole.REGISTRATION, where, basic.iter("BasicRegistration"), "BasicRegistration"
        )
    divisions = mark.findall("DivisionalApplicationDetails")
    yield from _numbered("division", NumberRole.APPLICATION, office, divisions, "InitialApplication")
    earlier = every(mark, "PreviousRegistrationDetails/PreviousRegistration")
    yield from _numbered("previous", NumberRole.REGISTRATION, office, earlier, "PreviousRegistration")
    for senior in every(mark, "SeniorityDetails/Seniority"):
        where = said(value(senior, "SeniorityCountryCode"))
        yield from _numbered("seniority", NumberRole.REGISTRATION, where, [senior], "SeniorityRegistration")
    for other in every(mark, "AssociatedMarkDetails/AssociatedApplicationNumber"):
        if said(words(other)):
            yield "associated", Number(NumberRole.APPLICATION, office, words(other))


def _numbered(
    relation: str, role: NumberRole, office: str, holders: Iterable[Element], prefix: str
) -> Iterator[tuple[str, Number]]:
    """The ``…Number`` and ``…Date`` of each holder."""
    for holder in holders:
        printed = said(value(holder, f"{prefix}Number"))
        if printed:
            yield relation, Number(role, office, printed, "", date_of(value(holder, f"{prefix}Date")))


def _images(parts: Parts) -> Iterator[Image]:
    for holder, kind in (("MarkImage", "mark"), ("MarkSound", "sound")):
        for name in _within(parts, f"{holder}Details", f"{holder}Filename"):
            if printed := said(words(name)):
                yield Image(printed, kind)


def _within(parts: Parts, tag: str, wanted: str) -> Iterator[Element]:
    """Elements however deep inside the parts of one tag."""
    for part in parts.get(tag, ()):
        yield from part.iter(wanted)


def _facts(root: Element, parts: Parts, told: dict[str, str]) -> Iterator[tuple[str, str]]:
    for tag, key in _FACTS.items():
        if told.get(tag):
            yield key, told[tag]
    for tag, path, key in _LONGER_FACTS:
        if tag in parts:
            texts = dict.fromkeys(said(words(each)) for each in below(parts, tag, path))
            if any(texts):
                yield key, "; ".join(text for text in texts if text)
    subcode = said(next(map(words, root.iter("TransactionSubCode")), ""))
    if subcode:
        yield "transaction", subcode

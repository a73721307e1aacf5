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
from mainline.offices.st66_parties import Parts, Told, said, taken_apart, told_by
from mainline.offices.tree import below, every, is_impossible_day, readable, value, words
from mainline.offices.xml import date_of, error_of

NAME = "wipo.st66"
LABEL = ("世界知识产权组织 ST.66 商标 XML", "WIPO ST.66 trade mark XML")

_START = re.compile(
    rb"<(?:[A-Za-z_][\w.\-]*:)?(?:TradeMarkTransactionBody|TradeMarkDetails)[\s>]"
    rb"|<(?:[A-Za-z_][\w.\-]*:)?Transaction[\s>][^<]*/trademarks?\b"
)
_OWNERS = (PartyRole.APPLICANT, PartyRole.HOLDER)
_OWN_NUMBERS = ((NumberRole.APPLICATION, "Application"), (NumberRole.REGISTRATION, "Registration"))
_TOLD_DATES = ("ApplicationDate", "RegistrationDate", "MarkCurrentStatusDate")
_OWN_DATES = (*_TOLD_DATES, "ExpiryDate")
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
    parsed = readable(NAME, piece)
    if isinstance(parsed, Rejected):
        yield parsed
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
    told, parts = taken_apart(mark)
    office = told.get("RegistrationOfficeCode") or told.get("ReceivingOfficeCode", "")
    numbers = _numbers(parts, told, office)
    if not numbers:
        return None
    titles, events = _titles(parts), _events(parts, office)
    parties = st66_parties.parties(parts, office)
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
        document_kind=_first(root, "TransactionCode"),
        titles=titles,
        parties=tuple(parties),
        priorities=tuple(_priorities(parts)) if "PriorityDetails" in parts else (),
        classifications=tuple(_classifications(parts)),
        events=tuple(events),
        related=() if _KIN.isdisjoint(parts) else tuple(_related(mark, office)),
        goods=tuple(_goods(parts)),
        images=tuple(_images(parts)),
        status=told.get("MarkCurrentStatusCode", ""),
        as_of=_latest(told, events),
        flags=flags,
        extra=tuple(_facts(root, parts, told)),
    )


def _first(within: Element, tag: str) -> str:
    """What the first element of that tag says, however deep inside."""
    found = next(within.iter(tag), None)
    return "" if found is None else said(words(found))


def _latest(told: Told, events: list[LegalEvent]) -> dt.date | None:
    """The day of the status, or the last thing that is told."""
    days = [event.date for event in events if event.date]
    days += [day for tag in _TOLD_DATES if (day := date_of(told.get(tag)))]
    return max(days, default=None)


def _numbers(parts: Parts, told: Told, office: str) -> tuple[Number, ...]:
    found = [
        Number(role, office, told[f"{name}Number"], "", date_of(told.get(f"{name}Date")))
        for role, name in _OWN_NUMBERS
        if told.get(f"{name}Number")
    ]
    for key in below(parts, "InternationalMarkKey", "Identifier"):
        if said(words(key)):
            found.append(Number(NumberRole.INTERNATIONAL, "WO", words(key)))
    return tuple(found)


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
        version = _first(details, "ClassificationVersion")
        numbers = dict.fromkeys([words(each).lstrip("0") for each in details.iter("ClassNumber")])
        yield from (Classification("nice", each, version=version) for each in numbers if said(each))
    for category in _within(parts, "MarkImageDetails", "MarkImageCategory"):
        scheme = value(category, "CategoryKind").lower() or "vienna"
        codes = dict.fromkeys(words(code) for code in category.iter("CategoryCode"))
        dated = said(value(category, "CategoryVersion"))
        yield from (Classification(scheme, code, version=dated) for code in codes if said(code))


def _priorities(parts: Parts) -> Iterator[Priority]:
    for claim in below(parts, "PriorityDetails", "Priority"):
        look = told_by(claim).get
        country, number = look("PriorityCountryCode", ""), look("PriorityNumber", "")
        day = date_of(look("PriorityDate"))
        if number or day:
            yield Priority(country, number, day)


def _events(parts: Parts, office: str) -> list[LegalEvent]:
    found = [_step(told_by(event), office) for event in below(parts, "MarkEventDetails", "MarkEvent")]
    if "PublicationDetails" in parts:
        found += _publications(parts, office)
    if "OppositionDetails" in parts:
        found += _oppositions(parts, office)
    if "MarkRecordDetails" in parts:
        found += _recordals(parts, office)
    return found


def _step(event: Told, office: str) -> LegalEvent:
    """One event: the standard's code, the office's own code and words where it gives them."""
    look = event.get
    standard, code = look("MarkEventCode", ""), look("OfficeSpecificMarkEventCode", "")
    name = look("OfficeSpecificMarkEventName", "")
    return LegalEvent(
        office,
        standard or code,
        date_of(look("MarkEventDate") or look("MarkEventDateTime")),
        look("OfficeSpecificMarkEventDescription") or name or standard,
        details=_pairs(office_code=code, office_name=name, response_by=look("MarkEventResponseDate", "")),
    )


def _pairs(**facts: str) -> tuple[tuple[str, str], ...]:
    return tuple([pair for pair in facts.items() if pair[1]])


def _publications(parts: Parts, office: str) -> Iterator[LegalEvent]:
    for publication in below(parts, "PublicationDetails", "Publication"):
        look = told_by(publication).get
        day = date_of(look("PublicationDate"))
        details = _pairs(
            identifier=look("PublicationIdentifier", ""),
            section=look("PublicationSection", ""),
            page=look("PublicationPage", ""),
        )
        if day or details:
            yield LegalEvent(office, "Publication", day, "Publication", None, details)


def _oppositions(parts: Parts, office: str) -> Iterator[LegalEvent]:
    for opposition in below(parts, "OppositionDetails", "Opposition"):
        look = told_by(opposition).get
        details = _pairs(
            identifier=look("OppositionIdentifier", ""),
            ground=look("OppositionGroundText", ""),
            extent=look("OppositionExtentText", ""),
            basis=look("OppositionBasisCode", ""),
            status=look("OppositionCurrentStatusCode", ""),
            status_on=look("OppositionCurrentStatusDate", ""),
        )
        day = date_of(look("OppositionDate"))
        yield LegalEvent(office, "Opposition", day, "Opposition", None, details)
        for event in every(opposition, "OppositionEventDetails/OppositionEvent"):
            look = told_by(event).get
            code = look("OppositionEventCode", "")
            happened = date_of(look("OppositionEventDate") or look("OppositionEventDateTime"))
            yield LegalEvent(office, f"Opposition.{code}", happened, code)


def _recordals(parts: Parts, office: str) -> Iterator[LegalEvent]:
    """Transfers, licences, changes of name, renewals and other entries in the register."""
    for entry in below(parts, "MarkRecordDetails", "MarkRecord/*"):
        told = told_by(entry)
        look = told.get
        kind = next((text for tag, text in told.items() if tag.endswith("Kind")), "")
        details = _pairs(
            kind=kind,
            identifier=look("RecordIdentifier", ""),
            reference=look("RecordReference", ""),
            status=look("RecordCurrentStatusCode", ""),
            notified_on=look("RecordNotificationDate", ""),
        )
        day = date_of(look("RecordFilingDate") or look("RecordNotificationDate"))
        effective = date_of(look("RecordEffectiveDate"))
        yield LegalEvent(office, entry.tag, day, kind or entry.tag, effective, details)


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


def _facts(root: Element, parts: Parts, told: Told) -> list[tuple[str, str]]:
    found = [(key, told[tag]) for tag, key in _FACTS.items() if told.get(tag)]
    for tag, path, key in _LONGER_FACTS:
        if tag in parts and (elements := below(parts, tag, path)):
            texts = dict.fromkeys([said(words(each)) for each in elements])
            if any(texts):
                found.append((key, "; ".join([text for text in texts if text])))
    if subcode := _first(root, "TransactionSubCode"):
        found.append(("transaction", subcode))
    return found

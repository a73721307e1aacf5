"""Patent Public Search: lists of publications, and whole publications with text and citations."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import partial

from mainline.offices import answers
from mainline.offices.answers import Answer, children, day, fold, ordered, pairs, text, texts
from mainline.offices.base import Piece
from mainline.offices.pieces import position_of
from mainline.offices.record import (
    Citation,
    Classification,
    FamilyId,
    Flag,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Priority,
    Record,
    Text,
)
from mainline.offices.uspto_json.names import NAME, NoSubject, Read, application, kind_of

_GUID = re.compile(r"US-(.+?)-([A-Z]\d?)$")
_BREAK = re.compile(r"<br\s*/?>|</p>|</li>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")
_CLAIM = re.compile(r"\d{1,4}(?:\s*[-–]\s*\d{1,4})?\s*\.\s")
_US_CITED = re.compile(r"((?:RE|PP|D|H|T)?\d{3,11})(?:\s+(\d{8}))?(?!\S)")
_FOREIGN_CITED = re.compile(r"(.*?\S)\s++(\d{8})\s++([A-Z]{2})$")
_DESCRIPTION = ("briefHtml", "backgroundTextHtml", "descriptionHtml")


def read(decoded: object) -> Iterator[Read] | None:
    """The publications of a list or of a search result; ``None`` if it is not from this service."""
    found = (
        children({"patents": decoded}, "patents")
        if isinstance(decoded, list)
        else children(decoded, "patents")
    )
    if not found or not any("guid" in each for each in found):
        return None
    return map(_publication, found)


def _publication(node: Answer) -> Read:
    match = _GUID.match(text(node, "guid"))
    if match:
        return partial(_record, node, match[1], match[2])
    return NoSubject(f"guid {text(node, 'guid')!r}", [{**node, "guid": text(node, "guid")}])


def _record(node: Answer, number: str, kind_code: str, piece: Piece, nth: int) -> Record:
    flags: set[Flag] = set()
    published_on = day(node.get("datePublished"), flags)
    title = _plain(text(node, "inventionTitle"))
    if not title:
        flags.add(Flag.NO_TITLE)
    parties = _parties(node)
    if not any(party.role in (PartyRole.APPLICANT, PartyRole.ASSIGNEE) for party in parties):
        flags.add(Flag.NO_APPLICANT)
    return Record(
        format=NAME,
        office="US",
        right_kind=kind_of(number, kind_code=kind_code),
        numbers=_numbers(node, Number(NumberRole.PUBLICATION, "US", number, kind_code, published_on), flags),
        position=position_of(piece, nth=nth),
        language="en",
        document_kind=answers.first(text(node, "type"), kind_code),
        titles=(Text("en", title),) if title else (),
        abstracts=_texts(_plain(text(node, "abstractHtml"))),
        claims=tuple(Text("en", claim) for claim in _claims(node.get("claimsHtml"))),
        descriptions=_texts("\n".join(line for key in _DESCRIPTION for line in _lines(node.get(key)))),
        parties=parties,
        priorities=_priorities(node, flags),
        classifications=_classifications(node),
        citations=_citations(node),
        families=_families(node),
        as_of=published_on,
        flags=ordered(flags),
        extra=_extra(node),
    )


def _texts(printed: str) -> tuple[Text, ...]:
    return (Text("en", printed),) if printed else ()


def _plain(printed: str) -> str:
    """Text without tags, entities resolved (the service escapes some of them twice)."""
    return fold(html.unescape(html.unescape(_TAG.sub("", _BREAK.sub(" ", printed)))))


def _lines(printed: object) -> list[str]:
    if not isinstance(printed, str):
        return []
    return [line for line in map(_plain, _BREAK.split(printed)) if line]


def _claims(printed: object) -> list[str]:
    """One entry a claim; a line that begins with no number goes on with the claim before it."""
    claims: list[str] = []
    for line in _lines(printed):
        if claims and not _CLAIM.match(line):
            claims[-1] = f"{claims[-1]} {line}"
        else:
            claims.append(line)
    return claims


def _numbers(node: Answer, published: Number, flags: set[Flag]) -> tuple[Number, ...]:
    filed_on = next((day(each, flags) for each in texts(node, "applicationFilingDate")), None)
    filed = application(text(node, "applicationNumber"), filed_on)
    abroad = next(iter(texts(node, "pctFilingNumber")), "")
    international = application(abroad) if abroad.upper().startswith("PCT") else None
    return tuple(each for each in (published, filed, international) if each)


def _parties(node: Answer) -> tuple[Party, ...]:
    rows = (
        (PartyRole.APPLICANT, "applicantName", "applicantCountry"),
        (PartyRole.ASSIGNEE, "assigneeName", "assigneeCountry"),
        (PartyRole.AGENT, "legalFirmName", ""),
        (PartyRole.EXAMINER, "primaryExaminer", ""),
        (PartyRole.EXAMINER, "assistantExaminer", ""),
    )
    found = [
        party
        for role, key, country in rows
        for party in _named(role, texts(node, key), _countries(node, country))
    ]
    inventors = texts(node, "inventorsName")
    short = [] if inventors else [name.removesuffix(" et al.") for name in texts(node, "inventorsShort")]
    countries = _countries(node, "inventorCountry")
    found += _named(PartyRole.INVENTOR, inventors or short, countries)
    return tuple(found)


def _countries(node: Answer, key: str) -> list[str]:
    listed = node.get(key) if key else None
    return [answers.to_text(each) for each in listed] if isinstance(listed, list) else []


def _named(role: PartyRole, names: list[str], countries: list[str]) -> Iterator[Party]:
    is_person = True if role in (PartyRole.INVENTOR, PartyRole.EXAMINER) else None
    for nth, name in enumerate(names, 1):
        country = countries[nth - 1] if len(countries) == len(names) else ""
        yield Party(role, _plain(name), "en", is_person, country, sequence=nth)


def _priorities(node: Answer, flags: set[Flag]) -> tuple[Priority, ...]:
    numbers, countries = texts(node, "priorityClaimsDocNumber"), texts(node, "priorityClaimsCountry")
    days = texts(node, "priorityClaimsDate")
    return tuple(
        Priority(
            countries[nth] if len(countries) == len(numbers) else "",
            number,
            day(days[nth], flags) if len(days) == len(numbers) else None,
        )
        for nth, number in enumerate(numbers)
    )


def _classifications(node: Answer) -> tuple[Classification, ...]:
    rows: tuple[tuple[str, str, bool | None], ...] = (
        ("cpc", "cpcInventiveFlattened", True),
        ("cpc", "cpcAdditionalFlattened", False),
        ("ipc", "ipcCodeFlattened", None),
        ("uspc", "uspcFullClassificationFlattened", None),
    )
    return tuple(
        found
        for scheme, key, inventive in rows
        for found in answers.symbols(scheme, text(node, key).split(";"), inventive)
    )


def _citations(node: Answer) -> tuple[Citation, ...]:
    """American and foreign documents and other literature; older lists give American numbers alone."""
    groups = texts(node, "usRefGroup") or texts(node, "urpn")
    found = [_us_cited(each) for each in groups]
    found += [_foreign_cited(each) for each in texts(node, "foreignRefGroup")]
    others = node.get("otherRefPub")
    lines = [line for each in others for line in _lines(each)] if isinstance(others, list) else _lines(others)
    found += [Citation(text=line) for line in lines]
    return tuple(dict.fromkeys(found))


def _us_cited(printed: str) -> Citation:
    match = _US_CITED.match(printed)
    return Citation("US", match[1], date=day(match[2])) if match else Citation(text=_plain(printed))


def _foreign_cited(printed: str) -> Citation:
    match = _FOREIGN_CITED.match(printed)
    if not match:
        return Citation(text=_plain(printed))
    return Citation(match[3], match[1].replace(" ", ""), date=day(match[2]))


def _families(node: Answer) -> tuple[FamilyId, ...]:
    """The office's own family number, which it makes up for publications not yet in a family."""
    family = text(node, "familyIdentifierCur")
    return (FamilyId("uspto_family", family),) if family not in ("", "0") else ()


def _extra(node: Answer) -> tuple[tuple[str, str], ...]:
    return pairs(
        claim_count=text(node, "numberOfClaims"),
        page_count=text(node, "pageCount"),
        examiner_group=text(node, "examinerGroup"),
        continuity=_plain(" ".join(texts(node, "continuityData"))),
        government_interest=_plain(" ".join(texts(node, "governmentInterest"))),
        certificate_of_correction=text(node, "certOfCorrectionFlag"),
    )

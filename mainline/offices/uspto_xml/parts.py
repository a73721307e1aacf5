"""What the generations of the office's XML have in common: text, classes, flags, the record itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from mainline.offices.kinds import right_kind_of
from mainline.offices.record import (
    Citation,
    Classification,
    Flag,
    Image,
    Number,
    NumberRole,
    Party,
    PartyRole,
    RightKind,
    Text,
)
from mainline.offices.xml import date_of, text_of

OFFICE = "US"
SEQUENCES = ("sequence-list", "sequence-cwu", "SEQLST-US", "SEQ-LST-OLD", "SEQ-LST-NEW")
"""Elements that hold a sequence listing: data, not text to read or search."""

_PADDED_CLASS = re.compile(r"([0-9A-Z]{3})(\d{3})(\d{3})")
_SPACED_CLASS = re.compile(r"\s*(\d{1,3})\s+(\S.*)")
_NO_COUNTRY = frozenset(("unknown", "omitted", ""))
_PHASES = {
    "cited by examiner": "examiner",
    "cited by applicant": "applicant",
    "cited by third party": "third_party",
    "cited by other": "other",
    "imported from a related application": "related_application",
}


def kind_of(kind_code: str, said: str = "") -> RightKind:
    """The right: by the office's own word where it says one (``plant``), else by kind code.

    A plant patent (35 U.S.C. 161) is how the United States protects a vegetatively reproduced variety:
    "an industrial property title other than a breeder's right" of UPOV 1991 Article 35(2).
    """
    if said == "plant" or (not said and kind_code.startswith("P")):
        return RightKind.PLANT_VARIETY
    return RightKind.DESIGN if said == "design" else right_kind_of(OFFICE, kind_code)


def fixed(code: str) -> str:
    """A country code as printed; "" for the office's words for none."""
    return "" if code.lower() in _NO_COUNTRY else code


def kind_code_of(printed: str) -> str:
    """A kind code of WIPO ST.16; "" for the ``00`` that the office prints where there is none."""
    return printed if printed[:1].isalpha() else ""


def office_of(number: str, said: str) -> str:
    """The office of a number: an international application is the International Bureau's."""
    return "WO" if number.upper().startswith("PCT") else (fixed(said) or OFFICE)


def paragraphs(element: etree._Element | None, blocks: tuple[str, ...], cells: tuple[str, ...] = ()) -> str:
    """The text of a description without sequence listings: blocks as lines, table cells divided by blanks."""
    if element is None:
        return ""
    for sequence in list(element.iter(*SEQUENCES)):
        tail = sequence.tail
        sequence.clear()
        sequence.tail = tail
    for cell in element.iter(*cells) if cells else ():
        cell.tail = " " + (cell.tail or "")
    return text_of(element, blocks)


def in_english(text: str) -> tuple[Text, ...]:
    """One text, or none if it is blank; the office publishes in English."""
    return (Text("en", text),) if text else ()


def uspc(raw: str, *, is_main: bool = False, is_fixed: bool = False) -> Classification:
    """A symbol of the United States classification as class/subclass: ``  4675`` → ``4/675``.

    The field has three characters for the class, three for the subclass and then its decimals
    (`` 153276`` → ``15/327.6``). ``is_fixed`` says that leading blanks of this document
    stand as printed; without that, digits that could be cut in two ways are kept in one.
    """
    spaced = _SPACED_CLASS.fullmatch(raw)
    folded = " ".join(raw.split())
    symbol = folded
    if padded := _PADDED_CLASS.fullmatch(folded):
        decimals = padded.group(3).rstrip("0")
        symbol = f"{padded.group(1).lstrip('0')}/{int(padded.group(2))}{'.' + decimals if decimals else ''}"
    elif spaced:
        symbol = f"{spaced.group(1)}/{' '.join(spaced.group(2).split())}"
    elif len(raw) > 3 and (is_fixed or raw[0].isspace() or raw[0].isalpha()):
        subclass = " ".join(raw[3:].split())
        if subclass.isdecimal() and len(subclass) > 3:
            subclass = f"{subclass[:3]}.{subclass[3:]}"
        symbol = f"{''.join(raw[:3].split())}/{subclass}"
    return Classification("uspc", symbol, is_main)


def locarno(raw: str, *, edition: str = "", is_main: bool = False) -> Classification:
    """``0101`` or ``01-01`` as ``01-01``."""
    folded = "".join(raw.split())
    symbol = f"{folded[:2]}-{folded[2:]}" if folded.isdecimal() and len(folded) == 4 else folded
    return Classification("locarno", symbol, is_main, version=edition)


def citation(office: str, number: str, kind_code: str, name: str, day: str, category: str) -> Citation:
    """A patent cited; the month alone, as the office prints it, stays in the text."""
    date = date_of(day)
    if date is None and len(day) >= 6:
        name = f"{name}, {day[:4]}-{day[4:6]}" if name else f"{day[:4]}-{day[4:6]}"
    return Citation(office, number, kind_code, name, date, "", phase_of(category))


def phase_of(category: str) -> str:
    """Who cited: examiner, applicant, third_party, other, related_application; else as printed."""
    printed = category.strip().lower()
    return _PHASES.get(printed, printed)


def numbered(parties: Iterable[Party | None]) -> tuple[Party, ...]:
    """The parties that have a name, numbered from 1 within their role."""
    counts: dict[PartyRole, int] = {}
    found = []
    for party in parties:
        if party is not None and party.name:
            counts[party.role] = counts.get(party.role, 0) + 1
            found.append(_at_place(party, counts[party.role]))
    return tuple(found)


def _at_place(party: Party, sequence: int) -> Party:
    """The same as ``dataclasses.replace``, which takes six times as long."""
    return Party(
        party.role,
        party.name,
        party.language,
        party.is_person,
        party.country,
        party.address,
        party.identifier,
        sequence,
    )


def distinct(symbols: Iterable[Classification | None]) -> tuple[Classification, ...]:
    """Symbols without repetition, in order."""
    seen: dict[tuple[str, str], Classification] = {}
    for symbol in symbols:
        if symbol is not None and symbol.symbol:
            seen.setdefault((symbol.scheme, symbol.symbol), symbol)
    return tuple(seen.values())


def images(references: Iterable[str | None]) -> tuple[Image, ...]:
    """Drawings by file name."""
    return tuple(Image(reference, "drawing") for reference in references if reference)


def dated(role: NumberRole, text: str, kind_code: str, day: str) -> tuple[Number | None, bool]:
    """A number of the office and whether its date is printed but impossible."""
    date = date_of(day)
    number = Number(role, OFFICE, text, kind_code, date) if text else None
    return number, bool(day) and date is None


def flags_for(
    flags: tuple[Flag, ...], *, title: object, parties: tuple[Party, ...], impossible: bool
) -> tuple[Flag, ...]:
    """The parser's flags and what is missing from the record."""
    owners = (PartyRole.APPLICANT, PartyRole.HOLDER, PartyRole.ASSIGNEE)
    said = (
        (Flag.IMPOSSIBLE_DATE, impossible),
        (Flag.NO_TITLE, not title),
        (Flag.NO_APPLICANT, not any(party.role in owners for party in parties)),
    )
    return flags + tuple(flag for flag, is_so in said if is_so)


def said_by(element: etree._Element | None) -> dict[str, str]:
    """The text of each child by its tag (the first of its name), in one pass over the children."""
    said: dict[str, str] = {}
    for child in () if element is None else element:
        if child.tag not in said:
            said[child.tag] = text_of(child) if len(child) else " ".join((child.text or "").split())
    return said


def kept(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Facts that are not blank."""
    return tuple((key, value) for key, value in facts if value)


def iso(day: str) -> str:
    """A date as printed in the ISO form; "" for none or an impossible one."""
    date: dt.date | None = date_of(day)
    return date.isoformat() if date else ""


def raw_text(element: etree._Element) -> str:
    """The text of an element with its blanks."""
    return "".join(str(text) for text in element.itertext())


def raw_texts(elements: Iterable[etree._Element]) -> Iterator[str]:
    """The text of elements with its blanks, which fixed-width fields need."""
    for element in elements:
        yield raw_text(element)

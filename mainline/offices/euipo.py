"""JSON answers of the European Union Intellectual Property Office: lists of marks and of designs.

Shape: ``{"trademarks": […], "page": …}`` and ``{"designs": […], …}``. Sections of the bulletin (``A.1`` published,
``B.1`` registered, ``D.1`` renewed, …) become legal events by the office's own section code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from mainline.offices import answers
from mainline.offices.answers import Answer, children, day, ordered, pairs, text, texts
from mainline.offices.base import Piece
from mainline.offices.pieces import position_of, reject, whole
from mainline.offices.record import (
    Classification,
    Flag,
    LegalEvent,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Record,
    Rejected,
    RightKind,
    Text,
)

NAME = "euipo.json"
LABEL = ("欧盟知识产权局 API 应答（JSON）", "EU Intellectual Property Office API answer (JSON)")

OFFICE = "EM"
_MARKS = re.compile(rb'"trademarks"\s*:\s*\[')
_DESIGNS = re.compile(rb'"designs"\s*:\s*\[')
_ROLES = (
    ("applicants", PartyRole.APPLICANT),
    ("representatives", PartyRole.AGENT),
    ("designers", PartyRole.DESIGNER),
)
_INTERNATIONAL = re.compile(r"W0*+([1-9]\d*[A-Z]?)$")


def sniff(head: bytes, name: str) -> bool:
    """A list of marks with their basis, or of designs with their numbers."""
    is_marks = _MARKS.search(head) and (b'"markBasis"' in head or b'"markFeature"' in head)
    return bool(is_marks or (_DESIGNS.search(head) and b'"designNumber"' in head))


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One answer is one file."""
    return whole(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Every mark and design in the answer."""
    decoded = answers.decode(piece, NAME)
    if isinstance(decoded, Rejected):
        yield decoded
        return
    nth = 0
    for each in children(decoded, "trademarks"):
        yield _read_mark(piece, nth, each)
        nth += 1
    for each in children(decoded, "designs"):
        yield _read_design(piece, nth, each)
        nth += 1
    if not nth:
        yield reject(NAME, piece, "answer.empty", "trademarks and designs are both empty")


def _read_mark(piece: Piece, nth: int, node: Answer) -> Record | Rejected:
    flags: set[Flag] = set()
    filed = text(node, "applicationNumber")
    if not filed:
        detail = f"trademark {nth + 1}: no applicationNumber"
        return answers.reject_entry(NAME, piece, nth, "record.no_number", detail, {"trademarks": [node]})
    events = _events(node, flags)
    return Record(
        format=NAME,
        office=OFFICE,
        right_kind=RightKind.TRADEMARK,
        numbers=_mark_numbers(node, filed, flags),
        position=position_of(piece, nth=nth),
        document_kind=text(node, "markBasis"),
        titles=_verbal(node),
        parties=_parties(node, flags),
        classifications=answers.symbols("nice", texts(node, "niceClasses")),
        events=events,
        status=text(node, "status"),
        as_of=answers.latest(*(event.date for event in events)),
        flags=ordered(flags),
        extra=_extra(node, flags)
        + pairs(feature=text(node, "markFeature"), mark_kind=text(node, "markKind")),
    )


def _mark_numbers(node: Answer, filed: str, flags: set[Flag]) -> tuple[Number, ...]:
    """An EU mark keeps its filing number when registered; ``W…`` is an international registration."""
    filed_on = answers.first(text(node, "applicationDate"), text(node, "designationDate"))
    numbers = [Number(NumberRole.APPLICATION, OFFICE, filed, "", day(filed_on, flags))]
    registered_on = day(node.get("registrationDate"), flags)
    international = _INTERNATIONAL.match(filed)
    if international:
        numbers.append(Number(NumberRole.INTERNATIONAL, "WO", international[1], "", registered_on))
    elif registered_on:
        numbers.append(Number(NumberRole.REGISTRATION, OFFICE, filed, "", registered_on))
    return tuple(numbers)


def _verbal(node: Answer) -> tuple[Text, ...]:
    words = text(node, "wordMarkSpecification", "verbalElement")
    return (Text("", words),) if words else ()


def _read_design(piece: Piece, nth: int, node: Answer) -> Record | Rejected:
    flags: set[Flag] = set()
    number = text(node, "designNumber")
    if not number:
        detail = f"design {nth + 1}: no designNumber"
        return answers.reject_entry(NAME, piece, nth, "record.no_number", detail, {"designs": [node]})
    filed_on = day(node.get("applicationDate"), flags)
    numbers = [Number(NumberRole.APPLICATION, OFFICE, number, "", filed_on)]
    if registered_on := day(node.get("registrationDate"), flags):
        numbers.append(Number(NumberRole.REGISTRATION, OFFICE, number, "", registered_on))
    return Record(
        format=NAME,
        office=OFFICE,
        right_kind=RightKind.DESIGN,
        numbers=tuple(numbers),
        position=position_of(piece, nth=nth),
        document_kind="design",
        titles=tuple(Text("", each) for each in texts(node, "verbalElement")),
        parties=_parties(node, flags),
        classifications=_locarno(node),
        events=_events(node, flags),
        related=_multiple_application(node, number),
        status=text(node, "status"),
        flags=ordered(flags),
        extra=_extra(node, flags),
    )


def _locarno(node: Answer) -> tuple[Classification, ...]:
    printed = (each.replace(".", "-") for each in texts(node, "locarnoClasses"))
    return tuple(dict.fromkeys(Classification("locarno", each) for each in printed))


def _multiple_application(node: Answer, number: str) -> tuple[tuple[str, Number], ...]:
    """Several designs may share one application, so its number identifies none of them alone."""
    filed = text(node, "applicationNumber")
    if not filed or filed == number:
        return ()
    return (("multiple_application", Number(NumberRole.APPLICATION, OFFICE, filed)),)


def _events(node: Answer, flags: set[Flag]) -> tuple[LegalEvent, ...]:
    found = [
        LegalEvent(
            OFFICE,
            text(each, "publicationSection"),
            day(each.get("publicationDate"), flags),
            details=pairs(bulletin=text(each, "bulletinNumber")),
        )
        for each in children(node, "publications")
    ]
    return answers.once(found)


def _parties(node: Answer, flags: set[Flag]) -> tuple[Party, ...]:
    """Those whose name is given; a party with an identifier alone stands in ``extra``."""
    found = tuple(
        Party(role, text(each, "name"), identifier=_identifier(each), sequence=nth)
        for key, role in _ROLES
        for nth, each in enumerate(children(node, key), 1)
        if text(each, "name")
    )
    if not any(party.role is PartyRole.APPLICANT for party in found):
        flags.add(Flag.NO_APPLICANT)
    return found


def _identifier(node: Answer) -> str:
    code = text(node, "identifier")
    return f"euipo:{code}" if code else ""


def _extra(node: Answer, flags: set[Flag]) -> tuple[tuple[str, str], ...]:
    expires_on = day(node.get("expiryDate"), flags)
    facts = pairs(
        expires_on=expires_on.isoformat() if expires_on else "",
        applicant_reference=text(node, "applicantReference"),
    )
    unnamed = [
        (f"{key[:-1]}_identifier", _identifier(each))
        for key in ("applicants", "representatives", "designers")
        for each in children(node, key)
        if _identifier(each) and not text(each, "name")
    ]
    return facts + tuple(unnamed)

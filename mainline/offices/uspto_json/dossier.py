"""Global Dossier: the members of a patent family at several offices, with numbers, days and priorities."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mainline.offices import answers
from mainline.offices.answers import Answer, children, day, ordered, pairs, text
from mainline.offices.base import Piece
from mainline.offices.kinds import right_kind_of
from mainline.offices.pieces import position_of
from mainline.offices.record import Flag, Number, NumberRole, Party, PartyRole, Priority, Record, Text
from mainline.offices.uspto_json.names import NAME, NoSubject, Read


def read(decoded: object) -> Iterator[Read] | None:
    """The members of the family; ``None`` if it is not from this service."""
    if not isinstance(decoded, dict) or "corrAppNum" not in decoded:
        return None
    return (_member(each, decoded) for each in children(decoded, "list"))


def _member(node: Answer, family: Answer) -> Read:
    if not text(node, "appNum") or not text(node, "countryCode"):
        return NoSubject("no appNum or no countryCode", {**family, "list": [node]})
    return partial(_record, node, family)


def _record(node: Answer, family: Answer, piece: Piece, nth: int) -> Record:
    flags: set[Flag] = set()
    office, filed = text(node, "countryCode"), text(node, "appNum")
    published = tuple(_publication(each, flags) for each in children(node, "pubList") if text(each, "pubNum"))
    title = text(node, "title")
    if not title:
        flags.add(Flag.NO_TITLE)
    parties = _applicants(node)
    if not parties:
        flags.add(Flag.NO_APPLICANT)
    filed_on = day(node.get("appDateStr"), flags)
    return Record(
        format=NAME,
        office=office,
        right_kind=right_kind_of(office, published[0].kind_code if published else ""),
        numbers=(Number(NumberRole.APPLICATION, office, filed, text(node, "kindCode"), filed_on), *published),
        position=position_of(piece, nth=nth),
        document_kind="family-member",
        titles=(Text("en", title),) if title else (),
        parties=parties,
        priorities=_priorities(node, office, filed),
        as_of=answers.latest(filed_on, *(each.date for each in published)),
        flags=ordered(flags),
        extra=pairs(dossier_of=f"{text(family, 'country')} {text(family, 'corrAppNum')}".strip()),
    )


def _publication(node: Answer, flags: set[Flag]) -> Number:
    office, printed = text(node, "pubCountry"), text(node, "pubNum")
    published_on = day(node.get("pubDateStr"), flags)
    return Number(NumberRole.PUBLICATION, office, printed, text(node, "kindCode"), published_on)


def _applicants(node: Answer) -> tuple[Party, ...]:
    names = answers.texts(node, "applicantNames")
    return tuple(Party(PartyRole.APPLICANT, name, sequence=nth) for nth, name in enumerate(names, 1))


def _priorities(node: Answer, office: str, filed: str) -> tuple[Priority, ...]:
    """The claims, without the application's mention of itself."""
    found = [
        Priority(text(each, "country"), text(each, "docNumber"), kind_code=text(each, "kindCode"))
        for each in children(node, "priorityClaimList")
        if text(each, "docNumber")
    ]
    return tuple(dict.fromkeys(each for each in found if (each.office, each.text) != (office, filed)))

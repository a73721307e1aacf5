"""Trademark status answers (TSDR): the mark, its owners, goods, and the whole prosecution history."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mainline.offices import answers
from mainline.offices.answers import Answer, child, children, day, ordered, pairs, text
from mainline.offices.base import Piece
from mainline.offices.pieces import position_of
from mainline.offices.record import (
    Classification,
    Flag,
    Goods,
    LegalEvent,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Record,
    RightKind,
    Text,
)
from mainline.offices.uspto_json.names import NAME, NoSubject, Read

_NICE_CLASSES = frozenset(str(number) for number in range(1, 46))


def read(decoded: object) -> Iterator[Read] | None:
    """The marks of an answer; ``None`` if it is not from this service."""
    if not isinstance(decoded, dict) or "trademarks" not in decoded:
        return None
    return map(_mark, children(decoded, "trademarks"))


def _mark(node: Answer) -> Read:
    serial = text(node, "status", "serialNumber")
    if serial:
        return partial(_record, node, serial)
    return NoSubject("no status.serialNumber", {"trademarks": [node]})


def _record(node: Answer, serial: str, piece: Piece, nth: int) -> Record:
    flags: set[Flag] = set()
    status = child(node, "status")
    title = text(status, "markElement")
    events = _events(node, flags)
    return Record(
        format=NAME,
        office="US",
        right_kind=RightKind.TRADEMARK,
        numbers=_numbers(status, serial, flags),
        position=position_of(piece, nth=nth),
        language="en",
        document_kind="trademark-status",
        titles=(Text("en", title),) if title else (),
        parties=_owners(node) + _correspondents(child(status, "correspondence")),
        classifications=_nice(node),
        events=events,
        goods=_goods(node),
        status=answers.first(text(status, "tm5StatusDesc"), text(status, "status")),
        as_of=answers.latest(day(status.get("statusDate"), flags), *(event.date for event in events)),
        flags=ordered(flags),
        extra=_extra(node, status),
    )


def _numbers(status: Answer, serial: str, flags: set[Flag]) -> tuple[Number, ...]:
    found = [Number(NumberRole.APPLICATION, "US", serial, "", day(status.get("filingDate"), flags))]
    if registered := text(status, "usRegistrationNumber"):
        registered_on = day(status.get("usRegistrationDate"), flags)
        found.append(Number(NumberRole.REGISTRATION, "US", registered, "", registered_on))
    return tuple(found)


def _owners(node: Answer) -> tuple[Party, ...]:
    """Owner groups by party type: 10 is the original applicant; 30 and above stand after registration."""
    groups = child(node, "parties", "ownerGroups")
    return tuple(
        _owner(each, nth)
        for key in sorted(groups)
        for nth, each in enumerate(children(groups, key), 1)
        if text(each, "name")
    )


def _owner(node: Answer, nth: int) -> Party:
    said = text(node, "partyTypeDescription").upper()
    role = PartyRole.HOLDER if "REGISTRANT" in said or "OWNER" in said else PartyRole.APPLICANT
    is_person = {"INDIVIDUAL": True, "CORPORATION": False}.get(
        text(node, "entityType", "description").upper()
    )
    place = ", ".join(filter(None, (text(node, key) for key in ("address1", "address2", "city", "zip"))))
    country = text(node, "addressStateCountry", "iso", "code")
    return Party(role, text(node, "name"), "en", is_person, country, place, sequence=nth)


def _correspondents(node: Answer) -> tuple[Party, ...]:
    place = child(node, "address")
    lines = (text(place, "line1"), text(place, "city"), text(place, "postalCode"))
    address, country = ", ".join(filter(None, lines)), text(place, "countryCode")
    rows = ((PartyRole.AGENT, "attorneyName", True), (PartyRole.CORRESPONDENT, "individualFullName", None))
    return tuple(
        Party(role, text(node, key), "en", is_person, country, address)
        for role, key, is_person in rows
        if text(node, key)
    )


def _codes(node: Answer) -> list[str]:
    """Class codes of one entry of goods; 200, A and B are American classes and no Nice ones."""
    codes = (text(each, "code").lstrip("0") for each in children(node, "internationalClasses"))
    return [code for code in codes if code in _NICE_CLASSES]


def _nice(node: Answer) -> tuple[Classification, ...]:
    codes = (code for each in children(node, "gsList") for code in _codes(each))
    return tuple(dict.fromkeys(Classification("nice", code) for code in codes))


def _goods(node: Answer) -> tuple[Goods, ...]:
    return tuple(
        Goods(next(iter(_codes(each)), ""), "en", text(each, "description"))
        for each in children(node, "gsList")
        if text(each, "description")
    )


def _events(node: Answer, flags: set[Flag]) -> tuple[LegalEvent, ...]:
    found = [
        LegalEvent(
            "US",
            text(each, "entryCode"),
            day(each.get("entryDate"), flags),
            text(each, "entryDesc"),
            details=pairs(entry=text(each, "entryNumber")),
        )
        for each in children(node, "prosecutionHistory")
    ]
    return answers.once(found)


def _extra(node: Answer, status: Answer) -> tuple[tuple[str, str], ...]:
    facts = pairs(
        status_code=text(status, "status"),
        status_on=text(status, "statusDate"),
        status_text=text(status, "extStatusDesc"),
        abandoned_on=text(status, "dateAbandoned"),
        mark_description=text(status, "descOfMark"),
        colour_claim=text(status, "colorClaimed"),
        disclaimer=text(status, "disclaimer"),
        docket=text(status, "attrnyDktNumber"),
    )
    codes = (text(each, "code") for each in children(status, "designSearchList"))
    facts += tuple(("design_search_code", code) for code in codes if code)
    other = (
        text(each, "code")
        for goods in children(node, "gsList")
        for each in children(goods, "internationalClasses")
        if text(each, "code").lstrip("0") not in _NICE_CLASSES
    )
    return facts + tuple(("other_class", code) for code in other if code)

"""INPADOC: families of publications and the legal events that offices report to the EPO.

An event is a group of elements ``L001EP`` … ``L525EP``, each with a description of its own. Source: the
service's own descriptions in its answers, and the EPO's INPADOC coding scheme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

from mainline.offices.epo_exchange import claims_by_sequence, number_of, printed_ids, priorities
from mainline.offices.kinds import right_kind_of
from mainline.offices.record import (
    FamilyId,
    Flag,
    LegalEvent,
    Number,
    NumberRole,
    Position,
    Record,
    RightKind,
)
from mainline.offices.tree import every, words
from mainline.offices.xml import date_of

_COUNTRY, _GAZETTE, _CODE, _EFFECTIVE, _EXCHANGED = "L001EP", "L007EP", "L008EP", "L525EP", "L018EP"
_HEAD = frozenset(("L003EP", "L004EP", "L019EP", _COUNTRY, _GAZETTE, _CODE, _EFFECTIVE, _EXCHANGED))
_RIGHTS = {"UM": RightKind.UTILITY_MODEL, "DP": RightKind.DESIGN}
_WORD = re.compile(r"[^0-9a-z]+")


def read_family(
    family: Element, *, name: str, position: Position, flags: tuple[Flag, ...]
) -> Iterator[Record | None]:
    """A record for each member; where events are told, one for each right, with all its publications.

    Members of one right share their application; the events are repeated under each and kept once.
    """
    has_events = family.get("legal") == "true"
    groups: dict[object, list[Element]] = {}
    for nth, member in enumerate(family.findall("family-member")):
        application = _number(member, "application-reference", NumberRole.APPLICATION)
        key = (application.office, application.text) if has_events and application else nth
        groups.setdefault(key, []).append(member)
    for nth, members in enumerate(groups.values()):
        place = Position(position.member, position.offset, position.ordinal + nth)
        yield _record(members, name, place, flags)


def _number(member: Element, tag: str, role: NumberRole) -> Number | None:
    return number_of(role, printed_ids(member.findall(tag)))


def _record(members: list[Element], name: str, position: Position, flags: tuple[Flag, ...]) -> Record | None:
    published = [_number(member, "publication-reference", NumberRole.PUBLICATION) for member in members]
    filed = [_number(member, "application-reference", NumberRole.APPLICATION) for member in members]
    numbers = tuple(dict.fromkeys(number for number in (*published, *filed) if number))
    if not numbers:
        return None
    events = tuple(dict.fromkeys(event for member in members for event in read_events(member)))
    days = [number.date for number in published if number]
    days += [date_of(words(day)) for member in members for day in every(member, f"legal/{_EXCHANGED}")]
    kind = next((words(found) for found in every(members[0], "legal/L005EP")), "")
    return Record(
        format=name,
        office=numbers[0].office,
        right_kind=_RIGHTS.get(kind) or right_kind_of(numbers[0].office, numbers[0].kind_code),
        numbers=numbers,
        position=position,
        document_kind=numbers[0].kind_code,
        priorities=priorities(claims_by_sequence(members[0].findall("priority-claim"))),
        events=events,
        families=_families(members),
        as_of=max((day for day in days if day), default=None),
        flags=flags,
        extra=tuple(dict.fromkeys(_linkages(members))),
    )


def _families(members: list[Element]) -> tuple[FamilyId, ...]:
    values = dict.fromkeys(member.get("family-id", "") for member in members)
    return tuple(FamilyId("inpadoc_extended", value) for value in values if value)


def _linkages(members: list[Element]) -> Iterator[tuple[str, str]]:
    for claim in (claim for member in members for claim in member.findall("priority-claim")):
        linkage = words(claim.find("priority-linkage-type"))
        if linkage:
            yield "priority_linkage", f"{claim.get('sequence', '')}:{linkage}"


def read_events(member: Element) -> Iterator[LegalEvent]:
    """The events of one family member, in the order printed."""
    return (read_event(legal) for legal in member.findall("legal"))


def read_event(legal: Element) -> LegalEvent:
    """One event: who reported it, its code, the day of the gazette, the day it took effect, the rest."""
    said: dict[str, str] = {}
    details: list[tuple[str, str]] = []
    if legal.get("infl", "").strip():
        details.append(("influence", legal.get("infl", "").strip()))
    for element in legal.iter():
        tag, text = element.tag, (element.text or "").strip()
        if not text or tag[0] != "L":
            continue
        if tag in _HEAD:
            said.setdefault(tag, text)
            continue
        key = _key(element.get("desc") or tag)
        details.append((key, text))
        if explained := element.get("descData"):
            details.append((key + "_text", explained))
    return LegalEvent(
        office=said.get(_COUNTRY, ""),
        code=said.get(_CODE) or legal.get("code", "").strip(),
        date=date_of(said.get(_GAZETTE)),
        text=" ".join(legal.get("desc", "").split()),
        effective=date_of(said.get(_EFFECTIVE)),
        details=tuple(details),
    )


@lru_cache(maxsize=512)
def _key(description: str) -> str:
    """``Year of Fee Payment`` as ``year_of_fee_payment``."""
    return _WORD.sub("_", description.lower()).strip("_")

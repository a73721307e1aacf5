"""A disclosure as a source of its right: what its organisation says of something that nobody else knows of. Pure.

Each step that changes what the register shows is one more record, so that the right stays a fold over its sources.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mainline.offices.record import Number, NumberRole, Party, PartyRole, Position, Record, RightKind, Text
from mainline.register.decided import AT
from mainline.register.disclosure import DISCLOSED

OFFICE = "CN"


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation by the name under which the register has it."""

    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a disclosed invention at one step."""

    number: str
    disclosed_on: dt.date
    kind: RightKind
    title: str
    inventors: Sequence[str]
    employer: Body
    on: dt.date
    at: dt.datetime
    sha256: str
    agency: Body | None = None
    is_released: bool = False
    """Whether it belongs to the inventors now."""
    filing: tuple[str, dt.date] | None = None
    """Application number as printed, and the day of filing."""


def record_of(told: Told) -> Record:
    """Return the record of one step; the office and kind are those of the filing in mind."""
    numbers = [Number(NumberRole.INTERNAL, OFFICE, told.number, date=told.disclosed_on)]
    if told.filing is not None:
        numbers.append(Number(NumberRole.APPLICATION, OFFICE, told.filing[0], date=told.filing[1]))
    return Record(
        format=DISCLOSED,
        office=OFFICE,
        right_kind=told.kind,
        numbers=tuple(numbers),
        position=Position(told.number),
        document_kind=DISCLOSED,
        titles=(Text(language_of(told.title), told.title),),
        parties=tuple(_parties(told)),
        as_of=told.on,
        extra=((AT, told.at.isoformat()), ("sha256", told.sha256)),
    )


def language_of(text: str) -> str:
    """Return ``zh`` for a text with Chinese characters, else ``en``: the two that the form is in."""
    return "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"


def creator_role(kind: RightKind) -> PartyRole:
    """Return what who made it is called: a designer of a design, else an inventor."""
    return PartyRole.DESIGNER if kind is RightKind.DESIGN else PartyRole.INVENTOR


def _parties(told: Told) -> list[Party]:
    creators = [
        Party(creator_role(told.kind), name, language_of(name), is_person=True, sequence=nth)
        for nth, name in enumerate(told.inventors, start=1)
    ]
    if told.is_released:
        owners = [
            Party(PartyRole.APPLICANT, name, language_of(name), is_person=True, sequence=nth)
            for nth, name in enumerate(told.inventors, start=1)
        ]
    else:
        owners = [_body(PartyRole.APPLICANT, told.employer)]
    agents = [_body(PartyRole.AGENT, told.agency)] if told.agency is not None else []
    return [*owners, *creators, *agents]


def _body(role: PartyRole, body: Body) -> Party:
    return Party(role, body.name, language_of(body.name), is_person=False, country=body.country, sequence=1)

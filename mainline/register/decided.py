"""What people settled where their own list and an office say otherwise, as one more source of a right. Pure.

A decision is a record like any other, so that the register stays a fold over its sources, in any order. It stands for what
was known when it was made: it is as old as the newest source of that moment and comes right after it, so that whatever is
published later goes before it again. Those that were taken back are named by another record, and all are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from mainline.offices.record import PartyRole, Record
from mainline.register.disclosure import DECISION, DISCLOSED

OF, FIELD, DAY, REJECTED, AT, UNDOES = "of", "field", "day", "rejected", "at", "undoes"
"""Names of the facts that a decision carries, and ``at`` of a disclosure too: on which difference, of which field, and of a day that which stands and
that which does not."""
ROLES: Mapping[str, tuple[PartyRole, ...]] = {
    "applicant": (PartyRole.APPLICANT,),
    "holder": (PartyRole.HOLDER, PartyRole.ASSIGNEE),
    "creator": (PartyRole.INVENTOR, PartyRole.DESIGNER, PartyRole.BREEDER, PartyRole.AUTHOR),
    "agent": (PartyRole.AGENT,),
}
"""Whose names a decision on a field replaces."""


_PLACES: Mapping[str, int] = {DISCLOSED: -1, DECISION: 1}
"""Within one day what an organisation says of its own disclosure, in its order, then what offices say, then decisions."""


class Told(Protocol):
    """A record with the digest of its content."""

    @property
    def digest(self) -> bytes:
        """Return the digest."""
        ...

    @property
    def record(self) -> Record:
        """Return the record."""
        ...


Some = TypeVar("Some", bound=Told)


def fact(record: Record, name: str) -> str:
    """Return a fact of a decision; "" where there is none."""
    return next((value for key, value in record.extra if key == name), "")


def field_of(record: Record) -> str:
    """Return the field that a record decides on; "" for one that is no decision."""
    return fact(record, FIELD) if record.format == DECISION else ""


def day_of(record: Record) -> dt.date | None:
    """Return the day that was decided for, where the field is one of a day; ``None`` for what is no day."""
    return _day(fact(record, DAY))


def rejected_day_of(record: Record) -> dt.date | None:
    """Return the day that was decided against; ``None`` where there is none that goes."""
    return _day(fact(record, REJECTED))


def _day(given: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError:
        return None


def in_order(sources: Iterable[Some]) -> list[Some]:
    """Return the sources that stand, oldest first; all of them where none would be left."""
    told = list(sources)
    if len(told) > 1:
        told.sort(key=_age)
    if not any(each.record.format == DECISION for each in told):
        return told
    # Of several on one field the last stands for all.
    last = {field_of(each.record): each.digest for each in not_undone(told)}.values()
    return [each for each in told if each.record.format != DECISION or each.digest in last] or told


def not_undone(sources: Iterable[Some]) -> list[Some]:
    """Return the decisions among some sources that nobody took back, oldest first."""
    decisions = sorted((each for each in sources if each.record.format == DECISION), key=_age)
    undone = {value for each in decisions for name, value in each.record.extra if name == UNDOES}
    return [each for each in decisions if not fact(each.record, UNDOES) and each.digest.hex() not in undone]


def _age(source: Told) -> tuple[dt.date, int, str, bytes]:
    record = source.record
    place = _PLACES.get(record.format, 0)
    return record.as_of or dt.date.min, place, fact(record, AT) if place else "", source.digest


def newest_day(records: Sequence[Record]) -> dt.date | None:
    """Return the day up to which a decision on these sources stands."""
    return max((each.as_of for each in records if each.as_of), default=None)

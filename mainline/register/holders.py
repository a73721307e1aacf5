"""Who holds a right, from all that its sources say: statements of ownership and deeds, oldest first.

A publication states who holds the right; a deed conveys it from some to others. The newest word counts,
whatever the order in which it arrives. A pledge, a licence or a release conveys nothing, and a deed of one
of several holders leaves the others. Where nobody says who holds it, the applicants do, else the inventors.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mainline.offices.record import LegalEvent, Party, PartyRole, Record
from mainline.register.codes import map_office_event

DEED = "assignment"
"""The document kind of a recorded deed: news of a right, not a publication of it."""

_CONVEYANCES = frozenset(
    {"utilization.transfer.recorded", "portfolio.party.name_changed", "portfolio.record.corrected"}
)
_CONVEYS_NOTHING = re.compile(
    r"\b(SECURITY (AGREEMENT|INTEREST)|LIEN|MORTGAGE|PLEDGE|LICEN[CS]E|RELEASE|TERMINATION|DISCHARGE)\b",
    re.IGNORECASE,
)
_CORRECTIVE = re.compile(r"CORRECTIVE", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_REEL_AND_FRAME = re.compile(r"(?<!\d)(\d{1,15})\D+(\d{1,15})")


class _Word(NamedTuple):
    """One word on who holds the right; words are taken in the order of their fields."""

    on: dt.date
    is_deed: bool
    """On one day a deed comes after the publication that it speaks of."""
    reel: int
    frame: int
    """Where the deed is recorded: the office counts on, so the later of one day has the greater."""
    place: int
    """Which source says it, oldest first."""
    assignors: tuple[str, ...]
    holders: tuple[str, ...]


def conveys(event: LegalEvent) -> bool:
    """Whether what an office recorded passes the right itself on, or is a new name of who has it."""
    code = map_office_event(event.office, event.code, event.text).code
    return code in _CONVEYANCES and not _CONVEYS_NOTHING.search(event.text)


def holders_of(records: Sequence[Record], parties: Sequence[Party]) -> tuple[str, ...]:
    """Return the names of who holds the right now, as printed.

    ``records`` are all its sources, oldest first; ``parties`` those of the newest source in each role.
    """
    first = _names(parties, PartyRole.APPLICANT) or _names(parties, PartyRole.INVENTOR)
    now, seen = first, set[tuple[object, ...]]()
    for word in sorted(_words(records)):
        if not word.is_deed:
            now = word.holders
        # The same deed told by two sources conveys once.
        elif (deed := _identity(word)) not in seen:
            seen.add(deed)
            now = _after(now, word)
    return now


def _after(now: tuple[str, ...], deed: _Word) -> tuple[str, ...]:
    """Who holds the right after a deed: those who conveyed nothing, and those to whom it was conveyed."""
    given = {_key(name) for name in deed.assignors}
    left = tuple(name for name in now if _key(name) not in given)
    known = {_key(name) for name in now}
    if len(left) == len(now):
        # Nobody who is known to hold it signed: inventors confirming what their firm has, or news of its own.
        return now if {_key(name) for name in deed.holders} <= known else deed.holders
    return tuple({_key(name): name for name in (*left, *deed.holders)}.values())


def _words(records: Sequence[Record]) -> Iterable[_Word]:
    for place, record in enumerate(records):
        if record.document_kind == DEED:
            assignors, assignees = (
                _names(record.parties, r) for r in (PartyRole.ASSIGNOR, PartyRole.ASSIGNEE)
            )
            if assignees and all(conveys(event) for event in record.events):
                event = record.events[0] if record.events else LegalEvent(record.office, "", record.as_of)
                yield _deed(event, record, place, assignors, assignees)
            continue
        stated = _names(record.parties, PartyRole.HOLDER) or _names(record.parties, PartyRole.ASSIGNEE)
        if stated:
            yield _Word(record.as_of or dt.date.min, False, 0, 0, place, (), stated)
        yield from _deeds_among(record, place)


def _deeds_among(record: Record, place: int) -> Iterable[_Word]:
    """The deeds that an office tells among the events of a file, the names in their details."""
    for event in record.events:
        details = dict(event.details) if event.details else {}
        assignees = _split(details.get("assignees", ""))
        if assignees and conveys(event):
            yield _deed(event, record, place, _split(details.get("assignors", "")), assignees)


def _deed(
    event: LegalEvent, record: Record, place: int, assignors: tuple[str, ...], assignees: tuple[str, ...]
) -> _Word:
    # A correction speaks for the day of the deed that it corrects: what was conveyed since stays conveyed.
    days = [day for day in (event.date, event.effective) if day]
    on = event.effective if _CORRECTIVE.search(event.text) else max(days, default=None)
    found = _REEL_AND_FRAME.search(dict(event.details).get("reel_frame", ""))
    reel, frame = (int(found[1]), int(found[2])) if found else (0, 0)
    day = on or max(days, default=None) or record.as_of or dt.date.min
    return _Word(day, True, reel, frame, place, assignors, assignees)


def _identity(word: _Word) -> tuple[object, ...]:
    if word.reel or word.frame:
        return word.reel, word.frame
    return word.on, frozenset(map(_key, word.assignors)), frozenset(map(_key, word.holders))


def _names(parties: Iterable[Party], role: PartyRole) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party.name for party in parties if party.role is role and party.name))


def _split(names: str) -> tuple[str, ...]:
    return tuple(name for name in names.split("; ") if name)


def _key(name: str) -> frozenset[str]:
    """The words of a name in any order and case: deeds print ``SMITH, JOHN`` and publications ``John Smith``."""
    return frozenset(_WORD.findall(name.casefold()))

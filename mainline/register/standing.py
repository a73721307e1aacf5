"""How a right stands on a day: status, term and how far it is known. Pure; imports and actions both ask here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from mainline.offices.record import RightKind
from mainline.register.logic import ALIVE, EventLike, Facts, Pair, Status, judge, no_term


@dataclass(frozen=True, slots=True)
class Standing:
    """What is derived of a right for one day."""

    status: Status
    expires_on: dt.date | None
    """Last day of the term of a granted right."""
    as_of: dt.date | None
    """The newest day that any source or any event up to the day speaks for."""
    facts: Facts
    """All that the status and the term rest on, with what the events tell."""
    renewed_on: tuple[dt.date, ...]
    no_term: Pair | None
    """Of a right in force whose term can't be told: why, (zh, en)."""


def standing_of(
    kind: RightKind, office: str, events: Sequence[EventLike], facts: Facts, on: dt.date
) -> Standing:
    """Derive a right for day ``on``. ``facts.known_to`` is what its sources say; newer events add to it."""
    told = [day for event in events for day in (event.happened_on, event.effective_on) if day and day <= on]
    as_of = max((day for day in (*told, facts.known_to) if day), default=None)
    judged = judge(kind, office, events, replace(facts, known_to=as_of), on)
    is_open = judged.ends_on is None and judged.status.code in ALIVE
    why = no_term(kind, office, judged.facts) if is_open else None
    return Standing(judged.status, judged.ends_on, as_of, judged.facts, judged.renewed_on, why)


def dated_on(event: EventLike) -> dt.date | None:
    """Return the day that an event is told under: when it happened, else from when it counts."""
    return event.happened_on or event.effective_on

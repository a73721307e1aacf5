"""How a right stands on a day: status, term and how far it is known. Pure; imports and actions both ask here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from mainline.offices.record import RightKind
from mainline.register import codes
from mainline.register.logic import EventLike, Facts, Status, status_of, term_end


@dataclass(frozen=True, slots=True)
class Standing:
    """What is derived of a right for one day."""

    status: Status
    expires_on: dt.date | None
    as_of: dt.date | None
    """The newest day that any source or any event up to the day speaks for."""


def standing_of(
    kind: RightKind, office: str, events: Sequence[EventLike], facts: Facts, on: dt.date
) -> Standing:
    """Derive a right for day ``on``. ``facts.known_to`` is what its sources say; newer events add to it."""
    told = [day for event in events for day in (event.happened_on, event.effective_on) if day and day <= on]
    as_of = max((day for day in (*told, facts.known_to) if day), default=None)
    facts = replace(facts, known_to=as_of)
    status = status_of(kind, office, events, facts, as_of=on)
    return Standing(status, term_end(kind, office, facts, renewals(events)), as_of)


def renewals(events: Iterable[EventLike]) -> list[dt.date]:
    """Return the days on which the term was renewed."""
    return [
        day
        for event in events
        if (day := dated_on(event)) and codes.event_code(event.code).effect is codes.Effect.RENEW
    ]


def dated_on(event: EventLike) -> dt.date | None:
    """Return the day that an event is told under: when it happened, else from when it counts."""
    return event.happened_on or event.effective_on

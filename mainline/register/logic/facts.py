"""What the pure logic is told of a right: its dates, and what happened to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec
from msgspec.structs import replace

from mainline.register.codes import Effect, event_codes

Details = tuple[tuple[str, str], ...]


class Facts(msgspec.Struct, frozen=True):
    """Dates and circumstances of a right; ``None`` where nobody has said.

    A struct, as all that the fold makes anew at each step: copying one with a change costs a tenth of a dataclass.
    """

    filed_on: dt.date | None = None
    published_on: dt.date | None = None
    """Publication of the application; for works and software, first publication to the public."""
    granted_on: dt.date | None = None
    """Grant or registration."""
    is_granted: bool = False
    """A registration number or grant publication is on record, whatever is known of its day."""
    expires_on: dt.date | None = None
    """Last day in force as the office itself states it; it wins over any computed term."""
    known_to: dt.date | None = None
    """The newest day that any source speaks for."""
    earliest_filed_on: dt.date | None = None
    """US: earliest non-provisional filing in the chain that the term runs from."""
    exploited_on: dt.date | None = None
    """Layout designs: first commercial exploitation anywhere."""
    created_on: dt.date | None = None
    is_person: bool | None = None
    """Whether the first holder is a natural person."""
    is_woody: bool | None = None
    """Plant varieties: whether woody or a vine."""


class EventLike(Protocol):
    """The shape of an event that the logic reads; the register's own rows and folds have it too.

    ``details`` may hold: ``reference`` (the case a challenge and its decision belong to), ``notified_on``
    (ISO date on which the holder received the notice), ``until`` (ISO date, last day in force),
    ``supersedes`` (fingerprint of the event that this one corrects), ``habit`` (of a plant variety: ``woody``,
    ``vine`` or ``other``).
    """

    @property
    def code(self) -> str: ...
    @property
    def happened_on(self) -> dt.date | None: ...
    @property
    def effective_on(self) -> dt.date | None: ...
    @property
    def office_code(self) -> str: ...
    @property
    def details(self) -> Details: ...
    @property
    def fingerprint(self) -> str: ...


@dataclass(frozen=True, slots=True)
class EventFact:
    """One event, for callers that have no row of their own to hand in."""

    code: str
    happened_on: dt.date | None
    effective_on: dt.date | None = None
    office_code: str = ""
    details: Details = ()
    fingerprint: str = ""


class Reading(msgspec.Struct, frozen=True):
    """An event made ready: dated, with what it does to the status and its details by name."""

    event: EventLike
    on: dt.date
    """The day from which it counts."""
    effect: Effect
    """Nothing where the table does not know its code."""
    details: Mapping[str, str]

    @property
    def since(self) -> dt.date:
        """The day on which its effect began in law."""
        return self.event.effective_on or self.on

    def day(self, name: str) -> dt.date | None:
        """A detail that holds an ISO date; ``None`` where absent or no date."""
        try:
            return dt.date.fromisoformat(self.details.get(name, ""))
        except ValueError:
            return None


def reading_of(event: EventLike) -> Reading | None:
    """The event made ready, or ``None`` where it has no date and so no place in time.

    It counts from the later of the day it happened and the day it takes effect: a surrender announced
    today for next year changes nothing yet, and a lapse announced today counts from today even though
    it reaches back.
    """
    days = [day for day in (event.happened_on, event.effective_on) if day is not None]
    if not days:
        return None
    entry = event_codes().get(event.code)
    return Reading(event, max(days), entry.effect if entry else Effect.NONE, dict(event.details))


_FILINGS = frozenset({"creation.application.filed", "creation.pct.filed", "creation.layout.filed"})
"""Events whose day is the filing date; a division, say, keeps the date of its parent."""
_SHOWN = frozenset({"creation.software.published", "creation.work.published"})
_EXPLOITED = frozenset({"creation.layout.exploited"})
_CREATED = frozenset({"creation.layout.created", "creation.software.completed", "creation.work.completed"})
_HABITS = {"woody": True, "vine": True, "other": False}


def completed(facts: Facts, readings: Sequence[Reading]) -> Facts:
    """The facts, with those that only the events tell; what a source stated of the right itself stands."""
    habits = (_HABITS.get(reading.details.get("habit", "")) for reading in readings)
    granted = (reading.on for reading in readings if reading.effect is Effect.GRANT)
    return replace(
        facts,
        filed_on=facts.filed_on or _first(readings, _FILINGS),
        granted_on=facts.granted_on or min(granted, default=None),
        published_on=facts.published_on or _first(readings, _SHOWN),
        exploited_on=facts.exploited_on or _first(readings, _EXPLOITED),
        created_on=facts.created_on or _first(readings, _CREATED),
        is_woody=facts.is_woody
        if facts.is_woody is not None
        else next((h for h in habits if h is not None), None),
    )


def _first(readings: Sequence[Reading], codes: frozenset[str]) -> dt.date | None:
    return min((reading.on for reading in readings if reading.event.code in codes), default=None)

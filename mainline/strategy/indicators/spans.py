"""On which days a right was in force: the judgement of any day, told once as spans. No database, no clock."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from mainline.offices.record import RightKind
from mainline.register import standing
from mainline.register.logic import ALIVE, EventLike, Facts, StatusCode
from mainline.register.logic.facts import completed, reading_of

Standing = Literal["alive", "unknown", ""]
"""In force; granted, and whether it still stands can't be told; neither."""
_NEVER = dt.date.max


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which a right stood in one way: from the first, to the day before the second; without end while nothing
    that is known ends it.
    """

    state: Standing
    since: dt.date
    until: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Whether a day is one of them."""
        return self.since <= day and (self.until is None or day < self.until)


def standing_on(
    kind: RightKind, office: str, events: Sequence[EventLike], facts: Facts, day: dt.date
) -> Standing:
    """Return how a right stood on a day, by the same judgement as its page."""
    return _standing(standing.standing_of(kind, office, events, facts, day))


def spans_of(kind: RightKind, office: str, events: Sequence[EventLike], facts: Facts) -> tuple[Span, ...]:
    """Return all days on which a right was in force, or may have been; what lies ahead by what is known today.

    The judgement changes on days that events, dates or terms name, and on no other: those are asked, in their order.
    """
    found: list[Span] = []
    before, since = standing_on(kind, office, events, facts, dt.date.min), dt.date.min
    for day, state in _changes(kind, office, events, facts):
        if state == before:
            continue
        if before:
            found.append(Span(before, since, day))
        before, since = state, day
    if before:
        found.append(Span(before, since, None))
    return tuple(found)


def granted_on(events: Sequence[EventLike], facts: Facts) -> dt.date | None:
    """Return the day of grant: as a source of the right states it, else the first that an event tells of."""
    readings = [reading for event in events if (reading := reading_of(event)) is not None]
    replaced = {reading.details["supersedes"] for reading in readings if "supersedes" in reading.details}
    standing_ones = [one for one in readings if one.event.fingerprint not in replaced]
    return completed(facts, standing_ones).granted_on


def _changes(
    kind: RightKind, office: str, events: Sequence[EventLike], facts: Facts
) -> Iterator[tuple[dt.date, Standing]]:
    """Yield the standing on each day on which it may change, the first such day first."""
    waiting = sorted({day for day in _named(events, facts) if day > dt.date.min})
    asked: set[dt.date] = set()
    while waiting:
        day = heapq.heappop(waiting)
        if day in asked:
            continue
        asked.add(day)
        judged = standing.standing_of(kind, office, events, facts, day)
        yield day, _standing(judged)
        for last in (judged.expires_on, judged.status.act_by):
            if last is not None and day <= last < _NEVER:
                heapq.heappush(waiting, last + dt.timedelta(days=1))


def _named(events: Sequence[EventLike], facts: Facts) -> Iterator[dt.date]:
    for event in events:
        yield from (day for day in (event.happened_on, event.effective_on) if day is not None)
    given = (facts.filed_on, facts.published_on, facts.granted_on, facts.expires_on, facts.known_to)
    yield from (day for day in given if day is not None)


def _standing(judged: standing.Standing) -> Standing:
    if judged.status.code in ALIVE:
        return "alive"
    # A term that ran out, and nobody tells whether it was renewed: neither in force nor gone.
    return "unknown" if judged.status.code is StatusCode.UNKNOWN and judged.expires_on is not None else ""

"""Compares what the register shows of each right with what its sources and events give when they are folded anew."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from mainline.orgs import clock, names
from mainline.register.derivation import event_facts, speaking
from mainline.register.enums import Confidentiality
from mainline.register.ingest.prepare import derived_rows
from mainline.register.ingest.rows import IDENTIFIER_COLUMNS, PARTY_COLUMNS, RIGHT_COLUMNS, Rows
from mainline.register.models import Event, Identifier, Party, Right, SourceRecord
from mainline.register.projection import Source, unpack

_AT_ONCE = 100
_SHOWN = 120
_JSON = {"titles", "abstracts", "classes"}
_UNREADABLE = (zlib.error, msgspec.MsgspecError, ValueError, TypeError, LookupError, ArithmeticError)
"""What a source that was altered may end in."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of a right that is not what its sources and events give."""

    right: int
    number: str
    field: str
    stored: str
    derived: str
    why: str = ""
    """Where it could not be derived at all: what went wrong."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the database holds of some rights, by their ids."""

    bodies: Mapping[int, Sequence[tuple[bytes, bytes]]]
    """(digest, body) of each source."""
    events: Mapping[int, Sequence[Event]]
    identifiers: Mapping[int, Sequence[tuple[object, ...]]]
    parties: Mapping[int, Sequence[tuple[object, ...]]]


def differences(report: Callable[[str, int, int], None]) -> Iterator[list[Difference]]:
    """Yield for each right that has sources the values that differ, nearly always none.

    Status and term follow the calendar: what is right for the day they were last derived for is right.
    """
    days = sorted({clock.today(), clock.derived_on() or clock.today()})
    standing = Right.objects.filter(merged_into=None)
    total, done, last = standing.count(), 0, 0
    columns = ("pk", "confidentiality", *RIGHT_COLUMNS)
    while chunk := list(standing.filter(pk__gt=last).order_by("pk").values_list(*columns)[:_AT_ONCE]):
        stored = _stored([row[0] for row in chunk])
        for pk, secrecy, *values in chunk:
            if stored.bodies.get(pk):
                row = dict(zip(RIGHT_COLUMNS, values, strict=True))
                yield _compared(pk, row, stored, days, is_open=secrecy == Confidentiality.PUBLIC)
        last = chunk[-1][0]
        done += len(chunk)
        report("derived", done, total)


def _stored(ids: Sequence[int]) -> _Stored:
    bodies: dict[int, list[tuple[bytes, bytes]]] = defaultdict(list)
    told = SourceRecord.objects.filter(right__in=ids).values_list("right_id", "digest", "body")
    for right, digest, body in told:
        bodies[right].append((bytes(digest), bytes(body)))
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(right__in=ids).select_related("superseded_by"):
        events[event.right_id].append(event)
    numbers = Identifier.objects.filter(right__in=ids).values_list(*IDENTIFIER_COLUMNS)
    named = (*PARTY_COLUMNS[:-1], "organisation__name_key")
    parties = Party.objects.filter(right__in=ids).values_list(*named)
    return _Stored(bodies, events, _by_right(numbers), _by_right(parties))


def _by_right(rows: Any) -> dict[int, list[tuple[object, ...]]]:
    found: dict[int, list[tuple[object, ...]]] = defaultdict(list)
    for right, *values in rows:
        found[right].append(tuple(_plain(value) for value in values))
    return found


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _compared(
    pk: int, row: Mapping[str, Any], stored: _Stored, days: Sequence[dt.date], *, is_open: bool
) -> list[Difference]:
    events = stored.events.get(pk, ())
    corrected = {event.fingerprint for event in events if getattr(event, "superseded_by", None) is not None}
    recorded = [e for e in events if e.source_id is None and e.fingerprint not in corrected]
    try:
        sources = [Source(digest, unpack(body)) for digest, body in stored.bodies[pk]]
        told = event_facts(speaking(recorded, is_public=is_open))
        derived = [derived_rows(sources, day, others=told, without=frozenset(corrected)) for day in days]
    except _UNREADABLE as error:
        return [Difference(pk, row["number"], "", "", "", f"{type(error).__name__}: {error}"[:_SHOWN])]
    found = [[*_of_right(pk, row, each), *_of_parts(pk, row, each, stored)] for each in derived]
    return min(found, key=len)


def _of_right(pk: int, row: Mapping[str, Any], derived: Rows) -> Iterator[Difference]:
    for name, told in zip(RIGHT_COLUMNS, derived.right, strict=True):
        value = json.loads(str(told)) if name in _JSON else told
        if _plain(row[name]) != value:
            yield Difference(pk, row["number"], name, _shown(row[name]), _shown(value))


def _of_parts(pk: int, row: Mapping[str, Any], derived: Rows, stored: _Stored) -> Iterator[Difference]:
    names_here = {each[-1] for each in stored.parties.get(pk, ())}
    parties = [(*values, _met(key, names_here) or None) for key, values in derived.parties]
    pairs = (
        ("identifiers", stored.identifiers.get(pk, ()), derived.identifiers),
        ("parties", stored.parties.get(pk, ()), parties),
    )
    for name, here, there in pairs:
        have, want = Counter(here), Counter(tuple(each) for each in there)
        if have != want:
            yield Difference(pk, row["number"], name, _rows_shown(have - want), _rows_shown(want - have))


def _met(key: str, here: Container[object]) -> str:
    """The key of the organisation that a name was found to be of: which one, an import decides once."""
    if not names.is_at_home(key):
        return key
    may_be = names.readings(key)
    return may_be.at_home if may_be.at_home in here else may_be.bare


def _shown(value: object) -> str:
    text = "–" if value in (None, "") else str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _rows_shown(rows: Counter[tuple[object, ...]]) -> str:
    told = [", ".join(str(value) for value in row if value not in (None, "")) for row in rows.elements()]
    return _shown("; ".join(told))

"""Derives the deadlines of dockets anew after anything that they follow from has changed. Part of that change itself:
called inside its transaction, so that no date is ever older than its thread.

Nothing is deleted and nothing done is moved. What a correction takes the ground from is marked as following no more.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone

from mainline.orgs.access import By
from mainline.orgs.models import Organisation
from mainline.register.access import events_for
from mainline.register.deadlines.enums import DeadlineFate, Severity
from mainline.register.deadlines.happenings import Known, Thread, Told, thread_of, typed
from mainline.register.deadlines.models import Deadline, DeadlineChange, Docket
from mainline.register.models import Event, Right, SourceRecord
from mainline.register.projection import record_of
from mainline.register.subsets import STANDING
from mainline.rules.engine import Engine
from mainline.rules.loading import rulebook
from mainline.rules.threads import Deriver, Item
from mainline.rules.values import Missing

AHEAD_DAYS = 800
"""So far ahead deadlines are written down: two years and what their calendars need. Later ones are derived when asked."""
_CHUNK = 400
_WRITTEN = (
    "trigger_event_id", "nominal_on", "due_on", "missing", "fee_minor", "currency", "severity", "fate",
    "ended_by_id", "version_since", "pack",
)  # fmt: skip
"""What is derived of a deadline."""
_TOLD = ("due_on", "nominal_on", "fate", "fee_minor", "missing")
"""Of which people are told that it changed."""
_NOT_HELD = (Severity.CHANCE, Severity.OFFICE)
_ENDED = (DeadlineFate.DONE, DeadlineFate.VOID)
Key = tuple[str, str, str, int, int]


@dataclass(slots=True)
class Refreshed:
    """What deriving anew changed."""

    new: int = 0
    changed: int = 0
    dockets: int = 0


@cache
def deriver() -> Deriver:
    """Return the deriver that all dockets of this process share."""
    return Deriver(Engine(rulebook()))


def refresh_deadlines(
    rights: Collection[int], *, on: dt.date, cause: str, by: By = None, event: Event | None = None
) -> Refreshed:
    """Derive the open dockets of some rights anew for the day ``on``; return what changed."""
    if not rights:
        return Refreshed()
    dockets = list(
        Docket.objects.filter(right__in=rights, closed_at=None).select_related("organisation").order_by("pk")
    )
    told = Refreshed()
    for start in range(0, len(dockets), _CHUNK):
        _refresh(dockets[start : start + _CHUNK], on, cause, by, event, told)
    return told


def move_dockets(keep: int, others: Collection[int]) -> None:
    """Let the dockets of rows that were found to be one right be of the row that stands for it; one an organisation."""
    known = set(Docket.objects.filter(right=keep).values_list("organisation_id", flat=True))
    for docket in Docket.objects.filter(right__in=others).order_by("pk"):
        if docket.organisation_id in known:
            Docket.objects.filter(pk=docket.pk, closed_at=None).update(closed_at=timezone.now())
        else:
            known.add(docket.organisation_id)
            Docket.objects.filter(pk=docket.pk).update(right=keep)


def items_of(docket: Docket) -> list[Item]:
    """Derive all items of one docket, however far ahead, and write nothing."""
    thread = threads_of([docket])[docket.pk]
    return deriver().derive(thread.packs, thread.facts, thread.happenings) if thread else []


def threads_of(dockets: Sequence[Docket]) -> dict[int, Thread | None]:
    """Return the rights of some dockets in the words of the rules, as far as each organisation may know of them."""
    ids = {docket.right_id for docket in dockets}
    rights = Right.objects.defer("abstracts", "titles", "classes").in_bulk(ids)
    priorities = priorities_of(ids)
    events = _events(dockets)
    found: dict[int, Thread | None] = {}
    for docket in dockets:
        right = rights[docket.right_id]
        known = Known(
            right.office,
            right.kind,
            right.filed_on,
            right.published_on,
            right.granted_on,
            tuple(sorted(priorities.get(right.pk, ()))),
            {name: value for name, value in _facts(docket) if value is not None},
        )
        found[docket.pk] = thread_of(known, events[docket.pk])
    return found


def _facts(docket: Docket) -> Iterator[tuple[str, Any]]:
    """Yield what people said for the rules, typed; a fact that rules know no more is left out."""
    known = rulebook().facts
    return ((name, typed(name, str(text))) for name, text in docket.facts.items() if name in known)


def _events(dockets: Sequence[Docket]) -> dict[int, list[Told]]:
    """Return for each docket what its organisation may know of the thread."""
    by_organisation: dict[Organisation, list[Docket]] = defaultdict(list)
    for docket in dockets:
        by_organisation[docket.organisation].append(docket)
    found: dict[int, list[Told]] = {docket.pk: [] for docket in dockets}
    for organisation, own in by_organisation.items():
        of_right = {docket.right_id: docket.pk for docket in own}
        rows = events_for(organisation).filter(STANDING, right__in=list(of_right))
        for pk, right, code, happened_on, effective_on, details in rows.order_by().values_list(
            "pk", "right_id", "code", "happened_on", "effective_on", "details"
        ):
            found[of_right[right]].append(Told(pk, code, happened_on or effective_on, details))
    return found


def priorities_of(rights: Collection[int]) -> dict[int, set[dt.date]]:
    """Return the days of the filings whose priority the newest source of each right claims."""
    rows = (
        SourceRecord.objects.filter(right__in=rights).order_by("as_of", "pk").values_list("right_id", "body")
    )
    found: dict[int, set[dt.date]] = {}
    for right, body in rows.iterator(chunk_size=500):
        record = record_of(zlib.decompress(body))
        days = {claim.date for claim in record.priorities if claim.date is not None}
        if days:
            found[right] = days
    return found


def _refresh(
    dockets: Sequence[Docket], on: dt.date, cause: str, by: By, event: Event | None, told: Refreshed
) -> None:
    until, now = on + dt.timedelta(days=AHEAD_DAYS), timezone.now()
    kept: dict[int, dict[Key, Deadline]] = {docket.pk: {} for docket in dockets}
    for row in Deadline.objects.filter(docket__in=dockets):
        kept[row.docket_id][_key(row)] = row
    fresh: list[Deadline] = []
    moved: list[tuple[Deadline, dict[str, Any]]] = []
    threads = threads_of(dockets)
    for docket in dockets:
        thread = threads[docket.pk]
        items = deriver().derive(thread.packs, thread.facts, thread.happenings) if thread else []
        derived = dict(_rows(docket, items, now))
        own = kept[docket.pk]
        fresh += [row for key, row in _worth(derived, own, on, until)]
        moved += _moves(own, derived, now)
        docket.derived_until = until
    Deadline.objects.bulk_create(fresh, batch_size=1000)
    Deadline.objects.bulk_update(
        [row for row, _ in moved], [*_WRITTEN, "sequence", "derived_at"], batch_size=500
    )
    changes = [
        DeadlineChange(
            deadline=row, at=now, cause=cause, event=event, by=by, before=before, after=_shown(row)
        )
        for row, before in moved
    ]
    DeadlineChange.objects.bulk_create(changes, batch_size=1000)
    Docket.objects.bulk_update(dockets, ["derived_until"], batch_size=500)
    told.new += len(fresh)
    told.changed += len(moved)
    told.dockets += len(dockets)


def _key(row: Deadline) -> Key:
    return (row.rule, row.bar, row.trigger, row.occurrence, row.number)


def _rows(docket: Docket, items: Iterable[Item], now: dt.datetime) -> Iterator[tuple[Key, Deadline]]:
    """Yield each item as a row, under what is the same of it however often it is derived."""
    occurrences: dict[str, list[object]] = defaultdict(list)
    for each in sorted(items, key=lambda item: (item.trigger.on, repr(item.trigger.key))):
        known = occurrences[each.trigger.event]
        if each.trigger.key not in known:
            known.append(each.trigger.key)
        row = _row(docket, each, known.index(each.trigger.key) + 1, now)
        yield _key(row), row


def _row(docket: Docket, item: Item, occurrence: int, now: dt.datetime) -> Deadline:
    due, edition = item.due, item.due.outcome.edition
    key, ended = item.trigger.key, item.ended_by
    return Deadline(
        docket=docket,
        rule=due.rule.id,
        bar=due.bar.code,
        trigger=item.trigger.event,
        occurrence=occurrence,
        trigger_event_id=key if isinstance(key, int) else None,
        number=due.number or 0,
        nominal_on=due.nominal,
        due_on=due.on,
        missing=_missing(item) if due.on is None else [],
        fee_minor=due.fee.minor if due.fee else None,
        currency=due.fee.currency if due.fee else "",
        severity=due.bar.severity,
        fate=item.fate,
        ended_by_id=ended.key if ended is not None and isinstance(ended.key, int) else None,
        version_since=edition.version.since if edition else None,
        pack=_pack(due.rule.id),
        derived_at=now,
    )


def _missing(item: Item) -> list[str]:
    value = item.due.outcome.values.get(item.due.bar.due)
    facts = value.facts if isinstance(value, Missing) else item.due.outcome.missing
    return sorted(facts)


@cache
def _pack(rule: str) -> str:
    head = rulebook().rules[rule].pack.pack
    return f"{head.id} {head.version}"


def _worth(
    derived: Mapping[Key, Deadline], own: Mapping[Key, Deadline], on: dt.date, until: dt.date
) -> Iterator[tuple[Key, Deadline]]:
    """Yield what is new and worth a row: open and not too far ahead.

    Of what was past before anybody kept the date, a chance that is gone and an office's own act call for nothing. Of a
    series that is past whole, as ten years of annual fees of a patent just brought in, the newest alone: no
    office takes a later one before an earlier, so that it says all that the others would.
    """
    newest: dict[tuple[str, str, int], tuple[int, dt.date]] = {}
    for row in derived.values():
        if row.fate == DeadlineFate.OPEN and row.due_on is not None and row.due_on < on:
            series = (row.rule, row.trigger, row.occurrence)
            newest[series] = max(newest.get(series, (0, dt.date.min)), (row.number, row.due_on))
    for key, row in derived.items():
        if key in own or row.fate in _ENDED or (row.due_on is not None and row.due_on > until):
            continue
        if row.due_on is not None and row.due_on < on:
            if (
                row.severity in _NOT_HELD
                or (row.number, row.due_on) != newest[row.rule, row.trigger, row.occurrence]
            ):
                continue
            row.needs_check = True
        yield key, row


def _moves(
    own: Mapping[Key, Deadline], derived: Mapping[Key, Deadline], now: dt.datetime
) -> Iterator[tuple[Deadline, dict[str, Any]]]:
    """Yield each row that is otherwise now, written over, with what people saw of it before."""
    for key, row in own.items():
        fresh = derived.get(key)
        if fresh is None:
            if row.fate not in (*_ENDED, DeadlineFate.GONE):
                before = _shown(row)
                row.fate, row.sequence, row.derived_at = DeadlineFate.GONE, row.sequence + 1, now
                yield row, before
            continue
        if row.fate in _ENDED and fresh.fate == row.fate:
            # What is done stays as it was when it was done.
            continue
        if all(getattr(row, name) == getattr(fresh, name) for name in _WRITTEN):
            continue
        before = _shown(row)
        for name in _WRITTEN:
            setattr(row, name, getattr(fresh, name))
        row.derived_at = now
        if _shown(row) != before:
            row.sequence += 1
        yield row, before


def _shown(row: Deadline) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value := getattr(row, name), dt.date) else value
        for name in _TOLD
    }

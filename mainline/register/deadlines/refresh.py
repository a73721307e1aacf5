"""Derives the deadlines of dockets anew after anything that they follow from has changed. Part of that change itself:
called inside its transaction, so that no date is ever older than its thread.

Nothing is deleted and nothing done is moved. What a correction takes the ground from is marked as following no more.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from django.db import connection
from django.utils import timezone

from mainline.orgs.access import By, with_merged
from mainline.orgs.models import Organisation
from mainline.register.access import events_for
from mainline.register.deadlines.happenings import Known, Thread, Told, thread_of, typed
from mainline.register.deadlines.leads import have_leads, root_of, set_internal_days
from mainline.register.deadlines.models import Deadline, DeadlineChange, Docket, HouseFacts
from mainline.register.deadlines.rows import (
    COLUMNS,
    WRITTEN,
    Key,
    key_of,
    keyed,
    moves,
    shown,
    worth,
    written,
)
from mainline.register.ingest import bulk
from mainline.register.models import Event, Right, SourceRecord
from mainline.register.projection import record_of
from mainline.register.subsets import STANDING
from mainline.rules.engine import Engine
from mainline.rules.loading import rulebook
from mainline.rules.threads import Deriver, Item

AHEAD_DAYS = 800
"""So far ahead deadlines are written down: two years and what their calendars need. Later ones are derived when asked."""
_CHUNK = 400
_NOTHING_YET = {"act": "", "act_reason": "", "sequence": 0, "is_internal_set": False}
"""What people have not said yet of a fresh row."""
_json = msgspec.json.Encoder()


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
    events, house = _events(dockets), _house(dockets)
    return {
        docket.pk: thread_of(_known(docket, rights[docket.right_id], priorities, house), events[docket.pk])
        for docket in dockets
    }


def thread_with(docket: Docket, told: Told, without: Collection[Hashable] = ()) -> Thread | None:
    """Return the thread of a docket, one that is not written down too, as it would be with one more event."""
    right = Right.objects.defer("abstracts", "titles", "classes").get(pk=docket.right_id)
    events = [each for each in _events([docket])[docket.pk] if each.key not in without]
    known = _known(docket, right, priorities_of({right.pk}), _house([docket]))
    return thread_of(known, [*events, told])


def _known(
    docket: Docket,
    right: Right,
    priorities: Mapping[int, set[dt.date]],
    house: Mapping[int, Mapping[str, str]],
) -> Known:
    return Known(
        right.office,
        right.kind,
        right.filed_on,
        right.published_on,
        right.granted_on,
        tuple(sorted(priorities.get(right.pk, ()))),
        dict(_facts({**house.get(root_of(docket.organisation), {}), **docket.facts})),
    )


def _house(dockets: Sequence[Docket]) -> Mapping[int, Mapping[str, str]]:
    """Return what the organisations of some dockets say of all their rights."""
    rows = HouseFacts.objects.filter(organisation__in=with_merged({root_of(d.organisation) for d in dockets}))
    found: dict[int, dict[str, str]] = defaultdict(dict)
    # What the row that stands for the others says counts before what these once said.
    for row in sorted(
        rows.select_related("organisation"), key=lambda row: row.organisation.merged_into_id is None
    ):
        found[root_of(row.organisation)] |= row.facts
    return found


def _facts(said: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield what people said for the rules, typed; a fact that rules know no more is left out."""
    known = rulebook().facts
    for name, text in said.items():
        value = typed(name, str(text)) if name in known else None
        if value is not None:
            yield name, value


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
        kept[row.docket_id][key_of(row)] = row
    fresh: list[Sequence[object]] = []
    moved: list[tuple[Deadline, dict[str, Any]]] = []
    threads = threads_of(dockets)
    # As the ORM writes it: rows that go past it would else read alike and compare otherwise.
    at = connection.ops.adapt_datetimefield_value(now)
    for docket in dockets:
        thread, own = threads[docket.pk], kept[docket.pk]
        items = deriver().derive(thread.packs, thread.facts, thread.happenings) if thread else []
        derived = keyed(items)
        fresh += [
            (docket.pk, *key, *written(item), needs_check, at)
            for key, item, needs_check in worth(derived, own, on, until)
        ]
        moved += moves(own, derived, now)
    _insert(fresh)
    _write(moved, now, cause, by, event)
    if have_leads(dockets):
        set_internal_days(dockets)
    Docket.objects.filter(pk__in=[docket.pk for docket in dockets]).update(derived_until=until)
    told.new += len(fresh)
    told.changed += len(moved)
    told.dockets += len(dockets)


def _insert(rows: Sequence[Sequence[object]]) -> None:
    ids = bulk.next_ids(Deadline, len(rows))
    place = COLUMNS.index("missing")
    bulk.insert(
        Deadline,
        ("id", *COLUMNS, *_NOTHING_YET),
        (
            (pk, *row[:place], _json.encode(row[place]).decode(), *row[place + 1 :], *_NOTHING_YET.values())
            for pk, row in zip(ids, rows, strict=True)
        ),
    )


def _write(
    moved: Sequence[tuple[Deadline, dict[str, Any]]],
    now: dt.datetime,
    cause: str,
    by: By,
    event: Event | None,
) -> None:
    rows = [row for row, _ in moved]
    Deadline.objects.bulk_update(rows, [*WRITTEN, "sequence", "derived_at"], batch_size=500)
    DeadlineChange.objects.bulk_create(
        [
            DeadlineChange(
                deadline=row, at=now, cause=cause, event=event, by=by, before=before, after=shown(row)
            )
            for row, before in moved
        ],
        batch_size=1000,
    )

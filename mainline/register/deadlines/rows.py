"""What is derived of a right beside what stands written: what is new and worth a row, what moved, what follows no more."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from mainline.register.deadlines.enums import DeadlineFate, Severity
from mainline.register.deadlines.models import Deadline
from mainline.rules.loading import rulebook
from mainline.rules.threads import Due, Item
from mainline.rules.values import Missing

Key = tuple[str, str, str, int, int]
"""Rule, bar, trigger, occurrence, number: what is the same however often it is derived, whatever its dates."""
KEYS = ("rule", "bar", "trigger", "occurrence", "number")
WRITTEN = (
    "trigger_event_id", "fate", "ended_by_id", "nominal_on", "due_on", "missing", "fee_minor", "currency", "severity",
    "version_since", "pack",
)  # fmt: skip
"""What is derived of a deadline."""
COLUMNS = ("docket_id", *KEYS, *WRITTEN, "needs_check", "derived_at")
"""Columns of a fresh row."""
_TOLD = ("due_on", "nominal_on", "fate", "fee_minor", "missing")
"""Of which people are told that it changed."""
_PROOFS = ("trigger_event_id", "ended_by_id")
"""Events that a row points to: one that is told no more is taken out, and another print of it may take its place."""
_NOT_HELD = (Severity.CHANCE, Severity.OFFICE)
_ENDED = (DeadlineFate.DONE, DeadlineFate.VOID)
_of_dues: dict[int, tuple[Due, tuple[Any, ...]]] = {}
"""What is written of a day, by the identity of the object: rights with the same facts share it."""
_KEPT = 200_000


def key_of(row: Deadline) -> Key:
    """Return what a row is known by."""
    return (row.rule, row.bar, row.trigger, row.occurrence, row.number)


def keyed(items: Iterable[Item]) -> dict[Key, Item]:
    """Return the items of a right by what they are known by: which of the events of its name set each running."""
    items = list(items)
    triggers: dict[str, dict[object, tuple[dt.date, str]]] = defaultdict(dict)
    for item in items:
        triggers[item.trigger.event][item.trigger.key] = (item.trigger.on, repr(item.trigger.key))
    place = {
        event: {key: nth for nth, key in enumerate(sorted(found, key=found.__getitem__), start=1)}
        for event, found in triggers.items()
    }
    return {
        (
            item.due.rule.id,
            item.due.bar.code,
            item.trigger.event,
            place[item.trigger.event][item.trigger.key],
            item.due.number or 0,
        ): item
        for item in items
    }


def written(item: Item) -> tuple[Any, ...]:
    """Return what is written of an item, in the order of :data:`WRITTEN`."""
    key, ended = item.trigger.key, item.ended_by
    return (
        key if isinstance(key, int) else None,
        item.fate,
        ended.key if ended is not None and isinstance(ended.key, int) else None,
        *_of_due(item.due),
    )


def _of_due(due: Due) -> tuple[Any, ...]:
    kept = _of_dues.get(id(due))
    if kept is None or kept[0] is not due:
        if len(_of_dues) >= _KEPT:
            _of_dues.clear()
        edition = due.outcome.edition
        kept = _of_dues[id(due)] = (
            due,
            (
                due.nominal,
                due.on,
                _missing(due) if due.on is None else [],
                due.fee.minor if due.fee else None,
                due.fee.currency if due.fee else "",
                due.bar.severity,
                edition.version.since if edition else None,
                _pack(due.rule.id),
            ),
        )
    return kept[1]


def _missing(due: Due) -> list[str]:
    value = due.outcome.values.get(due.bar.due)
    return sorted(value.facts if isinstance(value, Missing) else due.outcome.missing)


@cache
def _pack(rule: str) -> str:
    head = rulebook().rules[rule].pack.pack
    return f"{head.id} {head.version}"


def worth(
    derived: Mapping[Key, Item], own: Mapping[Key, Deadline], on: dt.date, until: dt.date
) -> Iterator[tuple[Key, Item, bool]]:
    """Yield what is new and worth a row, open and not too far ahead, with whether it was past before anybody kept it.

    Of what was past then, a chance that is gone and an office's own act call for nothing. Of a series that is past
    whole, as ten years of annual fees of a patent just brought in, the newest alone: no office takes a later one
    before an earlier, so that it says all that the others would.
    """
    newest: dict[tuple[str, str, int], tuple[int, dt.date]] = {}
    live = [(key, item) for key, item in derived.items() if item.fate not in _ENDED]
    for (rule, _, trigger, occurrence, number), item in live:
        if item.due.on is not None and item.due.on < on:
            series = (rule, trigger, occurrence)
            newest[series] = max(newest.get(series, (0, dt.date.min)), (number, item.due.on))
    for key, item in live:
        day = item.due.on
        if key in own or (day is not None and day > until):
            continue
        is_past = day is not None and day < on
        if is_past and item.due.bar.severity in _NOT_HELD:
            continue
        if is_past and (key[4], day) != newest[key[0], key[2], key[3]]:
            continue
        yield key, item, is_past


def moves(
    own: Mapping[Key, Deadline], derived: Mapping[Key, Item], now: dt.datetime
) -> Iterator[tuple[Deadline, dict[str, Any]]]:
    """Yield each row that is otherwise now, written over, with what people saw of it before."""
    for key, row in own.items():
        item = derived.get(key)
        if item is None:
            if row.fate not in (*_ENDED, DeadlineFate.GONE):
                before = shown(row)
                row.fate, row.sequence, row.derived_at = DeadlineFate.GONE, row.sequence + 1, now
                yield row, before
            continue
        fresh = dict(zip(WRITTEN, written(item), strict=True))
        if row.fate in _ENDED and item.fate == row.fate:
            # What is done stays as it was when it was done, and is shown again by what took the place of a lost proof.
            fresh = {name: fresh[name] for name in _PROOFS if getattr(row, name) is None}
        if all(getattr(row, name) == value for name, value in fresh.items()):
            continue
        before = shown(row)
        for name, value in fresh.items():
            setattr(row, name, value)
        row.derived_at = now
        if shown(row) != before:
            row.sequence += 1
        yield row, before


def shown(row: Deadline) -> dict[str, Any]:
    """Return what people see of a row, as a change of it keeps it."""
    return {
        name: value.isoformat() if isinstance(value := getattr(row, name), dt.date) else value
        for name in _TOLD
    }

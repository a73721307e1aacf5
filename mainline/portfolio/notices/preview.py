"""What confirming a notice would do, before anybody confirms it. Nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mainline.orgs.models import Organisation
from mainline.portfolio.notices.drafting import Draft
from mainline.register.deadlines.happenings import Thread, Told
from mainline.register.deadlines.models import Deadline, Docket
from mainline.register.deadlines.refresh import AHEAD_DAYS, deriver, thread_with, threads_of
from mainline.register.deadlines.rows import KEYS, WRITTEN, Key, keyed, worth, written
from mainline.register.models import Event, Right
from mainline.rules.periods import add_months
from mainline.rules.threads import Item

_KEY = "notice"
"""Stands for the event that is not there yet."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline that the notice ends or moves: how it would stand, and its day before."""

    deadline: Deadline
    before: dt.date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a notice would bring."""

    new: Sequence[Deadline]
    moved: Sequence[Moved]
    is_kept: bool
    """Whether the dates of the right are kept already."""
    disagree: Sequence[tuple[Deadline, int, dt.date]] = ()
    """Dates that come to another day than the months that the notice states: with these, and the end by them."""


def preview(
    right: Right, organisation: Organisation, draft: Draft, replaced: Event | None, on: dt.date
) -> Preview:
    """Return the deadlines that an event would bring, end and move for an organisation."""
    kept = Docket.objects.filter(right=right, organisation=organisation, closed_at=None).first()
    docket = kept or Docket(right=right, organisation=organisation)
    details = {**(replaced.details if replaced else {}), **draft.details}
    told = Told(_KEY, draft.code, draft.happened_on, details)
    before = _keyed(threads_of([docket])[docket.pk])
    after = _keyed(thread_with(docket, told, {replaced.pk} if replaced else ()))
    until = on + dt.timedelta(days=AHEAD_DAYS)
    fresh = [(key, item) for key, item, _ in worth(after, {}, on, until) if item.trigger.key == _KEY]
    moved = [
        (key, after[key], item)
        for key, item in before.items()
        if key in after and (after[key].fate, after[key].due.on) != (item.fate, item.due.on)
    ]
    return Preview(
        [_row(docket, key, item) for key, item in sorted(fresh, key=_day)],
        [
            Moved(_row(docket, key, item), old.due.on)
            for key, item, old in moved
            if item.trigger.key != _KEY and old.fate in ("open", "unknown")
        ],
        kept is not None,
        [
            (_row(docket, key, item), months, stated)
            for key, item in fresh
            if (months := _months(draft)) and (stated := _stated(item, months)) is not None
        ],
    )


def _months(draft: Draft) -> int:
    said = draft.details.get("months", "")
    return int(said) if said.isdecimal() and len(said) < 3 else 0


def _stated(item: Item, months: int) -> dt.date | None:
    """Return the end of the months that a notice states, where a rule counts others from the same day."""
    received = item.due.outcome.values.get("deemed_received")
    if not isinstance(received, dt.date) or item.due.nominal is None:
        return None
    stated = add_months(received, months)
    return stated if stated != item.due.nominal else None


def _keyed(thread: Thread | None) -> dict[Key, Item]:
    return keyed(deriver().derive(thread.packs, thread.facts, thread.happenings)) if thread else {}


def _day(pair: tuple[Key, Item]) -> tuple[dt.date, Key]:
    return (pair[1].due.on or dt.date.min, pair[0])


def _row(docket: Docket, key: Key, item: Item) -> Deadline:
    """Return a deadline that is in no table."""
    values = dict(zip(KEYS, key, strict=True)) | dict(zip(WRITTEN, written(item), strict=True))
    return Deadline(docket=docket, **values)

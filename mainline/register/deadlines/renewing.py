"""Deriving all dockets anew: as days go by, and when the rules of law or a list of holidays have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, is_admin
from mainline.register.deadlines.models import Deadline, DeadlineChange, Docket
from mainline.register.deadlines.refresh import AHEAD_DAYS, Refreshed, refresh_deadlines
from mainline.rules.loading import rulebook

_CHUNK = 500
_SPARE_DAYS = 60
"""So many days before its end what is written down ahead is carried on."""
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Changed:
    """A deadline that is otherwise by the rules of today."""

    deadline: Deadline
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True, slots=True)
class Preview:
    """What deriving by the rules of today would change; nothing of it is written."""

    dockets: int
    new: int
    changed: int
    first: Sequence[Changed]
    """The first of the changed ones."""


def carry_on(*, on: dt.date) -> int:
    """Write down further ahead what comes into sight as days go by; return the number of dockets."""
    near = on + dt.timedelta(days=AHEAD_DAYS - _SPARE_DAYS)
    rights = Docket.objects.filter(closed_at=None, derived_until__lt=near).values_list("right_id", flat=True)
    return _in_chunks(sorted(set(rights)), on, "day", None).dockets


def preview_rules(*, on: dt.date) -> Preview:
    """Return what the packs and calendars of today would change, and change nothing."""
    with transaction.atomic():
        began = timezone.now()
        told = _all(on, None)
        rows = DeadlineChange.objects.filter(at__gte=began, cause="rules").select_related(
            "deadline__docket__right"
        )
        first = [Changed(row.deadline, row.before, row.after) for row in rows.order_by("pk")[:_SHOWN]]
        transaction.set_rollback(True)
    return Preview(told.dockets, told.new, told.changed, first)


@transaction.atomic
def apply_rules(*, on: dt.date, by: By) -> Refreshed:
    """Derive all dockets by the packs and calendars of today, as one act on record. Raises ``PermissionDenied``."""
    if by is not None and not is_admin(by):
        raise PermissionDenied(_("Only the platform's administrator applies rules to all dates."))
    told = _all(on, by)
    packs = ", ".join(f"{pack.pack.id} {pack.pack.version}" for pack in rulebook().packs)
    record(
        code="rules.applied",
        by=by,
        subject="",
        data={"packs": packs, "changed": told.changed, "new": told.new, "dockets": told.dockets},
    )
    return told


def _all(on: dt.date, by: By) -> Refreshed:
    rights = Docket.objects.filter(closed_at=None).order_by("right_id").values_list("right_id", flat=True)
    return _in_chunks(sorted(set(rights)), on, "rules", by)


def _in_chunks(rights: Sequence[int], on: dt.date, cause: str, by: By) -> Refreshed:
    told = Refreshed()
    for chunk in _chunks(rights):
        one = refresh_deadlines(chunk, on=on, cause=cause, by=by)
        told.new += one.new
        told.changed += one.changed
        told.dockets += one.dockets
    return told


def _chunks(rights: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(rights), _CHUNK):
        yield rights[start : start + _CHUNK]

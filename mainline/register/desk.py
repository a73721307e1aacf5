"""What a member finds on their desk: dates ahead, work that waits for them, news on rights entrusted to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from mainline.offices.record import RightKind
from mainline.orgs.access import User, can
from mainline.register import threads
from mainline.register.access import (
    entrusted_rights,
    events_on,
    part_for,
    visible_imports,
    visible_quarantine,
)
from mainline.register.derivation import event_facts, facts_of, is_public, speaking
from mainline.register.enums import ImportState
from mainline.register.logic import NextDate, next_dates, paid_years
from mainline.register.models import Event, Import, Right
from mainline.register.standing import standing_of
from mainline.register.subsets import STANDING

_ALIVE = ("in_force", "under_challenge", "lapsed_restorable")
_DERIVED_AT_MOST = 2_000
"""Rights whose next dates are derived for one page; past it the page says that there are more."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Ahead:
    """A date ahead of a right."""

    right: Right
    date: NextDate

    def days(self, on: dt.date) -> int:
        """Days from ``on`` to it."""
        return (self.date.on - on).days


@dataclass(frozen=True, slots=True)
class DatesAhead:
    """The dates ahead of the rights entrusted to a user, soonest first."""

    rows: Sequence[Ahead]
    left_out: int
    """Rights that were too many to derive."""


def dates_ahead(user: User, *, on: dt.date, until: dt.date) -> DatesAhead:
    """Derive the dates from ``on`` to ``until`` of the rights entrusted to a user, for the day ``on``."""
    rights = entrusted_rights(user).filter(status__in=_ALIVE)
    number = rights.count()
    ids = list(rights.order_by("expires_on", "pk").values_list("pk", flat=True)[:_DERIVED_AT_MOST])
    found = [
        row for start in range(0, len(ids), _CHUNK) for row in _ahead(user, ids[start : start + _CHUNK], on)
    ]
    near = [row for row in found if row.date.on <= until]
    return DatesAhead(sorted(near, key=lambda row: (row.date.on, row.right.pk)), max(0, number - len(ids)))


def _ahead(user: User, ids: Sequence[int], on: dt.date) -> list[Ahead]:
    rights = Right.objects.filter(pk__in=ids).defer("abstracts").prefetch_related("identifiers")
    events: dict[int, list[Event]] = {pk: [] for pk in ids}
    for event in events_on(user, Right.objects.filter(pk__in=ids)).filter(STANDING):
        events[event.right_id].append(event)
    found = []
    for right in rights:
        kind = RightKind(right.kind)
        told = event_facts(speaking(events[right.pk], is_public=is_public(right)))
        standing = standing_of(kind, right.office, told, facts_of(right), on)
        facts, renewed = standing.facts, standing.renewed_on
        paid = paid_years(event_facts(events[right.pk]), facts.filed_on)
        dates = next_dates(kind, right.office, facts, on, renewed, status=standing.status, paid=paid)
        found += [Ahead(right, date) for date in dates]
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that waits for a user in the register; each number opens to its list."""

    rehearsed: Sequence[Import]
    """Dry runs that can be confirmed."""
    failed: Sequence[Import]
    running: Sequence[Import]
    quarantined: int


def waiting(user: User, *, since: dt.datetime) -> Waiting:
    """Return what waits for a user; rehearsals and failures of before ``since`` are left in their list."""
    if not can(user, "import.run"):
        return Waiting((), (), (), 0)
    jobs = visible_imports(user).order_by("-requested_at")
    recent = jobs.filter(requested_at__gte=since)
    confirmed = jobs.filter(is_dry_run=False).values("path")
    return Waiting(
        rehearsed=list(
            recent.filter(state=ImportState.DONE, is_dry_run=True).exclude(path__in=confirmed)[:5]
        ),
        failed=list(recent.filter(state=ImportState.FAILED)[:5]),
        running=list(jobs.filter(state__in=[ImportState.QUEUED, ImportState.RUNNING])[:5]),
        quarantined=visible_quarantine(user).filter(state="open").count(),
    )


def news(user: User, limit: int) -> list[Event]:
    """Return what came in last on the rights entrusted to a user, newest first."""
    own = entrusted_rights(user).order_by().values("pk")
    shown = Event.objects.filter(STANDING, part_for(user, is_entrusted=True), right__in=own)
    # Of all that is sorted no more is read than the order needs.
    ids = list(shown.order_by("-recorded_at", "-told_on", "-pk").values_list("pk", flat=True)[:limit])
    return threads.whole(ids)


def own_by_status(user: User) -> list[tuple[str, int]]:
    """Count the rights entrusted to a user by status, most first."""
    rows = entrusted_rights(user).order_by().values_list("status").annotate(n=Count("pk"))
    return list(rows.order_by("-n", "status"))


def unpublished(user: User) -> QuerySet[Right]:
    """Return the rights entrusted to a user of which the world does not know."""
    return (
        entrusted_rights(user)
        .filter(set_apart=1)
        .exclude(confidentiality="public")
        .order_by("-filed_on", "-pk")
    )

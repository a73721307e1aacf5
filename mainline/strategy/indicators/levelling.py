"""Keeps the spans of rights level with their threads: what changed since is derived anew."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Sequence

from django.core.cache import caches
from django.db import close_old_connections, transaction
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from mainline.offices.record import RightKind
from mainline.register.derivation import event_facts, facts_of, is_public, speaking
from mainline.register.logic import EventLike, Facts
from mainline.register.models import UNDATED, Event, Right
from mainline.register.subsets import STANDING
from mainline.strategy.indicators.spans import granted_on, spans_of
from mainline.strategy.models import Life, Span

log = logging.getLogger("mainline.strategy")
OFFICE = "CN"
"""Rights of other offices are in no indicator that asks whether they were in force."""
_CHUNK = 500
_DAYS = ("status_since", "status_as_of", "expires_on", "granted_on")
_WORDS = ("status", "confidentiality")
_KEY = "strategy:level"
_QUICK = 0.05
_OLDEST = 120.0
"""Seconds for which nobody looks anew whether something changed, in the largest register."""
_SOON, _LATEST = 2.0, 60.0
"""Seconds between two looks of the worker, which takes a twentieth of the time at most in between."""


def behind() -> QuerySet[Right]:
    """Return the rights whose spans do not follow from their thread as it is now."""
    own = Event.objects.filter(right=OuterRef("pk")).order_by().values("right")
    rights = Right.objects.filter(office=OFFICE, merged_into=None).annotate(
        told=Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), Value(0)),
        newest=Coalesce(Subquery(own.annotate(last=Max("pk")).values("last")), Value(0)),
        **{f"{name}_day": Coalesce(name, Value(UNDATED)) for name in _DAYS},
    )
    same = Q(life__events=F("told"), life__newest=F("newest"))
    for name in _WORDS:
        same &= Q(**{f"life__{name}": F(name)})
    for name in _DAYS:
        same &= Q(**{f"life__{name}": F(f"{name}_day")})
    return rights.filter(Q(life=None) | ~same)


def level() -> int:
    """Derive the spans of rights that changed, some hundreds in a transaction; return how many there were."""
    ids = list(behind().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        _derive(ids[start : start + _CHUNK])
    return len(ids)


def left_behind() -> int:
    """Return how many rights changed since their spans were derived, for somebody who is about to read figures.

    Reading derives nothing: that is the worker's. A small register is looked at each time; in a large one looking takes a
    hundredth of the time.
    """
    cache = caches["local"]
    known = cache.get(_KEY)
    if known is not None:
        return int(known)
    began = time.monotonic()
    left = behind().count()
    took = time.monotonic() - began
    if took > _QUICK:
        cache.set(_KEY, left, min(100 * took, _OLDEST) if not left else 1)
    return left


@transaction.atomic
def _derive(ids: Sequence[int]) -> None:
    rows = Right.objects.filter(pk__in=ids).defer("abstracts", "titles", "classes", "title")
    rights = list(rows.select_for_update(of=("self",)).prefetch_related("identifiers"))
    events: dict[int, list[Event]] = {right.pk: [] for right in rights}
    counted: dict[int, tuple[int, int]] = {}
    for event in Event.objects.filter(STANDING, right__in=events):
        events[event.right_id].append(event)
    told = Event.objects.filter(right__in=events).order_by().values_list("right")
    for pk, n, newest in told.annotate(n=Count("pk"), newest=Max("pk")):
        counted[pk] = (n, newest)
    Span.objects.filter(right__in=events).delete()
    Life.objects.filter(right__in=events).delete()
    spans: list[Span] = []
    lives: list[Life] = []
    for right in rights:
        told = event_facts(speaking(events[right.pk], is_public=is_public(right)))
        facts = facts_of(right)
        spans += _spans(right, told, facts)
        lives.append(_life(right, *counted.get(right.pk, (0, 0)), granted_on(told, facts)))
    Span.objects.bulk_create(spans)
    Life.objects.bulk_create(lives)


def _spans(right: Right, told: Sequence[EventLike], facts: Facts) -> list[Span]:
    found = spans_of(RightKind(right.kind), right.office, told, facts)
    return [
        Span(right=right, kind=right.kind, state=one.state, since=one.since, until=one.until) for one in found
    ]


def _life(right: Right, events: int, newest: int, grant_on: dt.date | None) -> Life:
    given = {name: getattr(right, name) for name in _WORDS}
    days = {name: getattr(right, name) or UNDATED for name in _DAYS}
    return Life(right=right, events=events, newest=newest, grant_on=grant_on, **given, **days)


def work(*, stop: threading.Event) -> None:
    """Keep all spans level until stopped: a thread of the worker."""
    while True:
        close_old_connections()
        began = time.monotonic()
        try:
            level()
        except Exception:
            log.exception("Levelling the spans is tried again in %s seconds", _LATEST)
            began -= _LATEST
        if stop.wait(min(max(_SOON, 20 * (time.monotonic() - began)), _LATEST)):
            return

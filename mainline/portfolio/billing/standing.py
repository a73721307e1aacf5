"""How an agency stands, in figures that anybody may see: counted from public rights alone, so that nothing of an
unpublished one can be inferred.

An item is one thing to do, however many days the rules have for it: it is on time if the event that did it was on or
before the first of them. Counted are items whose missing costs something, of rights whose dates the agency keeps as
their agent: done in the twelve months up to the day, or missed in them. Not counted: what fell away, what people
decided not to do or closed by hand, what a later act of the office only proves, what was past before the dates were kept, and what is not due yet.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Avg, Count, Q, QuerySet

from mainline.orgs.access import User, organisation_ids
from mainline.orgs.models import Organisation
from mainline.orgs.persons.queries import one_body
from mainline.portfolio.billing.models import Rating
from mainline.portfolio.billing.queries import ratings_of, thing_of, was_done
from mainline.register.deadlines.access import VIEW
from mainline.register.deadlines.enums import DeadlineFate, Severity
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Party, Right

SPAN = dt.timedelta(days=365)
FEWEST = 5
"""Items from which a figure is told: of fewer, what happened to one could be read off it."""
FRESH_SECONDS = 300
"""How long the figures, the same for everybody, are kept before they are counted anew."""
WORDS_SHOWN = 10
_HUNDRED = 100
_LONG = (
    *(f"docket__right__{name}" for name in ("title", "titles", "abstracts", "classes")),
    "ended_by__source_text",
    "ended_by__details",
)
"""Columns that no figure needs."""
_COSTS = (Severity.LOSS, Severity.COST)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of an agency on a day, the same for everybody."""

    on_time: int
    counted: int
    open: int
    kept: int
    """Rights of which the open items are."""
    grants: int
    rights: int
    """Public rights on which it is named as agent."""

    @property
    def percent(self) -> int | None:
        """Hundredths on time, rounded down; ``None`` where fewer than :data:`FEWEST` items were counted."""
        return self.on_time * _HUNDRED // self.counted if self.counted >= FEWEST else None

    @property
    def has_load(self) -> bool:
        """Whether enough items are open to tell how many."""
        return self.open >= FEWEST


@dataclass(frozen=True, slots=True)
class Standing:
    """How an agency stands on a day, as a reader is told it."""

    figures: Figures
    ratings: int
    stars: float | None
    """Mean of the ratings; ``None`` without any."""
    newest: Sequence[Rating]
    may_open: bool
    """Whether the reader may see the items."""


def standing_of(user: User, agency: Organisation, on: dt.date) -> Standing:
    """Return how an agency stands on a day, as everybody may see it; the figures may be some minutes old."""
    # A rated bill stays paid.
    found = Rating.objects.filter(bill__agency__in=one_body(agency)).aggregate(
        n=Count("pk"), mean=Avg("stars")
    )
    figures = caches["local"].get_or_set(
        f"agency:{agency.pk}:{on}", lambda: figures_of(agency, on), FRESH_SECONDS
    )
    return Standing(
        figures=figures,
        ratings=found["n"],
        stars=found["mean"],
        newest=[rating for rating in ratings_of(agency)[:WORDS_SHOWN] if rating.words],
        may_open=user.is_authenticated and agency.pk in organisation_ids(user, VIEW),
    )


def figures_of(agency: Organisation, on: dt.date) -> Figures:
    """Count what everybody may know of an agency on a day."""
    done = [is_on_time(rows) for rows in counted(agency, on)]
    open_ = _items(agency).filter(fate__in=[DeadlineFate.OPEN, DeadlineFate.UNKNOWN], act="")
    named = Party.objects.filter(organisation__in=one_body(agency), role="agent").values("right")
    public = Right.objects.filter(set_apart=None, pk__in=named)
    return Figures(
        on_time=sum(done),
        counted=len(done),
        open=open_.values("docket", "rule", "trigger", "occurrence", "number").distinct().count(),
        kept=open_.values("docket__right").distinct().count(),
        grants=public.exclude(granted_on=None).count(),
        rights=public.count(),
    )


def counted(agency: Organisation, on: dt.date) -> list[list[Deadline]]:
    """Return the items that were done or missed in the twelve months up to a day, each with all its days."""
    since = on - SPAN
    done = Q(fate=DeadlineFate.DONE, ended_by__happened_on__gt=since, ended_by__happened_on__lte=on)
    missed = Q(fate=DeadlineFate.OPEN, act="", due_on__gt=since, due_on__lt=on)
    rows = _items(agency).filter(done | missed, due_on__isnull=False)
    found: dict[tuple[object, ...], list[Deadline]] = defaultdict(list)
    rows = rows.select_related("ended_by", "docket__right").defer(*_LONG)
    for row in rows.order_by("due_on", "pk"):
        found[thing_of(row)].append(row)
    return [one for one in found.values() if not any(row.needs_check or _is_only_proven(row) for row in one)]


def _is_only_proven(row: Deadline) -> bool:
    return row.fate == DeadlineFate.DONE and not was_done(row)


def is_on_time(rows: Sequence[Deadline]) -> bool:
    """Whether an item was done on or before the first of its days."""
    first = rows[0]
    ended = first.ended_by.happened_on if first.ended_by else None
    return bool(ended and first.due_on and ended <= first.due_on)


def items_of(user: User, agency: Organisation, on: dt.date) -> list[int]:
    """Return the ids of the days that the figure is counted from, for a user who may see them: one of each item."""
    if not (user.is_authenticated and agency.pk in organisation_ids(user, VIEW)):
        return []
    return [rows[0].pk for rows in counted(agency, on)]


def _items(agency: Organisation) -> QuerySet[Deadline]:
    """Return the days of an agency's docket, of public rights on which it is named as agent."""
    body = one_body(agency)
    named = Party.objects.filter(organisation__in=body, role="agent").values("right")
    return Deadline.objects.filter(
        docket__organisation__in=body,
        docket__closed_at=None,
        docket__right__set_apart=None,
        docket__right__in=named,
        severity__in=_COSTS,
    )

"""Every read of watches and their hits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainline.offices import numbers
from mainline.orgs.access import User
from mainline.orgs.models import Organisation
from mainline.orgs.names import name_key
from mainline.protection.watches.access import KEEP, visible_hits, visible_watches
from mainline.protection.watches.enums import Decision, NextStep
from mainline.protection.watches.models import Hit, Watch
from mainline.register.access import visible_organisations, visible_rights
from mainline.register.models import Identifier, Right
from mainline.web.steps import Step

_SOON = dt.timedelta(days=120)
"""So long before its last day a step stands on My day by itself."""


def watches(user: User) -> QuerySet[Watch]:
    """Return the watches of which the user may know, those that run first, with how many of their hits are open.

    Hits on rights that the user may know of no more are not counted.
    """
    seen = Q(hits__right__in=visible_rights(user).values("pk"))
    rows = visible_watches(user).select_related("right", "organisation", "holder")
    counted = rows.annotate(
        found=Count("hits", filter=seen),
        waiting=Count("hits", filter=seen & Q(hits__decision=Decision.OPEN)),
        newest=Max("hits__found_on", filter=seen),
    )
    return counted.order_by("ended_at", "-waiting", "-pk")


def watch(user: User, pk: int) -> Watch | None:
    """Return a watch of which the user may know."""
    return watches(user).filter(pk=pk).first() if pk < 2**63 else None


def hits(user: User, decision: str | None = None) -> QuerySet[Hit]:
    """Return the hits of which the user may know, the nearest day first, then the most alike and newest."""
    rows = visible_hits(user).select_related(
        "watch__organisation", "watch__right", "right", "event", "decided_by"
    )
    if decision is not None:
        rows = rows.filter(decision=decision)
    return rows.order_by("decision", "step_due", "-score", "-pk")


def hit(user: User, pk: int) -> Hit | None:
    """Return a hit of which the user may know."""
    return hits(user).filter(pk=pk).first() if pk < 2**63 else None


def watches_on(user: User, right: Right) -> list[Watch]:
    """Return the watches that run on a right, of which the user may know."""
    return list(watches(user).filter(right=right, ended_at=None))


def hits_on(user: User, right: Right) -> list[Hit]:
    """Return what the user's watches told of a right."""
    return list(hits(user).filter(right=right))


def right_numbered(user: User, text: str) -> Right | None:
    """Return the one right of which the user may know that bears a number; ``None`` for none, or several."""
    given = text.strip()
    if not given:
        return None
    try:
        keys = set(numbers.keys(given))
    except numbers.NumberError:
        keys = set()
    told = Identifier.objects.filter(Q(key__in=keys) | Q(text=given)).values("right")
    found = list(visible_rights(user).filter(pk__in=told)[:2])
    return found[0] if len(found) == 1 else None


def body_called(user: User, name: str) -> Organisation | None:
    """Return the organisation of a name that the user may see; ``None`` for none."""
    given = " ".join(name.split())
    if not given:
        return None
    called = Q(name=given) | Q(name_zh=given) | Q(name_en=given) | Q(name_key=name_key(given, "CN"))
    found = visible_organisations(user).filter(called).order_by("-rights_known", "pk").first()
    return (found.merged_into or found) if found is not None else None


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what waits of hits: each with a last day by itself, the others together."""
    rows = visible_hits(user, KEEP).filter(decision=Decision.OPEN).select_related("watch", "right")
    dated = rows.filter(step_due__gte=on, step_due__lte=on + _SOON).order_by("step_due", "pk")[:10]
    for row in dated:
        told = {"right": row.right.display_title or row.right.number, "step": NextStep(row.step).label}
        words = _("%(step)s against %(right)s, or decide otherwise.")
        yield Step(words % told, reverse("hit", args=[row.pk]), due_on=row.step_due)
    if rest := rows.exclude(pk__in=[row.pk for row in dated]).count():
        words = ngettext("%(n)s hit of your watches waits.", "%(n)s hits of your watches wait.", rest)
        yield Step(words % {"n": rest}, reverse("hits"))


def known_right(user: User, pk: int) -> Right | None:
    """Return a right of which the user may know, by its id."""
    return visible_rights(user).filter(pk=pk).first() if pk < 2**63 else None

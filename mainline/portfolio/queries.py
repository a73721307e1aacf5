"""Reads of the docket; each takes the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from mainline.orgs.access import User, organisation_ids, with_merged
from mainline.orgs.models import Organisation
from mainline.portfolio.states import PRESSING, in_states
from mainline.register.access import rights_entrusted_to
from mainline.register.deadlines.access import KEEP, VIEW, visible_deadlines, visible_dockets
from mainline.register.deadlines.actions import ENDED
from mainline.register.deadlines.enums import Severity
from mainline.register.deadlines.models import Deadline, DeadlineChange, Docket
from mainline.register.models import Right

WEEK, MONTH = 7, 30


@dataclass(frozen=True, slots=True)
class Counts:
    """How much presses."""

    overdue: int
    check: int
    unknown: int
    second: int
    week: int
    month: int


@dataclass(frozen=True, slots=True)
class Unkept:
    """Rights of an organisation whose dates nobody keeps yet."""

    organisation: Organisation
    rights: int
    living: int


def deadlines(user: User, verb: str = VIEW) -> QuerySet[Deadline]:
    """Return the deadlines that a user may see, with what a list shows of them; undated first, then by day."""
    rows = visible_deadlines(user, verb).select_related(
        "docket__right", "docket__organisation", "docket__responsible", "responsible"
    )
    return rows.defer("docket__right__abstracts", "docket__right__classes").order_by(
        F("due_on").asc(nulls_first=True), "pk"
    )


def counts(user: User, on: dt.date) -> Counts:
    """Count what presses on a day."""

    def ahead(days: int) -> Count:
        until = on + dt.timedelta(days=days)
        return Count("pk", filter=in_states(["open"], on) & Q(due_on__lte=until))

    def way(code: str) -> Count:
        return Count("pk", filter=in_states([code], on))

    found = visible_deadlines(user).aggregate(
        overdue=way("overdue"),
        check=way("check"),
        unknown=way("unknown"),
        second=way("second"),
        week=ahead(WEEK),
        month=ahead(MONTH),
    )
    return Counts(**found)


def by_consequence(user: User, on: dt.date) -> list[tuple[str, str, int]]:
    """Count what presses by what missing it brings, the gravest first: (code, words, number)."""
    rows = visible_deadlines(user).filter(in_states(list(PRESSING), on)).order_by()
    found = dict(rows.values_list("severity").annotate(n=Count("pk")))
    return [(code, str(words), found[code]) for code, words in Severity.choices if found.get(code)]


def unkept(user: User) -> list[Unkept]:
    """Return the organisations that the user keeps dates for, with their rights whose dates nobody keeps yet."""
    found = []
    for organisation in Organisation.objects.filter(pk__in=organisation_ids(user, KEEP)).order_by("pk"):
        rights = unkept_rights(organisation)
        number = rights.count()
        if number:
            found.append(Unkept(organisation, number, rights.exclude(status__in=ENDED).count()))
    return found


def unkept_rights(organisation: Organisation) -> QuerySet[Right]:
    """Return the rights entrusted to an organisation whose dates it does not keep."""
    kept = Docket.objects.filter(organisation=organisation, right=OuterRef("pk"), closed_at=None)
    return rights_entrusted_to(organisation).filter(~Exists(kept))


def living_unkept(organisation: Organisation) -> list[int]:
    """Return the ids of those of them that have not ended."""
    return list(unkept_rights(organisation).exclude(status__in=ENDED).values_list("pk", flat=True))


def deadline(user: User, pk: int) -> Deadline | None:
    """Return one deadline, if the user may see it."""
    return (
        deadlines(user)
        .select_related("act_by", "confirmed_by", "ended_by", "trigger_event")
        .filter(pk=pk)
        .first()
    )


def changes(deadline: Deadline) -> Sequence[DeadlineChange]:
    """Return how a deadline changed, newest first."""
    return list(deadline.changes.select_related("by", "event").order_by("-at", "-pk"))


def dates_of(user: User, right: Right) -> list[Deadline]:
    """Return the open dates of a right that the user may see, soonest first."""
    rows = deadlines(user).filter(docket__right=right, fate__in=["open", "unknown"])
    return list(rows)


def unkept_for(user: User, right: Right) -> list[Organisation]:
    """Return the organisations for which the user may begin to keep the dates of a right."""
    own = organisation_ids(user, KEEP) if user.is_authenticated else ()
    bodies = Organisation.objects.filter(pk__in=own).order_by("pk") if own else ()
    return [body for body in bodies if unkept_rights(body).filter(pk=right.pk).exists()]


def organisation(pk: int) -> Organisation:
    """Return the organisation of an id, or the one that stands for it."""
    found = Organisation.objects.select_related("merged_into").get(pk=pk)
    return found.merged_into or found


def keeping(user: User) -> list[Organisation]:
    """Return the organisations whose dates are kept and the user may see."""
    kept = visible_dockets(user).order_by().values("organisation")
    return list(Organisation.objects.filter(pk__in=kept).order_by("pk"))


def members(organisation: Organisation) -> list[Any]:
    """Return who may see to the dates of an organisation."""
    own = with_merged({organisation.pk})
    users = get_user_model().objects.filter(memberships__organisation__in=own, is_active=True)
    return list(users.distinct().order_by("username"))


def colleagues(user: User, verb: str) -> list[Any]:
    """Return who may see to the dates of the organisations for which a user may use a verb."""
    own = organisation_ids(user, verb) if user.is_authenticated else ()
    users = get_user_model().objects.filter(memberships__organisation__in=own, is_active=True)
    return list(users.distinct().order_by("username"))


def dockets(user: User) -> QuerySet[Docket]:
    """Return the open dockets that the user may see."""
    return visible_dockets(user)

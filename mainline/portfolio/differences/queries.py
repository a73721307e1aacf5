"""Reads of differences; each takes the user."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest

from mainline.orgs.access import User
from mainline.register.deadlines.access import VIEW
from mainline.register.differences.access import visible_differences
from mainline.register.differences.enums import DifferenceState
from mainline.register.differences.logic import NOTED_ONLY, shown_in
from mainline.register.differences.models import Difference, DifferenceDecision
from mainline.register.differences.standing import changeable
from mainline.register.models import Right, SourceRecord
from mainline.register.projection import Source, fold, unpack


def differences(user: User, verb: str = VIEW) -> QuerySet[Difference]:
    """Return the differences that a user may see, with what a list shows of them; the newest first."""
    rows = visible_differences(user, verb).select_related("right", "organisation", "decided_by")
    return rows.defer("right__abstracts", "right__classes").order_by("-since", "-pk")


def asked_differences(request: HttpRequest) -> QuerySet[Difference]:
    """Return the differences that wait to be decided, unless the address asks for a state of its own."""
    rows = differences(request.user)
    return rows if request.GET.get("state") else rows.filter(state=DifferenceState.OPEN)


def difference(user: User, pk: int) -> Difference | None:
    """Return one difference, if the user may see it."""
    return differences(user).filter(pk=pk).first()


def history(difference: Difference) -> Sequence[DifferenceDecision]:
    """Return what was decided of it, newest first."""
    return list(difference.decisions.select_related("by").order_by("-pk"))


def stands_here(difference: Difference) -> Sequence[str]:
    """Return what the right shows in the field of a difference today."""
    rows = SourceRecord.objects.filter(right=difference.right_id)
    told = [Source(bytes(row.digest), unpack(bytes(row.body))) for row in rows]
    return shown_in(difference.field, fold(told)) if told else ()


def is_shown(user: User, difference: Difference) -> bool:
    """Whether a decision of the user changes what the right shows; else it is noted for the organisation alone."""
    if difference.field in NOTED_ONLY:
        return False
    return difference.right_id in changeable({difference.right_id}, difference.organisation_id, user)


def differences_on(user: User, right: Right) -> list[Difference]:
    """Return the differences of a right that the user may see and that both sides still say, in the order of their fields."""
    if not user.is_authenticated:
        return []
    rows = visible_differences(user).filter(right=right).exclude(state=DifferenceState.GONE)
    return list(rows.order_by("state", "pk"))

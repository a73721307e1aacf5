"""Who may see how income is shared: members of the unit who may see its agreements, and every inventor named in a plan."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mainline.orgs.access import User, is_admin, organisation_ids
from mainline.utilization.agreements.access import VIEW, family
from mainline.utilization.distribution.models import DistributionPlan, PlanLine, RecoverableCost, UnitRule

INCOME, APPROVE = "income.keep", "income.approve"

__all__ = [
    "APPROVE",
    "INCOME",
    "VIEW",
    "own_lines",
    "visible_costs",
    "visible_plans",
    "visible_rules",
]


def _own(user: User, verb: str) -> set[int]:
    return organisation_ids(user, verb) if user.is_authenticated else set()


def visible_plans(user: User) -> QuerySet[DistributionPlan]:
    """Return the plans that a user may see: whole, for all inventors of a plan sign the same."""
    if is_admin(user):
        return DistributionPlan.objects.all()
    seen = Q(organisation__in=_own(user, VIEW))
    if persons := family(user):
        seen |= Q(pk__in=PlanLine.objects.filter(person__in=persons).values("plan"))
    return DistributionPlan.objects.filter(seen)


def own_lines(user: User) -> QuerySet[PlanLine]:
    """Return the lines of plans that are the user's own."""
    return PlanLine.objects.filter(person__in=family(user))


def visible_rules(user: User) -> QuerySet[UnitRule]:
    """Return the rules of units to which a user belongs in whatever role: its inventors read what they are owed by."""
    if is_admin(user):
        return UnitRule.objects.all()
    return UnitRule.objects.filter(organisation__in=organisation_ids(user) if user.is_authenticated else ())


def visible_costs(user: User) -> QuerySet[RecoverableCost]:
    """Return the costs that a user may see: those of the own unit, and those that a plan recovers which names the user."""
    if is_admin(user):
        return RecoverableCost.objects.all()
    seen = Q(organisation__in=_own(user, VIEW))
    if persons := family(user):
        seen |= Q(
            pk__in=RecoverableCost.objects.filter(recovered__plan__lines__person__in=persons).values("pk")
        )
    return RecoverableCost.objects.filter(seen)

"""Reads of the stock; each takes the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from mainline.orgs.access import User, can, organisation_ids
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.utilization.market.access import DEAL
from mainline.utilization.market.queries import own_rights
from mainline.utilization.stock.access import own_items, visible_grades, visible_items
from mainline.utilization.stock.enums import Step as StockStep
from mainline.utilization.stock.logic import Tier, formula, tier_of
from mainline.utilization.stock.models import StockGrade, StockItem
from mainline.web.steps import Step
from mainline.web.templatetags.web import number


def items(user: User) -> QuerySet[StockItem]:
    """Return the rights of the stock that a user may see, each with how many firms graded it and their mean."""
    graded = Q(grades__grade__isnull=False)
    rows = visible_items(user).annotate(
        firms=Count("grades", filter=graded), firms_mean=Avg("grades__grade", filter=graded),
        asked=Count("grades"),
    )  # fmt: skip
    return rows.select_related("right", "organisation").order_by("-tier_percent", "-pk")


def item(user: User, pk: int) -> StockItem | None:
    """Return one right of the stock, if the user may see it there."""
    return items(user).filter(pk=pk).first()


def item_of(user: User, right: Right) -> StockItem | None:
    """Return what stands in the stock of a right, if the user may see it."""
    return items(user).filter(right=right).first()


def grades_of(user: User, row: StockItem) -> list[StockGrade]:
    """Return what firms say of a right of the stock, as far as the user may read it."""
    return list(
        visible_grades(user).filter(item=row).select_related("organisation").order_by("asked_on", "pk")
    )


def own_grade(user: User, row: StockItem) -> StockGrade | None:
    """Return the grade that the user's own firm was asked for."""
    own = organisation_ids(user, DEAL)
    return row.grades.filter(organisation__in=own).select_related("organisation").order_by("pk").first()


def tier_with_parts(row: StockItem) -> Tier:
    """Return the tier of a right of the stock with the parts that it follows from."""
    firms = row.grades.filter(grade__isnull=False).order_by("pk").values_list("grade", flat=True)
    return tier_of(row.grade, [one for one in firms if one is not None], row.readiness, formula())


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rights of the stock stand at each step and in each tier."""

    steps: Sequence[tuple[str, str, int]]
    tiers: Sequence[tuple[str, int]]


def counts(user: User) -> Counts:
    """Count the stock that a user sees: the same rows as its list."""
    rows = visible_items(user)
    by_step = dict(rows.order_by().values_list("step").annotate(n=Count("pk")))
    by_tier = dict(rows.order_by().values_list("tier").annotate(n=Count("pk")))
    steps_ = [(code, str(label), by_step.get(code, 0)) for code, label in StockStep.choices]
    return Counts(steps_, [(code, by_tier.get(code, 0)) for code, _least in formula().tiers])


def firms_to_ask(row: StockItem) -> list[Organisation]:
    """Return the enterprises with members here that can be asked about a right, those of its industry first."""
    asked = row.grades.values("organisation")
    here = Organisation.objects.filter(
        kind=OrganisationKind.ENTERPRISE, merged_into=None, memberships__isnull=False
    ).exclude(pk__in=asked)
    return sorted(here.distinct(), key=lambda body: (body.industry != row.industry, body.display_name))


def unsurveyed(user: User) -> list[Right]:
    """Return published rights of the user's organisations that are not in the stock yet, the newest first."""
    own = Organisation.objects.filter(pk__in=organisation_ids(user, DEAL), merged_into=None)
    known = StockItem.objects.filter(right=OuterRef("pk"))
    return [
        right
        for body in own
        for right in own_rights(body).filter(~Exists(known), granted_on__isnull=False)[:300]
    ]


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what of the stock waits for a user: grades that were asked for, and answers that came in."""
    if not user.is_authenticated or not can(user, DEAL):
        return
    own = organisation_ids(user, DEAL)
    if n := StockGrade.objects.filter(organisation__in=own, grade=None).count():
        words = ngettext(
            "You were asked to grade %(n)s right of a university.", "You were asked to grade %(n)s rights of universities.", n
        )  # fmt: skip
        yield Step(words % {"n": number(n)}, f"{reverse('stock')}?waits=yes")
    answered = (
        own_items(user, DEAL).filter(step=StockStep.FEEDBACK, grades__grade__isnull=False).distinct().count()
    )
    if answered:
        words = ngettext(
            "Enterprises have graded %(n)s right of your stock: choose how it is promoted.",
            "Enterprises have graded %(n)s rights of your stock: choose how they are promoted.",
            answered,
        )
        yield Step(words % {"n": number(answered)}, f"{reverse('stock')}?step={StockStep.FEEDBACK}")

"""The list of plans."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.rules.money import Money
from mainline.utilization.distribution.enums import PlanKind, PlanState
from mainline.utilization.distribution.models import DistributionPlan
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable


def name_of(plan: DistributionPlan) -> str:
    """Return what a plan is called."""
    return gettext("Plan %(number)s") % {"number": plan.pk}


def _link(row: DistributionPlan) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("distribution_plan", args=[row.pk]), name_of(row))


def _state(row: DistributionPlan) -> SafeString:
    return format_html('<span class="chip plan-{}">{}</span>', row.state, row.get_state_display())


PLANS = ListTable(
    "distribution_plans",
    (
        Column("plan", _("Plan"), _link, name_of, "pk"),
        Column("right", _("Right"), lambda row: row.right.display_title or row.right.number, sort="right__title",
            look="wide", filter=Contains(("right__title", "right__number"), name="q")),
        Column("kind", _("Kind"), lambda row: str(row.get_kind_display()), sort="kind",
            filter=Choice("kind", dict(PlanKind.choices))),
        Column("income", _("Income"), lambda row: str(Money(row.income_minor, row.currency)), sort="income_minor", look="n"),
        Column("inventors", _("To inventors"), lambda row: str(Money(row.inventors_minor, row.currency)),
            sort="inventors_minor", look="n"),
        Column("unit", _("Kept by the unit"), lambda row: str(Money(row.unit_minor, row.currency)), sort="unit_minor",
            look="n"),
        Column("state", _("State"), _state, lambda row: str(row.get_state_display()), "state",
            filter=Choice("state", dict(PlanState.choices))),
        Column("proposed", _("Proposed on"), lambda row: row.proposed_on, sort="proposed_on", filter=Days("proposed_on")),
    ),
    title=_("Distribution of income"),
    quick="right",
)  # fmt: skip

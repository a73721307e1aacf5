"""Reads of plans and their payments; each takes the user or is of one plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User, organisation_ids
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.rules.money import Money
from mainline.utilization.agreements.typed import percent
from mainline.utilization.distribution.access import (
    APPROVE,
    INCOME,
    own_lines,
    visible_costs,
    visible_plans,
    visible_rules,
)
from mainline.utilization.distribution.enums import LineAnswer, PlanState
from mainline.utilization.distribution.logic import Dispute, frozen
from mainline.utilization.distribution.models import (
    DistributionPlan,
    PlanLine,
    PlanPart,
    PlanPayment,
    RecoverableCost,
    UnitRule,
)
from mainline.utilization.royalties.models import ReceiptMatch
from mainline.web.steps import Step

_ANSWERED = (LineAnswer.ACCEPTED, LineAnswer.ON_PAPER, LineAnswer.DISPUTED)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a plan with what of it is paid, frozen by a dispute, and payable."""

    line: PlanLine
    money: Money
    paid: Money
    frozen: Money
    payable: Money
    """What may be paid now: nothing before the plan is approved."""
    pending: Money
    """What is neither paid nor frozen."""
    percent: str
    payments: Sequence[tuple[PlanPayment, Money]]

    @property
    def is_disputed(self) -> bool:
        """Whether its inventor disputes it."""
        return self.line.answer == LineAnswer.DISPUTED


def plans(user: User) -> QuerySet[DistributionPlan]:
    """Return the plans that a user may see, the newest first."""
    rows = visible_plans(user).select_related("organisation", "right", "rule", "proposed_by", "approved_by")
    return rows.order_by("-proposed_at", "-pk")


def plan(user: User, pk: int) -> DistributionPlan | None:
    """Return one plan, if the user may see it."""
    return plans(user).filter(pk=pk).first()


def plans_on(user: User, right: Right) -> list[DistributionPlan]:
    """Return the plans about a right that the user may see and that were not cancelled."""
    return list(plans(user).filter(right=right).exclude(state=PlanState.CANCELLED))


def net_paid(line: PlanLine) -> int:
    """Return what was paid by a line less what was reversed, in minor units."""
    return int(line.payments.aggregate(total=Sum("minor"))["total"] or 0)


def lines_of_plan(plan: DistributionPlan) -> list[ShownLine]:
    """Return the lines of a plan with what of each is paid, frozen and payable."""
    payments = PlanPayment.objects.select_related("reverses", "entered_by").order_by("pk")
    rows = list(
        plan.lines.select_related("person", "answered_by")
        .prefetch_related(Prefetch("payments", payments))
        .order_by("position")
    )
    disputes = [
        Dispute(place, Fraction(row.claims) if row.claims else None)
        for place, row in enumerate(rows)
        if row.answer == LineAnswer.DISPUTED
    ]
    stopped = frozen([row.minor for row in rows], [Fraction(row.share) for row in rows], disputes)
    return [_shown(plan, row, stop) for row, stop in zip(rows, stopped, strict=True)]


def _shown(plan: DistributionPlan, row: PlanLine, stop: int) -> ShownLine:
    paid = sum(payment.minor for payment in row.payments.all())
    stop = min(stop, row.minor - paid)
    left = row.minor - paid - stop
    is_payable = plan.state == PlanState.APPROVED and row.answer in _ANSWERED

    def money(minor: int) -> Money:
        return Money(minor, plan.currency)

    return ShownLine(
        row, money(row.minor), money(paid), money(stop), money(left if is_payable else 0), money(left),
        percent(Fraction(row.share)), [(payment, money(payment.minor)) for payment in row.payments.all()],
    )  # fmt: skip


def parts_of_plan(plan: DistributionPlan) -> tuple[list[PlanPart], list[PlanPart]]:
    """Return the income and the costs of a plan, each with what is behind it; of a cancelled one none is left."""
    rows = plan.parts.select_related(
        "match__receipt", "match__invoice__agreement__licensee", "match__invoice__report", "cost__document"
    ).order_by("pk")
    return [row for row in rows if row.match_id], [row for row in rows if row.cost_id]


def rules(user: User) -> QuerySet[UnitRule]:
    """Return the rules of a user's units, the newest first."""
    return visible_rules(user).select_related("organisation").order_by("organisation", "-since")


def costs(user: User) -> QuerySet[RecoverableCost]:
    """Return the costs that a user may see, the newest first."""
    rows = visible_costs(user).select_related("right", "organisation", "document")
    return rows.annotate(gone=Sum("recovered__minor")).order_by("-spent_on", "-pk")


def rights_with_income(user: User) -> list[Right]:
    """Return the rights for which money came in that no plan distributes, of organisations whose income a user keeps."""
    own = organisation_ids(user, INCOME) if user.is_authenticated else set()
    if not own:
        return []
    waiting = ReceiptMatch.objects.filter(
        ~Exists(PlanPart.objects.filter(match=OuterRef("pk"), right=OuterRef("invoice__agreement__covered__right"))),
        receipt__organisation__in=own, receipt__reversed_on=None,
    )  # fmt: skip
    ids = waiting.values_list("invoice__agreement__covered__right", flat=True)
    return list(Right.objects.filter(pk__in=list(ids), merged_into=None).order_by("number", "pk"))


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what of plans waits for a user: to sign as inventor; to propose, approve or pay for the unit."""
    for line in (
        own_lines(user)
        .filter(plan__state=PlanState.PROPOSED, answer=LineAnswer.WAITING)
        .select_related("plan__right")
    ):
        text = _("Sign or dispute how income of %(right)s is shared") % {
            "right": line.plan.right.display_title
        }
        yield Step(text, reverse("distribution_plan", args=[line.plan_id]), due_on=line.plan.notice_until)
    for right in rights_with_income(user):
        text = _("Share the income of %(right)s with its inventors") % {"right": right.display_title}
        yield Step(text, reverse("distribution_new", args=[right.pk]))
    for verb, state in ((APPROVE, PlanState.PROPOSED), (INCOME, PlanState.APPROVED)):
        own = organisation_ids(user, verb) if user.is_authenticated else set()
        for row in DistributionPlan.objects.filter(organisation__in=own, state=state).select_related("right"):
            yield from _to_do(row, on)


def _to_do(row: DistributionPlan, on: dt.date) -> Iterator[Step]:
    href = reverse("distribution_plan", args=[row.pk])
    told = {"right": row.right.display_title}
    if row.state == PlanState.PROPOSED:
        is_over = row.notice_until is None or row.notice_until < on
        if is_over and not row.lines.filter(answer=LineAnswer.WAITING).exists():
            yield Step(_("Approve how income of %(right)s is shared") % told, href)
    elif any(shown.payable.minor for shown in lines_of_plan(row)):
        yield Step(_("Pay the inventors of %(right)s") % told, href)


def received_for(right: Right, organisation: Organisation) -> bool:
    """Whether an organisation received money for a right: that of one it assigned it may no longer hold."""
    return ReceiptMatch.objects.filter(
        receipt__organisation=organisation, invoice__agreement__covered__right=right
    ).exists()

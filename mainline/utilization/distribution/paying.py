"""Payments of an approved plan: made once for each key, reversed and never edited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import require_for
from mainline.register.actions import add_event
from mainline.register.enums import PartConfidentiality
from mainline.register.ledger.actions import post, reverse
from mainline.register.ledger.enums import AccountCode
from mainline.register.ledger.logic import Line
from mainline.register.models import Event
from mainline.rules.money import Money
from mainline.utilization.agreements.telling import in_a_line, undo
from mainline.utilization.distribution.access import INCOME, visible_plans
from mainline.utilization.distribution.enums import PlanState
from mainline.utilization.distribution.models import DistributionPlan, PlanLine, PlanPayment
from mainline.utilization.distribution.queries import ShownLine, lines_of_plan, net_paid

PAID = "utilization.reward.paid"


@transaction.atomic
def pay(
    *, plan: DistributionPlan, lines: Collection[int] | None, paid_on: dt.date, reference: str, key: str,
    by: AbstractBaseUser, on: dt.date,
) -> Sequence[PlanPayment]:  # fmt: skip
    """Pay what of some lines, all with ``None``, is approved and neither disputed nor paid. The same ``key`` again returns the
    same payments.

    Raises ``ValidationError`` for a plan that is not approved, a day that can't be, where nothing can be paid, and for a key
    that paid other lines, on another day or under another reference.
    """
    row = _locked(plan, by)
    known = list(PlanPayment.objects.filter(line__plan=row, key=key, reverses=None).order_by("pk"))
    if known:
        told = {(one.paid_on, one.reference) for one in known} == {(paid_on, in_a_line(reference, 200))}
        if not told or (lines is not None and not {one.line_id for one in known} <= set(lines)):
            raise ValidationError(_("This form paid something else already: open the page anew."))
        return known
    if row.state != PlanState.APPROVED or row.approved_on is None:
        raise ValidationError(_("A plan is paid once the unit has approved it."))
    if not row.approved_on <= paid_on <= on:
        raise ValidationError(_("It was paid after it was approved, and not in the future."))
    named = in_a_line(reference, 200)
    if not named or not key:
        raise ValidationError(
            _("Enter the reference of the bank, so that the payment is found in its books.")
        )
    due = [
        shown
        for shown in lines_of_plan(row)
        if shown.payable.minor > 0 and (lines is None or shown.line.pk in lines)
    ]
    if not due:
        raise ValidationError(_("Nothing of these lines can be paid now."))
    left, made = sum(line.minor - net_paid(line) for line in row.lines.all()), []
    for shown in due:
        left -= shown.payable.minor
        made.append(_paid(row, shown, paid_on, named, key, by, on, is_last=not left))
    record(
        code="distribution_plan.paid", by=by, subject=f"organisation:{row.organisation_id}",
        data={"plan": row.pk, "n": len(made), "amount": str(Money(sum(p.minor for p in made), row.currency))},
    )  # fmt: skip
    return made


def _paid(
    plan: DistributionPlan, shown: ShownLine, paid_on: dt.date, reference: str, key: str, by: AbstractBaseUser,
    on: dt.date, *, is_last: bool,
) -> PlanPayment:  # fmt: skip
    line, money = shown.line, shown.payable
    posting = post(
        organisation=plan.organisation, on=paid_on, key=f"pay:{line.pk}:{key}", by=by,
        lines=[
            Line(AccountCode.INVENTOR_PAYABLE, money, line.person_id, line.name[:200]),
            Line(AccountCode.CASH, Money(-money.minor, money.currency)),
        ],
        text=_("Paid to %(name)s") % {"name": line.name}, source=f"distribution_plan:{plan.pk}",
    )  # fmt: skip
    event = _tell(plan, line, money, paid_on, key, by, on, is_last=is_last)
    return PlanPayment.objects.create(
        line=line, key=key, minor=money.minor, paid_on=paid_on, reference=reference, posting=posting, event=event,
        entered_by=by, entered_at=timezone.now(),
    )  # fmt: skip


# What somebody was paid is the unit's own: agents and co-owners of the right, who know what its holder records, do not see it.
def _tell(
    plan: DistributionPlan, line: PlanLine, money: Money, day: dt.date, key: str, by: AbstractBaseUser, on: dt.date,
    *, is_last: bool,
) -> Event:  # fmt: skip
    """Tell the thread of a payment; ``part`` says that others of the plan are not paid yet, so that a due day stays open."""
    details = {
        "party": line.name,
        "person": str(line.person_id or ""),
        "plan": str(plan.pk),
        "kind": plan.kind,
        "payment": key,
        "proof": f"distribution_plan:{plan.pk}",
        "part": "no" if is_last else "yes",
    }
    return add_event(
        right=plan.right, code=PAID, happened_on=day, by=by, on=on, organisation=plan.organisation_id, details=details,
        amount_minor=money.minor, currency=money.currency, confidentiality=PartConfidentiality.OWN,
    )  # fmt: skip


@transaction.atomic
def reverse_payment(*, payment: PlanPayment, reason: str, by: AbstractBaseUser, on: dt.date) -> PlanPayment:
    """Reverse a wrong payment by one of the same amount below zero, in the ledger and on the thread; both stay to be seen.

    Raises ``ValidationError`` without a reason and for a reversal itself. Once more, it is the same.
    """
    plan, why = _locked(payment.line.plan, by), in_a_line(reason, 200)
    row = (
        PlanPayment.objects.select_for_update(of=("self",))
        .select_related("line", "posting", "event")
        .get(pk=payment.pk)
    )
    known = PlanPayment.objects.filter(reverses=row).first()
    if known is not None:
        return known
    if row.reverses_id is not None:
        raise ValidationError(_("A reversal is not reversed: pay again."))
    if not why:
        raise ValidationError(_("Say why, so that whoever reads it later understands."))
    posting = reverse(posting=row.posting, on=on, by=by, reason=why)
    event = undo(row.event, "utilization.reward.reversed", on, by, on, why) if row.event else None
    made = PlanPayment.objects.create(
        line=row.line, key=f"reverse:{row.pk}", minor=-row.minor, paid_on=on, reference=why, posting=posting,
        event=event, reverses=row, entered_by=by, entered_at=timezone.now(),
    )  # fmt: skip
    record(
        code="distribution_plan.payment_reversed", by=by, subject=f"organisation:{plan.organisation_id}",
        data={"plan": plan.pk, "name": row.line.name, "amount": str(Money(row.minor, plan.currency)), "reason": why},
    )  # fmt: skip
    return made


def _locked(plan: DistributionPlan, by: AbstractBaseUser) -> DistributionPlan:
    rows = visible_plans(by).select_for_update(of=("self",)).select_related("organisation", "right")
    row = rows.filter(pk=plan.pk).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you do this with this plan."))
    require_for(by, INCOME, row.organisation_id)
    return row

"""A plan: proposed, signed by its inventors or disputed, approved by the unit, or cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from fractions import Fraction

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import require_for
from mainline.orgs.persons.queries import one_body
from mainline.register.actions import add_event
from mainline.register.enums import PartConfidentiality
from mainline.register.ledger.actions import post, reverse
from mainline.register.ledger.enums import AccountCode
from mainline.register.ledger.logic import Line
from mainline.register.ledger.models import Posting
from mainline.register.models import Event, Right
from mainline.rules.money import Money
from mainline.utilization.agreements.telling import in_a_line, undo
from mainline.utilization.distribution.access import APPROVE, INCOME, own_lines, visible_plans
from mainline.utilization.distribution.enums import LineAnswer, PlanKind, PlanState
from mainline.utilization.distribution.models import DistributionPlan, PlanLine, PlanPart
from mainline.utilization.distribution.queries import net_paid
from mainline.utilization.distribution.reckoning import Draft, basis_of
from mainline.utilization.royalties.models import RoyaltyReceipt

DISTRIBUTED = "utilization.royalty.distributed"


@transaction.atomic
def propose(*, draft: Draft, by: AbstractBaseUser, on: dt.date) -> DistributionPlan:
    """Propose a plan to its inventors. Raises ``ValidationError`` with all that is wrong with it, as shares that do not come to
    100 % or a part below the floor of the law, and where part of its income is in another plan meanwhile.
    """
    require_for(by, INCOME, draft.organisation.pk)
    # Two plans of one right at once would both begin where the tiers ended before.
    Right.objects.select_for_update().get(pk=draft.right.pk)
    if draft.problems:
        raise ValidationError(list(draft.problems))
    _still_there(draft)
    days = draft.rule.notice_days if draft.rule else 0
    parts = draft.parts
    plan = DistributionPlan(
        organisation=draft.organisation, right=draft.right, kind=draft.kind, currency=draft.currency,
        income_minor=parts.income, cost_minor=parts.costs, net_minor=parts.net, inventors_minor=parts.inventors,
        unit_minor=parts.unit, rule=draft.rule, basis=basis_of(draft), proposed_on=on,
        notice_until=on + dt.timedelta(days=days) if days else None, proposed_by=by, proposed_at=timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
            for income in draft.incomes:
                PlanPart.objects.create(
                    plan=plan, match=income.match, right=draft.right, minor=income.money.minor
                )
    except IntegrityError:
        raise ValidationError(_("Part of this is in another plan meanwhile: look it over again.")) from None
    for one, part in draft.costs:
        PlanPart.objects.create(plan=plan, cost=one.cost, right=draft.right, minor=part)
    lines = [
        PlanLine.objects.create(
            plan=plan, position=place, person_id=inventor.person, name=inventor.name, share=str(inventor.share),
            minor=minor,
        )
        for place, (inventor, minor) in enumerate(zip(draft.inventors, draft.amounts, strict=True), start=1)
    ]  # fmt: skip
    return _audited(plan, "proposed", by, sealed=lines)


def _still_there(draft: Draft) -> None:
    """Raise ``ValidationError`` where income of a draft was reversed since it was reckoned."""
    ids = {income.match.receipt_id for income in draft.incomes}
    rows = RoyaltyReceipt.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    if any(row.reversed_on is not None for row in rows):
        raise ValidationError(_("Part of this was reversed meanwhile: look it over again."))


@transaction.atomic
def answer(
    *, line: PlanLine, accepts: bool, reason: str, claims: Fraction | None, by: AbstractBaseUser
) -> PlanLine:
    """Sign a plan as one of its inventors, or dispute it with a reason and, where that is it, the share one claims.

    A dispute may be taken back by signing. Raises ``PermissionDenied`` for who is not that inventor.
    """
    row = own_lines(by).filter(pk=line.pk).first()
    if row is None:
        raise PermissionDenied(_("Each inventor signs for themselves."))
    # Who pays holds the plan: a dispute comes before the payment or after it, never beside it.
    plan = DistributionPlan.objects.select_for_update().get(pk=row.plan_id)
    row = plan.lines.select_for_update(of=("self",)).select_related("plan").get(pk=row.pk)
    _open(plan)
    why = in_a_line(reason, 500)
    if accepts:
        row.answer, row.reason, row.claims = LineAnswer.ACCEPTED, "", ""
    else:
        if not why:
            raise ValidationError(_("Say why, so that whoever reads it later understands."))
        if claims is not None and not 0 < claims <= 1:
            raise ValidationError(_("The share that you claim lies above 0 and up to 100 %."))
        if net_paid(row):
            raise ValidationError(_("This was paid already: ask your unit to reverse it."))
        row.answer, row.reason, row.claims = (
            LineAnswer.DISPUTED,
            why,
            str(claims) if claims is not None else "",
        )
    row.answered_by, row.answered_at = by, timezone.now()
    row.save()
    _audited(row.plan, "signed" if accepts else "disputed", by, sealed=[row], name=row.name, reason=why)
    return row


@transaction.atomic
def sign_on_paper(*, line: PlanLine, kept: str, by: AbstractBaseUser) -> PlanLine:
    """Note that an inventor signed on paper, and where that is kept. A dispute is not overridden so."""
    plan = _locked(line.plan, by, INCOME)
    row, where = plan.lines.select_for_update().get(pk=line.pk), in_a_line(kept, 500)
    _open(plan)
    if row.answer != LineAnswer.WAITING:
        raise ValidationError(_("This inventor has answered already."))
    if not where:
        raise ValidationError(_("Say where the signed paper is kept."))
    row.answer, row.reason, row.answered_by, row.answered_at = LineAnswer.ON_PAPER, where, by, timezone.now()
    row.save()
    _audited(plan, "signed_on_paper", by, sealed=[row], name=row.name, reason=where)
    return row


@transaction.atomic
def approve(*, plan: DistributionPlan, by: AbstractBaseUser, on: dt.date) -> DistributionPlan:
    """Approve a plan for its unit: the income is divided in the ledger, and what is not disputed can be paid.

    Raises ``ValidationError`` while an inventor has not answered, or the public notice runs. Once more, it is the same.
    """
    row = _locked(plan, by, APPROVE)
    if row.state == PlanState.APPROVED:
        return row
    _open(row)
    lines = list(row.lines.select_for_update().order_by("position"))
    if not lines:
        raise ValidationError(_("The register names no inventor of this right: enter them first."))
    if waiting := [line.name for line in lines if line.answer == LineAnswer.WAITING]:
        raise ValidationError(_("Not signed yet: %(names)s.") % {"names": _(", ").join(waiting)})
    if row.notice_until is not None and on <= row.notice_until:
        raise ValidationError(_("The public notice runs until %(day)s.") % {"day": row.notice_until})
    row.state, row.approved_by, row.approved_on = PlanState.APPROVED, by, on
    row.save()
    post(
        organisation=row.organisation, on=on, lines=_lines(row, lines), key=f"plan:{row.pk}", by=by,
        text=_("Plan %(number)s, %(right)s") % {"number": row.pk, "right": row.right.number},
        source=f"distribution_plan:{row.pk}",
    )  # fmt: skip
    if row.kind == PlanKind.REMUNERATION:
        add_event(
            right=row.right, code=DISTRIBUTED, happened_on=on, by=by, on=on, organisation=row.organisation_id,
            details={"plan": str(row.pk), "proof": f"distribution_plan:{row.pk}"}, amount_minor=row.net_minor,
            currency=row.currency, confidentiality=PartConfidentiality.OWN,
        )  # fmt: skip
    return _audited(row, "approved", by)


def _lines(plan: DistributionPlan, lines: Collection[PlanLine]) -> list[Line]:
    """Return the postings of a plan: income, or of a reward its expense, against what is whose."""
    is_reward = plan.kind == PlanKind.REWARD
    debit = AccountCode.INVENTOR_PAID if is_reward else AccountCode.LICENCE_INCOME
    told = [
        Line(debit, Money(plan.income_minor, plan.currency)),
        Line(AccountCode.COST_RECOVERED, Money(-plan.cost_minor, plan.currency)),
        Line(AccountCode.UNIT_SHARE, Money(-plan.unit_minor, plan.currency)),
        *(
            Line(
                AccountCode.INVENTOR_PAYABLE,
                Money(-line.minor, plan.currency),
                line.person_id,
                line.name[:200],
            )
            for line in lines
        ),
    ]
    return [line for line in told if line.money.minor]


@transaction.atomic
def cancel(*, plan: DistributionPlan, reason: str, by: AbstractBaseUser, on: dt.date) -> DistributionPlan:
    """Cancel a plan: its income can go into another, and what it posted is reversed. Payments are reversed before.

    Raises ``ValidationError`` without a reason, and while something of it stands paid. Once more, it is the same.
    """
    row, why = _locked(plan, by, APPROVE), in_a_line(reason, 500)
    if row.state == PlanState.CANCELLED:
        return row
    if not why:
        raise ValidationError(_("Say why, so that whoever reads it later understands."))
    if any(net_paid(line) for line in row.lines.all()):
        raise ValidationError(_("Something of this plan was paid: reverse the payments first."))
    _require_last(row)
    if row.state == PlanState.APPROVED:
        posting = Posting.objects.get(organisation=row.organisation, key=f"plan:{row.pk}")
        reverse(posting=posting, on=on, by=by, reason=why)
        told = Event.objects.filter(
            code=DISTRIBUTED, right=row.right, details__plan=str(row.pk), superseded_by=None
        )
        for event in told:
            undo(event, "utilization.royalty.reversed", on, by, on, why)
    row.state, row.cancelled_because = PlanState.CANCELLED, why
    row.save()
    row.parts.all().delete()
    return _audited(row, "cancelled", by, reason=why)


def _require_last(plan: DistributionPlan) -> None:
    """Raise ``ValidationError`` while the tiers of a later plan go on where this one ended: its income would come back at the
    rates of higher tiers.
    """
    later = DistributionPlan.objects.filter(
        ~Q(state=PlanState.CANCELLED), pk__gt=plan.pk, right=plan.right_id, kind=PlanKind.REMUNERATION,
        organisation__in=one_body(plan.organisation), currency=plan.currency,
    )  # fmt: skip
    on_it = next((row for row in later.order_by("-pk") if len(row.basis.get("tiers", ())) > 1), None)
    if plan.kind == PlanKind.REMUNERATION and on_it is not None:
        words = _("The tiers of plan %(number)s go on where this one ends: cancel that one first.")
        raise ValidationError(words % {"number": on_it.pk})


def _open(plan: DistributionPlan) -> None:
    if plan.state == PlanState.CANCELLED:
        raise ValidationError(_("This plan was cancelled."))


def _locked(plan: DistributionPlan, by: AbstractBaseUser, verb: str) -> DistributionPlan:
    """Return the row, locked, if the user may use a verb for its unit. Raises ``PermissionDenied``."""
    rows = visible_plans(by).select_for_update(of=("self",)).select_related("organisation", "right", "rule")
    row = rows.filter(pk=plan.pk).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you do this with this plan."))
    require_for(by, verb, row.organisation_id)
    return row


def _audited(
    plan: DistributionPlan, what: str, by: AbstractBaseUser, *, sealed: Collection[Model] = (), **data: object
) -> DistributionPlan:
    record(
        code=f"distribution_plan.{what}",
        by=by,
        subject=f"organisation:{plan.organisation_id}",
        data={"plan": plan.pk, "amount": str(Money(plan.inventors_minor, plan.currency)), **data},
        sealed=[plan, *sealed],
    )
    return plan

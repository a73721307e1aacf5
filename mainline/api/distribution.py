"""How income is shared with inventors: reckoned, proposed, signed or disputed, approved, paid; and one's own statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from mainline.api.amounts import amount, of_money
from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.market import organisation_of
from mainline.api.operations import ask, read, write
from mainline.api.problems import missing, wrong
from mainline.api.rights import visible_right
from mainline.api.shapes.distribution import (
    DistributionPlanDetail,
    DistributionPlans,
    MyStatement,
    PlanPreview,
    UndistributedRights,
)
from mainline.api.shapes.given_utilization import AskedPlan, PlanAct
from mainline.api.terms import tiers_body
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.utilization.agreements.access import family
from mainline.utilization.agreements.logic import Tier
from mainline.utilization.agreements.queries import is_held
from mainline.utilization.distribution import paying, planning, queries
from mainline.utilization.distribution.access import INCOME, VIEW
from mainline.utilization.distribution.models import DistributionPlan, PlanLine, PlanPart, PlanPayment
from mainline.utilization.distribution.reckoning import Draft, reckon, reckon_reward
from mainline.utilization.distribution.statement import OfRight, Share, Total, statement
from mainline.utilization.royalties.models import ReceiptMatch

router = Router(tags=["distribution"])
LISTED = Gate(needs_user=True, verb=VIEW)
SEEN = Gate(needs_user=True)
LOOKED = Gate(needs_user=True, verb=INCOME)
PROPOSED = Gate("record", needs_user=True, verb=INCOME)
DONE = Gate("record", needs_user=True)


@read(router, "/distribution-plans", DistributionPlans, gate=LISTED)
def list_distribution_plans(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the plans by which your unit shares income with its inventors."""
    piece = rows_of(Cursors(request, cursor), queries.plans(user_of(request)), limit, is_newest_first=True)
    return listed(piece, [_row(row) for row in piece.items])


@read(router, "/undistributed-rights", UndistributedRights, gate=LISTED)
def list_undistributed_rights(request: HttpRequest) -> Answer:
    """List the rights of your unit for which money came in that no plan shares."""
    rows = queries.rights_with_income(user_of(request))
    return Answer({"items": [{"right": row.pk, "number": row.number} for row in rows]})


@read(router, "/distribution-plans/{plan_id}", DistributionPlanDetail, gate=SEEN)
def get_distribution_plan(request: HttpRequest, plan_id: int) -> Answer:
    """Get one plan.

    What it rests on, by which clause, who gets what and says what, what was paid. For its unit, and whole for each inventor.
    """
    return Answer(_detail(request, plan_id))


@ask(router, "/rights/{right_id}/distribution-plans/preview", PlanPreview, gate=LOOKED)
def preview_distribution_plan(request: HttpRequest, right_id: int, asked: AskedPlan) -> Answer:
    """Look over what a plan for a right would be; nothing is written.

    Income, costs, what the inventors get together and by which article, the amount of each, and what keeps it from
    being proposed.
    """
    return Answer(_preview(_draft(request, right_id, asked)))


@write(
    router, "POST", "/rights/{right_id}/distribution-plans", DistributionPlanDetail, gate=PROPOSED, status=201
)
def propose_distribution_plan(request: HttpRequest, right_id: int, asked: AskedPlan) -> Answer:
    """Propose a plan to the inventors of a right.

    Refused with all that is wrong with it: shares that do not come to the whole, a part below the floor of the law.
    """
    draft = _draft(request, right_id, asked)
    plan = planning.propose(draft=draft, by=user_of(request), on=clock.today())
    return Answer(_detail(request, plan.pk), status=201)


@write(router, "POST", "/distribution-plans/{plan_id}/do", DistributionPlanDetail, gate=DONE)
def act_on_distribution_plan(request: HttpRequest, plan_id: int, act: PlanAct) -> Answer:
    """Act on a plan.

    An inventor signs or disputes the own line; the unit notes a signature on paper, approves, pays, reverses a
    payment, cancels.
    """
    _ACTS[act.act](_plan(request, plan_id), act, user_of(request), clock.today())
    return Answer(_detail(request, plan_id))


@read(router, "/my-statement", MyStatement, gate=SEEN)
def get_my_statement(request: HttpRequest) -> Answer:
    """Get your statement as an inventor.

    Right by right: who uses it, what came in, your share, what is paid, pending and held back.
    """
    told = statement(user_of(request))
    return Answer(
        {
            "name": told.name,
            "rights": [_of_right(one) for one in told.rights],
            "totals": [_total(one) for one in told.totals],
        }
    )


def _sign(plan: DistributionPlan, said: PlanAct, by: AbstractBaseUser, on: dt.date) -> None:
    planning.answer(line=_line(plan, said), accepts=True, reason="", claims=None, by=by)


def _dispute(plan: DistributionPlan, said: PlanAct, by: AbstractBaseUser, on: dt.date) -> None:
    claims = Fraction(said.claims) if said.claims is not None else None
    planning.answer(line=_line(plan, said), accepts=False, reason=said.words, claims=claims, by=by)


def _on_paper(plan: DistributionPlan, said: PlanAct, by: AbstractBaseUser, on: dt.date) -> None:
    planning.sign_on_paper(line=_line(plan, said), kept=said.words, by=by)


def _approve(plan: DistributionPlan, said: PlanAct, by: AbstractBaseUser, on: dt.date) -> None:
    planning.approve(plan=plan, by=by, on=on)


def _cancel(plan: DistributionPlan, said: PlanAct, by: AbstractBaseUser, on: dt.date) -> None:
    planning.cancel(plan=plan, reason=said.words, by=by, on=on)


def _pay(plan: DistributionPlan, said: PlanAct, by: AbstractBaseUser, on: dt.date) -> None:
    chosen = set(said.lines) if said.lines is not None else None
    paying.pay(
        plan=plan,
        lines=chosen,
        paid_on=said.paid_on or on,
        reference=said.reference,
        key=said.key,
        by=by,
        on=on,
    )


def _reverse(plan: DistributionPlan, said: PlanAct, by: AbstractBaseUser, on: dt.date) -> None:
    found = PlanPayment.objects.filter(line__plan=plan, pk=said.payment).first() if said.payment else None
    if found is None:
        raise wrong("/payment", "该方案没有这笔发放。", "There is no such payment in this plan.")
    paying.reverse_payment(payment=found, reason=said.words, by=by, on=on)


_ACTS: dict[str, Callable[[DistributionPlan, PlanAct, AbstractBaseUser, dt.date], None]] = {
    "sign": _sign,
    "dispute": _dispute,
    "on_paper": _on_paper,
    "approve": _approve,
    "cancel": _cancel,
    "pay": _pay,
    "reverse": _reverse,
}


def _line(plan: DistributionPlan, said: PlanAct) -> PlanLine:
    found = plan.lines.filter(pk=said.line).first() if said.line else None
    if found is None:
        raise wrong("/line", "该方案没有这一行。", "There is no such line in this plan.")
    return found


def _plan(request: HttpRequest, pk: int) -> DistributionPlan:
    found: DistributionPlan = one_of(queries.plans(user_of(request)), pk, "方案", "plan")
    return found


def _draft(request: HttpRequest, right_id: int, asked: AskedPlan) -> Draft:
    """Reckon what is asked, of a right that the organisation holds or received money for: else it is not found."""
    right, body = visible_right(request, right_id), organisation_of(request, asked.organisation, INCOME)
    if not (is_held(right, body.pk) or queries.received_for(right, body)):
        raise missing("属于该组织的权利", "right of that organisation", right_id)
    shares = {str(one.place - 1): Fraction(one.share) for one in asked.shares}
    if asked.kind == "reward":
        draft = reckon_reward(right=right, organisation=body, shares=shares)
    else:
        draft = reckon(
            right=right, organisation=body, on=clock.today(), shares=shares, without_costs=asked.without_costs
        )
    for at, one in enumerate(asked.shares):
        if one.place > len(draft.inventors):
            raise wrong(
                f"/shares/{at}/place", f"没有第 {one.place} 位发明人。", f"There is no inventor {one.place}."
            )
    return draft


def _preview(draft: Draft) -> dict[str, Any]:
    parts, currency = draft.parts, draft.currency
    return {
        "organisation": draft.organisation.pk,
        "right": draft.right.pk,
        "kind": draft.kind.value,
        "income": amount(parts.income, currency),
        "costs": amount(parts.costs, currency),
        "net": amount(parts.net, currency),
        "inventors": amount(parts.inventors, currency),
        "unit": amount(parts.unit, currency),
        "rule": draft.rule.pk if draft.rule else None,
        "rule_title": draft.rule.title if draft.rule else "",
        "tiers": tiers_body(draft.tiers),
        "least": of_money(draft.floor.money) if draft.floor.money else None,
        "citations": [{"zh": zh, "en": en} for zh, en in draft.floor.citations],
        "due_on": draft.floor.due_on,
        "incomes": [_income(one.match, one.money.minor, currency) for one in draft.incomes],
        "recovered": [
            {
                "cost": one.cost.pk,
                "what": one.cost.what,
                "reference": one.cost.reference,
                "amount": amount(part, currency),
            }
            for one, part in draft.costs
        ],
        "lines": [
            {
                "place": place,
                "name": one.name,
                "person": one.person,
                "share": None if one.share is None else str(one.share),
                "amount": of_money(money) if money is not None else None,
            }
            for place, (one, money) in enumerate(draft.lines, start=1)
        ],
        "problems": list(draft.problems),
    }


def _income(match: ReceiptMatch, minor: int, currency: str) -> dict[str, Any]:
    return {
        "receipt": match.receipt_id,
        "received_on": match.receipt.received_on,
        "agreement": match.invoice.agreement_id,
        "what": match.invoice.what,
        "report": match.invoice.report_id,
        "amount": amount(minor, currency),
    }


def _row(row: DistributionPlan) -> dict[str, Any]:
    return {
        "id": row.pk,
        "organisation": row.organisation_id,
        "right": row.right_id,
        "kind": row.kind,
        "state": row.state,
        "income": amount(row.income_minor, row.currency),
        "costs": amount(row.cost_minor, row.currency),
        "net": amount(row.net_minor, row.currency),
        "inventors": amount(row.inventors_minor, row.currency),
        "unit": amount(row.unit_minor, row.currency),
        "proposed_on": row.proposed_on,
        "notice_until": row.notice_until,
        "url": reverse("api:get_distribution_plan", args=[row.pk]),
    }


def _detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    plan = _plan(request, pk)
    persons, (incomes, costs) = set(family(user_of(request))), queries.parts_of_plan(plan)
    return {
        **_row(plan),
        **_grounds(plan),
        "incomes": [
            _income(part.match, part.minor, plan.currency) for part in incomes if part.match is not None
        ],
        "recovered": [_cost(part, plan.currency) for part in costs],
        "lines": [_line_row(one, persons) for one in queries.lines_of_plan(plan)],
        "proposed_by": plan.proposed_by.get_username(),
        "approved_by": plan.approved_by.get_username() if plan.approved_by else "",
        "approved_on": plan.approved_on,
        "cancelled_because": plan.cancelled_because,
    }


def _grounds(plan: DistributionPlan) -> dict[str, Any]:
    """Return by what a plan was reckoned, as it is kept with it."""
    basis = plan.basis
    least = basis.get("floor")
    return {
        "rule": plan.rule_id,
        "rule_title": plan.rule.title if plan.rule else "",
        "tiers": tiers_body([Tier(above, Fraction(part)) for above, part in basis.get("tiers", ())]),
        "least": None if least is None else amount(least, plan.currency),
        "citations": [{"zh": zh, "en": en} for zh, en in basis.get("citations", ())],
        "due_on": basis.get("due_on"),
    }


def _cost(part: PlanPart, currency: str) -> dict[str, Any]:
    return {
        "cost": part.cost_id,
        "what": part.cost.what if part.cost else "",
        "reference": part.cost.reference if part.cost else "",
        "amount": amount(part.minor, currency),
    }


def _line_row(shown: queries.ShownLine, persons: Collection[int]) -> dict[str, Any]:
    line = shown.line
    return {
        "id": line.pk,
        "place": line.position,
        "name": line.name,
        "person": line.person_id,
        "is_own": line.person_id in persons,
        "share": line.share,
        "amount": of_money(shown.money),
        "paid": of_money(shown.paid),
        "held_back": of_money(shown.frozen),
        "payable": of_money(shown.payable),
        "pending": of_money(shown.pending),
        "answer": line.answer,
        "reason": line.reason,
        "claims": line.claims or None,
        "payments": [
            {
                "id": payment.pk,
                "amount": of_money(money),
                "paid_on": payment.paid_on,
                "reference": payment.reference,
                "reverses": payment.reverses_id,
            }
            for payment, money in shown.payments
        ],
    }


def _of_right(one: OfRight) -> dict[str, Any]:
    return {
        "right": one.right.pk,
        "number": one.right.number,
        "title": one.right.display_title,
        "status": one.right.status,
        "used_by": [{"name": row.licensee.display_name, "kind": row.kind} for row in one.users],
        "shares": [_share(share) for share in one.shares],
    }


def _share(share: Share) -> dict[str, Any]:
    shown, plan = share.line, share.plan
    return {
        "plan": plan.pk,
        "line": shown.line.pk,
        "kind": plan.kind,
        "state": plan.state,
        "answer": shown.line.answer,
        "proposed_on": plan.proposed_on,
        "received": of_money(share.received),
        "share": shown.line.share,
        "amount": of_money(shown.money),
        "paid": of_money(shown.paid),
        "pending": of_money(shown.pending),
        "held_back": of_money(shown.frozen),
    }


def _total(total: Total) -> dict[str, Any]:
    return {
        "paid": of_money(total.paid),
        "pending": of_money(total.pending),
        "held_back": of_money(total.disputed),
    }

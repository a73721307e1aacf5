"""Pages of distribution: plans, the preview of one, one with its signatures and payments, and an inventor's statement."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from fractions import Fraction

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import can_for, own_organisations
from mainline.orgs.gate import member, needs, signed_in
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.register.access import visible_rights
from mainline.register.models import Right
from mainline.rules.money import Money
from mainline.utilization.agreements.access import family
from mainline.utilization.agreements.forms import Reader
from mainline.utilization.agreements.queries import is_held
from mainline.utilization.agreements.typed import percent
from mainline.utilization.distribution import paying, planning, queries
from mainline.utilization.distribution.access import APPROVE, INCOME, VIEW
from mainline.utilization.distribution.models import DistributionPlan, PlanLine, PlanPayment
from mainline.utilization.distribution.reckoning import Draft, reckon, reckon_reward
from mainline.utilization.distribution.statement import paper, statement
from mainline.utilization.distribution.tables import PLANS, name_of
from mainline.web.tables import FILES, as_file, files, sent
from mainline.web.templatetags.web import own


@require_safe
@needs(VIEW)
@lists(PLANS)
def index(request: HttpRequest) -> HttpResponseBase:
    """The plans of one's unit, and the rights whose income nobody has shared yet."""
    context = {
        "table": PLANS.shown(request, queries.plans(request.user)),
        "files": files("distribution_plans_export"),
        "waiting": queries.rights_with_income(request.user),
    }
    return PLANS.answer(request, "utilization/distribution/index.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = PLANS.asked(request, queries.plans(request.user))
    return as_file(request, PLANS, rows.iterator(chunk_size=500), format, "plans")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(INCOME)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Look a plan over, inventor by inventor, with its clause; then propose it."""
    right, body = _right_of(request, pk)
    given = request.POST or request.GET
    problems: list[str] = []
    draft: Draft | None = None
    try:
        draft = _draft(request, right, body)
        if request.method == "POST" and "propose" in request.POST:
            plan = planning.propose(draft=draft, by=member(request), on=clock.today())
            messages.success(request, _("Proposed: every inventor signs or disputes it now."))
            return redirect("distribution_plan", plan.pk)
    except ValidationError as error:
        problems = error.messages
    context = {
        "right": right, "body": body, "draft": draft, "problems": problems or (draft.problems if draft else []),
        "is_reward": given.get("kind") == "reward", **(_shown_draft(draft) if draft else {}),
        "left_out": set(given.getlist("without")),
    }  # fmt: skip
    return render(request, "utilization/distribution/new.html", context)


def _draft(request: HttpRequest, right: Right, body: Organisation) -> Draft:
    given = request.POST or request.GET
    read = Reader(given)
    shares: dict[str, Fraction] = {}
    for name in given:
        place = name.removeprefix("share_")
        if place != name and place.isdecimal():
            part = read.part(read.text(name), _("Share"))
            if part is not None:
                shares[place] = part
    read.done()
    if given.get("kind") == "reward":
        return reckon_reward(right=right, organisation=body, shares=shares)
    without = [int(text) for text in given.getlist("without") if text.isdecimal() and len(text) < 18]
    return reckon(right=right, organisation=body, on=clock.today(), shares=shares, without_costs=without)


def _shown_draft(draft: Draft) -> dict[str, object]:
    parts, currency = draft.parts, draft.currency
    return {
        "income": Money(parts.income, currency), "cost": Money(parts.costs, currency),
        "net": Money(parts.net, currency), "together": Money(parts.inventors, currency),
        "unit": Money(parts.unit, currency),
        "tiers": [(Money(tier.above, currency) if tier.above else None, percent(tier.rate)) for tier in draft.tiers],
        "lines": [(one, percent(one.share), money) for one, money in draft.lines],
        "costs": [(one, Money(part, currency)) for one, part in draft.costs],
        "citations": [own(cite) for cite in draft.floor.citations],
    }  # fmt: skip


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: what it rests on, who gets what and says what, what was paid."""
    plan = _plan(request, pk)
    incomes, costs = queries.parts_of_plan(plan)
    lines, persons = queries.lines_of_plan(plan), set(family(request.user))
    keeps = can_for(request.user, INCOME, plan.organisation_id)
    basis = plan.basis
    context = {
        "plan": plan, "title": name_of(plan), "lines": lines, "persons": persons, "keeps": keeps,
        "approves": can_for(request.user, APPROVE, plan.organisation_id),
        "incomes": [(part, Money(part.minor, plan.currency)) for part in incomes],
        "costs": [(part, Money(part.minor, plan.currency)) for part in costs],
        "income": Money(plan.income_minor, plan.currency), "cost": Money(plan.cost_minor, plan.currency),
        "net": Money(plan.net_minor, plan.currency), "together": Money(plan.inventors_minor, plan.currency),
        "unit": Money(plan.unit_minor, plan.currency),
        "tiers": [(Money(above, plan.currency) if above else None, percent(Fraction(part)))
            for above, part in basis.get("tiers", ())],
        "citations": [own(cite) for cite in basis.get("citations", ())], "due_on": basis.get("due_on"),
        "waiting": [one for one in lines if one.line.answer == "waiting"],
        "is_notice_running": plan.notice_until is not None and clock.today() <= plan.notice_until,
        "payable": [one for one in lines if one.payable.minor], "today": clock.today(), "key": secrets.token_urlsafe(12),
        "can_cancel": not any(one.paid.minor for one in lines),
    }  # fmt: skip
    return render(request, "utilization/distribution/page.html", context)


@require_POST
@signed_in
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of a plan's page asks."""
    plan, do = _plan(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(request, plan))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("distribution_plan", pk)


def _line(request: HttpRequest, plan: DistributionPlan) -> PlanLine:
    asked = request.POST.get("line", "")
    found = plan.lines.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 18 else None
    if found is None:
        raise ValidationError(_("There is no such line in this plan."))
    return found


def _sign(request: HttpRequest, plan: DistributionPlan) -> str:
    planning.answer(line=_line(request, plan), accepts=True, reason="", claims=None, by=member(request))
    return _("Signed. You are told when it is paid.")


def _dispute(request: HttpRequest, plan: DistributionPlan) -> str:
    read = Reader(request.POST)
    claims = read.part(read.text("claims"), _("The share that is right"))
    read.done()
    planning.answer(
        line=_line(request, plan),
        accepts=False,
        reason=read.text("reason"),
        claims=claims,
        by=member(request),
    )
    return _("Disputed: only the part in doubt is held back.")


def _on_paper(request: HttpRequest, plan: DistributionPlan) -> str:
    planning.sign_on_paper(line=_line(request, plan), kept=request.POST.get("kept", ""), by=member(request))
    return _("Noted.")


def _approve(request: HttpRequest, plan: DistributionPlan) -> str:
    planning.approve(plan=plan, by=member(request), on=clock.today())
    return _("Approved: the income is divided in the books, and what is not disputed can be paid.")


def _cancel(request: HttpRequest, plan: DistributionPlan) -> str:
    planning.cancel(plan=plan, reason=request.POST.get("reason", ""), by=member(request), on=clock.today())
    return _("Cancelled: its income can go into another plan.")


def _pay(request: HttpRequest, plan: DistributionPlan) -> str:
    read = Reader(request.POST)
    day = read.day("paid_on", _("Paid on"))
    read.done()
    chosen = {int(text) for text in request.POST.getlist("pay") if text.isdecimal() and len(text) < 18}
    made = paying.pay(
        plan=plan, lines=chosen, paid_on=day or clock.today(), reference=read.text("reference"),
        key=read.text("key")[:60], by=member(request), on=clock.today(),
    )  # fmt: skip
    total = Money(sum(one.minor for one in made), plan.currency)
    return _("Entered as paid: %(amount)s.") % {"amount": total}


def _reverse(request: HttpRequest, plan: DistributionPlan) -> str:
    asked = request.POST.get("payment", "")
    rows = PlanPayment.objects.filter(line__plan=plan)
    found = rows.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 18 else None
    if found is None:
        raise ValidationError(_("There is no such payment in this plan."))
    reason = request.POST.get("reason", "")
    paying.reverse_payment(payment=found, reason=reason, by=member(request), on=clock.today())
    return _("Reversed by a contrary entry; both stay to be seen.")


_ACTS: dict[str, Callable[[HttpRequest, DistributionPlan], str]] = {
    "sign": _sign,
    "dispute": _dispute,
    "on_paper": _on_paper,
    "approve": _approve,
    "cancel": _cancel,
    "pay": _pay,
    "reverse": _reverse,
}


@require_safe
@signed_in
def gains(request: HttpRequest) -> HttpResponse:
    """What one's own inventions brought, right by right."""
    told = statement(request.user)
    return render(
        request,
        "utilization/distribution/gains.html",
        {"told": told, "files": files("inventor_statement_export")},
    )


@require_safe
@signed_in
def gains_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The same as a file."""
    if format not in FILES:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    return sent(
        request, paper(statement(request.user), member(request).get_username()), format, "my-statement"
    )


def _right_of(request: HttpRequest, pk: int) -> tuple[Right, Organisation]:
    """Return a right and the unit that holds it for which the reader keeps income. 404 for none."""
    right = visible_rights(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if right is not None:
        for body in own_organisations(request.user, INCOME):
            if is_held(right, body.pk) or queries.received_for(right, body):
                return right, body
    raise Http404(_("There is no right %(number)s of yours.") % {"number": pk})


def _plan(request: HttpRequest, pk: int) -> DistributionPlan:
    found = queries.plan(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no plan %(number)s, or you may not see it.") % {"number": pk})
    return found

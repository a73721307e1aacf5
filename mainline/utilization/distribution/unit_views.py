"""Pages of what a unit says of itself: its rules for sharing income, and the costs that it recovers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainline.orgs import clock
from mainline.orgs.access import own_organisations
from mainline.orgs.gate import member, needs
from mainline.orgs.models import Organisation
from mainline.register.access import visible_rights
from mainline.register.lookup import find_right
from mainline.rules.money import CURRENCIES, Money
from mainline.utilization.agreements.access import VIEW
from mainline.utilization.agreements.forms import Reader
from mainline.utilization.agreements.logic import Tier
from mainline.utilization.agreements.typed import percent
from mainline.utilization.distribution import queries, rules
from mainline.utilization.distribution.access import APPROVE, INCOME
from mainline.utilization.distribution.enums import CostKind, RuleBasis, StateFounded
from mainline.utilization.distribution.models import UnitRule
from mainline.utilization.distribution.reckoning import tiers_of

_PATENTS = ("invention", "utility_model", "design")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW)
def unit_rules(request: HttpRequest) -> HttpResponse:
    """How one's unit shares income, version by version; a rule is followed by another, never changed."""
    own, problems = own_organisations(request.user, APPROVE), []
    if request.method == "POST":
        try:
            _add_rule(request, own)
            messages.success(request, _("The rule holds from its day on."))
            return redirect("unit_rules")
        except ValidationError as error:
            problems = error.messages
    context = {
        "rows": [(row, _tiers(row), _rewards(row)) for row in queries.rules(request.user)],
        "own": own, "problems": problems, "given": given_of(request), "bases": dict(RuleBasis.choices),
        "foundings": dict(StateFounded.choices), "currencies": list(CURRENCIES), "today": clock.today(),
        "tiers": list(zip(request.POST.getlist("tier_above"), request.POST.getlist("tier_rate"), strict=False))
        or [("0.00", ""), ("", ""), ("", "")],
    }  # fmt: skip
    return render(request, "utilization/distribution/rules.html", context)


def _tiers(row: UnitRule) -> list[tuple[Money | None, str]]:
    return [
        (Money(tier.above, row.currency) if tier.above else None, percent(tier.rate))
        for tier in tiers_of(row)
    ]


def _rewards(row: UnitRule) -> list[tuple[str, Money]]:
    labels = {
        "invention": _("Invention"),
        "utility_model": _("Utility model"),
        "design": _("Industrial design"),
    }
    return [(labels.get(kind, kind), Money(minor, row.currency)) for kind, minor in row.rewards.items()]


def _add_rule(request: HttpRequest, own: list[Organisation]) -> None:
    read = Reader(request.POST)
    currency = read.text("currency") or "CNY"
    since, tiers = read.day("since", _("Since")), list(_typed_tiers(read, currency))
    rewards = {
        kind: minor
        for kind in _PATENTS
        if (minor := read.amount(read.text(f"reward_{kind}"), _("Reward"), currency)) is not None
    }
    notice = read.whole("notice_days", _("Public notice"), 90) if read.text("notice_days") else 0
    least = read.part(read.text("least_share"), _("Least share"))
    if since is None:
        read.problems.append(_("Say from which day the rule holds."))
    read.done()
    rules.add_rule(
        organisation=_body(request, own), basis=read.text("basis"), title=read.text("title"),
        since=since or clock.today(), founded_by_state=read.text("founded_by_state"), tiers=tiers, rewards=rewards,
        currency=currency, notice_days=notice, least_share=least, by=member(request),
    )  # fmt: skip


def _typed_tiers(read: Reader, currency: str) -> Iterator[Tier]:
    for above, rate in zip(read.given.getlist("tier_above"), read.given.getlist("tier_rate"), strict=False):
        part = read.part(rate, _("Part of the inventors"))
        if part is not None:
            yield Tier(read.amount(above, _("Part of the inventors"), currency) or 0, part)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW)
def costs(request: HttpRequest) -> HttpResponse:
    """What one's unit spent on its rights, with what of it is recovered."""
    own, problems = own_organisations(request.user, INCOME), []
    if request.method == "POST":
        try:
            _add_cost(request, own)
            messages.success(request, _("Entered: it is recovered from the next income of that right."))
            return redirect("recoverable_costs")
        except ValidationError as error:
            problems = error.messages
    rows = [
        (row, Money(row.minor, row.currency), Money(row.gone or 0, row.currency))
        for row in queries.costs(request.user)[:500]
    ]
    context = {
        "rows": rows, "own": own, "problems": problems, "given": given_of(request),
        "kinds": dict(CostKind.choices), "currencies": list(CURRENCIES), "today": clock.today(),
    }  # fmt: skip
    return render(request, "utilization/distribution/costs.html", context)


def _add_cost(request: HttpRequest, own: list[Organisation]) -> None:
    read = Reader(request.POST)
    currency = read.text("currency") or "CNY"
    day, minor = read.day("spent_on", _("Paid on")), read.amount(read.text("amount"), _("Amount"), currency)
    found = find_right(request.user, read.text("right"))
    right = visible_rights(request.user).filter(pk=found).first() if found else None
    if right is None:
        told = {"number": read.text("right")}
        read.problems.append(_("There is no right %(number)s, or you may not see it.") % told)
    read.done()
    if right is None:
        return
    rules.add_cost(
        organisation=_body(request, own), right=right, kind=read.text("kind"), what=read.text("what"),
        minor=minor or 0, currency=currency, spent_on=day or clock.today(), reference=read.text("reference"),
        document=None, by=member(request), on=clock.today(),
    )  # fmt: skip


def given_of(request: HttpRequest) -> dict[str, str]:
    """Return what a form sent, or the address asks it to begin with; nothing for what is not there."""
    return defaultdict(str, (request.POST or request.GET).items())


def _body(request: HttpRequest, own: list[Organisation]) -> Organisation:
    """Return the organisation that a form names, or the only one. Raises ``PermissionDenied`` for none."""
    asked = request.POST.get("organisation", "")
    found = [body for body in own if not asked or str(body.pk) == asked]
    if not found:
        raise PermissionDenied(_("Your role does not let you do this for your organisation."))
    return found[0]

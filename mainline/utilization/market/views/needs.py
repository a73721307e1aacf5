"""Pages of needs: their list, one need with what fits it, writing and posting one."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import can, own_organisations
from mainline.orgs.gate import member, needs, signed_in
from mainline.orgs.list_pages import lists
from mainline.register.models import Right
from mainline.utilization.bodies import body_of
from mainline.utilization.market import labels, queries
from mainline.utilization.market.access import BROKER, DEAL, is_poster
from mainline.utilization.market.actions import matches as match_actions
from mainline.utilization.market.actions import needs as actions
from mainline.utilization.market.enums import NeedState, Outcome, Reason, Side
from mainline.utilization.market.forms import NeedForm
from mainline.utilization.market.models import Need
from mainline.utilization.market.tables import NEEDS
from mainline.utilization.market.terms import terms
from mainline.web.addresses import is_id
from mainline.web.tables import as_file, files


@require_safe
@signed_in
@lists(NEEDS)
def index(request: HttpRequest) -> HttpResponseBase:
    """Posted needs, and the drafts and closed ones of one's own."""
    context = {
        "table": NEEDS.shown(request, queries.needs(request.user)),
        "files": files("needs_export"),
        "can_post": queries.may_deal(request.user),
        "can_broker": can(request.user, BROKER),
        "promised": actions.promised_days(),
        "most_days": actions.MOST_DAYS,
    }
    return NEEDS.answer(request, "utilization/market/needs.html", context)


@require_safe
@signed_in
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = NEEDS.asked(request, queries.needs(request.user))
    return as_file(request, NEEDS, rows.iterator(chunk_size=500), format, "needs")


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: what it says, who answered, and what fits it with why."""
    row = _need(request, pk)
    is_own = is_poster(request.user, row)
    context = {
        "need": row, "poster": queries.poster_of(row), "is_own": is_own, "can_broker": can(request.user, BROKER),
        "can_deal": queries.may_deal(request.user),
        "industry": labels.industry(row.industry), "budget": labels.band(row.budget), "place": labels.place(row.place),
        "replies": queries.replies_to(request.user, row),
        "found": queries.suggestions(request.user, row) if row.state != NeedState.CLOSED else [],
        "matches": queries.matches(request.user).filter(need=row), "reasons": Reason.choices,
        "outcomes": Outcome.choices, "weights": terms().weights, "today": clock.today(),
    }  # fmt: skip
    return render(request, "utilization/market/need.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(DEAL)
def new(request: HttpRequest) -> HttpResponse:
    """Write a need down; it is posted from its page."""
    form = NeedForm(request.POST or None, bodies=own_organisations(request.user, DEAL))
    if request.method == "POST" and form.is_valid():
        try:
            body = body_of(request.user, DEAL, request.POST.get("organisation", ""))
            row = actions.draft_need(
                organisation=body, said=form.said(), by=member(request), on=clock.today()
            )
        except ValidationError as error:
            form.take(error)
        else:
            return redirect("need", row.pk)
    return render(request, "utilization/market/need_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(DEAL)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say a draft another way."""
    row = _need(request, pk)
    if not is_poster(request.user, row):
        raise PermissionDenied(_("This need is another organisation's."))
    form = NeedForm(request.POST or None, initial=NeedForm.of(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_need(need=row, said=form.said(), by=member(request), on=clock.today())
        except ValidationError as error:
            form.take(error)
        else:
            return redirect("need", pk)
    return render(request, "utilization/market/need_form.html", {"form": form, "need": row})


@require_POST
@signed_in
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of a need's page asks."""
    row, do = _need(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(request, row))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("need", pk)


@require_POST
@needs(BROKER)
def promise(request: HttpRequest) -> HttpResponse:
    """Set within how many days needs are answered."""
    asked = request.POST.get("days", "")
    try:
        body = body_of(request.user, BROKER)
        days = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
        actions.set_promise(organisation=body, days=days, by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Promised for needs that are posted from now on."))
    return redirect("needs")


def _post(request: HttpRequest, row: Need) -> str:
    actions.post_need(need=row, by=member(request), on=clock.today())
    return _("Posted. What fits it stands below; holders and the IP office see it now.")


def _name(request: HttpRequest, row: Need) -> str:
    actions.name_poster(need=row, by=member(request))
    return _("Everybody may know whose need it is now.")


def _close(request: HttpRequest, row: Need) -> str:
    given = request.POST
    actions.close_need(
        need=row, outcome=given.get("outcome", ""), words=given.get("words", ""), by=member(request), on=clock.today()
    )  # fmt: skip
    return _("The need is closed.")


def _reply(request: HttpRequest, row: Need) -> str:
    body = body_of(request.user, BROKER)
    actions.reply_to_need(
        need=row, organisation=body, text=request.POST.get("text", ""), by=member(request), on=clock.today()
    )  # fmt: skip
    return _("Answered: its poster reads it.")


def _propose(request: HttpRequest, row: Need) -> str:
    right, given = _right(request), request.POST
    side = Side.NEED if is_poster(request.user, row) else Side.HOLDER
    if given.get("as") == Side.OFFICE:
        side = Side.OFFICE
    bodies = own_organisations(request.user, BROKER if side == Side.OFFICE else DEAL)
    fitting = [body for body in bodies if side != Side.NEED or body.pk == row.organisation_id]
    holding = [
        body
        for body in fitting
        if side != Side.HOLDER or queries.own_rights(body).filter(pk=right.pk).exists()
    ]
    if not holding:
        raise ValidationError(_("You don't act for this organisation."))
    match_actions.propose(
        need=row, right=right, side=side, organisation=holding[0], words=given.get("words", ""),
        by=member(request), on=clock.today(),
    )  # fmt: skip
    return _("Proposed: the other side says yes or no.")


def _judge(request: HttpRequest, row: Need) -> str:
    right, given = _right(request), request.POST
    bodies = own_organisations(request.user, DEAL)
    body = next((one for one in bodies if one.pk == row.organisation_id), bodies[0] if bodies else None)
    if body is None:
        raise ValidationError(_("You don't act for this organisation."))
    match_actions.judge(
        need=row, right=right, organisation=body, verdict=given.get("verdict", ""), reason=given.get("reason", ""),
        words=given.get("words", ""), by=member(request),
    )  # fmt: skip
    return _("Noted.")


_ACTS: dict[str, Callable[[HttpRequest, Need], str]] = {
    "post": _post,
    "name": _name,
    "close": _close,
    "reply": _reply,
    "propose": _propose,
    "judge": _judge,
}


def _right(request: HttpRequest) -> Right:
    asked = request.POST.get("right", "")
    found = queries.chosen_rights(request.user, [int(asked)]) if is_id(asked) else []
    if not found:
        raise ValidationError(_("Choose a right."))
    return found[0]


def _need(request: HttpRequest, pk: int) -> Need:
    found = queries.need(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no need %(number)s, or you may not see it.") % {"number": pk})
    return found

"""Pages of reductions: the applicants of an organisation by year, and what is known of one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainline.orgs import clock
from mainline.orgs.access import can_for
from mainline.orgs.gate import member, needs
from mainline.orgs.models import Organisation
from mainline.orgs.names import normalise
from mainline.portfolio.reductions import actions, queries, shown
from mainline.portfolio.reductions.forms import ClaimForm, given_of
from mainline.portfolio.reductions.verdicts import Applicant, standing_of
from mainline.register.deadlines.access import KEEP, VIEW
from mainline.register.deadlines.models import Docket
from mainline.register.deadlines.refresh import deriver
from mainline.register.storable import storable
from mainline.web.addresses import is_id
from mainline.web.asking import asker_of
from mainline.web.exports import Table
from mainline.web.papers import Heading
from mainline.web.tables import FILES, sent

_A_PAGE = 50
_SOON = dt.timedelta(days=90)


@require_safe
@needs(VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The applicants of the rights that an organisation keeps, by year: what runs out, what is missing."""
    bodies, on = queries.bodies(request.user), clock.today()
    body = _body(request, bodies)
    lines, counts = queries.lines(request.user, body, on) if body else ([], {})
    rows = [_row(line, on) for line in lines]
    if request.GET.get("only") == "missing":
        rows = [row for row in rows if shown.can_be_mended(str(row["state"]))]
    context = {
        "bodies": bodies, "body": body, "counts": counts, "basis": shown.basis_on(on), "years": _years(on),
        "page": Paginator(rows, _A_PAGE).get_page(request.GET.get("page")), "today": on, "files": FILES,
        "only": request.GET.get("only", ""), "query": urlencode({"organisation": body.pk}) if body else "",
    }  # fmt: skip
    return render(request, "portfolio/reductions/index.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The same as a file."""
    if format not in FILES:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    on = clock.today()
    body = _body(request, queries.bodies(request.user))
    lines = queries.lines(request.user, body, on)[0] if body else []
    years = _years(on)
    table = Table(
        columns=("applicant", "rights", "in_full", *map(str, years), "today", "why", "until"),
        headers=[
            _("Applicant"), _("Rights"), _("In full for it alone"), *map(str, years), _("Today"), _("Why"), _("Until"),
        ],
        rows=(_cells(_row(line, on)) for line in lines),
        heading=Heading(
            _("Fee reductions"), about=body.display_name if body else "", letterhead=asker_of(request).letterhead,
            by=member(request).get_username(),
        ),
    )  # fmt: skip
    return sent(request, table, format, f"fee-reductions-{on}")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW)
def applicant(request: HttpRequest) -> HttpResponse:
    """What is known of one applicant, by year, with what was said before; said anew or taken back here."""
    given = request.POST if request.method == "POST" else request.GET
    body = _body(request, queries.bodies(request.user), given.get("organisation", ""))
    name, on = storable(given.get("name", ""))[:500], clock.today()
    dockets = queries.rights_of(request.user, body, normalise(name)) if body and name.strip() else []
    if body is None or not dockets:
        raise Http404(_("No right whose dates you keep has this applicant."))
    documents = queries.proofs(request.user, dockets)
    form = None
    if request.method == "POST":
        if not can_for(request.user, KEEP, body.pk):
            raise PermissionDenied(_("You don't keep dates for this organisation."))
        if "claim" in request.POST:
            return _taken_back(request, body, name, on)
        form = ClaimForm(request.POST, documents=documents)
        if form.is_valid() and _said(request, form, body, name, on):
            return redirect(_address(body, name))
    context = _context(request, body, name, on, dockets)
    year = _year(request, on)
    first = given_of(_latest([row for row, *_rest in context["claims"]], year), year)
    context["form"] = form or ClaimForm(initial=first, documents=documents)
    return render(request, "portfolio/reductions/applicant.html", context, status=422 if form else 200)


def _context(
    request: HttpRequest, body: Organisation, name: str, on: dt.date, dockets: Sequence[Docket]
) -> dict[str, Any]:
    """Return what the page of an applicant shows beside its form."""
    rows = queries.history(request.user, body, normalise(name))
    claims = [(row, queries.claim_of(row)) for row in rows if row.ended_at is None]
    one = Applicant(name, [claim for _row, claim in claims])
    return {
        "body": body,
        "name": name,
        "rights": dockets,
        "basis": shown.basis_on(on),
        "today": on,
        "told": shown.told(standing_of(deriver().engine, one, on)),
        "claims": [(row, claim, shown.income_text(claim)) for row, claim in claims],
        "ended": [row for row in rows if row.ended_at is not None],
        "can_keep": can_for(request.user, KEEP, body.pk),
    }


def _said(request: HttpRequest, form: ClaimForm, body: Organisation, name: str, on: dt.date) -> bool:
    try:
        actions.say_claim(organisation=body, name=name, said=form.said(), by=member(request), on=on)
    except ValidationError as error:
        form.take(error)
        return False
    messages.success(request, _("Noted, and the fees of its rights worked out anew."))
    return True


def _taken_back(request: HttpRequest, body: Organisation, name: str, on: dt.date) -> HttpResponse:
    asked = request.POST.get("claim", "")
    pk = int(asked) if is_id(asked) else 0
    row = queries.visible_claims(request.user, KEEP).filter(organisation=body, pk=pk).first()
    if row is None or row.name_key != normalise(name):
        raise Http404(_("There is no such entry, or you may not see it."))
    try:
        actions.withdraw_claim(claim=row, reason=request.POST.get("reason", ""), by=member(request), on=on)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back, and the fees of its rights worked out anew."))
    return redirect(_address(body, name))


def _address(body: Organisation, name: str) -> str:
    return f"{reverse('reduction_applicant')}?{urlencode({'organisation': body.pk, 'name': name})}"


def _latest(rows: Sequence[queries.ReductionClaim], year: int) -> queries.ReductionClaim | None:
    return next((row for row in rows if row.year == year), rows[0] if rows else None)


def _year(request: HttpRequest, on: dt.date) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else on.year


def _years(on: dt.date) -> list[int]:
    return [on.year - 1, on.year, on.year + 1]


def _row(line: queries.Line, on: dt.date) -> dict[str, object]:
    told = shown.told(standing_of(deriver().engine, line.applicant, on))
    until = told.claim.last if told.claim and told.state == "qualifies" else None
    return {
        "name": line.name, "rights": len(line.rights), "in_full": line.alone_to_blame, "why": told.why,
        "cells": shown.cells(line.applicant, _years(on), on), "state": told.state, "label": told.label,
        "until": until, "is_soon": until is not None and until - on < _SOON,
    }  # fmt: skip


def _cells(row: dict[str, object]) -> list[str | int | float | None]:
    cells = [each.label for each in row["cells"]]  # type: ignore[attr-defined]
    return [
        str(row["name"]), int(str(row["rights"])), int(str(row["in_full"])), *cells, str(row["label"]), str(row["why"]),
        str(row["until"] or ""),
    ]  # fmt: skip


def _body(request: HttpRequest, bodies: Sequence[Organisation], asked: str = "") -> Organisation | None:
    """Return the organisation that an address names, or the first; ``Http404`` for one that is not the user's."""
    asked = asked or request.GET.get("organisation", "")
    found = next((body for body in bodies if not asked or str(body.pk) == asked), None)
    if asked and found is None:
        raise Http404(_("There is no such organisation, or you don't keep its dates."))
    return found

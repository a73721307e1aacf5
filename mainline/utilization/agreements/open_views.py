"""Pages of open licences: those that stand, declaring one, one with how to take it up; and the consent to an act."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import can_for, own_organisations
from mainline.orgs.gate import member, needs, signed_in
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.register.access import visible_rights
from mainline.register.gates import obstacles
from mainline.register.models import Right
from mainline.utilization.agreements import open_licences, queries
from mainline.utilization.agreements.access import SIGN, visible_agreements
from mainline.utilization.agreements.forms import form_context, terms_from, typed_again
from mainline.utilization.agreements.logic import terms_of
from mainline.utilization.agreements.models import OpenDeclaration
from mainline.utilization.agreements.tables import OPEN_LICENCES, fee_words
from mainline.utilization.agreements.words import clauses
from mainline.web.tables import as_file, files

CONSENTS = {
    "open_licence": gettext_lazy("an open licence"),
    "exclusive_licence": gettext_lazy("an exclusive licence"),
    "sole_licence": gettext_lazy("a sole licence"),
    "ordinary_licence": gettext_lazy("a non-exclusive licence"),
    "transfer": gettext_lazy("an assignment"),
    "pledge": gettext_lazy("a pledge"),
}


@require_safe
@signed_in
@lists(OPEN_LICENCES)
def index(request: HttpRequest) -> HttpResponseBase:
    """The open licences that stand, for whoever is logged in."""
    context = {
        "table": OPEN_LICENCES.shown(request, queries.declarations(request.user)),
        "files": files("open_licences_export"),
    }
    return OPEN_LICENCES.answer(request, "utilization/agreements/open_index.html", context)


@require_safe
@signed_in
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = OPEN_LICENCES.asked(request, queries.declarations(request.user))
    return as_file(request, OPEN_LICENCES, rows.iterator(chunk_size=500), format, "open-licences")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(SIGN)
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare an open licence of a right, with what stands in the way told before."""
    right = _right(request, pk)
    holder = _holder(request, right)
    given: dict[str, object] = {"territory": "中国"}
    problems: list[str] = []
    if request.method == "POST":
        given = typed_again(request.POST)
        try:
            terms = terms_from(request.POST, request.user, right=right)
            made = open_licences.declare(
                right=right, organisation=holder, terms=terms, reason=request.POST.get("reason", ""),
                by=member(request), on=clock.today(),
            )  # fmt: skip
            return redirect("open_licence", made.pk)
        except ValidationError as error:
            problems = error.messages
    found = obstacles(right, "open_licence", clock.today(), by_organisation=holder.pk)
    context = {
        **form_context(given), "problems": problems, "right": right, "holder": holder, "is_open": True,
        "title": _("Declare an open licence"), "hindrances": [(right, one) for one in found],
    }  # fmt: skip
    return render(request, "utilization/agreements/edit.html", context)


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One open licence: its terms, and how to take it up."""
    row = _declaration(request, pk)
    terms = terms_of(row.terms)
    own = [body for body in own_organisations(request.user, SIGN) if not queries.is_held(row.right, body.pk)]
    context = {
        "row": row, "terms": terms, "clauses": list(clauses(terms)), "fee": fee_words(terms), "own": own,
        "can_withdraw": row.state == "declared" and can_for(request.user, SIGN, row.organisation_id),
        "taken": visible_agreements(request.user).filter(declaration=row).select_related("licensee"),
    }  # fmt: skip
    return render(request, "utilization/agreements/open_page.html", context)


@require_POST
@needs(SIGN)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an open licence up, or withdraw it."""
    row, asked = _declaration(request, pk), request.POST.get("act", "")
    try:
        if asked == "take_up":
            own = {str(body.pk): body for body in own_organisations(request.user, SIGN)}
            body = own.get(request.POST.get("organisation", ""))
            if body is None:
                raise ValidationError(_("Choose for which organisation."))
            made = open_licences.take_up(declaration=row, licensee=body, by=member(request), on=clock.today())
            messages.success(request, _("Taken up: the holder is told, and the fee is invoiced."))
            return redirect("agreement", made.pk)
        if asked != "withdraw":
            raise ValidationError(_("Choose what you decide."))
        open_licences.withdraw(declaration=row, by=member(request), on=clock.today())
        messages.success(request, _("Withdrawn. Licences already taken up stay."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("open_licence", pk)


@require_POST
@needs(SIGN)
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent to an act on a right, as co-owner or pledgee."""
    right = _right(request, pk)
    own = {str(body.pk): body for body in own_organisations(request.user, SIGN)}
    try:
        body = own.get(request.POST.get("organisation", ""))
        if body is None:
            raise ValidationError(_("Choose for which organisation."))
        open_licences.consent(
            right=right,
            act=request.POST.get("to", ""),
            organisation=body,
            by=member(request),
            on=clock.today(),
        )
        messages.success(request, _("Your consent stands on the thread."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("right", right.pk)


def _right(request: HttpRequest, pk: int) -> Right:
    found = visible_rights(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no right %(number)s, or you may not see it.") % {"number": pk})
    return found


def _holder(request: HttpRequest, right: Right) -> Organisation:
    """Return the holder of a right for which the reader may sign. 404 where there is none: nothing is declared there."""
    for body in own_organisations(request.user, SIGN):
        if queries.is_held(right, body.pk):
            return body
    raise Http404(_("There is no right %(number)s of yours.") % {"number": right.pk})


def _declaration(request: HttpRequest, pk: int) -> OpenDeclaration:
    found = queries.declarations(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no open licence %(number)s, or you may not see it.") % {"number": pk})
    return found

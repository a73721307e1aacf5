"""Pages of the technology office and of the agency: what was handed in, one disclosure, what is decided on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainline.creation.disclosures import filing, queries, triage
from mainline.creation.disclosures.models import Disclosure
from mainline.creation.disclosures.shown import page_of
from mainline.creation.disclosures.tables import INBOX
from mainline.creation.disclosures.triage import Marks
from mainline.creation.disclosures.views.gate import disclosure_of, sentence
from mainline.orgs import clock
from mainline.orgs.gate import member, signed_in
from mainline.orgs.list_pages import lists
from mainline.web.tables import as_file, files


@require_safe
@signed_in
@lists(INBOX)
def inbox(request: HttpRequest) -> HttpResponseBase:
    """What was handed in to one's organisation, or given to one's agency to file."""
    context = {
        "table": INBOX.shown(request, queries.inbox(request.user)),
        "files": files("disclosure_inbox_export"),
        "has_inbox": queries.has_inbox(request.user),
    }
    return INBOX.answer(request, "creation/disclosures/inbox.html", context)


@require_safe
@signed_in
def inbox_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = INBOX.asked(request, queries.inbox(request.user))
    return as_file(request, INBOX, rows.iterator(chunk_size=500), format, "disclosures-handed-in")


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One disclosure: what was handed in, how far it has come, and what can be done next."""
    context = page_of(member(request), disclosure_of(request, pk), clock.today())
    return render(request, "creation/disclosures/page.html", context)


@require_POST
@signed_in
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of the page asks."""
    row, do = disclosure_of(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(request, row))
    except ValidationError as error:
        messages.error(request, sentence(error))
    # Who declined may not know of it any more.
    still = queries.disclosure(request.user, pk)
    return redirect("disclosure", pk) if still is not None else redirect("disclosure_inbox")


def _accept(request: HttpRequest, row: Disclosure) -> str:
    triage.accept(disclosure=row, by=member(request), on=clock.today())
    return _("You have it in hand; the inventors see that.")


def _assess(request: HttpRequest, row: Disclosure) -> str:
    given = request.POST
    marks = Marks(
        **{name: _mark(given.get(name, "")) for name in ("patentability", "market", "strategy")},
        **{
            f"{name}_reason": given.get(f"{name}_reason", "")
            for name in ("patentability", "market", "strategy")
        },
    )
    triage.assess(disclosure=row, marks=marks, by=member(request), on=clock.today())
    return _("Assessed.")


def _mark(text: str) -> int:
    return int(text) if text in {"1", "2", "3", "4", "5"} else 0


def _return(request: HttpRequest, row: Disclosure) -> str:
    triage.send_back(
        disclosure=row, reason=request.POST.get("reason", ""), by=member(request), on=clock.today()
    )
    return _("Returned with your reasons.")


def _decide(request: HttpRequest, row: Disclosure) -> str:
    given = request.POST
    triage.decide(
        disclosure=row, act=given.get("decision", ""), reason=given.get("reason", ""),
        knows=given.get("knows") == "yes", by=member(request), on=clock.today(),
    )  # fmt: skip
    return _("Decided; the inventors see it with your reason.")


def _instruct(request: HttpRequest, row: Disclosure) -> str:
    asked = request.POST.get("agency", "")
    agency = next((one for one in queries.agencies() if str(one.pk) == asked), None)
    if agency is None:
        raise ValidationError(_("Choose an agency that is on this platform."))
    filing.instruct(disclosure=row, agency=agency, by=member(request), on=clock.today())
    return _("Instructed: its members see the disclosure and answer.")


def _agree(request: HttpRequest, row: Disclosure) -> str:
    filing.agree(disclosure=row, by=member(request), on=clock.today())
    return _("Accepted: you are the agent of this right now.")


def _decline(request: HttpRequest, row: Disclosure) -> str:
    filing.decline(
        disclosure=row, reason=request.POST.get("reason", ""), by=member(request), on=clock.today()
    )
    return _("Declined: you don't see the disclosure any more.")


def _enter(request: HttpRequest, row: Disclosure) -> str:
    given = request.POST
    try:
        day = dt.date.fromisoformat(given.get("filed_on", "").strip())
    except ValueError:
        raise ValidationError(_("Give the day as 2026-01-31.")) from None
    filing.enter_filing(
        disclosure=row, number=given.get("number", ""), filed_on=day, by=member(request), on=clock.today(),
        is_same=given.get("is_same") == "yes",
    )  # fmt: skip
    return _("Entered: the same right bears the number, and its dates are kept.")


_ACTS: dict[str, Callable[[HttpRequest, Disclosure], str]] = {
    "accept": _accept,
    "assess": _assess,
    "return": _return,
    "decide": _decide,
    "instruct": _instruct,
    "agree": _agree,
    "decline": _decline,
    "enter": _enter,
}

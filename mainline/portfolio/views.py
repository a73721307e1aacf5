"""Pages of the docket: what presses, one deadline with its why, and the acts on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import organisation_ids
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.portfolio import actions, bulk, queries
from mainline.portfolio.explained import page_of, sheet_of
from mainline.portfolio.fees.deciding import confirm, take_back
from mainline.portfolio.reports.lists import asked_dates
from mainline.portfolio.reports.sheet_views import sheets_of
from mainline.portfolio.tables import DEADLINES
from mainline.register.access import visible_rights
from mainline.register.deadlines.access import KEEP, VIEW
from mainline.register.deadlines.actions import open_dockets, say_facts
from mainline.register.deadlines.models import Deadline
from mainline.web.addresses import is_id
from mainline.web.returning import back
from mainline.web.tables import as_file, files
from mainline.web.templatetags.web import number


@require_safe
@needs(VIEW)
@lists(DEADLINES)
def index(request: HttpRequest) -> HttpResponseBase:
    """All dates of the user's organisations, what presses first."""
    on = clock.today()
    context = {
        "table": DEADLINES.shown(request, asked_dates(request)),
        "counts": queries.counts(request.user, on),
        "consequences": queries.by_consequence(request.user, on),
        "week_until": on + dt.timedelta(days=queries.WEEK),
        "month_until": on + dt.timedelta(days=queries.MONTH),
        "today": on,
        "unkept": queries.unkept(request.user),
        "files": [*files("docket_export"), *sheets_of(request.user)],
        "acts": bulk.ACTS,
        "keeps": queries.dockets(request.user).exists(),
    }
    return DEADLINES.answer(request, "portfolio/index.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The same as a file."""
    rows = DEADLINES.asked(request, asked_dates(request))
    return as_file(request, DEADLINES, rows.iterator(chunk_size=500), format, "dates")


@require_safe
@needs(VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One deadline: the day, why, what it costs, what was decided and what changed."""
    deadline = _deadline(request, pk)
    return render(request, "portfolio/deadline.html", page_of(request.user, deadline, clock.today()))


@require_safe
@needs(VIEW)
def on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on one page of A4, to be filed or handed on."""
    deadline = _deadline(request, pk)
    sheet = sheet_of(deadline)
    if sheet is None:
        raise Http404(_("This date follows from nothing any more."))
    response = HttpResponse(sheet, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="date-{pk}.pdf"'
    return response


@require_POST
@needs(KEEP)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of a deadline's page asks."""
    deadline, asked = _deadline(request, pk), request.POST.get("act", "")
    do = _ACTS.get(asked)
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(request, deadline))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("deadline", pk)


def _decide(request: HttpRequest, deadline: Deadline) -> str:
    row = actions.decide(
        deadline=deadline,
        act=request.POST.get("act", ""),
        reason=request.POST.get("reason", ""),
        by=member(request),
    )
    waits = row.severity == "loss"
    return _("Noted. A second person must confirm it.") if waits else _("Noted.")


def _confirm(request: HttpRequest, deadline: Deadline) -> str:
    confirm(deadline=deadline, by=member(request), on=clock.today())
    return _("Confirmed.")


def _reopen(request: HttpRequest, deadline: Deadline) -> str:
    take_back(deadline=deadline, by=member(request), on=clock.today())
    return _("The decision was taken back.")


def _plan(request: HttpRequest, deadline: Deadline) -> str:
    given = request.POST.get("internal_on", "").strip()
    try:
        day = dt.date.fromisoformat(given) if given else None
    except ValueError:
        raise ValidationError(_("Give the day as 2026-01-31.")) from None
    actions.plan(deadline=deadline, internal_on=day, by=member(request))
    return _("The internal date is set.")


def _assign(request: HttpRequest, deadline: Deadline) -> str:
    name = request.POST.get("person", "")
    person = get_user_model().objects.filter(username=name).first() if name else None
    if name and person is None:
        raise ValidationError(_("There is no account %(name)s.") % {"name": name})
    actions.assign(deadlines=[deadline.pk], to=person, by=member(request), on=clock.today())
    return _("It is said who sees to it.")


def _facts(request: HttpRequest, deadline: Deadline) -> str:
    given = {
        name.removeprefix("fact-"): str(text).strip()
        for name, text in request.POST.items()
        if name.startswith("fact-")
    }
    say_facts(docket=deadline.docket, facts=given, by=member(request), on=clock.today())
    return _("The facts are noted, and the dates derived anew.")


_ACTS: dict[str, Callable[[HttpRequest, Deadline], str]] = {
    "waived": _decide,
    "closed": _decide,
    "confirm": _confirm,
    "reopen": _reopen,
    "plan": _plan,
    "assign": _assign,
    "facts": _facts,
}


@require_POST
@needs(KEEP)
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the dates of one right, or of all living rights of an organisation."""
    asked = request.POST.get("organisation", "")
    own = organisation_ids(request.user, KEEP)
    if not is_id(asked) or int(asked) not in own:
        raise PermissionDenied(_("You don't keep dates for this organisation."))
    organisation = queries.organisation(int(asked))
    one = request.POST.get("right", "")
    if one:
        pk = int(one) if is_id(one) else 0
        rights = [get_object_or_404(visible_rights(request.user), pk=pk).pk]
    else:
        rights = queries.living_unkept(organisation)
    told = open_dockets(rights=rights, organisation=organisation, by=member(request), on=clock.today())
    words = ngettext(
        "The dates of %(n)s right are kept; %(dates)s dates were derived.",
        "The dates of %(n)s rights are kept; %(dates)s dates were derived.",
        len(rights),
    )
    messages.success(request, words % {"n": number(len(rights)), "dates": number(told.new)})
    return back(request, "docket")


def _deadline(request: HttpRequest, pk: int) -> Deadline:
    found = queries.deadline(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no date %(number)s, or you may not see it.") % {"number": pk})
    return found

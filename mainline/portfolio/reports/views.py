"""Pages of reports: all of them, one with its runs, keeping a list as one, and making one now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import organisation_ids
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.portfolio.models import Report
from mainline.portfolio.queries import organisation
from mainline.portfolio.reports import actions, plan, queries
from mainline.portfolio.reports.forms import ReportForm, initial
from mainline.portfolio.reports.lists import LISTS, Listed, listed_at
from mainline.portfolio.reports.making import Unreadable, asking, is_never_sent
from mainline.portfolio.reports.tables import REPORTS, RUNS, list_of, when_of
from mainline.portfolio.reports.years import set_year, years_of
from mainline.register.deadlines.access import KEEP, VIEW
from mainline.typesetting import NoFonts, NotTypeset
from mainline.web.addresses import is_id
from mainline.web.downloads import download
from mainline.web.exports import WRITERS
from mainline.web.papers import TooLong
from mainline.web.tables import as_file, files


@require_safe
@needs(VIEW)
@lists(REPORTS)
def index(request: HttpRequest) -> HttpResponseBase:
    """All reports of the user's organisations, and when their years begin."""
    context = {
        "table": REPORTS.shown(request, queries.reports_for(request.user)),
        "files": files("reports_export"),
        "lists": LISTS.values(),
        "years": years_of(request.user),
        "months": MONTHS,
    }
    return REPORTS.answer(request, "portfolio/reports/index.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list of reports as a file."""
    rows = REPORTS.asked(request, queries.reports_for(request.user))
    return as_file(request, REPORTS, rows.iterator(chunk_size=500), format, "reports")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW)
def new(request: HttpRequest) -> HttpResponse:
    """Keep a list as it is shown as a report."""
    address = str(request.POST.get("address", request.GET.get("address", "")))
    found, bodies = listed_at(address), queries.bodies_of(request.user)
    if found is None or not bodies:
        messages.error(request, _("Open a list first, and choose “Save as report” in its export menu."))
        return redirect("reports")
    body = _chosen(request, bodies)
    given = {"language": _language(), "format": "xlsx", "readers": [member(request).get_username()]}
    form = ReportForm(request.POST or None, initial=given, user=request.user, organisation=body)
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.save_report(
                organisation=body,
                address=address,
                by=member(request),
                on=clock.today(),
                **form.fields_given(),
            )
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Saved as “%(name)s”.") % {"name": report.name})
            return redirect("report", report.pk)
    shown = Report(organisation=body, table=found[0].table.code, query=found[1])
    context = {"form": form, "address": address, "body": body, "bodies": bodies, **_told(request, shown)}
    return render(request, "portfolio/reports/new.html", context)


@require_POST
@needs(VIEW)
def refilter(request: HttpRequest) -> HttpResponse:
    """Let a report that there is hold the list as it is shown."""
    asked, address = request.POST.get("report", ""), request.POST.get("address", "")
    report = _report(request, int(asked) if is_id(asked) else 0)
    try:
        actions.refilter_report(report=report, address=address, by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved as “%(name)s”.") % {"name": report.name})
    return redirect("report", report.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW)
@lists(RUNS)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: what it holds, how it is sent, and its runs."""
    report = _report(request, pk)
    may_change = queries.may_change(request.user, report)
    if request.method == "POST" and not may_change:
        raise PermissionDenied(_("Only who made a report, or keeps the dates, can change it."))
    form = ReportForm(
        request.POST or None, initial=initial(report), user=request.user, organisation=report.organisation
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_report(report=report, by=member(request), on=clock.today(), **form.fields_given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("report", pk)
    context = {
        "report": report,
        "form": form if may_change else None,
        "table": RUNS.shown(request, queries.runs_of(request.user, report)),
        "files": files("report_runs_export", pk=pk),
        "about": report.name,
        **_told(request, report),
    }
    return RUNS.answer(request, "portfolio/reports/page.html", context)


@require_safe
@needs(VIEW)
def runs_export(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The runs of a report as a file."""
    report = _report(request, pk)
    rows = RUNS.asked(request, queries.runs_of(request.user, report))
    return as_file(request, RUNS, rows.iterator(chunk_size=500), format, f"report-{pk}-runs", report.name)


@require_POST
@needs(VIEW)
def run(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make a report now, and hand it out."""
    report = _report(request, pk)
    try:
        made = actions.run_now(report=report, by=member(request), on=clock.today())
    except (TooLong, Unreadable) as error:
        messages.error(request, str(error))
    except (NoFonts, NotTypeset):
        messages.error(
            request, _("The typesetter is busy or not set up. Try again in a minute, or take XLSX or CSV.")
        )
    else:
        return download([bytes(made.content or b"")], WRITERS[report.format][0], made.name)
    return redirect("report", pk)


@require_safe
@needs(VIEW)
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of a run, for whom it was made."""
    found = queries.file_of(request.user, pk)
    if found is None:
        raise Http404(_("There is no such file, or it was not made for you, or it is older than 90 days."))
    media_type = WRITERS[found.name.rpartition(".")[2]][0]
    return download([bytes(found.content or b"")], media_type, found.name)


@require_POST
@needs(VIEW)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a report."""
    report = _report(request, pk)
    actions.delete_report(report=report, by=member(request))
    messages.success(request, _("The report “%(name)s” was deleted.") % {"name": report.name})
    return redirect("reports")


@require_POST
@needs(KEEP)
def year(request: HttpRequest) -> HttpResponse:
    """Say in which month the year of an organisation begins."""
    asked, month = request.POST.get("organisation", ""), request.POST.get("month", "")
    if not is_id(asked) or int(asked) not in organisation_ids(request.user, KEEP):
        raise PermissionDenied(_("You don't keep dates for this organisation."))
    begins = int(month) if month.isascii() and month.isdecimal() and len(month) < 3 else 0
    try:
        set_year(organisation=organisation(int(asked)), begins=begins, by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect("reports")


def _report(request: HttpRequest, pk: int) -> Report:
    found = queries.report(request.user, pk)
    if found is None:
        raise Http404(_("There is no report %(number)s, or you may not see it.") % {"number": pk})
    return found


def _chosen(request: HttpRequest, bodies: list[Organisation]) -> Organisation:
    """Return the organisation that is asked for among the user's own, else the first of them."""
    asked = request.POST.get("organisation", request.GET.get("organisation", ""))
    return next((body for body in bodies if str(body.pk) == asked), bodies[0])


def _language() -> str:
    return "zh-hans" if (get_language() or "").startswith("zh") else "en"


def _told(request: HttpRequest, report: Report) -> dict[str, Any]:
    """Say what a report holds now: its list, what it is narrowed by, and how many rows the user may see of it."""
    listed: Listed = LISTS[report.table]
    told = {
        "list_title": list_of(report),
        "href": listed.path,
        "others": queries.changeable(request.user, report.table),
        "when": when_of(report),
        "next": plan.following(report.every, report.day, clock.today()) if report.every else None,
    }
    try:
        asked = asking(report, member(request))
    except Unreadable as error:
        return {**told, "problems": [str(error)], "rows": None}
    rows = listed.table.asked(asked, listed.rows(asked).filter(listed.of(report.organisation)))
    narrowing = listed.table.narrowing(asked)
    return {
        **told,
        "filters": [chip.text for chip in narrowing.chips],
        "problems": narrowing.problems,
        "rows": rows.order_by().count(),
        "href": f"{listed.path}?{report.query}" if report.query else listed.path,
        "is_never_sent": is_never_sent(report, member(request)),
    }

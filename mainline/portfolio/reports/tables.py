"""The lists of reports and of their runs."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.orgs.views.tables import at, person
from mainline.portfolio.enums import RunOutcome
from mainline.portfolio.models import Report, ReportRun
from mainline.portfolio.reports import plan
from mainline.portfolio.reports.forms import when_choices
from mainline.portfolio.reports.lists import LISTS
from mainline.portfolio.reports.making import FORMATS
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable


def _name(report: Report) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("report", args=[report.pk]), report.name)


def list_of(report: Report) -> str:
    """Name the list that a report is made of."""
    listed = LISTS.get(report.table)
    return str(listed.table.title) if listed else report.table


def when_of(report: Report) -> str:
    """Say how often a report is sent."""
    if not report.every:
        return gettext("on request")
    return str(dict(when_choices())[plan.written(report.every, report.day)])


def _run(report: Report) -> SafeString:
    words = gettext("Run now")
    return format_html(
        '<button class="btn btn-sm" form="act-reports" formaction="{}" aria-label="{}">{}</button>',
        reverse("report_run", args=[report.pk]), f"{words}: {report.name}", words,
    )  # fmt: skip


REPORTS = ListTable(
    "reports",
    (
        Column("name", _("Name"), _name, lambda r: r.name, "name", "wide", filter=Contains(("name",))),
        Column("list", _("List"), list_of, sort="table",
            filter=Choice("table", lambda: {code: str(one.table.title) for code, one in LISTS.items()})),
        Column("format", _("File"), lambda r: str(FORMATS.get(r.format, r.format)), sort="format",
            filter=Choice("format", lambda: {code: str(label) for code, label in FORMATS.items()})),
        Column("when", _("Sent by e-mail"), when_of, sort="every"),
        Column("readers", _("Who gets it"), lambda r: r.readers_n, lambda r: r.readers_n, "readers_n", "n"),
        Column("last", _("Last made"), lambda r: r.last_on or "", lambda r: str(r.last_on or ""), sort="last_on"),
        Column("by", _("Made by"), lambda r: person(r.made_by), lambda r: r.made_by.get_username(), "made_by__username", is_shown=False),
        Column("organisation", _("Organisation"), lambda r: r.organisation.display_name, is_shown=False),
        Column("do", _("Actions"), _run, is_action=True),
    ),
    sort="name",
    title=_("Reports"),
)  # fmt: skip


def _file(run: ReportRun) -> SafeString | str:
    if not run.has_file:
        return ""
    words = gettext("Download")
    return format_html(
        '<a class="btn btn-sm" href="{}" aria-label="{}">{}</a>',
        reverse("report_file", args=[run.pk]), f"{words}: {run.name}", words,
    )  # fmt: skip


RUNS = ListTable(
    "report-runs",
    (
        Column("on", _("Day"), lambda r: r.on, lambda r: str(r.on), "on", filter=Days("on")),
        Column("who", _("For"), lambda r: person(r.user), lambda r: r.user.get_username(), "user__username",
            filter=Contains(("user__username",))),
        Column("outcome", _("Outcome"), lambda r: r.get_outcome_display(), sort="outcome",
            filter=Choice("outcome", dict(RunOutcome.choices))),
        Column("rows", _("Rows"), lambda r: "" if r.rows is None else r.rows,
            lambda r: r.rows, "rows", "n"),
        Column("made", _("Made"), lambda r: at(r.made_at), sort="made_at"),
        Column("file", _("File"), lambda r: r.name, sort="name", look="wide", is_shown=False),
        Column("do", _("Actions"), _file, is_action=True),
    ),
    sort="-on",
    title=_("Runs of a report"),
)  # fmt: skip

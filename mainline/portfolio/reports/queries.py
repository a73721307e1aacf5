"""Reads of reports: those of the user's organisations, their runs, and who may change what."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When

from mainline.orgs.access import User, can_for, organisation_ids, own_organisations
from mainline.orgs.models import Organisation
from mainline.portfolio.models import Report, ReportRun
from mainline.portfolio.queries import members
from mainline.register.deadlines.access import KEEP, VIEW


def reports_for(user: User) -> QuerySet[Report]:
    """Return the reports of the user's organisations, with how many get each and when it was made last."""
    own = organisation_ids(user, VIEW) if user.is_authenticated else ()
    rows = Report.objects.filter(organisation__in=own).select_related("organisation", "made_by")
    newest = ReportRun.objects.filter(report=OuterRef("pk")).order_by("-on").values("on")[:1]
    counted = rows.annotate(readers_n=Count("readers"), last_on=Subquery(newest))
    return counted.order_by("name", "pk")


def report(user: User, pk: int) -> Report | None:
    """Return one report, if the user may see it."""
    return reports_for(user).filter(pk=pk).first() if pk < 2**63 else None


def may_change(user: User, report: Report) -> bool:
    """Whether the user may change or delete a report: who made it, and who keeps the organisation's dates."""
    if can_for(user, KEEP, report.organisation_id):
        return True
    return report.made_by_id == user.pk and can_for(user, VIEW, report.organisation_id)


def changeable(user: User, table: str) -> list[Report]:
    """Return the reports of a list that the user may change, by name."""
    return [one for one in reports_for(user).filter(table=table) if may_change(user, one)]


def runs_of(user: User, report: Report) -> QuerySet[ReportRun]:
    """Return the runs of a report that the user may know of: all for who keeps the dates, else one's own.

    ``has_file`` says which of them the user can fetch.
    """
    rows = ReportRun.objects.filter(report=report).select_related("user", "report").defer("content")
    own_file = Case(When(Q(user=user.pk) & ~Q(content=None), then=Value(True)), default=Value(False))
    rows = rows.annotate(has_file=own_file)
    if not can_for(user, KEEP, report.organisation_id):
        rows = rows.filter(user=user.pk)
    return rows.order_by("-on", "-pk")


def file_of(user: User, pk: int) -> ReportRun | None:
    """Return a run with its file, made for this very user, while the user may see the report."""
    if pk >= 2**63:
        return None
    own = reports_for(user).order_by().values("pk")
    found = ReportRun.objects.filter(Q(pk=pk, user=user.pk, report__in=own) & ~Q(content=None))
    return found.select_related("report").first()


def bodies_of(user: User) -> list[Organisation]:
    """Return the organisations for which the user can make reports, the one joined first ahead."""
    return own_organisations(user, VIEW)


def possible_readers(user: User, organisation: Organisation) -> list[Any]:
    """Return whom the user can have a report of an organisation sent to: its members, or oneself alone."""
    found = members(organisation)
    if can_for(user, KEEP, organisation.pk):
        return found
    return [one for one in found if one.pk == user.pk]

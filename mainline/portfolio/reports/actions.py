"""Writes of reports: kept, changed, deleted, made on request."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import require_for
from mainline.orgs.models import Organisation
from mainline.portfolio.enums import RunOutcome
from mainline.portfolio.models import Report, ReportReader, ReportRun
from mainline.portfolio.reports import making, plan
from mainline.portfolio.reports.lists import has_too_many_fields, listed_at
from mainline.portfolio.reports.queries import may_change, possible_readers
from mainline.register.deadlines.access import VIEW

MOST = 200
"""Reports of one organisation."""
LANGUAGES = {"zh-hans": "中文", "en": "English"}


@transaction.atomic
def save_report(
    *,
    organisation: Organisation,
    name: str,
    address: str,
    format: str,
    language: str,
    when: str,
    readers: Iterable[str],
    by: AbstractBaseUser,
    on: dt.date,
) -> Report:
    """Keep a list under a name as a report of an organisation; ``readers`` are the usernames of whom it is sent to.

    ``when`` is what :func:`mainline.portfolio.reports.plan.read` reads. Raises ``ValidationError`` by field.
    """
    require_for(by, VIEW, organisation.pk)
    table, query = _asked(address)
    if Report.objects.filter(organisation=organisation).count() >= MOST:
        words = _("The organisation keeps %(most)s reports already. Delete one first.")
        raise ValidationError(words % {"most": MOST})
    report = Report(organisation=organisation, table=table, query=query, made_by=by, made_at=timezone.now())
    given = {"name": name, "format": format, "language": language, "when": when}
    return _written(report, given, readers, by, on, "report.saved")


@transaction.atomic
def change_report(
    *,
    report: Report,
    name: str,
    format: str,
    language: str,
    when: str,
    readers: Iterable[str],
    by: AbstractBaseUser,
    on: dt.date,
) -> Report:
    """Change what a report is called, how it is written, when it is sent and to whom. Raises ``ValidationError``."""
    row = Report.objects.select_for_update().get(pk=report.pk)
    _require(by, row)
    given = {"name": name, "format": format, "language": language, "when": when}
    return _written(row, given, readers, by, on, "report.changed")


@transaction.atomic
def refilter_report(*, report: Report, address: str, by: AbstractBaseUser) -> Report:
    """Let a report hold another look at its list: filters, columns and order. Raises ``ValidationError``."""
    row = Report.objects.select_for_update().get(pk=report.pk)
    _require(by, row)
    table, row.query = _asked(address)
    if table != row.table:
        raise ValidationError(_("Not saved: this report is of another list."))
    row.save(update_fields=["query"])
    data = {"name": row.name, "organisation": row.organisation.name}
    record(code="report.changed", by=by, subject=f"report:{row.pk}", data=data, sealed=[row])
    return row


@transaction.atomic
def delete_report(*, report: Report, by: AbstractBaseUser) -> None:
    """Delete a report with its runs and files."""
    _require(by, report)
    readers = list(report.readers.all())
    data = {"name": report.name}
    record(code="report.deleted", by=by, subject=f"report:{report.pk}", data=data, gone=[report, *readers])
    report.delete()


def run_now(*, report: Report, by: AbstractBaseUser, on: dt.date) -> ReportRun:
    """Make a report for whoever asks, and keep the file. Raises ``TooLong``, ``Unreadable``, and what the typesetter raises.

    Of one day the newest is kept, so that asking again and again fills nothing.
    """
    require_for(by, VIEW, report.organisation_id)
    made = making.make(report, by)
    now = timezone.now()
    with transaction.atomic():
        Report.objects.select_for_update().get(pk=report.pk)
        ReportRun.objects.filter(report=report, user=by, on=on, is_planned=False).delete()
        run = ReportRun.objects.create(
            report=report,
            user=by,
            on=on,
            is_planned=False,
            outcome=RunOutcome.FETCHED,
            letter=uuid.uuid4(),
            rows=made.rows,
            name=made.name,
            content=made.content,
            claimed_at=now,
            made_at=now,
        )
        data = {"name": report.name, "rows": made.rows}
        record(code="report.made", by=by, subject=f"report:{report.pk}", data=data)
    return run


def _asked(address: str) -> tuple[str, str]:
    """Return the code of the list that an address is of, and its query."""
    if has_too_many_fields(address):
        raise ValidationError(_("Not saved: the filters are too long. Take fewer."))
    found = listed_at(address)
    if found is None:
        raise ValidationError(_("Not saved: this is no list that a report can be made of."))
    listed, query = found
    if len(query) > (Report._meta.get_field("query").max_length or 0):
        raise ValidationError(_("Not saved: the filters are too long. Take fewer."))
    return listed.table.code, query


def _require(by: AbstractBaseUser, report: Report) -> None:
    if not may_change(by, report):
        raise PermissionDenied(_("Only who made a report, or keeps the dates, can change it."))


def _written(
    report: Report,
    given: Mapping[str, str],
    readers: Iterable[str],
    by: AbstractBaseUser,
    on: dt.date,
    code: str,
) -> Report:
    """Check and write a report with its readers, and tell the record."""
    every, day = _checked(report, given)
    if (every, day) != (report.every, report.day):
        report.scheduled_on = on if every else None
    report.name, report.every, report.day = _named(given["name"]), every, day
    report.format, report.language = given["format"], given["language"]
    wanted = _readers(report, set(readers) if every else set(), by)
    report.save()
    before = {row.user_id: row for row in report.readers.all()}
    gone = [row for pk, row in before.items() if pk not in wanted]
    kept = [row for pk, row in before.items() if pk in wanted]
    new = [ReportReader(report=report, user_id=pk, since=on) for pk in sorted(wanted - before.keys())]
    for row in new:
        row.save()
    data = {"name": report.name, "organisation": report.organisation.name}
    sealed = [report, *kept, *new]
    record(code=code, by=by, subject=f"report:{report.pk}", data=data, sealed=sealed, gone=gone)
    ReportReader.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return report


def _checked(report: Report, given: Mapping[str, str]) -> tuple[str, int]:
    """Return how often and on which day; raises ``ValidationError`` with all that is wrong, by field."""
    wrong = {}
    if given["format"] not in making.FORMATS:
        wrong["format"] = _("Choose a format.")
    if given["language"] not in LANGUAGES:
        wrong["language"] = _("Choose Chinese or English.")
    try:
        every, day = plan.read(given["when"])
    except ValueError:
        every, day = "", 0
        wrong["when"] = _("Choose a day.")
    name = _named(given["name"])
    most = Report._meta.get_field("name").max_length or 0
    others = Report.objects.filter(organisation=report.organisation_id, name=name).exclude(pk=report.pk)
    if not name or len(name) > most:
        wrong["name"] = _("Give it a name of at most %(most)s characters.") % {"most": most}
    elif others.exists():
        wrong["name"] = _("Another report of the organisation is called “%(name)s”.") % {"name": name}
    if wrong:
        raise ValidationError(wrong)
    return every, day


def _named(name: str) -> str:
    return " ".join(name.replace("\0", "").split())


def _readers(report: Report, names: set[str], by: AbstractBaseUser) -> set[int]:
    """Return the ids of whom it is sent to; who gets it already stays whoever changes it."""
    possible = {one.username: one.pk for one in possible_readers(by, report.organisation)}
    if report.pk:
        possible |= {row.user.get_username(): row.user_id for row in report.readers.select_related("user")}
    if names - possible.keys():
        words = _("%(name)s is no member of the organisation, or not yours to choose.")
        raise ValidationError({"readers": words % {"name": ", ".join(sorted(names - possible.keys()))[:200]}})
    if report.every and not names:
        raise ValidationError({"readers": _("Choose at least one person who gets it.")})
    return {possible[name] for name in names}

"""Makes the reports that are planned and sends them, each once.

As reminders are sent (:mod:`mainline.portfolio.reminders.sending`): a run is claimed first, under a key that allows a
planned day but once for each reader; then the file is made with the reader's own eyes and kept; then the letter goes
out; then the run is marked. A claim is a loan: who finds one that nobody is at any more goes on with it, and sends the
file that was made, under the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterator

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainline.orgs import mail
from mainline.orgs.access import can_for
from mainline.orgs.factors import is_lacking
from mainline.portfolio.enums import RunOutcome
from mainline.portfolio.models import Report, ReportRun
from mainline.portfolio.reports import making, plan
from mainline.register.deadlines.access import VIEW
from mainline.typesetting import NoFonts, NotTypeset
from mainline.web.exports import WRITERS
from mainline.web.papers import TooLong
from mainline.web.templatetags.web import number

log = logging.getLogger("mainline.reports")
LEASE = dt.timedelta(minutes=15)
"""So long a run is whose it is: longer than any report takes. Doubled with each failure."""
KEPT = dt.timedelta(days=90)
"""So long a file can be fetched."""
_KNOWN = dt.timedelta(days=3 * 366)
"""So long it is known who got what."""
_LONGEST = dt.timedelta(hours=6)
_ATTEMPTS = 14
_ATTACHED = 10 * 1024 * 1024
"""Bytes of a file that is sent along; what is larger is fetched."""


def send_planned(*, on: dt.date) -> int:
    """Claim, make and send what is planned up to a day and was not yet; return how many runs were claimed."""
    claimed = [run for report in Report.objects.exclude(every="") for run in _claim(report, on)]
    for letter in claimed:
        deliver(letter)
    return len(claimed)


def _claim(report: Report, on: dt.date) -> list[uuid.UUID]:
    """Note the runs of a report's newest planned day that nobody noted yet; return their letters."""
    day = plan.planned(report.every, report.day, on)
    if report.scheduled_on is None or day <= report.scheduled_on:
        return []
    now = timezone.now()
    rows = [
        ReportRun(
            report=report,
            user_id=reader.user_id,
            on=day,
            is_planned=True,
            outcome=RunOutcome.CLAIMED,
            letter=uuid.uuid4(),
            claimed_at=now,
        )
        for reader in report.readers.filter(since__lt=day).order_by("pk")
    ]
    # What somebody else noted meanwhile is theirs.
    ReportRun.objects.bulk_create(rows, ignore_conflicts=True)
    mine = ReportRun.objects.filter(letter__in=[row.letter for row in rows])
    return list(mine.order_by("pk").values_list("letter", flat=True))


def deliver(letter: uuid.UUID) -> bool:
    """Make the file of a claimed run where it was not, and send it; False where no letter went out."""
    found = ReportRun.objects.select_related("report__organisation", "user")
    run = found.filter(letter=letter, outcome=RunOutcome.CLAIMED).first()
    if run is None:
        return False
    user = run.user
    if not user.is_active or is_lacking(user) or not can_for(user, VIEW, run.report.organisation_id):
        return _end(run, RunOutcome.HIDDEN)
    if run.content is None and not _make(run):
        return False
    if not settings.HAS_EMAIL or not user.email:
        return _end(run, RunOutcome.KEPT)
    subject, text = _letter(run)
    attached = [(run.name, bytes(run.content or b""), _media_type(run))] if run.is_attached else []
    try:
        mail.send_now(subject, text, user.email, f"report-{run.letter}", attached)
    except OSError as error:
        return _failed(run, error)
    _end(run, RunOutcome.SENT)
    return True


def _make(run: ReportRun) -> bool:
    """Make the file and keep it; what goes wrong is noted at the run, so that other reports go on."""
    try:
        made = making.make(run.report, run.user)
    except TooLong:
        return _end(run, RunOutcome.TOO_LONG)
    except (NoFonts, NotTypeset) as error:
        return _failed(run, error)
    except Exception as error:
        log.exception("Report %s could not be made", run.report_id)
        return _failed(run, error)
    run.name, run.content, run.rows = made.name, made.content, made.rows
    run.is_attached = not made.holds_secrets and len(made.content) <= _ATTACHED
    run.made_at = timezone.now()
    run.save(update_fields=["name", "content", "rows", "is_attached", "made_at"])
    return True


def _end(run: ReportRun, outcome: RunOutcome) -> bool:
    ReportRun.objects.filter(pk=run.pk).update(outcome=outcome)
    return False


def _failed(run: ReportRun, error: Exception) -> bool:
    log.error("Report %s is tried again: %s", run.report_id, type(error).__name__)
    mine = ReportRun.objects.filter(pk=run.pk, outcome=RunOutcome.CLAIMED)
    mine.update(attempts=F("attempts") + 1)
    mine.filter(attempts__gte=_ATTEMPTS).update(outcome=RunOutcome.FAILED)
    return False


def _media_type(run: ReportRun) -> str:
    return WRITERS[run.name.rpartition(".")[2]][0].partition(";")[0]


def _letter(run: ReportRun) -> tuple[str, str]:
    """Return subject and text in the report's language."""
    report = run.report
    page = f"{settings.PUBLIC_URL}{reverse('report', args=[report.pk])}"
    with translation.override(report.language):
        rows = ngettext("%(n)s row", "%(n)s rows", run.rows or 0) % {"n": number(run.rows or 0)}
        lines = [
            _("%(organisation)s: %(report)s, planned for %(day)s, %(rows)s.")
            % {
                "organisation": report.organisation.display_name,
                "report": report.name,
                "day": run.on,
                "rows": rows,
            },
            "",
            _("The file holds what you may see.")
            if run.is_attached
            else _("It names rights that are not published, or is large: fetch it after logging in."),
            f"{settings.PUBLIC_URL}{reverse('report_file', args=[run.pk])}",
            "",
            _("To change or end this report: %(address)s") % {"address": page},
        ]
        return f"{report.name} · {run.on}", "\n".join(lines)


def resend(now: dt.datetime) -> int:
    """Go on with the runs whose claim has run out; return how many went out."""
    return sum(deliver(letter) for letter in _lent(now))


def _lent(now: dt.datetime) -> Iterator[uuid.UUID]:
    """Yield runs that nobody is at any more, each taken over: of two who find one, one gets it."""
    waiting = ReportRun.objects.filter(outcome=RunOutcome.CLAIMED, claimed_at__lt=now - LEASE)
    found = waiting.order_by("claimed_at").values_list("letter", "attempts", "claimed_at")
    for letter, attempts, claimed in list(found):
        if claimed + min(LEASE * 2**attempts, _LONGEST) > now:
            continue
        mine = ReportRun.objects.filter(letter=letter, outcome=RunOutcome.CLAIMED, claimed_at=claimed)
        if mine.update(claimed_at=now):
            yield letter


def forget(now: dt.datetime) -> None:
    """Forget the files of some weeks ago, and the runs of some years ago."""
    done = ReportRun.objects.exclude(outcome=RunOutcome.CLAIMED)
    done.filter(made_at__lt=now - KEPT).exclude(content=None).update(content=None)
    done.filter(claimed_at__lt=now - _KNOWN).delete()

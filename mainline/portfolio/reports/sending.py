"""Makes the reports that are planned and sends them, each once.

As reminders are sent (:mod:`mainline.portfolio.reminders.sending`): a run is claimed first, under a key that allows a
planned day but once for each reader; then the file is made with the reader's own eyes and kept; then the letter goes
out; then the run is marked. A claim is a loan, taken again before each step: who finds one that nobody is at any more
goes on with it, and sends the file that was made, under the same Message-ID. Of a report that can't be made a letter
says why.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, QuerySet
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


@dataclass(frozen=True, slots=True)
class Claim:
    """A run, and since when it is whose it is."""

    letter: uuid.UUID
    at: dt.datetime


def send_planned(*, on: dt.date) -> int:
    """Claim, make and send what is planned up to a day and was not yet; return how many runs were claimed.

    One report after the other: what is claimed is begun at once.
    """
    claimed = 0
    for report in Report.objects.exclude(every="").order_by("pk"):
        for claim in _claim(report, on):
            claimed += 1
            deliver(claim)
    return claimed


def _claim(report: Report, on: dt.date) -> list[Claim]:
    """Note the runs of a report's newest planned day that nobody noted yet; return them."""
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
    return [Claim(letter, now) for letter in mine.order_by("pk").values_list("letter", flat=True)]


def deliver(claim: Claim) -> bool:
    """Make the file of a claimed run where it was not, and send it; False where no letter went out.

    The claim is taken again before each of the two: whoever was too slow and lost it leaves the run alone.
    """
    found = ReportRun.objects.select_related("report__organisation", "user")
    run = found.filter(letter=claim.letter, outcome=RunOutcome.CLAIMED, claimed_at=claim.at).first()
    if run is None or not _again(run):
        return False
    user = run.user
    if not user.is_active or is_lacking(user) or not can_for(user, VIEW, run.report.organisation_id):
        return _end(run, RunOutcome.HIDDEN)
    if run.content is None and not (why := _make(run)).is_made:
        return _unmade(run, why)
    if not settings.HAS_EMAIL or not user.email:
        return _end(run, RunOutcome.KEPT)
    subject, text = _letter(run)
    attached = [(run.name, bytes(run.content or b""), _media_type(run))] if run.is_attached else []
    return _posted(run, RunOutcome.SENT, subject, text, attached)


def _mine(run: ReportRun) -> QuerySet[ReportRun]:
    """Return a run while the claim on it is still the one that it was read with."""
    return ReportRun.objects.filter(pk=run.pk, outcome=RunOutcome.CLAIMED, claimed_at=run.claimed_at)


def _again(run: ReportRun) -> bool:
    """Take a claim again; False where it is somebody else's by now."""
    now = timezone.now()
    if not _mine(run).update(claimed_at=now):
        return False
    run.claimed_at = now
    return True


@dataclass(frozen=True, slots=True)
class _Made:
    """Whether a file was made; else how the run ends, where it does, and why, in the report's language."""

    is_made: bool
    outcome: RunOutcome | None = None
    why: str = ""


def _make(run: ReportRun) -> _Made:
    """Make the file and keep it; what goes wrong is noted at the run, so that other reports go on."""
    try:
        made = making.make(run.report, run.user)
    except TooLong as error:
        return _Made(False, RunOutcome.TOO_LONG, str(error))
    except making.Unreadable as error:
        return _Made(False, RunOutcome.FAILED, str(error))
    except (NoFonts, NotTypeset) as error:
        return _again_later(run, error)
    except Exception as error:
        log.exception("Report %s could not be made", run.report_id)
        return _again_later(run, error)
    run.name, run.content, run.rows = made.name, made.content, made.rows
    run.is_attached = not made.holds_secrets and len(made.content) <= _ATTACHED
    run.made_at = timezone.now()
    kept = {name: getattr(run, name) for name in ("name", "content", "rows", "is_attached", "made_at")}
    return _Made(bool(_mine(run).update(**kept)))


def _again_later(run: ReportRun, error: Exception) -> _Made:
    _failed(run, error)
    if run.attempts + 1 < _ATTEMPTS:
        return _Made(False)
    with translation.override(run.report.language):
        why = _(
            "It was tried %(n)s times and could not be made. Who runs the installation finds the cause in its log."
        )
        return _Made(False, RunOutcome.FAILED, why % {"n": _ATTEMPTS})


def _unmade(run: ReportRun, made: _Made) -> bool:
    """End a run that no file will come of, and say so to whoever waits for it."""
    if made.outcome is None:
        return False
    if not settings.HAS_EMAIL or not run.user.email:
        return _end(run, made.outcome)
    return _posted(run, made.outcome, *_refusal(run, made.why))


def _posted(
    run: ReportRun,
    outcome: RunOutcome,
    subject: str,
    text: str,
    attached: Sequence[tuple[str, bytes, str]] = (),
) -> bool:
    """Send the letter of a run and end it; what the mail server refuses is tried again."""
    if not _again(run):
        return False
    try:
        mail.send_now(subject, text, run.user.email, f"report-{run.letter}", attached)
    except OSError as error:
        _failed(run, error)
        ReportRun.objects.filter(pk=run.pk, attempts__gte=_ATTEMPTS).update(outcome=RunOutcome.FAILED)
        return False
    _end(run, outcome)
    return True


def _end(run: ReportRun, outcome: RunOutcome) -> bool:
    _mine(run).update(outcome=outcome)
    return False


def _failed(run: ReportRun, error: Exception) -> None:
    log.error("Report %s is tried again: %s", run.report_id, type(error).__name__)
    _mine(run).update(attempts=F("attempts") + 1)


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
            else _("It tells of what is not published, or is large: fetch it after logging in."),
            f"{settings.PUBLIC_URL}{reverse('report_file', args=[run.pk])}",
            "",
            _("To change or end this report: %(address)s") % {"address": page},
        ]
        return f"{report.name} · {run.on}", "\n".join(lines)


def _refusal(run: ReportRun, why: str) -> tuple[str, str]:
    """Return subject and text of the letter that says why there is no file, in the report's language."""
    report = run.report
    page = f"{settings.PUBLIC_URL}{reverse('report', args=[report.pk])}"
    with translation.override(report.language):
        told = {"organisation": report.organisation.display_name, "report": report.name, "day": run.on}
        lines = [
            _("%(organisation)s: %(report)s, planned for %(day)s, was not made.") % told,
            why,
            "",
            _("To change or end this report: %(address)s") % {"address": page},
        ]
        subject = _("%(report)s · %(day)s: not made") % told
    return subject, "\n".join(lines)


def resend(now: dt.datetime) -> int:
    """Go on with the runs whose claim has run out; return how many went out."""
    return sum(deliver(claim) for claim in _lent(now))


def _lent(now: dt.datetime) -> Iterator[Claim]:
    """Yield runs that nobody is at any more, each taken over: of two who find one, one gets it."""
    waiting = ReportRun.objects.filter(outcome=RunOutcome.CLAIMED, claimed_at__lt=now - LEASE)
    found = waiting.order_by("claimed_at").values_list("letter", "attempts", "claimed_at")
    for letter, attempts, claimed in list(found):
        if claimed + min(LEASE * 2**attempts, _LONGEST) > now:
            continue
        mine = ReportRun.objects.filter(letter=letter, outcome=RunOutcome.CLAIMED, claimed_at=claimed)
        if mine.update(claimed_at=now):
            yield Claim(letter, now)


def forget(now: dt.datetime) -> None:
    """Forget the files of some weeks ago, and the runs of some years ago."""
    done = ReportRun.objects.exclude(outcome=RunOutcome.CLAIMED)
    done.filter(made_at__lt=now - KEPT).exclude(content=None).update(content=None)
    done.filter(claimed_at__lt=now - _KNOWN).delete()

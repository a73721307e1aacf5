"""What people do with an answer to an office action: write it, send it to the client, decide on it, enter its filing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.offices import numbers
from mainline.orgs.access import require_for
from mainline.portfolio.answers import queries
from mainline.portfolio.answers.access import KEEP, is_client, is_writer
from mainline.portfolio.answers.enums import AnswerState, Decision
from mainline.portfolio.answers.models import Answer, AnswerVersion
from mainline.register.actions import record_event
from mainline.register.deadlines.enums import DeadlineFate
from mainline.register.deadlines.models import Deadline
from mainline.register.documents.actions import add_document
from mainline.register.features import (
    MOST_DOCUMENTS,
    Chart,
    Feature,
    chart_of,
    plain,
    split,
    without_document,
)
from mainline.register.known import claims_known
from mainline.register.storable import storable

ANSWERED = "creation.examination.action_answered"
LONGEST_TEXT = 200_000
_EDITED = (AnswerState.DRAFT, AnswerState.RETURNED)


class Overtaken(ValidationError):
    """Somebody else saved meanwhile."""


@transaction.atomic
def begin(*, deadline: Deadline, by: AbstractBaseUser) -> Answer:
    """Begin the answer that a date waits for, with the claims that the register has; a second time it is the same one.

    Raises ``ValidationError`` for a date that no answer to an office action ends.
    """
    require_for(by, KEEP, deadline.docket.organisation_id)
    row = Deadline.objects.select_for_update(of=("self",)).select_related("docket__right").get(pk=deadline.pk)
    known = Answer.objects.filter(deadline=row).first()
    if known is not None:
        return known
    if not queries.is_answerable(row):
        raise ValidationError(_("No office action waits for an answer here."))
    now = timezone.now()
    made = Answer.objects.create(
        deadline=row, claims=claims_known(row.docket.right)[:LONGEST_TEXT], chart=plain(Chart()),
        made_by=by, made_at=now, saved_by=by, saved_at=now,
    )  # fmt: skip
    _told(made, "begun", by)
    return made


@transaction.atomic
def save(
    *, answer: Answer, claims: str, text: str, chart: Chart, revision: int, by: AbstractBaseUser
) -> Answer:
    """Keep the working copy as it is typed. Raises :class:`Overtaken` where somebody saved a later one, and
    ``ValidationError`` while the client has it."""
    row = _edited(answer, by)
    if row.revision != revision:
        words = _(
            "%(name)s saved this meanwhile: open the page anew before you go on, and copy what you typed."
        )
        raise Overtaken(words % {"name": row.saved_by.get_username()})
    fresh = (storable(claims)[:LONGEST_TEXT], storable(text)[:LONGEST_TEXT], plain(chart))
    if fresh != (row.claims, row.text, row.chart):
        row.claims, row.text, row.chart = fresh
        row.revision, row.saved_by, row.saved_at = row.revision + 1, by, timezone.now()
        row.save()
    return row


@transaction.atomic
def propose_features(*, answer: Answer, claim: int, by: AbstractBaseUser) -> Answer:
    """Cut a claim into features, in the place of its rows. Raises ``ValidationError`` where there is no such claim."""
    row = _edited(answer, by)
    chart = split(chart_of(row.chart), row.claims, claim)
    if not any(one.claim == claim for one in chart.features):
        raise ValidationError(_("There is no claim %(number)s in the claims above.") % {"number": claim})
    return _redrawn(row, chart, by)


@transaction.atomic
def add_feature(*, answer: Answer, claim: int, text: str, by: AbstractBaseUser) -> Answer:
    """Add a row. Raises ``ValidationError`` without words."""
    row, words = _edited(answer, by), storable(text).strip()
    if not words:
        raise ValidationError(_("Say what the feature is."))
    chart = chart_of(row.chart)
    return _redrawn(row, Chart(chart.documents, (*chart.features, Feature(claim, words))).filled(), by)


@transaction.atomic
def cite(*, answer: Answer, number: str, by: AbstractBaseUser) -> Answer:
    """Add a cited document by its number. Raises ``ValidationError`` for a number that cannot be, and a second time."""
    row, given = _edited(answer, by), " ".join(storable(number).split())[:60]
    chart = chart_of(row.chart)
    if not given:
        raise ValidationError(_("Give the number of the cited document."))
    try:
        key = numbers.parse(given).key
    except numbers.NumberError as error:
        words = _("No document can have the number %(number)s: its check digit or year is wrong.")
        raise ValidationError(words % {"number": given}) from error
    if key in {numbers.parse(one).key for one in chart.documents}:
        raise ValidationError(_("%(number)s is among the cited documents already.") % {"number": given})
    if len(chart.documents) >= MOST_DOCUMENTS:
        raise ValidationError(_("A chart holds %(n)s documents at most.") % {"n": MOST_DOCUMENTS})
    return _redrawn(row, Chart((*chart.documents, given), chart.features).filled(), by)


@transaction.atomic
def drop_citation(*, answer: Answer, nth: int, by: AbstractBaseUser) -> Answer:
    """Take a cited document out of the chart, with what was said of it."""
    row = _edited(answer, by)
    return _redrawn(row, without_document(chart_of(row.chart), nth), by)


@transaction.atomic
def send(*, answer: Answer, by: AbstractBaseUser) -> AnswerVersion:
    """Make a version of the working copy that the members of the holder see and decide on.

    Raises ``ValidationError`` without a text, and where the holder is not on this platform.
    """
    row = _edited(answer, by)
    if not queries.clients_of(row.deadline.docket.right):
        raise ValidationError(_("The holder is not on this platform: say below how it approved."))
    version = _version(row, by)
    row.state = AnswerState.SENT
    row.save(update_fields=["state"])
    _told(row, "sent", by, version)
    return version


@transaction.atomic
def approved_outside(*, answer: Answer, words: str, by: AbstractBaseUser) -> AnswerVersion:
    """Note that a holder who is not on this platform approved, and how. Raises ``ValidationError``."""
    row, why = _edited(answer, by), " ".join(storable(words).split())[:2000]
    if queries.clients_of(row.deadline.docket.right):
        raise ValidationError(_("The holder is on this platform and approves here itself."))
    if not why:
        raise ValidationError(_("Say how and when the holder approved."))
    version = _version(row, by)
    _decide(row, version, Decision.OUTSIDE, why, by, AnswerState.APPROVED)
    return version


@transaction.atomic
def recall(*, answer: Answer, by: AbstractBaseUser) -> AnswerVersion:
    """Call a version back that the client has not decided on. Raises ``ValidationError``."""
    row, version = _waiting(answer)
    _require_writer(row, by)
    _decide(row, version, Decision.RECALLED, "", by, AnswerState.DRAFT)
    return version


@transaction.atomic
def approve(*, answer: Answer, number: int, by: AbstractBaseUser) -> AnswerVersion:
    """Approve a version as the client: its words are locked. Raises ``ValidationError`` for one that waits no more."""
    row, version = _waiting(answer)
    _require_client(row, by)
    if version.number != number:
        raise ValidationError(_("Another version was sent meanwhile: read that one."))
    _decide(row, version, Decision.APPROVED, "", by, AnswerState.APPROVED)
    return version


@transaction.atomic
def send_back(*, answer: Answer, words: str, by: AbstractBaseUser) -> AnswerVersion:
    """Send a version back as the client, with what should be otherwise. Raises ``ValidationError`` without words."""
    row, version = _waiting(answer)
    _require_client(row, by)
    why = storable(words).strip()[:2000]
    if not why:
        raise ValidationError(_("Say what should be otherwise."))
    _decide(row, version, Decision.RETURNED, why, by, AnswerState.RETURNED)
    return version


@transaction.atomic
def reopen(*, answer: Answer, by: AbstractBaseUser) -> Answer:
    """Write on after an approval that was not filed: what is written then is approved anew."""
    row = _locked(answer)
    _require_writer(row, by)
    if row.state != AnswerState.APPROVED:
        raise ValidationError(_("Only an answer that is approved and not filed is written on."))
    row.state = AnswerState.DRAFT
    row.save(update_fields=["state"])
    _told(row, "reopened", by)
    return row


@transaction.atomic
def file_answer(
    *, answer: Answer, filed_on: dt.date, by: AbstractBaseUser, on: dt.date,
    chunks: Iterable[bytes] | None = None, name: str = "",
) -> Answer:  # fmt: skip
    """Enter on the thread that an approved answer was filed, with what was filed as the document of that event: the
    file that is given, else the approved text. The event ends the date, nobody does so by hand.

    Raises ``ValidationError`` for an answer that is not approved, a day that cannot be, and where the event would not
    end the date; and what :func:`add_document` raises.
    """
    row = _locked(answer)
    _require_writer(row, by)
    if row.state != AnswerState.APPROVED:
        raise ValidationError(_("The client approves before the answer is filed."))
    deadline, version = row.deadline, _approved(row)
    issued = deadline.trigger_event.happened_on if deadline.trigger_event else None
    if filed_on > on or (issued is not None and filed_on < issued):
        raise ValidationError(_("It was filed after the office action, and not in the future."))
    details = {"count": str(deadline.occurrence)}
    event = record_event(
        right=deadline.docket.right, code=ANSWERED, happened_on=filed_on, by=by, on=on, details=details,
        source_text=_("Answer, version %(number)s") % {"number": version.number},
    )  # fmt: skip
    row.document = add_document(
        right=deadline.docket.right, chunks=chunks or [_as_file(version)],
        name=name or f"answer-{version.number}.txt", by=by, event=event,
    )  # fmt: skip
    deadline.refresh_from_db()
    if deadline.fate != DeadlineFate.DONE:
        raise ValidationError(
            _("This event would not end the date: look at the day and at the thread of the right.")
        )
    row.event, row.state = event, AnswerState.FILED
    row.save(update_fields=["event", "document", "state"])
    _told(row, "filed", by)
    return row


def _as_file(version: AnswerVersion) -> bytes:
    parts = [version.text.strip(), version.claims.strip()]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _approved(row: Answer) -> AnswerVersion:
    found = (
        row.versions.filter(decision__in=[Decision.APPROVED, Decision.OUTSIDE]).order_by("-number").first()
    )
    if found is None:
        raise ValidationError(_("The client approves before the answer is filed."))
    return found


def _version(row: Answer, by: AbstractBaseUser) -> AnswerVersion:
    if not row.text.strip():
        raise ValidationError(_("The answer has no text yet."))
    last = row.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return AnswerVersion.objects.create(
        answer=row, number=last + 1, claims=row.claims, text=row.text, chart=row.chart, sent_by=by,
        sent_at=timezone.now(),
    )  # fmt: skip


def _decide(
    row: Answer,
    version: AnswerVersion,
    decision: Decision,
    words: str,
    by: AbstractBaseUser,
    state: AnswerState,
) -> None:
    version.decision, version.words, version.decided_by, version.decided_at = (
        decision,
        words,
        by,
        timezone.now(),
    )
    version.save(update_fields=["decision", "words", "decided_by", "decided_at"])
    row.state = state
    row.save(update_fields=["state"])
    _told(row, decision.value, by, version)


def _redrawn(row: Answer, chart: Chart, by: AbstractBaseUser) -> Answer:
    row.chart, row.revision, row.saved_by, row.saved_at = plain(chart), row.revision + 1, by, timezone.now()
    row.save(update_fields=["chart", "revision", "saved_by", "saved_at"])
    return row


def _locked(answer: Answer) -> Answer:
    rows = Answer.objects.select_for_update(of=("self",)).select_related(
        "deadline__docket__right", "deadline__docket__organisation", "deadline__trigger_event", "saved_by"
    )
    return rows.get(pk=answer.pk)


def _edited(answer: Answer, by: AbstractBaseUser) -> Answer:
    """Return an answer, locked, that the actor may write on now."""
    row = _locked(answer)
    _require_writer(row, by)
    if row.state not in _EDITED:
        raise ValidationError(_("The client has it, or has approved it: it is not written on now."))
    return row


def _waiting(answer: Answer) -> tuple[Answer, AnswerVersion]:
    row = _locked(answer)
    version = row.versions.order_by("-number").first()
    if row.state != AnswerState.SENT or version is None or version.decision:
        raise ValidationError(_("No version waits for the client."))
    return row, version


def _require_writer(row: Answer, by: AbstractBaseUser) -> None:
    if not is_writer(by, row):
        raise PermissionDenied(_("Who keeps the date writes its answer."))


def _require_client(row: Answer, by: AbstractBaseUser) -> None:
    if not is_client(by, row):
        raise PermissionDenied(_("The holder of the right approves the answer."))


def _told(row: Answer, what: str, by: AbstractBaseUser, version: AnswerVersion | None = None) -> None:
    record(
        code=f"answer.{what}",
        by=by,
        subject=f"organisation:{row.deadline.docket.organisation_id}",
        data={"answer": row.pk, "version": version.number if version else None},
        sealed=[version] if version is not None else (),
    )

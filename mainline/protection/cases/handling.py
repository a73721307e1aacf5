"""What an office does in a case: docket or refuse it, serve and forward, let its time stand still, hear, decide, publish."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from mainline.protection.cases import clock, queries
from mainline.protection.cases.enums import (
    RUNNING,
    ActCode,
    CaseState,
    CheckLabel,
    PauseKind,
    Result,
    Side,
)
from mainline.protection.cases.masking import masked
from mainline.protection.cases.models import Case
from mainline.protection.cases.recording import (
    act,
    day_of_act,
    locked,
    require_side,
    require_state,
    said,
)
from mainline.register.storable import storable

MOST_MONTHS = 2
"""By which the higher office may extend."""


def _opened(case: Case, by: AbstractBaseUser, *states: CaseState) -> Case:
    row = locked(case)
    require_side(by, row, Side.OFFICE)
    require_state(row, *states)
    return row


def _has(row: Case, *codes: ActCode) -> bool:
    return row.acts.filter(code__in=codes).exists()


@transaction.atomic
def ask_to_complete(*, case: Case, what: str, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Ask the requester for what is missing: the office's time waits. Raises ``ValidationError`` without words."""
    row = _opened(case, by, CaseState.FILED)
    words = said(what, _("Say what is missing."))
    row.state = CaseState.INCOMPLETE
    act(
        case=row, code=ActCode.ASKED, day=day_of_act(row, day, on), side=Side.OFFICE, by=by, on=on, text=words
    )
    return row


@transaction.atomic
def extend_docketing(*, case: Case, why: str, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Extend the time to docket by five working days, once. Raises ``ValidationError``."""
    row = _opened(case, by, CaseState.FILED)
    if _has(row, ActCode.DOCKET_EXTENDED):
        raise ValidationError(_("It was extended already; the measures allow it once."))
    act(
        case=row, code=ActCode.DOCKET_EXTENDED, day=day_of_act(row, day, on), side=Side.OFFICE, by=by, on=on,
        text=said(why, _("Say why.")),
    )  # fmt: skip
    return row


@transaction.atomic
def accept(*, case: Case, number: str, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Docket a request under a number. Raises ``ValidationError`` for one of which a condition is not met."""
    row = _opened(case, by, CaseState.FILED)
    given = " ".join(storable(number).split())[:60]
    if not given:
        raise ValidationError(_("Give the number of the case."))
    if Case.objects.filter(office=row.office, number=given).exists():
        raise ValidationError(_("Another case of this office has the number %(number)s.") % {"number": given})
    checks = queries.checks_of(row, queries.table_of(row, on), on)
    wrong = [str(CheckLabel(one.code).label) for one in checks if one.answer == "no"]
    if wrong:
        raise ValidationError(_("Not met: %(what)s.") % {"what": "; ".join(wrong)})
    row.number, row.state = given, CaseState.DOCKETED
    act(case=row, code=ActCode.ACCEPTED, day=day_of_act(row, day, on), side=Side.OFFICE, by=by, on=on)
    return row


@transaction.atomic
def refuse(*, case: Case, check: str, why: str, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Refuse to docket, by the condition that is not met and its article. Raises ``ValidationError``."""
    row = _opened(case, by, CaseState.FILED, CaseState.INCOMPLETE)
    if check not in CheckLabel:
        raise ValidationError(_("Choose the condition that is not met."))
    words = said(why, _("Say why."))
    row.state = CaseState.REFUSED
    act(
        case=row, code=ActCode.REFUSED, day=day_of_act(row, day, on), side=Side.OFFICE, by=by, on=on,
        kind=check, text=words, details={"reason": str(CheckLabel(check).label)},
    )  # fmt: skip
    return row


@transaction.atomic
def serve(*, case: Case, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Serve the copy of the request: from now on the respondent sees what is served. Raises ``ValidationError``."""
    row = _opened(case, by, CaseState.DOCKETED)
    row.respondent = row.respondent or queries.respondent_called(row.respondent_name)
    row.state = CaseState.SERVED
    act(
        case=row, code=ActCode.SERVED, day=day_of_act(row, day, on), side=Side.OFFICE, by=by, on=on,
        details={"other": row.respondent_name},
    )  # fmt: skip
    return row


@transaction.atomic
def note_answer(*, case: Case, text: str, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Enter the answer of a respondent who is not on this platform. Raises ``ValidationError``."""
    row = _opened(case, by, CaseState.SERVED)
    if row.respondent is not None:
        raise ValidationError(_("The respondent is on this platform and answers here itself."))
    if _has(row, ActCode.ANSWERED):
        raise ValidationError(_("The answer was filed already: add what else you have as a paper."))
    words = said(text, _("Say what was answered."))
    act(
        case=row, code=ActCode.ANSWERED, day=day_of_act(row, day, on), side=Side.RESPONDENT, by=by, on=on,
        text=words,
    )  # fmt: skip
    return row


@transaction.atomic
def forward(*, case: Case, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Forward the answer with its papers to the requester. Raises ``ValidationError``."""
    row = _opened(case, by, CaseState.SERVED)
    if not _has(row, ActCode.ANSWERED) or _has(row, ActCode.FORWARDED):
        raise ValidationError(_("There is no answer to forward."))
    act(case=row, code=ActCode.FORWARDED, day=day_of_act(row, day, on), side=Side.OFFICE, by=by, on=on)
    return row


@transaction.atomic
def pause(*, case: Case, kind: str, why: str, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Let the time to decide stand still. Raises ``ValidationError`` for a pause that runs already."""
    row = _opened(case, by, *RUNNING)
    if kind not in PauseKind:
        raise ValidationError(_("Choose why the time stands still."))
    if any(one.kind == kind and one.last is None for one in clock.pauses_of(queries.acts_of(row))):
        raise ValidationError(_("The time stands still for this reason already."))
    act(
        case=row, code=ActCode.PAUSED, day=day_of_act(row, day, on), side=Side.OFFICE, by=by, on=on, kind=kind,
        text=storable(why).strip()[:2000], details={"reason": str(PauseKind(kind).label)},
    )  # fmt: skip
    return row


@transaction.atomic
def resume(*, case: Case, kind: str, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Let the time to decide go on. Raises ``ValidationError`` where it does not stand still for this reason."""
    row = _opened(case, by, *RUNNING)
    if not any(one.kind == kind and one.last is None for one in clock.pauses_of(queries.acts_of(row))):
        raise ValidationError(_("The time does not stand still for this reason."))
    act(
        case=row, code=ActCode.RESUMED, day=day_of_act(row, day, on), side=Side.OFFICE, by=by, on=on,
        kind=kind, details={"pause": kind},
    )  # fmt: skip
    return row


@transaction.atomic
def extend(*, case: Case, months: int, why: str, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Extend the time to decide: 0 months for the one by the head, 1 or 2 by the higher office after it. Each once.

    Raises ``ValidationError``.
    """
    row = _opened(case, by, *RUNNING)
    words = said(why, _("Say why."))
    if not 0 <= months <= MOST_MONTHS:
        raise ValidationError(_("The higher office extends by one month or two."))
    code = ActCode.EXTENDED_BY_HIGHER if months else ActCode.EXTENDED_BY_HEAD
    if _has(row, code):
        raise ValidationError(_("It was extended already; the measures allow it once."))
    if months and not _has(row, ActCode.EXTENDED_BY_HEAD):
        raise ValidationError(_("The head of the office extends first."))
    act(
        case=row, code=code, day=day_of_act(row, day, on), side=Side.OFFICE, by=by, on=on,
        kind=str(months) if months else "", text=words,
    )  # fmt: skip
    return row


@transaction.atomic
def set_hearing(
    *, case: Case, hearing_on: dt.date, place: str, day: dt.date, by: AbstractBaseUser, on: dt.date
) -> Case:
    """Set the day and place of the oral hearing, or set it anew. Raises ``ValidationError``."""
    row = _opened(case, by, CaseState.SERVED)
    acted = day_of_act(row, day, on)
    if hearing_on < acted:
        raise ValidationError(_("The hearing lies before the day on which it is set."))
    row.hearing_on = hearing_on
    row.hearing_place = said(place, _("Say where it is heard."))[:200]
    act(
        case=row, code=ActCode.HEARING_SET, day=acted, side=Side.OFFICE, by=by, on=on,
        text=f"{hearing_on} {row.hearing_place}",
    )  # fmt: skip
    return row


@transaction.atomic
def hear(*, case: Case, words: str, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Note that it was heard, with the main points. Raises ``ValidationError``."""
    row = _opened(case, by, CaseState.SERVED)
    act(
        case=row, code=ActCode.HEARD, day=day_of_act(row, day, on), side=Side.OFFICE, by=by, on=on,
        text=said(words, _("Write the main points.")), details={"place": row.hearing_place} if row.hearing_place else {},
    )  # fmt: skip
    return row


@transaction.atomic
def decide(
    *, case: Case, result: str, decision: str, day: dt.date, by: AbstractBaseUser, on: dt.date
) -> Case:
    """Decide a case and serve the decision on both sides: they have the days of the law to sue. Raises ``ValidationError``."""
    row = _opened(case, by, CaseState.SERVED)
    if result not in Result:
        raise ValidationError(_("Choose what was decided."))
    if any(one.last is None for one in clock.pauses_of(queries.acts_of(row))):
        raise ValidationError(_("The time stands still: let it go on first."))
    row.result, row.decision = result, said(decision, _("Write what was decided and why."))
    row.state = CaseState.DECIDED
    acted = day_of_act(row, day, on)
    told = {**_in_words(Result(result)), "notified_on": acted.isoformat()}
    act(case=row, code=ActCode.DECIDED, day=acted, side=Side.OFFICE, by=by, on=on, details=told)
    act(case=row, code=ActCode.DECISION_SERVED, day=acted, side=Side.OFFICE, by=by, on=on)
    return row


@transaction.atomic
def settle(*, case: Case, words: str, day: dt.date, by: AbstractBaseUser, on: dt.date) -> Case:
    """Close a case that the sides settled, or that was mediated. Raises ``ValidationError`` without words."""
    row = _opened(case, by, *RUNNING)
    text = said(words, _("Say what was agreed."))
    row.state = CaseState.SETTLED
    act(
        case=row,
        code=ActCode.SETTLED,
        day=day_of_act(row, day, on),
        side=Side.OFFICE,
        by=by,
        on=on,
        text=text,
    )
    return row


@transaction.atomic
def publish(*, case: Case, summary: str, persons: str, by: AbstractBaseUser, on: dt.date) -> Case:
    """Publish a summary of a decision with personal data masked: identity and telephone numbers, mail addresses, the names
    of ``persons`` (one a line) and of a respondent who is a natural person. Raises ``ValidationError``.
    """
    row = _opened(case, by, CaseState.DECIDED)
    if _has(row, ActCode.PUBLISHED):
        raise ValidationError(_("The summary is published already."))
    named = [*storable(persons).splitlines(), *([row.respondent_name] if row.respondent_is_person else [])]
    row.summary = masked(said(summary, _("Write the summary.")), named)
    act(
        case=row, code=ActCode.PUBLISHED, day=day_of_act(row, on, on), side=Side.OFFICE, by=by, on=on,
        details=_in_words(Result(row.result)),
    )  # fmt: skip
    return row


def _in_words(result: Result) -> dict[str, str]:
    """Return a decision as events tell it: in the language of the page, and in each."""
    told = {"result": str(result.label)}
    for name, language in (("result_zh", "zh-hans"), ("result_en", "en")):
        with override(language):
            told[name] = str(result.label)
    return told

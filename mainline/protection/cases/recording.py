"""What every act in a case does: a row of what was done, an event on the thread of the right, an entry of the audit."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.protection.cases.access import may_file, may_handle
from mainline.protection.cases.enums import ActCode, CaseState, Side
from mainline.protection.cases.models import Case, CaseAct
from mainline.register.actions.events import add_event
from mainline.register.enums import PartConfidentiality
from mainline.register.models import Event
from mainline.register.storable import storable
from mainline.register.subsets import STANDING

LONGEST = 20_000
_UNNUMBERED = "行政裁决请求"
"""What tells of an event before the office has given a number."""
_EVENTS = {
    ActCode.REQUESTED: "protection.adjudication.requested",
    ActCode.ACCEPTED: "protection.adjudication.accepted",
    ActCode.REFUSED: "protection.adjudication.refused",
    ActCode.SERVED: "protection.adjudication.served",
    ActCode.ANSWERED: "protection.adjudication.answered",
    ActCode.PAUSED: "protection.adjudication.paused",
    ActCode.RESUMED: "protection.adjudication.resumed",
    ActCode.HEARD: "protection.adjudication.heard",
    ActCode.DECIDED: "protection.adjudication.decided",
    ActCode.PUBLISHED: "protection.adjudication.published",
    ActCode.WITHDRAWN: "protection.adjudication.withdrawn",
    ActCode.SETTLED: "protection.adjudication.settled",
    ActCode.SUED: "protection.appeal.filed",
}


def locked(case: Case) -> Case:
    """Return the row of a case, locked to the end of the transaction."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("right", "requester", "office")
    return rows.get(pk=case.pk)


def require_side(by: AbstractBaseUser, case: Case, side: Side) -> None:
    """Raise ``PermissionDenied`` unless the user may act on a side of a case."""
    allowed = may_handle(by, case) if side == Side.OFFICE else may_file(by, case, side)
    if not allowed:
        raise PermissionDenied(_("Your role does not let you act here for this side of the case."))


def require_state(case: Case, *states: CaseState) -> None:
    """Raise ``ValidationError`` unless the case stands so."""
    if case.state not in states:
        raise ValidationError(
            _("The case stands at “%(state)s”: this cannot be done now.")
            % {"state": CaseState(case.state).label}
        )


def said(text: str, why: str) -> str:
    """Return a text as it is kept. Raises ``ValidationError`` with ``why`` where there is none."""
    words = storable(text).strip()[:LONGEST]
    if not words:
        raise ValidationError(why)
    return words


def day_of_act(case: Case, day: dt.date, on: dt.date) -> dt.date:
    """Return the day of an act: not in the future, and not before what was done last. Raises ``ValidationError``."""
    last = CaseAct.objects.filter(case=case).order_by("-happened_on").first()
    if day > on:
        raise ValidationError(_("The day lies in the future."))
    if last is not None and day < last.happened_on:
        raise ValidationError(
            _("The day lies before %(day)s, when something was done in this case already.")
            % {"day": last.happened_on}
        )
    return day


def act(
    *,
    case: Case,
    code: ActCode,
    day: dt.date,
    side: Side,
    by: AbstractBaseUser,
    on: dt.date,
    kind: str = "",
    text: str = "",
    details: dict[str, str] | None = None,
) -> CaseAct:
    """Write that something was done: the case is saved with it. Call it inside the transaction of the act, last."""
    case.save()
    row = CaseAct.objects.create(
        case=case, code=code, happened_on=day, kind=kind, side=side, text=text, by=by, at=timezone.now()
    )
    if code in _EVENTS:
        _tell_thread(case, code, day, by, on, details or {})
    record(
        code=f"case.{code}",
        by=by,
        subject=f"case:{case.pk}",
        data={"number": case.number, "day": day, "kind": kind},
        sealed=[case, row],
    )
    return row


def _tell_thread(
    case: Case, code: ActCode, day: dt.date, by: AbstractBaseUser, on: dt.date, details: dict[str, str]
) -> None:
    """Put the event on the thread: the requester's own, and everybody's once the summary is published."""
    is_public = code == ActCode.PUBLISHED
    told = {"proof": f"{'decision' if is_public else 'case'}:{case.pk}", "case": str(case.pk), **details}
    if case.number:
        told["reference"] = case.number
    add_event(
        right=case.right,
        code=_EVENTS[code],
        happened_on=day,
        by=by,
        on=on,
        organisation=case.requester_id,
        source_text=case.number or _UNNUMBERED,
        details=told,
        confidentiality=PartConfidentiality.PUBLIC if is_public else PartConfidentiality.OWN,
    )
    if is_public:
        _lay_decision_open(case, by, on)


def _lay_decision_open(case: Case, by: AbstractBaseUser, on: dt.date) -> None:
    """Let everybody know of the decision whose summary is published, on the day on which it was made: figures count it."""
    code = _EVENTS[ActCode.DECIDED]
    own = Event.objects.filter(
        STANDING,
        right=case.right,
        code=code,
        confidentiality=PartConfidentiality.OWN,
        details__case=str(case.pk),
    )
    for event in own:
        add_event(
            right=case.right, code=code, happened_on=event.happened_on, by=by, on=on, organisation=case.requester_id,
            source_text=event.source_text, details={**event.details, "proof": f"decision:{case.pk}"},
            supersedes=event, confidentiality=PartConfidentiality.PUBLIC,
        )  # fmt: skip

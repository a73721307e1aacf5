"""What people do with a match: propose it, say yes or no for their side, write to each other, judge what was found."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, can_for, require_for
from mainline.orgs.models import Organisation
from mainline.register.actions import add_event
from mainline.register.enums import PartConfidentiality
from mainline.register.models import Right
from mainline.register.storable import storable
from mainline.utilization.bodies import SOURCE, holders_here, holds, names_of
from mainline.utilization.market.access import BROKER, DEAL
from mainline.utilization.market.enums import Answer, MatchState, NeedState, Reason, Side, Verdict
from mainline.utilization.market.logic import ALIVE
from mainline.utilization.market.matching import compare, standing_offers
from mainline.utilization.market.models import Feedback, Match, MatchMessage, Need
from mainline.utilization.market.shown import kept

PROPOSED = "utilization.match.proposed"
ACCEPTED = "utilization.match.accepted"
DECLINED = "utilization.match.declined"


@transaction.atomic
def propose(
    *, need: Need, right: Right, side: Side, organisation: Organisation, words: str, by: By, on: dt.date
) -> Match:
    """Propose that a need and a right fit, for one of the two sides or as an office; the others answer.

    ``organisation`` is whom the actor acts for. The score and its reasons are kept as they are now. Raises
    ``ValidationError`` where nobody here could answer for the right, and a second time.
    """
    row = Need.objects.select_for_update().get(pk=need.pk)
    _require_side(row, right, side, organisation, by)
    holder = _holder(row, right, side, organisation if side == Side.HOLDER else None)
    offer = standing_offers([right]).get(right.pk)
    told = compare(row, right, offer)
    now, yes = timezone.now(), Answer.ACCEPTED
    match = Match.objects.create(
        need=row, right=right, offer=offer, holder=holder, score=told.total, reasons=kept(told),
        words=storable(words).strip()[:1000], proposed_side=side, proposed_by=by, proposed_at=now, proposed_on=on,
        need_answer=yes if side == Side.NEED else Answer.WAITING,
        need_answered_at=now if side == Side.NEED else None,
        holder_answer=yes if side == Side.HOLDER else Answer.WAITING,
        holder_answered_at=now if side == Side.HOLDER else None,
    )  # fmt: skip
    _event(PROPOSED, match, by, on)
    _told(match, "proposed", organisation, by)
    return match


@transaction.atomic
def answer(*, match: Match, side: Side, says: Answer, reason: str, by: By, on: dt.date) -> Match:
    """Accept or decline a match for one side. When both have accepted, each learns who the other is.

    Raises ``ValidationError`` for a side that has answered, and for a refusal without a reason.
    """
    row = _locked(match)
    body = _body_of(row, side)
    _require_for(by, body)
    why = " ".join(storable(reason).split())[:500]
    before = row.need_answer if side == Side.NEED else row.holder_answer
    if row.state != MatchState.PROPOSED or before or row.need.state != NeedState.POSTED:
        raise ValidationError(_("Nothing waits for your answer here."))
    if says == Answer.DECLINED and not why:
        raise ValidationError(_("Say why it does not fit: what is found next gets better by it."))
    if side == Side.NEED:
        row.need_answer, row.need_reason, row.need_answered_at = says, why, timezone.now()
    else:
        row.holder_answer, row.holder_reason, row.holder_answered_at = says, why, timezone.now()
    if says == Answer.DECLINED:
        row.state = MatchState.DECLINED
        _event(DECLINED, row, by, on, side=side)
    elif row.need_answer == row.holder_answer == Answer.ACCEPTED:
        row.state = MatchState.OPENED
        _event(ACCEPTED, row, by, on)
    row.save()
    _told(row, says.value, body, by)
    return row


@transaction.atomic
def send_message(*, match: Match, side: Side, text: str, by: By) -> MatchMessage:
    """Write to the other side of a match in talks. Raises ``ValidationError``."""
    row = _locked(match)
    body = _body_of(row, side)
    _require_for(by, body)
    words = storable(text).strip()[:4000]
    if row.state != MatchState.OPENED:
        raise ValidationError(_("Both sides accept before they write to each other."))
    if not words:
        raise ValidationError(_("Write something."))
    message = MatchMessage.objects.create(
        match=row, organisation=body, text=words, sent_by=by, sent_at=timezone.now()
    )
    subject, data = f"organisation:{body.pk}", {"match": row.pk}
    record(code="match.written", by=by, subject=subject, data=data, sealed=[message])
    return message


@transaction.atomic
def judge(
    *, need: Need, right: Right, organisation: Organisation, verdict: str, reason: str, words: str, by: By
) -> Feedback:
    """Say of something found whether it is of interest; what is not relevant is put aside, with why.

    ``organisation`` is the poster's, or one that holds the right. Raises ``ValidationError``.
    """
    require_for(by, DEAL, organisation.pk)
    if need.organisation_id != organisation.pk and not holds(organisation, right):
        raise PermissionDenied(_("Only its two sides judge what was found."))
    if verdict not in Verdict.values:
        raise ValidationError(_("Choose what you decide."))
    if verdict == Verdict.NOT_RELEVANT and reason not in Reason.values:
        raise ValidationError(_("Say why it is not relevant."))
    row, _is_new = Feedback.objects.update_or_create(
        need=need, right=right, organisation=organisation,
        defaults={
            "verdict": verdict, "reason": reason if verdict == Verdict.NOT_RELEVANT else "",
            "words": " ".join(storable(words).split())[:500], "said_by": by, "said_at": timezone.now(),
        },
    )  # fmt: skip
    data = {"need": need.pk, "right": right.pk, "verdict": verdict, "reason": row.reason}
    record(code="match.judged", by=by, subject=f"organisation:{organisation.pk}", data=data)
    return row


def _require_side(need: Need, right: Right, side: Side, organisation: Organisation, by: By) -> None:
    require_for(by, BROKER if side == Side.OFFICE else DEAL, organisation.pk)
    if side == Side.NEED and need.organisation_id != organisation.pk:
        raise PermissionDenied(_("This need is another organisation's."))
    if need.state != NeedState.POSTED:
        raise ValidationError(_("Only a posted need is matched."))
    if right.set_apart is not None or right.status not in ALIVE:
        raise ValidationError(_("Only a published right that has not ended is matched."))


def _holder(need: Need, right: Right, side: Side, given: Organisation | None) -> Organisation:
    """Return who answers for a right: of several holders here the one that acts, else the first."""
    here = holders_here(right)
    found = [body for body in here if given is None or body.pk == given.pk]
    if not found:
        raise ValidationError(
            _("The right is not held by your organisation.")
            if given
            else _("No holder of this right is on this platform: ask the IP office to reach it.")
        )
    # Said to others of an anonymous need it would tell whose it is: they may ask, and its poster says no.
    is_secret = (
        need.is_anonymous and side != Side.NEED and (given is None or given.pk != need.organisation_id)
    )
    if need.organisation_id in {body.pk for body in here} and not is_secret:
        raise ValidationError(_("The right is held by whose need it is."))
    if before := Match.objects.filter(need=need, right=right).first():
        raise ValidationError(_("This pair was proposed on %(day)s already.") % {"day": before.proposed_on})
    return found[0]


def _locked(match: Match) -> Match:
    rows = Match.objects.select_for_update(of=("self",))
    return rows.select_related("need__organisation", "holder", "right", "offer").get(pk=match.pk)


def _body_of(match: Match, side: Side) -> Organisation:
    return match.need.organisation if side == Side.NEED else match.holder


def _require_for(by: By, body: Organisation) -> None:
    if by is not None and not can_for(by, DEAL, body.pk):
        raise PermissionDenied(_("You don't act for this organisation."))


def _event(code: str, match: Match, by: By, on: dt.date, side: Side | None = None) -> None:
    """Tell the thread of the right. Of an anonymous need it names nobody to those who share the thread, and nobody of the
    need's side as who recorded it.
    """
    need, is_opened = match.need, code == ACCEPTED
    is_secret = need.is_anonymous
    details = {
        **SOURCE, "match": str(match.pk), "proof": f"match:{match.pk}", "score": str(match.score), "result": f"{match.score} %",
    }  # fmt: skip
    if code == DECLINED and side == Side.HOLDER:
        details |= {**names_of(match.holder, "other"), "reason": match.holder_reason}
    elif not is_secret or is_opened:
        details |= names_of(need.organisation, "other")
    add_event(
        right=match.right, code=code, happened_on=on, by=None if is_secret else by, on=on,
        organisation=match.holder_id, details=details,
        confidentiality=PartConfidentiality.OWN if is_secret and is_opened else PartConfidentiality.HOLDER,
    )  # fmt: skip


def _told(match: Match, what: str, body: Organisation, by: By) -> None:
    subject, data = f"organisation:{body.pk}", {"match": match.pk, "score": match.score}
    record(code=f"match.{what}", by=by, subject=subject, data=data, sealed=[match])

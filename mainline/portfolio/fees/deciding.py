"""What people decide about the fees of a right: keep it, license it openly, sell it, or let it lapse.

A decision stands on the deadline, with who and why, and is taken back like any other. Letting a right go needs a second
person; once confirmed it is an event of the thread.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.audit.actions import record
from mainline.portfolio import actions
from mainline.portfolio.fees.board import DECISION, decision
from mainline.portfolio.fees.flags import DECLINED
from mainline.portfolio.fees.gates import ends_a_right, require_free
from mainline.portfolio.fees.upkeep import BARS, GRACE
from mainline.register.actions import record_event
from mainline.register.deadlines.access import KEEP, visible_deadlines
from mainline.register.deadlines.enums import DeadlineAct, DeadlineFate
from mainline.register.deadlines.models import Deadline, DeadlineChange
from mainline.register.models import Event
from mainline.register.subsets import STANDING

CHOICES: Mapping[str, object] = {
    "keep": gettext_lazy("Keep"),
    "licence": gettext_lazy("License openly"),
    "sell": gettext_lazy("Sell"),
    "lapse": gettext_lazy("Let lapse"),
}
_TOLD = {
    "keep": "annuity.kept",
    "licence": "annuity.for_licence",
    "sell": "annuity.for_sale",
    "lapse": "annuity.to_lapse",
    "": "annuity.taken_back",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A fee on which something can't be decided, and why."""

    deadline: Deadline
    why: str


@transaction.atomic
def decide_fee(
    *, deadline: Deadline, choice: str, reason: str, by: AbstractBaseUser, on: dt.date
) -> Deadline:
    """Decide on one fee; an empty choice takes back what was decided.

    Raises ``ValidationError`` without a reason, for a fee that is no longer open, and for letting a pledged right go.
    """
    row = _locked(deadline, by)
    if choice and choice not in CHOICES:
        raise ValidationError({"choice": _("Choose what you decide.")})
    if choice and not reason.strip():
        raise ValidationError({"reason": _("Say why, so that whoever reads it later understands.")})
    before = str(getattr(row, "decision", ""))
    grace = _grace(row)
    if before == "lapse" and grace is not None and grace.act:
        take_back(deadline=grace, by=by, on=on)
        before = ""
    if choice == "lapse":
        require_free(row)
        if grace is None:
            raise ValidationError(_("The end of the grace period of this fee is not known."))
        actions.decide(deadline=grace, act=DeadlineAct.WAIVED, reason=reason, by=by)
    _note(row, before, choice, reason.strip()[:500], by)
    return row


@transaction.atomic
def decide_fees(
    *, deadlines: Collection[int], choice: str, reason: str, by: AbstractBaseUser, on: dt.date
) -> tuple[int, list[Refused]]:
    """Decide on several fees alike. Return on how many, and those refused; the others are decided."""
    rows = visible_deadlines(by, KEEP).filter(pk__in=deadlines, rule__in=BARS).select_related("docket__right")
    done, refused = 0, []
    for row in rows.annotate(decision=decision()).order_by("pk"):
        if str(getattr(row, "decision", "")) == choice:
            continue
        try:
            with transaction.atomic():
                decide_fee(deadline=row, choice=choice, reason=reason, by=by, on=on)
        except ValidationError as error:
            refused.append(Refused(row, " ".join(error.messages)))
        else:
            done += 1
    return done, refused


@transaction.atomic
def confirm(*, deadline: Deadline, by: AbstractBaseUser, on: dt.date) -> Deadline:
    """Be the second person of a decision; that a right is let go becomes an event of its thread.

    Raises ``ValidationError`` as :func:`mainline.portfolio.actions.confirm`, and for a right pledged meanwhile.
    """
    row = actions.confirm(deadline=deadline, by=by)
    if is_letting_go(row):
        first = _fee(row)
        if first is not None and not first.act and first.fate == DeadlineFate.OPEN:
            actions.decide(deadline=first, act=DeadlineAct.WAIVED, reason=row.act_reason, by=by)
        record_event(
            right=row.docket.right,
            code=DECLINED,
            happened_on=on,
            by=by,
            on=on,
            source_text=f"#{row.pk}.{row.sequence}",
            details={"reason": row.act_reason, "party": by.get_username(), "year": str(row.number)},
        )
    return row


@transaction.atomic
def take_back(*, deadline: Deadline, by: AbstractBaseUser, on: dt.date) -> Deadline:
    """Take a decision back, and the event that told of it with it."""
    was_letting_go = is_letting_go(deadline)
    row = actions.reopen(deadline=deadline, by=by)
    if was_letting_go:
        first = _fee(row)
        if first is not None and first.act == DeadlineAct.WAIVED:
            actions.reopen(deadline=first, by=by)
        _withdraw(row, by, on)
        if first is not None:
            first = _locked(first, by)
            if str(getattr(first, "decision", "")) == "lapse":
                _note(first, "lapse", "", "", by)
    return row


def is_letting_go(row: Deadline) -> bool:
    """Whether a decision on a deadline is that a right lapses for its fee."""
    return ends_a_right(row) and row.act == DeadlineAct.WAIVED


def _withdraw(row: Deadline, by: AbstractBaseUser, on: dt.date) -> None:
    events = Event.objects.filter(STANDING, right=row.docket.right_id, code=DECLINED)
    event = events.filter(source_text__startswith=f"#{row.pk}.").order_by("-pk").first()
    if event is not None:
        record_event(
            right=row.docket.right,
            code="portfolio.event.other",
            happened_on=on,
            by=by,
            on=on,
            source_text=event.source_text,
            details={"text": _("The decision to pay no more was taken back.")},
            supersedes=event,
            confidentiality=event.confidentiality,
        )


def _note(row: Deadline, before: str, choice: str, reason: str, by: AbstractBaseUser) -> None:
    after = {DECISION: choice, **({"reason": reason} if reason else {})}
    DeadlineChange.objects.create(
        deadline=row, at=timezone.now(), cause="person", by=by, before={DECISION: before}, after=after
    )
    record(
        code=_TOLD[choice],
        by=by,
        subject=f"right:{row.docket.right_id}",
        data={"year": row.number, "due": str(row.due_on or "?"), "reason": reason},
    )


def _locked(deadline: Deadline, by: AbstractBaseUser) -> Deadline:
    rows = visible_deadlines(by, KEEP).select_related("docket__right", "docket__organisation")
    row = rows.select_for_update(of=("self",)).filter(pk=deadline.pk).annotate(decision=decision()).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you decide on these dates."))
    if row.rule not in BARS or row.bar != BARS[row.rule] or row.fate != DeadlineFate.OPEN:
        raise ValidationError(_("This is open no more: an event has ended it."))
    return row


def _grace(row: Deadline) -> Deadline | None:
    return _sibling(row, GRACE)


def _fee(row: Deadline) -> Deadline | None:
    return _sibling(row, BARS[row.rule])


def _sibling(row: Deadline, bar: str) -> Deadline | None:
    return Deadline.objects.filter(
        docket=row.docket_id, rule=row.rule, trigger=row.trigger, occurrence=row.occurrence,
        number=row.number, bar=bar,
    ).select_related("docket__right", "docket__organisation").first()  # fmt: skip

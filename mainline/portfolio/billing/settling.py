"""An issued bill between agency and client: answered line by line, taken back by further lines, paid, rated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import User
from mainline.portfolio.billing.access import (
    KEEP,
    belongs_to_agency,
    is_agency_of,
    is_client_of,
    visible_bills,
)
from mainline.portfolio.billing.actions import amounts, in_a_line
from mainline.portfolio.billing.amounts import vat_of
from mainline.portfolio.billing.enums import Answer, BillState, LineKind
from mainline.portfolio.billing.models import Bill, BillLine, Rating
from mainline.portfolio.billing.queries import sums_of


@transaction.atomic
def accept(*, bill: Bill, lines: Sequence[BillLine] | None, by: AbstractBaseUser) -> int:
    """Accept some lines as the client, all that wait with ``None``; return how many. A dispute ends so too."""
    row = _issued(bill, by, as_client=True)
    open_ = _open(row).exclude(answer=Answer.ACCEPTED)
    if lines is None:
        open_ = open_.filter(answer=Answer.WAITING)
    else:
        open_ = open_.filter(pk__in=[line.pk for line in lines])
    found = list(open_)
    for line in found:
        _answered(line, Answer.ACCEPTED, "", by)
    if found:
        _told(row, "accepted", by, found, n=len(found))
    return len(found)


@transaction.atomic
def dispute(*, line: BillLine, reason: str, by: AbstractBaseUser) -> BillLine:
    """Say as the client why a line is not owed. Raises ``ValidationError`` without a reason, and for one taken back."""
    row = _issued(line.bill, by, as_client=True)
    why = in_a_line(reason, 500)
    if not why:
        raise ValidationError(_("Say why, so that whoever reads it later understands."))
    found = _open(row).filter(pk=line.pk).first()
    if found is None:
        raise ValidationError(_("This line was taken back already."))
    _answered(found, Answer.DISPUTED, why, by)
    _told(row, "disputed", by, [found], reason=why)
    return found


@transaction.atomic
def take_back(
    *, line: BillLine, by: AbstractBaseUser, instead: str = "", currency: str = "", vat: str = ""
) -> list[BillLine]:
    """Take a line of an issued bill back by one of the same amount below zero; with an amount ``instead``, put another
    in its place, which the client answers anew. Return what was written.

    Raises ``ValidationError`` for a line that was taken back or takes back itself, and for what is no amount.
    """
    row = _issued(line.bill, by, as_client=False)
    found = _open(row).filter(pk=line.pk).first()
    if found is None or found.minor is None:
        raise ValidationError(_("This line was taken back already."))
    fresh = [
        _beside(
            found, LineKind.CREDIT, -found.minor, -found.vat_minor if found.vat_minor is not None else None
        )
    ]
    fresh[0].answer = Answer.ACCEPTED
    if instead.strip():
        minor, percent = amounts(instead, currency or found.currency, vat)
        other = _beside(found, LineKind.REPLACEMENT, minor, vat_of(minor, percent))
        other.currency, other.vat_percent = currency or found.currency, percent
        fresh.append(other)
    for one in fresh:
        one.save(force_insert=True)
    _told(row, "line_taken_back", by, fresh, n=len(fresh))
    return fresh


@transaction.atomic
def pay(*, bill: Bill, paid_on: dt.date, by: AbstractBaseUser, on: dt.date) -> Bill:
    """Say on which day a bill was paid, as client or agency; that closes it. What a client pays it accepts; an agency
    closes nothing that its client has not answered, as an amount put in the place of another.

    Raises ``ValidationError`` while a line is disputed, for the agency also while one waits for the client, and for a
    day to come or before that of the bill.
    """
    row = _issued(bill, by, as_client=None)
    if paid_on > on or (row.issued_on is not None and paid_on < row.issued_on):
        raise ValidationError(_("A bill is paid on or after its day, and not in the future."))
    lines = list(_open(row))
    if any(line.answer == Answer.DISPUTED for line in lines):
        raise ValidationError(_("A line is disputed: settle it first."))
    accepted = [line for line in lines if line.answer == Answer.WAITING]
    if accepted and not is_client_of(by, row):
        raise ValidationError(
            _("Some lines wait for the client: it accepts them, or pays, before you close.")
        )
    for line in accepted:
        _answered(line, Answer.ACCEPTED, "", by)
    row.state, row.paid_on, row.paid_by = BillState.PAID, paid_on, by
    row.save()
    _told(row, "paid", by, [row, *accepted], day=str(paid_on))
    return row


@transaction.atomic
def reopen(*, bill: Bill, reason: str, by: AbstractBaseUser) -> Bill:
    """Take the day of payment back, as the side that entered it: the bill is open again, and what was accepted stays so.

    Raises ``ValidationError`` without a reason, and for a bill that was rated, and ``PermissionDenied`` for the other
    side. Where nobody can say any more for which side it was entered, either may.
    """
    row, why = _locked(bill, by), in_a_line(reason, 500)
    if row.state != BillState.PAID:
        raise ValidationError(_("This bill is not paid yet."))
    if not may_reopen(by, row):
        raise PermissionDenied(_("The side that entered the day of payment takes it back."))
    if Rating.objects.filter(bill=row).exists():
        raise ValidationError(_("This bill was rated: it stays closed."))
    if not why:
        raise ValidationError(_("Say why, so that whoever reads it later understands."))
    day = row.paid_on
    row.state, row.paid_on, row.paid_by = BillState.ISSUED, None, None
    row.save()
    _told(row, "reopened", by, [row], day=str(day), reason=why)
    return row


def may_reopen(user: User, bill: Bill) -> bool:
    """Whether somebody is of the side that entered the day of payment of a paid bill."""
    if bill.state != BillState.PAID:
        return False
    own, entered = _sides(user, bill), _sides(bill.paid_by, bill) if bill.paid_by else set()
    return bool(own & (entered or {"agency", "client"}))


def _sides(user: User, bill: Bill) -> set[str]:
    asked = {"agency": is_agency_of, "client": is_client_of}
    return {side for side, is_of in asked.items() if is_of(user, bill)}


@transaction.atomic
def rate(*, bill: Bill, stars: int, words: str, by: AbstractBaseUser) -> Rating:
    """Rate an agency as the client of a paid bill, once. Raises ``ValidationError``, also for a bill over nothing, and
    ``PermissionDenied`` for who belongs to the agency, of whose work nobody speaks as its client."""
    row = _locked(bill, by)
    if not is_client_of(by, row):
        raise PermissionDenied(_("The client rates its agency."))
    if belongs_to_agency(by, row):
        raise PermissionDenied(_("Who belongs to an agency does not rate it."))
    if row.state != BillState.PAID:
        raise ValidationError(_("A rating follows a paid bill."))
    if not asks_something(row.lines.all()):
        raise ValidationError(_("This bill comes to nothing: no rating follows it."))
    if Rating.objects.filter(bill=row).exists():
        raise ValidationError(_("This bill was rated already."))
    if stars not in range(1, 6):
        raise ValidationError(_("Choose one to five."))
    rating = Rating.objects.create(
        bill=row, stars=stars, words=in_a_line(words, 500), rated_by=by, rated_at=timezone.now()
    )
    _told(row, "rated", by, [rating], stars=stars)
    return rating


def asks_something(lines: Iterable[BillLine]) -> bool:
    """Whether the lines of a bill come to more than nothing in some currency."""
    return any(one.total.minor > 0 for one in sums_of(list(lines)))


def _open(row: Bill) -> QuerySet[BillLine]:
    """Return the lines of a bill that stand: neither taken back nor taking back."""
    return row.lines.select_for_update(of=("self",)).filter(corrected_by=None).exclude(kind=LineKind.CREDIT)


def _answered(line: BillLine, answer: Answer, reason: str, by: AbstractBaseUser) -> None:
    line.answer, line.answer_reason, line.answered_by, line.answered_at = answer, reason, by, timezone.now()
    line.save(update_fields=["answer", "answer_reason", "answered_by", "answered_at"])


def _beside(line: BillLine, kind: LineKind, minor: int, vat_minor: int | None) -> BillLine:
    return BillLine(
        bill=line.bill, kind=kind, what=line.what, right=line.right, number=line.number, done_on=line.done_on,
        minor=minor, currency=line.currency, vat_percent=line.vat_percent, vat_minor=vat_minor, corrects=line,
    )  # fmt: skip


def _locked(bill: Bill, by: AbstractBaseUser) -> Bill:
    row = visible_bills(by, KEEP).select_for_update(of=("self",)).filter(pk=bill.pk).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you decide on this bill."))
    return row


def _issued(bill: Bill, by: AbstractBaseUser, *, as_client: bool | None) -> Bill:
    """Return an issued bill, locked, for its client, its agency, or with ``None`` either."""
    row = _locked(bill, by)
    if row.state != BillState.ISSUED:
        raise ValidationError(_("This bill is not open: it is not issued yet, or paid."))
    if as_client is True and not is_client_of(by, row):
        raise PermissionDenied(_("The client answers the lines of a bill."))
    if as_client is False and not is_agency_of(by, row):
        raise PermissionDenied(_("The agency takes lines of its bill back."))
    return row


def _told(row: Bill, what: str, by: AbstractBaseUser, sealed: Sequence[Model], **data: object) -> None:
    record(
        code=f"bill.{what}",
        by=by,
        subject=f"organisation:{row.agency_id}",
        data={"bill": row.pk, "number": row.number, **data},
        sealed=sealed,
    )

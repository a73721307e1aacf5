"""Money that comes in: entered once, matched with invoices, posted in the ledger; a wrong receipt is reversed.

On the book of the licensor: cash against income for what pays an invoice, against the licensee's credit for the rest; credit
that pays a later invoice moves from there to income. Income is what was received, not what was invoiced.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.register.ledger.actions import post, reverse
from mainline.register.ledger.enums import AccountCode
from mainline.register.ledger.logic import Line
from mainline.register.ledger.models import Posting
from mainline.register.models import Event
from mainline.rules.money import Money
from mainline.utilization.agreements.access import agreements_of_sides, require_side
from mainline.utilization.agreements.enums import AgreementKind, AgreementState, Side
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.agreements.open_licences import arises
from mainline.utilization.agreements.queries import terms_in_force
from mainline.utilization.agreements.telling import in_a_line, tell, undo
from mainline.utilization.royalties.access import INCOME
from mainline.utilization.royalties.credit import match_credit, matched_with
from mainline.utilization.royalties.models import RoyaltyReceipt

_LARGEST = 10**15
_RECEIVED = ("utilization.royalty.received", "utilization.transfer.paid")


@transaction.atomic
def enter_receipt(
    *, agreement: Agreement, minor: int, received_on: dt.date, reference: str, key: str, by: AbstractBaseUser,
    on: dt.date,
) -> RoyaltyReceipt:  # fmt: skip
    """Enter money that came in from a licensee; it pays what is due first, the rest stays as credit. The same ``key`` again is
    the same receipt.

    Raises ``ValidationError`` for an amount or a day that can't be, for a key that stands on another amount, day or reference,
    and for an agreement that is not in effect: its currency can still change.
    """
    row, named = _agreement(agreement, by), in_a_line(reference, 100)
    known = RoyaltyReceipt.objects.filter(agreement=row, key=key).first()
    if known is not None:
        if (known.minor, known.received_on, known.reference) != (minor, received_on, named):
            raise ValidationError(_("This form entered another amount already: open the page anew."))
        return known
    is_taken_up = row.kind == AgreementKind.OPEN and row.state == AgreementState.SENT
    if row.state not in (AgreementState.SIGNED, AgreementState.ENDED) and not is_taken_up:
        raise ValidationError(_("Money is entered for an agreement in effect: both sides sign it first."))
    if not key or not 0 < minor <= _LARGEST:
        raise ValidationError(_("Enter an amount above 0."))
    if received_on > on:
        raise ValidationError(_("Money that has come in is entered, not what is expected."))
    if not named:
        raise ValidationError(
            _("Enter the reference of the bank, so that the receipt is found in its books.")
        )
    made = RoyaltyReceipt.objects.create(
        agreement=row, organisation=row.licensor, key=key, minor=minor, currency=terms_in_force(row).currency,
        received_on=received_on, reference=named, entered_by=by, entered_at=timezone.now(),
    )  # fmt: skip
    matched = sum(match.minor for match in matched_with(made, on))
    _post(made, matched, by)
    _tell(made, by, on)
    record(
        code="royalty.received", by=by, subject=f"organisation:{row.licensor_id}",
        data={"receipt": made.pk, "amount": str(Money(minor, made.currency)), "reference": named}, sealed=[made],
    )  # fmt: skip
    arises(agreement=row, by=by, on=on)
    return made


def _post(receipt: RoyaltyReceipt, matched: int, by: AbstractBaseUser) -> None:
    other, currency = receipt.agreement.licensee_id, receipt.currency
    lines = [Line(AccountCode.CASH, Money(receipt.minor, currency), other=other)]
    if matched:
        lines.append(Line(AccountCode.LICENCE_INCOME, Money(-matched, currency), other=other))
    if receipt.minor > matched:
        lines.append(Line(AccountCode.CUSTOMER_CREDIT, Money(matched - receipt.minor, currency), other=other))
    post(
        organisation=receipt.organisation, on=receipt.received_on, lines=lines, key=f"receipt:{receipt.pk}", by=by,
        text=_("Received from %(name)s") % {"name": receipt.agreement.licensee.display_name},
        source=f"royalty_receipt:{receipt.pk}",
    )  # fmt: skip


def _tell(receipt: RoyaltyReceipt, by: AbstractBaseUser, on: dt.date) -> list[Event]:
    row = receipt.agreement
    code = "utilization.royalty.received"
    if row.kind == AgreementKind.ASSIGNMENT:
        code = "utilization.transfer.paid"
    more = {"receipt": str(receipt.pk), "proof": f"royalty_receipt:{receipt.pk}"}
    return tell(row, terms_in_force(row), code, receipt.received_on, by, on, minor=receipt.minor, more=more)


@transaction.atomic
def reverse_receipt(
    *, receipt: RoyaltyReceipt, reason: str, by: AbstractBaseUser, on: dt.date
) -> RoyaltyReceipt:
    """Take a wrong receipt back: all its postings are reversed, its invoices are open again but for what other credit of the
    licensee pays, and the threads say so.

    Raises ``ValidationError`` while a plan distributes of it, and without a reason. Once more, it is the same.
    """
    agreement, why = _agreement(receipt.agreement, by), in_a_line(reason, 500)
    row = (
        RoyaltyReceipt.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=receipt.pk)
    )
    if row.reversed_on is not None:
        return row
    if not why:
        raise ValidationError(_("Say why, so that whoever reads it later understands."))
    if row.matches.filter(distributed__isnull=False).exists():
        raise ValidationError(_("A plan distributes of this receipt: cancel the plan first."))
    for posting in Posting.objects.filter(
        organisation=row.organisation, source=f"royalty_receipt:{row.pk}", reverses=None
    ).order_by("pk"):
        reverse(posting=posting, on=on, by=by, reason=why)
    row.reversed_on, row.reversed_because = on, why
    row.save()
    told = Event.objects.filter(code__in=_RECEIVED, details__receipt=str(row.pk), superseded_by=None)
    for event in told.filter(right__agreed__agreement=agreement).order_by("pk"):
        undo(event, "utilization.royalty.reversed", on, by, on, why)
    match_credit(agreement=agreement, by=by, on=on)
    record(
        code="royalty.reversed", by=by, subject=f"organisation:{agreement.licensor_id}",
        data={"receipt": row.pk, "amount": str(Money(row.minor, row.currency)), "reason": why}, sealed=[row],
    )  # fmt: skip
    return row


def _agreement(agreement: Agreement, by: AbstractBaseUser) -> Agreement:
    """Return the agreement, locked, if the user keeps the money of its licensor. Raises ``PermissionDenied``."""
    rows = agreements_of_sides(by, INCOME).select_for_update(of=("self",))
    row = rows.select_related("licensor", "licensee").filter(pk=agreement.pk).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you do this with this agreement."))
    require_side(by, row, INCOME, Side.LICENSOR)
    return row

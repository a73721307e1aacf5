"""Money that comes in: entered once, matched with invoices, posted in the ledger; a wrong receipt is reversed.

On the book of the licensor: cash against income for what pays an invoice, against the licensee's credit for the rest; credit
that pays a later invoice moves from there to income. Income is what was received, not what was invoiced.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

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
from mainline.utilization.agreements.enums import AgreementKind, Side
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.agreements.open_licences import arises
from mainline.utilization.agreements.queries import terms_in_force
from mainline.utilization.agreements.telling import in_a_line, tell, undo
from mainline.utilization.royalties.access import INCOME
from mainline.utilization.royalties.models import Invoice, ReceiptMatch, RoyaltyReceipt
from mainline.utilization.royalties.queries import credit_of, open_amount

_LARGEST = 10**15
_RECEIVED = ("utilization.royalty.received", "utilization.transfer.paid")


@transaction.atomic
def enter_receipt(
    *, agreement: Agreement, minor: int, received_on: dt.date, reference: str, key: str, by: AbstractBaseUser,
    on: dt.date,
) -> RoyaltyReceipt:  # fmt: skip
    """Enter money that came in from a licensee; it pays what is due first, the rest stays as credit. The same ``key`` again is
    the same receipt.

    Raises ``ValidationError`` for an amount or a day that can't be, and for a key that stands on another amount.
    """
    row = _agreement(agreement, by)
    known = RoyaltyReceipt.objects.filter(agreement=row, key=key).first()
    if known is not None:
        if (known.minor, known.received_on) != (minor, received_on):
            raise ValidationError(_("This form entered another amount already: open the page anew."))
        return known
    named = in_a_line(reference, 100)
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
    matched = sum(match.minor for match in _matched(made, on))
    _post(made, matched, by)
    _tell(made, by, on)
    record(
        code="royalty.received", by=by, subject=f"organisation:{row.licensor_id}",
        data={"receipt": made.pk, "amount": str(Money(minor, made.currency)), "reference": named}, sealed=[made],
    )  # fmt: skip
    arises(agreement=row, by=by, on=on)
    return made


def _matched(receipt: RoyaltyReceipt, on: dt.date) -> Iterator[ReceiptMatch]:
    """Match a receipt with what is owed, the earliest day first, until one of both is used up."""
    left = credit_of(receipt)
    for invoice in Invoice.objects.filter(agreement=receipt.agreement_id).order_by("due_on", "pk"):
        part = min(left, open_amount(invoice))
        if part > 0:
            left -= part
            yield ReceiptMatch.objects.create(receipt=receipt, invoice=invoice, minor=part, matched_on=on)


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
def match_credit(*, agreement: Agreement, by: AbstractBaseUser, on: dt.date) -> int:
    """Let what a licensee has to its credit pay what it owes; return how much, in minor units. Once more, it is nothing."""
    moved = 0
    rows = RoyaltyReceipt.objects.select_for_update().filter(agreement=agreement, reversed_on=None)
    for receipt in rows.order_by("received_on", "pk"):
        for match in _matched(receipt, on):
            moved += match.minor
            other, money = agreement.licensee_id, Money(match.minor, receipt.currency)
            post(
                organisation=receipt.organisation, on=on, key=f"credit:{match.pk}", by=by,
                lines=[
                    Line(AccountCode.CUSTOMER_CREDIT, money, other=other),
                    Line(AccountCode.LICENCE_INCOME, Money(-match.minor, receipt.currency), other=other),
                ],
                text=_("Credit used for %(what)s") % {"what": match.invoice.what},
                source=f"royalty_receipt:{receipt.pk}",
            )  # fmt: skip
    if moved:
        data = {"agreement": agreement.pk, "amount": str(Money(moved, terms_in_force(agreement).currency))}
        record(code="royalty.credit_used", by=by, subject=f"organisation:{agreement.licensor_id}", data=data)
    return moved


@transaction.atomic
def reverse_receipt(
    *, receipt: RoyaltyReceipt, reason: str, by: AbstractBaseUser, on: dt.date
) -> RoyaltyReceipt:
    """Take a wrong receipt back: all its postings are reversed, its invoices are open again, and the threads say so.

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

"""What a licensee has to its credit: which receipt pays which invoice, and credit that pays a later one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.register.ledger.actions import post
from mainline.register.ledger.enums import AccountCode
from mainline.register.ledger.logic import Line
from mainline.rules.money import Money
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.agreements.queries import terms_in_force
from mainline.utilization.royalties.models import Invoice, ReceiptMatch, RoyaltyReceipt
from mainline.utilization.royalties.queries import credit_of, open_amount


def matched_with(receipt: RoyaltyReceipt, on: dt.date) -> Iterator[ReceiptMatch]:
    """Match a receipt with what is owed in its currency, the earliest day first, until one of both is used up."""
    left = credit_of(receipt)
    invoices = Invoice.objects.filter(agreement=receipt.agreement_id, currency=receipt.currency)
    for invoice in invoices.order_by("due_on", "pk"):
        part = min(left, open_amount(invoice))
        if part > 0:
            left -= part
            yield ReceiptMatch.objects.create(receipt=receipt, invoice=invoice, minor=part, matched_on=on)


@transaction.atomic
def match_credit(*, agreement: Agreement, by: AbstractBaseUser, on: dt.date) -> int:
    """Let what a licensee has to its credit pay what it owes; return how much, in minor units. Once more, it is nothing."""
    moved = 0
    rows = RoyaltyReceipt.objects.select_for_update().filter(agreement=agreement, reversed_on=None)
    for receipt in rows.order_by("received_on", "pk"):
        for match in matched_with(receipt, on):
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

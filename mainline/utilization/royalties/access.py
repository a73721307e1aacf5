"""Who may see royalty reports, invoices and receipts: whoever may see the agreement behind them; an inventor what a plan rests on."""

from __future__ import annotations

from django.db.models import QuerySet

from mainline.orgs.access import User
from mainline.utilization.agreements.access import KEEP, VIEW, agreements_of_sides, visible_agreements
from mainline.utilization.royalties.models import Invoice, RoyaltyReceipt, RoyaltyReport

INCOME = "income.keep"

__all__ = [
    "INCOME",
    "KEEP",
    "VIEW",
    "agreements_of_sides",
    "visible_invoices",
    "visible_receipts",
    "visible_reports",
]


def visible_reports(user: User) -> QuerySet[RoyaltyReport]:
    """Return the royalty reports that a user may see."""
    return RoyaltyReport.objects.filter(agreement__in=visible_agreements(user).values("pk"))


def visible_invoices(user: User) -> QuerySet[Invoice]:
    """Return the invoices that a user may see."""
    return Invoice.objects.filter(agreement__in=visible_agreements(user).values("pk"))


def visible_receipts(user: User) -> QuerySet[RoyaltyReceipt]:
    """Return the receipts of money that a user may see."""
    return RoyaltyReceipt.objects.filter(agreement__in=visible_agreements(user).values("pk"))

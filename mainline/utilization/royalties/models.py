"""Royalty reports, invoices, receipts of money, and which receipt pays which invoice."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.rules.money import Money
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.royalties.enums import InvoiceKind, ReportState


class RoyaltyReport(models.Model):
    """What a licensee says it sold in a period, and what the clauses make of it. Never changed: a correction replaces it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="reports")
    period_from = models.DateField()
    period_to = models.DateField()
    state = models.CharField(max_length=8, choices=ReportState, default=ReportState.FILED)
    currency = models.CharField(max_length=3)
    sales = models.JSONField(default=list)
    """``[[product, net sales in minor units], …]``."""
    deductions = models.JSONField(default=list)
    """``[[kind, minor units], …]``."""
    claimed_minor = models.BigIntegerField()
    """What the licensee reckons that it owes."""
    base_minor = models.BigIntegerField()
    """Net sales less the deductions that count: what later tiers begin from."""
    owed_minor = models.BigIntegerField()
    """What the clauses come to."""
    checked = models.JSONField(default=dict)
    """Steps and flags of the check, as :func:`mainline.utilization.royalties.logic.plain` writes them."""
    filed_on = models.DateField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    words = models.CharField(max_length=1000, blank=True)
    """Why it is disputed, or what the licensor says on accepting it."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)

    SEALED = Sealed(
        103,
        (
            "agreement_id", "period_from", "period_to", "state", "currency", "sales", "deductions",
            "claimed_minor", "base_minor", "owed_minor", "checked", "filed_on", "filed_by_id", "filed_at",
            "replaces_id", "words", "decided_by_id", "decided_on",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "period_from"],
                name="report_of_a_period_once",
                condition=~models.Q(state="replaced"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.period_from} – {self.period_to} {self.state}"


class Invoice(models.Model):
    """Something that the licensee owes by a day: a fixed sum of the agreement, or the royalty of an accepted report."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="invoices")
    kind = models.CharField(max_length=8, choices=InvoiceKind)
    place = models.PositiveSmallIntegerField(default=0)
    """Which of the fixed sums of the agreement, from 1."""
    report = models.OneToOneField(
        RoyaltyReport, models.PROTECT, null=True, blank=True, related_name="invoice"
    )
    what = models.CharField(max_length=200)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    issued_on = models.DateField()
    due_on = models.DateField()

    SEALED = Sealed(
        104,
        (
            "agreement_id", "kind", "place", "report_id", "what", "minor", "currency", "issued_on", "due_on",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "place"], name="lump_sum_once", condition=models.Q(kind="lump")
            ),
            models.CheckConstraint(condition=models.Q(minor__gt=0), name="invoice_over_something"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.minor} {self.currency}"


class RoyaltyReceipt(models.Model):
    """Money that came in from a licensee. A wrong one is reversed, never changed."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="receipts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Whose money it is now: the licensor."""
    key = models.CharField(max_length=80)
    """Of the form it was entered by: the same form sent twice is one receipt."""
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    received_on = models.DateField()
    reference = models.CharField(max_length=100)
    """Of the bank."""
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    reversed_on = models.DateField(null=True, blank=True)
    reversed_because = models.CharField(max_length=500, blank=True)

    SEALED = Sealed(
        105,
        (
            "agreement_id", "organisation_id", "key", "minor", "currency", "received_on", "reference",
            "entered_by_id", "entered_at", "reversed_on", "reversed_because",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "key"], name="royalty_receipt_once"),
            models.CheckConstraint(condition=models.Q(minor__gt=0), name="receipt_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.received_on} {self.minor} {self.currency}"

    @property
    def money(self) -> Money:
        """What came in."""
        return Money(self.minor, self.currency)


class ReceiptMatch(models.Model):
    """That a part of a receipt pays a part of an invoice. What of a receipt is in none is the licensee's credit."""

    receipt = models.ForeignKey(RoyaltyReceipt, models.PROTECT, related_name="matches")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="matches")
    minor = models.BigIntegerField()
    matched_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(minor__gt=0), name="match_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.minor} of {self.receipt_id} for {self.invoice_id}"

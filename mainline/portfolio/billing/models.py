"""Prices of an agency, its bills with their lines, and the ratings that follow paid bills."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.portfolio.billing.enums import Answer, BillState, LineKind
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Event, Right


class Price(models.Model):
    """What an agency asks for a kind of work from a day on. Never changed: another price follows it."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="prices")
    rule = models.CharField(max_length=80, blank=True)
    """The rule of the docket whose work it is; empty for work of another kind, named by ``what``."""
    what = models.CharField(max_length=200, blank=True)
    minor = models.BigIntegerField()
    """Without tax, in minor units."""
    currency = models.CharField(max_length=3)
    vat_percent = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    """Value added tax on top; null: none is said."""
    since = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        75,
        (
            "agency_id", "rule", "what", "minor", "currency", "vat_percent", "since", "made_by_id", "made_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "rule", "what", "since"], name="price_once"),
            models.CheckConstraint(condition=models.Q(minor__gte=0), name="price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.rule or self.what} {self.minor} {self.currency} since {self.since}"


class Bill(models.Model):
    """What an agency asks of a client. Once issued its lines stay: one is taken back by another line."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="bills_sent")
    client = models.ForeignKey(Organisation, models.PROTECT, related_name="bills_received")
    state = models.CharField(max_length=6, choices=BillState, default=BillState.DRAFT)
    period_from = models.DateField()
    period_to = models.DateField()
    number = models.CharField(max_length=40, blank=True)
    """Given when it is issued."""
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    paid_on = models.DateField(null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who said that it was paid."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        76,
        (
            "agency_id", "client_id", "state", "period_from", "period_to", "number", "issued_on",
            "issued_by_id", "paid_on", "paid_by_id", "made_by_id", "made_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"], name="bill_number_once", condition=~models.Q(number="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.number or 'draft'} {self.agency_id} → {self.client_id}"


class BillLine(models.Model):
    """One line: what, for which right, on which day, how much, and what the client says of it."""

    bill = models.ForeignKey(Bill, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=8, choices=LineKind)
    what = models.CharField(max_length=300)
    right = models.ForeignKey(Right, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    """Of the right, as it was printed when the line was made."""
    done_on = models.DateField(null=True, blank=True)
    minor = models.BigIntegerField(null=True, blank=True)
    """Without tax; null while nobody said how much, which no issued line is."""
    currency = models.CharField(max_length=3)
    vat_percent = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    vat_minor = models.BigIntegerField(null=True, blank=True)
    deadline = models.ForeignKey(Deadline, models.PROTECT, null=True, blank=True, related_name="bill_lines")
    """What was done, of a line of work."""
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="bill_lines")
    """By which it was done; of a fee, its payment."""
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    """The line that this one takes back, or in whose place it stands."""
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    answer_reason = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        77,
        (
            "bill_id", "kind", "what", "right_id", "number", "done_on", "minor", "currency", "vat_percent",
            "vat_minor", "deadline_id", "corrects_id", "answer", "answer_reason", "answered_by_id",
            "answered_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline"], name="work_billed_once"),
            models.UniqueConstraint(
                fields=["event"], name="fee_billed_once", condition=models.Q(kind=LineKind.FEE)
            ),
            models.UniqueConstraint(
                fields=["corrects", "kind"], name="line_corrected_once",
                condition=models.Q(corrects__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.what} {self.minor} {self.currency}"


class Rating(models.Model):
    """What a client says of an agency after a paid bill, once."""

    bill = models.OneToOneField(Bill, models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500, blank=True)
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rated_at = models.DateTimeField()

    SEALED = Sealed(78, ("bill_id", "stars", "words", "rated_by_id", "rated_at"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stars__gte=1) & models.Q(stars__lte=5), name="one_to_five_stars"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stars} for bill {self.bill_id}"

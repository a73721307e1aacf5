"""What an organisation says of itself for the policies, and the calls by which an office opens one for a year."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.models import Document, Right


class Statement(models.Model):
    """One fact as an organisation states it. Never changed: followed by another row, or taken back."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="statements")
    fact = models.CharField(max_length=60)
    """A name of ``rules/data/policies/facts.toml``."""
    value = models.CharField(max_length=60)
    """``true``, a number, an amount of yuan, a day as 2026-01-31, or a code, by the type of the fact."""
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    """Of a fact that is of one year."""
    right = models.ForeignKey(Right, models.PROTECT, null=True, blank=True, related_name="+")
    """Of a fact about a right; none: said of all rights of the organisation."""
    contract = models.CharField(max_length=80, blank=True)
    """Of a fact about a deal: the key of its contract."""
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(max_length=120, blank=True)
    """Number of a paper that proves it, where no document does."""
    shown_to_offices = models.BooleanField(default=False)
    """Whether IP offices count it when they look who is entitled; else it is the organisation's alone until it claims."""
    said_on = models.DateField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        120,
        (
            "organisation_id", "fact", "value", "year", "right_id", "contract", "document_id", "reference",
            "shown_to_offices", "said_on", "said_by_id", "said_at", "ended_at",
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["organisation", "fact"])]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.fact} {self.value}"


class Call(models.Model):
    """That an office opens a policy for a year: its budget, its window, where that was announced."""

    policy = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="calls")
    """The office."""
    budget_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    opens_on = models.DateField()
    closes_on = models.DateField()
    reference = models.CharField(max_length=200)
    """The notice, by its number or title."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        121,
        (
            "policy", "year", "organisation_id", "budget_minor", "currency", "opens_on", "closes_on", "reference",
            "made_by_id", "made_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "year"], name="call_once"),
            models.CheckConstraint(condition=models.Q(budget_minor__gte=0), name="call_budget_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.year}"

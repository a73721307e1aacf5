"""Rights of the stock, to whom they were shown, and what firms say of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.rules.money import Money
from mainline.utilization.market.enums import WishedMode
from mainline.utilization.stock.enums import Interest, Measure, Step, Tier

_USER = settings.AUTH_USER_MODEL


class StockItem(models.Model):
    """A right in its holder's stock, with the holder's own grade."""

    right = models.ForeignKey(Right, models.PROTECT, related_name="stock")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="stock")
    grade = models.PositiveSmallIntegerField()
    """1 to 5 stars."""
    industry = models.CharField(max_length=40, blank=True)
    activity = models.CharField(max_length=5, blank=True)
    """Class of GB/T 4754."""
    readiness = models.PositiveSmallIntegerField(null=True, blank=True)
    mode = models.CharField(max_length=14, choices=WishedMode, blank=True)
    price_minor = models.BigIntegerField(null=True, blank=True)
    """``None``: not said."""
    currency = models.CharField(max_length=3, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    step = models.CharField(max_length=8, choices=Step, default=Step.SURVEYED)
    measure = models.CharField(max_length=12, choices=Measure, blank=True)
    tier = models.CharField(max_length=1, choices=Tier)
    """By the formula of ``tiers.toml`` from what is known now."""
    tier_percent = models.PositiveSmallIntegerField()
    surveyed_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    surveyed_at = models.DateTimeField()
    surveyed_on = models.DateField()
    pushed_on = models.DateField(null=True, blank=True)

    SEALED = Sealed(
        95,
        (
            "right_id", "organisation_id", "grade", "industry", "activity", "readiness", "mode", "price_minor",
            "currency", "note", "step", "measure", "tier", "tier_percent", "surveyed_by_id", "surveyed_at",
            "surveyed_on", "pushed_on",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["right", "organisation"], name="stock_item_once")]

    def __str__(self) -> str:
        return f"stock {self.right_id} {self.grade} {self.tier}"

    @property
    def price(self) -> Money | None:
        """The price asked; ``None``: not said."""
        return None if self.price_minor is None else Money(self.price_minor, self.currency)


class StockGrade(models.Model):
    """That an enterprise was asked to grade a right of the stock, and what it says; ``grade`` is ``None`` until it does."""

    item = models.ForeignKey(StockItem, models.CASCADE, related_name="grades")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.CharField(max_length=1000, blank=True)
    interest = models.CharField(max_length=5, choices=Interest, default=Interest.NONE, blank=True)
    graded_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    graded_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        96,
        (
            "item_id", "organisation_id", "asked_by_id", "asked_at", "asked_on", "grade", "comment", "interest",
            "graded_by_id", "graded_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "organisation"], name="stock_grade_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} on {self.item_id}: {self.grade}"

"""Shares of inventors as agreed: exact fractions, in versions of which the newest counts."""

from __future__ import annotations

from fractions import Fraction

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Person
from mainline.register.models import Right


class AgreedShare(models.Model):
    """One inventor's share in a right. A new agreement is a new version of all of them; none is ever changed."""

    right = models.ForeignKey(Right, models.PROTECT, related_name="agreed_shares", db_index=False)
    version = models.PositiveSmallIntegerField()
    sequence = models.PositiveSmallIntegerField()
    """From 1, in the order in which they are named."""
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="agreed_shares", db_index=False
    )
    """Who it is, where somebody said so; a name alone tells nobody from a namesake."""
    name = models.CharField(max_length=200)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    agreed_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    SEALED = Sealed(
        84,
        (
            "right_id", "version", "sequence", "person_id", "name", "numerator", "denominator", "agreed_on",
            "entered_at", "entered_by_id",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["right", "version", "sequence"], name="agreed_share_once"),
            models.CheckConstraint(
                condition=models.Q(denominator__gt=0, numerator__lte=models.F("denominator")),
                name="agreed_share_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.numerator}/{self.denominator} of {self.right_id}"

    @property
    def share(self) -> Fraction:
        """The share, of 1."""
        return Fraction(self.numerator, self.denominator)

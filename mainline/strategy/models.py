"""Spans in which rights were in force, targets, and how holders feel served."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.models import Right


class Life(models.Model):
    """That the spans of a right were derived, and from what: where that is no longer so, they are derived anew.

    Days that the right has not are :data:`mainline.register.models.UNDATED`, so that they can be compared.
    """

    right = models.OneToOneField(Right, models.CASCADE, primary_key=True, related_name="life")
    events = models.PositiveIntegerField()
    newest = models.BigIntegerField()
    """The largest id of an event."""
    status = models.CharField(max_length=20)
    status_since = models.DateField()
    status_as_of = models.DateField()
    expires_on = models.DateField()
    granted_on = models.DateField()
    confidentiality = models.CharField(max_length=10)
    grant_on = models.DateField(null=True, db_index=True)
    """The day of grant, by a source or by an event of the thread; this one is derived."""

    def __str__(self) -> str:
        return str(self.right_id)


class Span(models.Model):
    """Days on which a right was in force, or may have been. Derived from its thread, never typed."""

    right = models.ForeignKey(Right, models.CASCADE, related_name="spans")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=8)
    """``alive`` or ``unknown``: see :mod:`mainline.strategy.indicators.spans`."""
    since = models.DateField()
    until = models.DateField(null=True)
    """The first day on which it was so no more."""

    class Meta:
        indexes = [models.Index(fields=["kind", "since", "until"], name="span_of_kind")]

    def __str__(self) -> str:
        return f"{self.right_id} {self.since}–{self.until or ''}"


class Target(models.Model):
    """What an indicator should come to at the end of a year. Never changed: another row follows it, the newest counts."""

    indicator = models.CharField(max_length=40)
    place = models.CharField(max_length=12)
    """Code of a place of the region pack."""
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    """In the indicator's unit; null: the target before it was taken back."""
    source = models.CharField(max_length=300)
    """Who set it and where it is written."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_on = models.DateField()
    made_at = models.DateTimeField()

    SEALED = Sealed(
        130,
        ("indicator", "place", "year", "value", "source", "made_by_id", "made_on", "made_at"),
    )

    class Meta:
        indexes = [models.Index(fields=["indicator", "place", "year"], name="target_of")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place} {self.year}: {self.value}"


class Felt(models.Model):
    """How one account feels served in a year, on the five dimensions of the national survey; 0 to 100, each optional."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """For which the account speaks."""
    year = models.PositiveSmallIntegerField()
    policy = models.PositiveSmallIntegerField(null=True, blank=True)
    enforcement = models.PositiveSmallIntegerField(null=True, blank=True)
    mechanisms = models.PositiveSmallIntegerField(null=True, blank=True)
    awareness = models.PositiveSmallIntegerField(null=True, blank=True)
    effect = models.PositiveSmallIntegerField(null=True, blank=True)
    said_at = models.DateTimeField()

    SEALED = Sealed(
        131,
        (
            "user_id", "organisation_id", "year", "policy", "enforcement", "mechanisms", "awareness", "effect",
            "said_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "year"], name="felt_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(
                    *(
                        models.Q(**{f"{name}__isnull": True}) | models.Q(**{f"{name}__lte": 100})
                        for name in ("policy", "enforcement", "mechanisms", "awareness", "effect")
                    )
                ),
                name="felt_to_a_hundred",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.year}"

"""Differences between what an organisation's own lists and an office say of a right, and what was decided of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.differences.enums import Choice, DifferenceAct, DifferenceState
from mainline.register.models import Right, SourceRecord


class Difference(models.Model):
    """One field of which an organisation's own lists say otherwise than an office. Derived; what people decided of it is
    a :class:`DifferenceDecision`, and stands while both say what they said then."""

    right = models.ForeignKey(Right, models.CASCADE, related_name="differences")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    field = models.CharField(max_length=20)
    """Key of :data:`mainline.register.differences.logic.LABELS`."""
    ours = models.TextField(blank=True)
    """What the own lists say, each value on a line."""
    office = models.TextField(blank=True)
    digest = models.CharField(max_length=32)
    """Of both words."""
    state = models.CharField(max_length=8, choices=DifferenceState, default=DifferenceState.OPEN)
    choice = models.CharField(max_length=6, choices=Choice, blank=True)
    """Whose word stands, while it is decided."""
    since = models.DateTimeField()
    """When it was first seen as it is."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["right", "organisation", "field"], name="difference_once")
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="difference_of")]

    def __str__(self) -> str:
        return f"{self.right_id} {self.field} {self.state}"


class DifferenceDecision(models.Model):
    """That somebody accepted the office's word, kept the own, or took that back; with what both said then."""

    difference = models.ForeignKey(Difference, models.CASCADE, related_name="decisions")
    act = models.CharField(max_length=6, choices=DifferenceAct)
    ours = models.TextField(blank=True)
    office = models.TextField(blank=True)
    digest = models.CharField(max_length=32)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    source = models.ForeignKey(SourceRecord, models.PROTECT, null=True, blank=True, related_name="+")
    """The record by which the register knows of it; none where nothing that is shown follows from it."""

    SEALED = Sealed(
        60, ("difference_id", "act", "ours", "office", "digest", "reason", "by_id", "at", "source_id")
    )

    def __str__(self) -> str:
        return f"{self.difference_id} {self.act} {self.at:%Y-%m-%d}"

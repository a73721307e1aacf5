"""The claims of a right as they are drafted, what was dismissed of their check, and each version that was approved."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.creation.checks.enums import Jurisdiction
from mainline.register.models import Event, Right


class ClaimsDraft(models.Model):
    """The working copy of the claims of a right, one for all to whom the right belongs, and the stamp of its last check."""

    right = models.OneToOneField(Right, models.PROTECT, related_name="claims_draft")
    jurisdiction = models.CharField(max_length=2, choices=Jurisdiction, default=Jurisdiction.CN)
    text = models.TextField(blank=True)
    abstract = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    """How often it was saved: who saves an older one is told."""
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    checked_sha256 = models.CharField(max_length=64, blank=True)
    """Of the words that were checked last: others than now stand there make the stamp stale."""
    checked_version = models.CharField(max_length=20, blank=True)
    """Of the rules."""
    checked_jurisdiction = models.CharField(max_length=2, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    errors = models.PositiveIntegerField(default=0)
    """Of the last check, without what was dismissed."""
    warnings = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"claims of {self.right_id}"


class Dismissal(models.Model):
    """That somebody found a finding to be none, and why. It holds while the claim's words are the same."""

    draft = models.ForeignKey(ClaimsDraft, models.CASCADE, related_name="dismissals")
    rule = models.CharField(max_length=4)
    key = models.CharField(max_length=64)
    """See :func:`mainline.creation.checks.keys.key_of`: rule, words of the claim, place in them."""
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        87, ("draft_id", "rule", "key", "reason", "made_by_id", "made_at", "undone_by_id", "undone_at")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "key"], name="dismissal_once", condition=models.Q(undone_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} dismissed on {self.draft_id}"


class ClaimsVersion(models.Model):
    """Claims as they were approved, with the stamp of their check. Its words change no more."""

    draft = models.ForeignKey(ClaimsDraft, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    jurisdiction = models.CharField(max_length=2, choices=Jurisdiction)
    text = models.TextField()
    abstract = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    rules_version = models.CharField(max_length=20)
    findings = models.PositiveIntegerField()
    """Warnings and notes that stood when it was approved; errors stand in none."""
    dismissed = models.PositiveIntegerField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")

    SEALED = Sealed(
        86,
        (
            "draft_id", "number", "jurisdiction", "text", "abstract", "sha256", "rules_version", "findings", "dismissed",
            "checked_by_id", "checked_at", "approved_by_id", "approved_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="claims_version_once")]

    def __str__(self) -> str:
        return f"claims of draft {self.draft_id}, version {self.number}"

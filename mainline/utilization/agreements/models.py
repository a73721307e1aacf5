"""Agreements, their versions with the signatures of both sides, and declarations of an open licence."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.utilization.agreements.enums import AgreementKind, AgreementState, DeclarationState, Side


class OpenDeclaration(models.Model):
    """That the holder offers a licence to whoever asks, on these terms (Patent Law 50). Withdrawn it stays, for the licences
    that it gave stay too.
    """

    right = models.ForeignKey(Right, models.PROTECT, related_name="open_declarations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """The holder."""
    state = models.CharField(max_length=10, choices=DeclarationState, default=DeclarationState.DECLARED)
    terms = models.JSONField(default=dict)
    """As :func:`mainline.utilization.agreements.logic.plain` writes it."""
    declared_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        102,
        (
            "right_id", "organisation_id", "state", "terms", "declared_on", "withdrawn_on", "made_by_id",
            "made_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["right"], name="one_open_declaration", condition=models.Q(state="declared")
            )
        ]

    def __str__(self) -> str:
        return f"open licence of {self.right_id} {self.state}"


class Agreement(models.Model):
    """A licence or an assignment between two organisations. The working copy; what counts is the version both signed."""

    kind = models.CharField(max_length=10, choices=AgreementKind)
    licensor = models.ForeignKey(Organisation, models.PROTECT, related_name="agreements_given")
    licensee = models.ForeignKey(Organisation, models.PROTECT, related_name="agreements_taken")
    state = models.CharField(max_length=9, choices=AgreementState, default=AgreementState.DRAFT)
    drafted_for = models.CharField(max_length=8, choices=Side)
    """Which side wrote the working copy: the other sees it from its sending on."""
    reference = models.CharField(max_length=60, blank=True)
    """Number of the contract."""
    terms = models.JSONField(default=dict)
    """The working copy, as :func:`mainline.utilization.agreements.logic.plain` writes it."""
    revision = models.PositiveIntegerField(default=0)
    """How often it was saved: who saves an older one is told."""
    declaration = models.ForeignKey(
        OpenDeclaration, models.PROTECT, null=True, blank=True, related_name="taken"
    )
    signed_on = models.DateField(null=True, blank=True)
    """The day of the second signature."""
    recordal_number = models.CharField(max_length=60, blank=True)
    """Of the recordal at the office, or of the registration of an assignment."""
    recorded_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        100,
        (
            "kind", "licensor_id", "licensee_id", "state", "drafted_for", "reference", "terms", "revision",
            "declaration_id", "signed_on", "recordal_number", "recorded_on", "ended_on", "ended_because",
            "made_by_id", "made_at",
        ),
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["licensor", "state"]),
            models.Index(fields=["licensee", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference or self.pk} {self.state}"


class AgreementRight(models.Model):
    """A right that an agreement is about; which part of its income falls to it says the version."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="covered")
    right = models.ForeignKey(Right, models.PROTECT, related_name="agreed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "right"], name="agreed_right_once")]

    def __str__(self) -> str:
        return f"{self.right_id} in {self.agreement_id}"


class AgreementVersion(models.Model):
    """An agreement as it was sent, and who signed it. Its words change no more: a change is another version."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    terms = models.JSONField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the terms as :func:`mainline.utilization.agreements.logic.digest` hashes them: what a signature is under."""
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    licensor_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    licensor_signed_at = models.DateTimeField(null=True, blank=True)
    licensee_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    licensee_signed_at = models.DateTimeField(null=True, blank=True)
    is_recalled = models.BooleanField(default=False)
    """Called back by who sent it, or sent back by the other side, with ``words``."""
    words = models.CharField(max_length=1000, blank=True)

    SEALED = Sealed(
        101,
        (
            "agreement_id", "number", "terms", "digest", "sent_by_id", "sent_at", "licensor_signed_by_id",
            "licensor_signed_at", "licensee_signed_by_id", "licensee_signed_at", "is_recalled", "words",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id} version {self.number}"

    @property
    def is_signed(self) -> bool:
        """Whether both sides signed it."""
        return self.licensor_signed_at is not None and self.licensee_signed_at is not None

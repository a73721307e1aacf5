"""A deposit with its files, its time stamps, whom it is shown to, and the signed heads of the log of all deposits."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.protection.evidence.enums import Secrecy, TokenState
from mainline.register.models import Event, Right


class Evidence(models.Model):
    """One deposit. What it says is its statement, which never changes; it may be linked to a right later, once."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    right = models.ForeignKey(Right, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    secrecy = models.CharField(max_length=8, choices=Secrecy, default=Secrecy.OWN)
    statement = models.TextField()
    """Canonical JSON: files with their hashes, and how they were captured. Its bytes are what is stamped and logged."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the statement, hexadecimal."""
    found_at = models.CharField(max_length=1000, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    captured_by = models.CharField(max_length=200, blank=True)
    is_complete = models.BooleanField()
    """Whether no step of the capture was left out."""
    log_index = models.PositiveBigIntegerField(unique=True)
    """Place in the log, from 0 without a gap."""
    leaf_hash = models.BinaryField(max_length=32)
    supplements = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supplemented_by"
    )
    deposited_at = models.DateTimeField()
    deposited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField(null=True, blank=True)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")
    """The event on the thread of its right."""

    SEALED = Sealed(
        110,
        (
            "organisation_id", "right_id", "title", "secrecy", "statement", "digest", "found_at", "captured_at",
            "captured_by", "is_complete", "log_index", "leaf_hash", "supplements_id", "deposited_at",
            "deposited_by_id", "linked_at", "linked_by_id", "event_id",
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["organisation", "-deposited_at"], name="evidence_of_organisation")]

    def __str__(self) -> str:
        return f"evidence {self.pk} {self.digest[:16]}"


class EvidenceFile(models.Model):
    """A file of a deposit: its content stands in the store of documents."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="files")
    number = models.PositiveIntegerField()
    """From 1."""
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()

    SEALED = Sealed(111, ("evidence_id", "number", "name", "sha256", "size"), content="sha256")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "number"], name="evidence_file_once")]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.number} {self.name}"


class TimestampToken(models.Model):
    """A time stamp over the statement of a deposit: asked for, then held as the authority gave it."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="tokens")
    url = models.CharField(max_length=500, blank=True)
    """Where it is asked for; empty: the demonstration's own authority, which nobody recognises."""
    certificates = models.TextField(blank=True)
    """PEM: what of the authority is trusted, as of the asking; completed when certificates are entered later."""
    nonce = models.CharField(max_length=40)
    """Decimal: our random number, which the answer must repeat."""
    policy = models.CharField(max_length=100, blank=True)
    """The policy that is demanded; empty: whatever the authority's own is."""
    state = models.CharField(max_length=8, choices=TokenState, default=TokenState.PENDING)
    asked_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    """When it is asked again; none: no more."""
    problem = models.CharField(max_length=40, blank=True)
    """Why there is no token yet, or why it is not verified: a code of :mod:`mainline.protection.evidence.words`."""
    problem_detail = models.CharField(max_length=200, blank=True)
    response = models.BinaryField(null=True, blank=True)
    """The whole answer (RFC 3161, DER)."""
    stamped_at = models.DateTimeField(null=True, blank=True)
    """The time that the authority states."""
    issuer = models.CharField(max_length=500, blank=True)
    serial = models.CharField(max_length=64, blank=True)
    granted_policy = models.CharField(max_length=100, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        112,
        (
            "evidence_id", "url", "certificates", "nonce", "policy", "state", "asked_at", "response",
            "stamped_at", "issuer", "serial", "granted_policy", "verified_at",
        ),
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="token_waiting", condition=Q(state=TokenState.PENDING))
        ]

    def __str__(self) -> str:
        return f"token {self.pk} for {self.evidence_id} {self.state}"

    @property
    def is_demonstration(self) -> bool:
        """Whether it is of the demonstration's own authority."""
        return not self.url


class TimestampAuthority(models.Model):
    """Where one organisation has its deposits stamped, instead of where the platform does."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    url = models.CharField(max_length=500)
    certificates = models.TextField(blank=True)
    policy = models.CharField(max_length=100, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    SEALED = Sealed(113, ("organisation_id", "url", "certificates", "policy", "set_at", "set_by_id"))

    def __str__(self) -> str:
        return f"authority of {self.organisation_id}"


class EvidenceShare(models.Model):
    """That one deposit is shown to one more organisation: who handles a case, a court's expert."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="shares")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    shown_at = models.DateTimeField()
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    SEALED = Sealed(114, ("evidence_id", "organisation_id", "reason", "shown_at", "shown_by_id"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "organisation"], name="evidence_shown_once")
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} shown to {self.organisation_id}"


class TreeHead(models.Model):
    """The signed head of the log at one size. Its own signature proves it, so that it needs no seal."""

    size = models.PositiveBigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    public_key = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"head of {self.size}"

"""Pledges: the pack of rights, who may read it, what banks offer, and who signed what."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.utilization.pledges.enums import OfferState, PledgeState, Purpose, Side


class Pledge(models.Model):
    """Rights that their holder offers as security for a loan, and what came of it."""

    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="pledges")
    purpose = models.CharField(max_length=15, choices=Purpose)
    minor = models.BigIntegerField()
    """The loan wished for, in minor units; what is lent says the offer that was accepted."""
    currency = models.CharField(max_length=3)
    until = models.DateField()
    """The day by which the loan wished for is repaid."""
    note = models.TextField(blank=True)
    """What banks read beside the pack."""
    state = models.CharField(max_length=10, choices=PledgeState, default=PledgeState.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    """Why it was given up."""
    signed_on = models.DateField(null=True, blank=True)
    """The day of the second signature."""
    reference = models.CharField(max_length=60, blank=True)
    """Number of the registration at the office."""
    registered_on = models.DateField(null=True, blank=True)
    paid_minor = models.BigIntegerField(null=True, blank=True)
    """What the bank paid out."""
    paid_on = models.DateField(null=True, blank=True)
    repaid_on = models.DateField(null=True, blank=True)
    release_number = models.CharField(max_length=60, blank=True)
    released_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        97,
        (
            "holder_id", "purpose", "minor", "currency", "until", "note", "state", "reason", "signed_on", "reference",
            "registered_on", "paid_minor", "paid_on", "repaid_on", "release_number", "released_on", "made_by_id", "made_at",
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["holder", "state"])]
        constraints = [models.CheckConstraint(condition=models.Q(minor__gt=0), name="pledge_of_something")]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def number(self) -> str:
        """What people call it: ``PL-000012``."""
        return f"PL-{self.pk:06d}"


class PledgedRight(models.Model):
    """A right of a pack."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="covered")
    right = models.ForeignKey(Right, models.PROTECT, related_name="pledged")

    SEALED = Sealed(148, ("pledge_id", "right_id"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pledge", "right"], name="pledged_right_once")]

    def __str__(self) -> str:
        return f"{self.right_id} in {self.pledge_id}"


class PledgeInvitation(models.Model):
    """That a bank or guarantor may read a pack until a day."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pledge_invitations")
    until = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    shared = models.JSONField(default=list)
    """Ids of the unpublished rights that it was let know of by this invitation: they are closed again with it."""
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()

    SEALED = Sealed(
        98,
        ("pledge_id", "organisation_id", "until", "revoked_at", "shared", "invited_by_id", "invited_at"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pledge", "organisation"], name="pledge_invitation_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} reads {self.pledge_id} until {self.until}"


class PledgeOffer(models.Model):
    """What a bank offers for a pack, or that it declined. Its terms change no more: another offer replaces it."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="offers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pledge_offers")
    state = models.CharField(max_length=10, choices=OfferState)
    minor = models.BigIntegerField(null=True, blank=True)
    """The loan, in minor units of the pledge's currency; ``None`` where the bank declined."""
    rate = models.CharField(max_length=40, blank=True)
    """Interest of a year as an exact part of one, as ``77/2000`` for 3.85 %."""
    starts_on = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    is_guaranteed = models.BooleanField(default=False)
    """Whether a guarantor stands in too: the subsidy on interest is for loans without."""
    conditions = models.TextField(blank=True)
    """What else the bank asks, or why it declined."""
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of all terms: what a signature is under."""
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    SEALED = Sealed(
        146,
        (
            "pledge_id", "organisation_id", "state", "minor", "rate", "starts_on", "until", "is_guaranteed", "conditions",
            "digest", "said_by_id", "said_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "organisation"],
                name="pledge_offer_stands_once",
                condition=models.Q(state="made"),
            ),
            models.UniqueConstraint(
                fields=["pledge"], name="pledge_offer_accepted_once", condition=models.Q(state="accepted")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} for {self.pledge_id} {self.state}"


class PledgeSignature(models.Model):
    """Who signed an accepted offer for a side, and under which terms."""

    offer = models.ForeignKey(PledgeOffer, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=6, choices=Side)
    digest = models.CharField(max_length=64)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    SEALED = Sealed(147, ("offer_id", "side", "digest", "signed_by_id", "signed_at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "side"], name="pledge_signed_once")]

    def __str__(self) -> str:
        return f"{self.side} of {self.offer_id}"

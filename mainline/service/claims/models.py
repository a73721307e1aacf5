"""Claims, what was done with them, and the papers that go with them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.models import Document, Right
from mainline.service.claims.enums import LIVE, ClaimAct, ClaimState


class Claim(models.Model):
    """One claim of one organisation under one policy for one year."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="claims")
    policy = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    """The year of the call, whose budget pays."""
    right = models.ForeignKey(Right, models.PROTECT, null=True, blank=True, related_name="claims")
    contract = models.CharField(max_length=80, blank=True)
    """Key of the contract: one subsidy for one contract, under whatever policy and in whatever year."""
    once = models.CharField(max_length=160, blank=True)
    """What the policy pays for once."""
    state = models.CharField(max_length=12, choices=ClaimState, default=ClaimState.DRAFT)
    version_since = models.DateField()
    """Which version of the policy it was judged by."""
    judged = models.JSONField(default=dict)
    """The version in its words, and each clause with its facts and where they came from, as of the last submission."""
    computed_minor = models.BigIntegerField(null=True, blank=True)
    """What the policy's formula gives; ``None`` where no amount is known."""
    approved_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="CNY")
    submitted_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    """The promise of the office: sixty working days after submission."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        122,
        (
            "organisation_id", "policy", "year", "right_id", "contract", "once", "state", "version_since", "judged",
            "computed_minor", "approved_minor", "currency", "submitted_on", "due_on", "made_by_id", "made_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=~models.Q(contract="") & models.Q(state__in=[state.value for state in LIVE]),
                name="claim_one_contract_one_subsidy",
            ),
            models.UniqueConstraint(
                fields=["once"],
                condition=~models.Q(once="") & models.Q(state__in=[state.value for state in LIVE]),
                name="claim_once",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_minor__isnull=True) | models.Q(approved_minor__gt=0),
                name="claim_amount_positive",
            ),
        ]
        indexes = [models.Index(fields=["policy", "year", "state"])]

    def __str__(self) -> str:
        return f"{self.policy} {self.year} {self.organisation_id} {self.state}"


class ClaimStep(models.Model):
    """One thing that was done with a claim. Written once."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="steps")
    act = models.CharField(max_length=10, choices=ClaimAct)
    clause = models.CharField(max_length=60, blank=True)
    """Clause because of which it was sent back or refused."""
    confirmed = models.JSONField(default=list)
    """Clauses that were open, and by what the office found each met: ``[[clause, words], …]``."""
    words = models.CharField(max_length=1000, blank=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SEALED = Sealed(
        123, ("claim_id", "act", "clause", "confirmed", "words", "amount_minor", "on", "by_id", "at")
    )

    def __str__(self) -> str:
        return f"{self.claim_id} {self.act} {self.on}"


class ClaimPaper(models.Model):
    """A paper that the policy asks for: a document of the register, or the number under which the office has it."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="papers")
    code = models.CharField(max_length=60)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(max_length=200, blank=True)

    SEALED = Sealed(124, ("claim_id", "code", "document_id", "reference"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "code"], name="claim_paper_once")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.code}"

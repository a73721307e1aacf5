"""The unit's own rules, costs to be recovered, plans with a line for each inventor, and payments."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation, Person
from mainline.register.ledger.models import Posting
from mainline.register.models import Document, Event, Right
from mainline.utilization.distribution.enums import (
    CostKind,
    LineAnswer,
    PlanKind,
    PlanState,
    RuleBasis,
    StateFounded,
)
from mainline.utilization.royalties.models import ReceiptMatch


class UnitRule(models.Model):
    """How a unit shares income with inventors from a day on. Never changed: another follows it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="unit_rules")
    basis = models.CharField(max_length=9, choices=RuleBasis)
    title = models.CharField(max_length=200)
    """Name and number of the document, as it is cited."""
    since = models.DateField()
    founded_by_state = models.CharField(max_length=7, choices=StateFounded, default=StateFounded.UNKNOWN)
    tiers = models.JSONField(default=list)
    """``[[net income above, in minor units, "7/10"], …]``: what part of it goes to the inventors."""
    rewards = models.JSONField(default=dict)
    """``{kind of right: minor units}``: the reward for a grant, where the rules set one."""
    currency = models.CharField(max_length=3, default="CNY")
    notice_days = models.PositiveSmallIntegerField(default=0)
    """Days for which a plan is shown before it may be approved."""
    least_share = models.CharField(max_length=20, blank=True)
    """The least part of an inventor, as a fraction; empty where the rules set none."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        107,
        (
            "organisation_id", "basis", "title", "since", "founded_by_state", "tiers", "rewards", "currency",
            "notice_days", "least_share", "made_by_id", "made_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "since"], name="unit_rule_once")]

    def __str__(self) -> str:
        return f"{self.title} since {self.since}"


class RecoverableCost(models.Model):
    """What a unit spent on a right, with its proof. Recovered from the income of that right, once."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    right = models.ForeignKey(Right, models.PROTECT, related_name="recoverable_costs")
    kind = models.CharField(max_length=9, choices=CostKind)
    what = models.CharField(max_length=200)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    spent_on = models.DateField()
    reference = models.CharField(max_length=100)
    """Of the receipt, invoice or voucher that proves it."""
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    SEALED = Sealed(
        106,
        (
            "organisation_id", "right_id", "kind", "what", "minor", "currency", "spent_on", "reference",
            "document_id", "entered_by_id", "entered_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "right", "reference", "what"], name="cost_once"),
            models.CheckConstraint(condition=models.Q(minor__gt=0), name="cost_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.minor} {self.currency}"


class DistributionPlan(models.Model):
    """Who gets what of some income of a right, or of the reward for its grant. Another plan follows one that is cancelled."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plans")
    right = models.ForeignKey(Right, models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=12, choices=PlanKind)
    state = models.CharField(max_length=9, choices=PlanState, default=PlanState.PROPOSED)
    currency = models.CharField(max_length=3)
    income_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    inventors_minor = models.BigIntegerField()
    unit_minor = models.BigIntegerField()
    rule = models.ForeignKey(UnitRule, models.PROTECT, null=True, blank=True, related_name="+")
    """Null: neither rules nor an agreement were known, and the law's own measure was taken."""
    basis = models.JSONField(default=dict)
    """What it was reckoned from: floor, tiers, citations, the receipts and costs with their amounts."""
    proposed_on = models.DateField()
    notice_until = models.DateField(null=True, blank=True)
    """The last day of the public notice, where the unit sets one."""
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_on = models.DateField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=500, blank=True)

    SEALED = Sealed(
        108,
        (
            "organisation_id", "right_id", "kind", "state", "currency", "income_minor", "cost_minor",
            "net_minor", "inventors_minor", "unit_minor", "rule_id", "basis", "proposed_on", "notice_until",
            "proposed_by_id", "proposed_at", "approved_by_id", "approved_on", "cancelled_because",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "right"],
                name="one_reward_of_a_right",
                condition=models.Q(kind="reward") & ~models.Q(state="cancelled"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.net_minor} {self.currency} for {self.right_id}"


class PlanPart(models.Model):
    """A part of a plan's income, or of a cost that it recovers. Gone when the plan is cancelled: it can go into another."""

    plan = models.ForeignKey(DistributionPlan, models.CASCADE, related_name="parts")
    match = models.ForeignKey(ReceiptMatch, models.PROTECT, null=True, blank=True, related_name="distributed")
    cost = models.ForeignKey(RecoverableCost, models.PROTECT, null=True, blank=True, related_name="recovered")
    right = models.ForeignKey(Right, models.PROTECT, related_name="+")
    minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "right"], name="income_distributed_once"),
            models.UniqueConstraint(fields=["plan", "cost"], name="cost_in_a_plan_once"),
        ]

    def __str__(self) -> str:
        return f"{self.minor} in {self.plan_id}"


class PlanLine(models.Model):
    """What one inventor gets by a plan, and what they say of it."""

    plan = models.ForeignKey(DistributionPlan, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="plan_lines")
    name = models.CharField(max_length=500)
    """As printed on the right."""
    share = models.CharField(max_length=40)
    """Of all inventors together, as a fraction."""
    minor = models.BigIntegerField()
    answer = models.CharField(max_length=8, choices=LineAnswer, default=LineAnswer.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    """Of a dispute; of a signature on paper where that is kept."""
    claims = models.CharField(max_length=40, blank=True)
    """Which part the inventor says is right, as a fraction: what it differs by is frozen. Empty: all of the line is."""
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        109,
        (
            "plan_id", "position", "person_id", "name", "share", "minor", "answer", "reason", "claims",
            "answered_by_id", "answered_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="plan_line_once")]
        indexes = [models.Index(fields=["person"], name="plan_line_person")]

    def __str__(self) -> str:
        return f"{self.name} {self.share} {self.minor}"


class PlanPayment(models.Model):
    """Money paid to an inventor by a plan; a wrong one is reversed by another below zero. Both stand in the ledger, sealed."""

    line = models.ForeignKey(PlanLine, models.PROTECT, related_name="payments")
    key = models.CharField(max_length=80)
    minor = models.BigIntegerField()
    paid_on = models.DateField()
    reference = models.CharField(max_length=200, blank=True)
    """Of the bank; of a reversal its reason."""
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "key"], name="payment_once"),
            models.CheckConstraint(condition=~models.Q(minor=0), name="payment_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.minor} to {self.line_id}"

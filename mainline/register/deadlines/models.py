"""The docket of an organisation: for which rights it keeps the dates, and each thing to be done by a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.deadlines.enums import DeadlineAct, DeadlineFate, Severity
from mainline.register.models import Event, Right


class Docket(models.Model):
    """That an organisation keeps the dates of a right; what it said for the rules, and who is responsible."""

    right = models.ForeignKey(Right, models.PROTECT, related_name="dockets")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="dockets", db_index=False)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    facts = models.JSONField(default=dict)
    """What people said for the rules: name of the fact → text, as ``{"entity": "small", "reduction": "0.85"}``."""
    department = models.CharField(max_length=120, blank=True)
    """Whose budget pays: a word of the organisation's own, the same for all rights that it says it of."""
    payer = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    """Who pays its fees, where that is not the organisation itself: one that the right names."""
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    """From then on its dates are kept no more; they stay as they were."""
    derived_until = models.DateField(null=True, blank=True)
    """Up to this day all dates are among its deadlines; what is due later is derived when it is asked for."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "right"], name="docket_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} keeps {self.right_id}"


class HouseFacts(models.Model):
    """What an organisation says once for the rules, of all rights whose dates it keeps."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="house_facts")
    facts = models.JSONField(default=dict)
    """Name of the fact → text, as in a docket; what a docket says itself goes before."""

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.facts}"


class LeadDays(models.Model):
    """So many days before the law's date an organisation wants something done."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="lead_days", db_index=False)
    severity = models.CharField(max_length=6, choices=Severity, blank=True)
    """By what missing it brings; empty: whatever it is."""
    rule = models.CharField(max_length=80, blank=True)
    """Of one rule; empty: of all."""
    holder = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    """For rights of this holder alone, as an agency agrees with a client; ``None``: for all."""
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "severity", "rule", "holder"], name="lead_days_of_holder_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "severity", "rule"],
                name="lead_days_of_all_once",
                condition=models.Q(holder=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.severity}{self.rule} {self.days}"


class Deadline(models.Model):
    """One thing to be done by a day, derived by a rule of law and never typed."""

    docket = models.ForeignKey(Docket, models.CASCADE, related_name="deadlines")
    rule = models.CharField(max_length=80)
    bar = models.CharField(max_length=20, blank=True)
    """Which of the rule's days, where it has several."""
    trigger = models.CharField(max_length=60)
    """What set it running, in the words of the rule."""
    occurrence = models.PositiveSmallIntegerField(default=1)
    """Which of the events of that name, by their days: what is corrected stays the same thing to be done."""
    trigger_event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    """The event of the thread behind it; ``None`` where the right itself tells of it."""
    number = models.PositiveSmallIntegerField(default=0)
    """Of many, as the patent year; 0 for one alone."""
    nominal_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True, db_index=True)
    """``None`` while facts are missing."""
    missing = models.JSONField(default=list)
    """Names of facts without which there is no date."""
    fee_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    severity = models.CharField(max_length=6, choices=Severity)
    fate = models.CharField(max_length=7, choices=DeadlineFate, default=DeadlineFate.OPEN)
    ended_by = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    version_since = models.DateField(null=True, blank=True)
    """The version of the rule by which it was derived."""
    pack = models.CharField(max_length=60, blank=True)
    """Pack and its version, as ``cn-patent 2026.11.0``."""
    needs_check = models.BooleanField(default=False)
    """It was past already when it was first derived: nobody here knows whether it was done."""
    internal_on = models.DateField(null=True, blank=True)
    """The day by which people here want it done: as somebody set it, else as the organisation's lead days come to."""
    is_internal_set = models.BooleanField(default=False)
    """Whether somebody set it for this one: lead days then leave it alone."""
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """In place of the docket's."""
    act = models.CharField(max_length=8, choices=DeadlineAct, blank=True)
    """What people decided where no event does it."""
    act_reason = models.CharField(max_length=500, blank=True)
    act_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    act_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The second of two people, where it needs two."""
    sequence = models.PositiveIntegerField(default=0)
    """How often its day or its end changed: the SEQUENCE of its entry in a calendar."""
    derived_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["docket", "rule", "bar", "trigger", "occurrence", "number"], name="deadline_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_on}"


class DeadlineChange(models.Model):
    """What a deadline was before and after something changed it."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    cause = models.CharField(max_length=20)
    """``event``, ``facts``, ``rules`` or ``person``."""
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    SEALED = Sealed(
        23, ("deadline_id", "at", "cause", "event_id", "by_id", "before", "after"), is_whole=False
    )
    """What people did. What follows from events and rules is derived again and compared by whoever doubts it."""

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.cause} {self.at:%Y-%m-%d}"

"""What organisations watch, what was found for them, and which rights were not looked at yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.protection.watches.enums import Decision, NextStep, WatchKind
from mainline.register.models import Event, Right


class Watch(models.Model):
    """One thing that an organisation wants to be told of."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="watches")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=WatchKind)
    right = models.ForeignKey(Right, models.PROTECT, null=True, blank=True, related_name="watches")
    """The right that is watched, or to which the watch belongs."""
    holder = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Whose rights are watched."""
    query = models.CharField(max_length=4000, blank=True)
    is_text = models.BooleanField(default=False)
    """Whether the query is a text to find the like of."""
    named = models.CharField(max_length=300, blank=True)
    """The name of a party or of a mark."""
    classes = models.JSONField(default=list)
    """Classes outside which nothing is told; empty: all."""
    changes = models.JSONField(default=list)
    """Codes of :class:`~mainline.protection.watches.enums.Change`."""
    threshold = models.PositiveSmallIntegerField(default=50)
    """Percent of likeness from which on it is told."""
    profile = models.JSONField(default=list)
    """Telling words with weights, see :mod:`mainline.protection.watches.profile`."""
    since = models.DateField()
    after_right = models.BigIntegerField(default=0)
    """The newest right of the register when the watch began; an older one is told where it was published since."""
    after_event = models.BigIntegerField(default=0)
    """The newest event then; 0 where it looks back: then the day of an event counts."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        115,
        (
            "organisation_id", "name", "kind", "right_id", "holder_id", "query", "is_text", "named", "classes",
            "changes", "threshold", "profile", "since", "after_right", "after_event", "made_by_id", "made_at",
            "ended_at",
        ),
    )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.name}"


class Hit(models.Model):
    """A right that a watch tells of, with why, what may be done, and what was decided."""

    watch = models.ForeignKey(Watch, models.PROTECT, related_name="hits")
    right = models.ForeignKey(Right, models.PROTECT, related_name="watch_hits")
    mark = models.CharField(max_length=40)
    """What the watch asks of the right: while it stays the same, it is not told again."""
    score = models.PositiveSmallIntegerField(default=100)
    reasons = models.JSONField(default=list)
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    found_on = models.DateField()
    found_at = models.DateTimeField()
    step = models.CharField(max_length=12, choices=NextStep, default=NextStep.READ)
    step_due = models.DateField(null=True, blank=True)
    """The last day for it, where a rule names one."""
    step_rule = models.CharField(max_length=80, blank=True)
    decision = models.CharField(max_length=12, choices=Decision, default=Decision.OPEN, blank=True)
    words = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        116,
        (
            "watch_id", "right_id", "mark", "score", "reasons", "event_id", "found_on", "found_at", "step",
            "step_due", "step_rule", "decision", "words", "decided_by_id", "decided_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["watch", "right", "mark"], name="watch_hit_once")]
        indexes = [models.Index(fields=["watch", "decision"], name="watch_hit_open")]

    def __str__(self) -> str:
        return f"{self.watch_id} tells of {self.right_id}"


class WatchPending(models.Model):
    """A right that changed and that the watches were not held against yet."""

    right = models.ForeignKey(Right, models.CASCADE)

    def __str__(self) -> str:
        return str(self.right_id)

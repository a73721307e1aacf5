"""The answer to an office action: its working copy, and each version that went to the client."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.portfolio.answers.enums import AnswerState, Decision
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Document, Event


class Answer(models.Model):
    """The working copy, kept as it is typed. What counts are its versions."""

    deadline = models.OneToOneField(Deadline, models.PROTECT, related_name="answer")
    state = models.CharField(max_length=8, choices=AnswerState, default=AnswerState.DRAFT)
    claims = models.TextField(blank=True)
    text = models.TextField(blank=True)
    chart = models.JSONField(default=dict)
    """As :func:`mainline.register.features.plain` writes it."""
    revision = models.PositiveIntegerField(default=0)
    """How often it was saved: who saves an older one is told."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")
    """By which it was filed."""
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"answer for {self.deadline_id} {self.state}"


class AnswerVersion(models.Model):
    """An answer as it went to the client, and what the client said. Its words change no more."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    claims = models.TextField(blank=True)
    text = models.TextField()
    chart = models.JSONField(default=dict)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.WAITING, blank=True)
    words = models.CharField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        79,
        (
            "answer_id", "number", "claims", "text", "chart", "sent_by_id", "sent_at", "decision", "words",
            "decided_by_id", "decided_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="answer_version_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} version {self.number} {self.decision}"

"""A question of the public, and what was said on it by either side."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.service.questions.enums import QuestionState, Topic


class Question(models.Model):
    """What somebody asked. Who holds its key is who asked; no account is needed."""

    topic = models.CharField(max_length=12, choices=Topic)
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=12, blank=True)
    """Code of the prefecture; empty where nobody said."""
    name = models.CharField(max_length=100, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    """For those who answer alone."""
    key_hash = models.CharField(max_length=64)
    """SHA-256 of the key: the key itself is shown once and kept nowhere."""
    state = models.CharField(max_length=8, choices=QuestionState, default=QuestionState.OPEN)
    promised_on = models.DateField()
    """By when an answer is promised: a promise of the platform, no period of law."""
    may_publish = models.BooleanField(default=False)
    """Whether who asked agreed that question and answer are shown to everybody, without name and contact."""
    published_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()

    SEALED = Sealed(
        144,
        (
            "topic", "title", "place", "name", "contact", "key_hash", "state", "promised_on", "may_publish",
            "published_at", "asked_by_id", "asked_at",
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["state", "promised_on"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """What people quote: ``Q-000012``."""
        return f"Q-{self.pk:06d}"


class QuestionPart(models.Model):
    """One thing said: by who asked (no organisation), or by who answers for an organisation. The first is the question."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="parts")
    text = models.TextField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField()

    SEALED = Sealed(145, ("question_id", "text", "organisation_id", "said_by_id", "said_at"))

    def __str__(self) -> str:
        return self.text[:60]

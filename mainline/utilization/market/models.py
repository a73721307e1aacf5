"""Needs, offers, and matches between a need and a right."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.rules.money import Money
from mainline.utilization.market.enums import (
    Answer,
    Language,
    MatchState,
    NeedState,
    OfferMode,
    OfferState,
    Outcome,
    Reason,
    Side,
    Verdict,
    WishedMode,
)

_USER = settings.AUTH_USER_MODEL


class Need(models.Model):
    """A technology that an enterprise looks for, in its own words."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="needs")
    is_anonymous = models.BooleanField(default=True)
    """Whether its name is told to those alone with whom it talks."""
    title = models.CharField(max_length=200)
    text = models.TextField()
    language = models.CharField(max_length=2, choices=Language)
    industry = models.CharField(max_length=40, blank=True)
    """Code of an industry of the region pack."""
    activity = models.CharField(max_length=5, blank=True)
    """Class of GB/T 4754, the national classification of economic activities."""
    budget = models.CharField(max_length=20, blank=True)
    """Code of a band of ``market.toml``; empty: not said."""
    mode = models.CharField(max_length=14, choices=WishedMode, blank=True)
    readiness = models.PositiveSmallIntegerField(null=True, blank=True)
    """The least technology readiness level that would do, 1 to 9."""
    place = models.CharField(max_length=12, blank=True)
    """Where it is wanted, as far as the poster says so: that of an anonymous enterprise tells of it."""
    wanted_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=NeedState, default=NeedState.DRAFT)
    made_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    posted_on = models.DateField(null=True, blank=True)
    reply_by = models.DateField(null=True, blank=True)
    """The day by which a person was promised to answer."""
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_words = models.CharField(max_length=1000, blank=True)

    SEALED = Sealed(
        90,
        (
            "organisation_id", "is_anonymous", "title", "text", "language", "industry", "activity", "budget", "mode",
            "readiness", "place", "wanted_by", "state", "made_by_id", "made_at", "posted_on", "reply_by", "closed_on",
            "outcome", "outcome_words",
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["state", "-posted_on"])]

    def __str__(self) -> str:
        return f"need {self.pk} {self.state}"


class NeedReply(models.Model):
    """What a person of the platform's offices answered to a need."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="replies")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """For whom it was answered."""
    text = models.CharField(max_length=2000)
    replied_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField()
    replied_on = models.DateField()

    SEALED = Sealed(94, ("need_id", "organisation_id", "text", "replied_by_id", "replied_at", "replied_on"))

    def __str__(self) -> str:
        return f"reply to {self.need_id}"


class ReplyPromise(models.Model):
    """Within how many days an office answers needs; the newest of all counts."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    days = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.days} days"


class Offer(models.Model):
    """One or several rights that their holder offers for use."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offers")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    field_of_use = models.CharField(max_length=300)
    """Products and applications, in the words of those who would use it."""
    language = models.CharField(max_length=2, choices=Language)
    industry = models.CharField(max_length=40, blank=True)
    readiness = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=20, choices=OfferMode)
    price_minor = models.BigIntegerField(null=True, blank=True)
    """``None``: open to talk."""
    currency = models.CharField(max_length=3, blank=True)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.LISTED)
    listed_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    listed_at = models.DateTimeField()
    listed_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    SEALED = Sealed(
        91,
        (
            "organisation_id", "title", "text", "field_of_use", "language", "industry", "readiness", "mode",
            "price_minor", "currency", "state", "listed_by_id", "listed_at", "listed_on", "withdrawn_on",
            "withdrawn_because",
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["state", "-listed_on"])]

    def __str__(self) -> str:
        return f"offer {self.pk} {self.state}"

    @property
    def price(self) -> Money | None:
        """The price asked; ``None``: open to talk."""
        return None if self.price_minor is None else Money(self.price_minor, self.currency)


class OfferRight(models.Model):
    """A right that an offer holds."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="parts")
    right = models.ForeignKey(Right, models.PROTECT, related_name="offered_in")

    SEALED = Sealed(99, ("offer_id", "right_id"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "right"], name="offer_right_once")]

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.right_id}"


class Match(models.Model):
    """That a need and a right may fit, with why, and what both sides say to it."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="matches")
    right = models.ForeignKey(Right, models.PROTECT, related_name="matches")
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, blank=True, related_name="matches")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Who answers for the right."""
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=dict)
    """Parts and words of the score as they were when it was proposed: see ``shown.kept``."""
    words = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=MatchState, default=MatchState.PROPOSED)
    proposed_side = models.CharField(max_length=6, choices=Side)
    proposed_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    proposed_on = models.DateField()
    need_answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING, blank=True)
    need_reason = models.CharField(max_length=500, blank=True)
    need_answered_at = models.DateTimeField(null=True, blank=True)
    holder_answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING, blank=True)
    holder_reason = models.CharField(max_length=500, blank=True)
    holder_answered_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        92,
        (
            "need_id", "right_id", "offer_id", "holder_id", "score", "reasons", "words", "state", "proposed_side",
            "proposed_by_id", "proposed_at", "proposed_on", "need_answer", "need_reason", "need_answered_at",
            "holder_answer", "holder_reason", "holder_answered_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "right"], name="match_once")]

    def __str__(self) -> str:
        return f"match {self.pk} {self.state}"


class MatchMessage(models.Model):
    """A message between the two sides of a match in talks."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="messages")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    text = models.CharField(max_length=4000)
    sent_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField()

    SEALED = Sealed(93, ("match_id", "organisation_id", "text", "sent_by_id", "sent_at"))

    def __str__(self) -> str:
        return f"message on {self.match_id}"


class Feedback(models.Model):
    """What an organisation says of something found for it: a right for its need, or a need for its right."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="feedback")
    right = models.ForeignKey(Right, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    words = models.CharField(max_length=500, blank=True)
    said_by = models.ForeignKey(_USER, models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "right", "organisation"], name="feedback_once")
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.need_id} {self.right_id}"

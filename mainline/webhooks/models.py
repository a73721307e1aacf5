"""Where events are told to, and each telling."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.models import Event
from mainline.webhooks.enums import DeliveryState, WebhookState


class Webhook(models.Model):
    """An address that an organisation wants its events told to."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    is_own_only = models.BooleanField(default=True)
    """Only what happens to rights that are entrusted to the organisation; else all that it may know of."""
    codes = models.JSONField(default=list)
    """Event codes that are told, or with a dot at their end the beginnings of codes; empty: all."""
    secret = models.CharField(max_length=200)
    """Key of the signature, encrypted: see :mod:`mainline.webhooks.keys`."""
    state = models.CharField(max_length=10, choices=WebhookState, default=WebhookState.ACTIVE)
    after = models.BigIntegerField(default=0)
    """Events up to this id have been looked at."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    SEALED = Sealed(
        18,
        ("organisation_id", "url", "is_own_only", "codes", "secret", "made_by_id", "made_at"),
        is_whole=False,
    )

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event for one webhook; kept a while, so that it can be read and replayed."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="+")
    """``None`` for a test, and for an event that the register no longer holds."""
    code = models.CharField(max_length=60)
    """The code of the event, or :data:`mainline.webhooks.logic.TEST`."""
    body = models.TextField()
    """The JSON that was or will be sent, as signed."""
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    """When it was sent last, whether or not it arrived."""
    done_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    """Status and first words of the last answer; or a code after ``-`` for why there was none."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="delivery_once")]
        indexes = [
            models.Index(fields=["state", "next_at"]),
            models.Index(fields=["webhook", "state", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.event_id} {self.state}"

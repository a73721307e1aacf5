"""Where events are told to, and each telling."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.models import Event
from mainline.webhooks.enums import DeliveryState


class Webhook(models.Model):
    """An address that an organisation wants its events told to."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    codes = models.JSONField(default=list)
    """Event codes or their beginnings that are told; empty: all."""
    secret = models.CharField(max_length=200)
    """Key of the signature, encrypted under the platform's own key."""
    is_active = models.BooleanField(default=True)
    after = models.BigIntegerField(default=0)
    """Events up to this id have been looked at."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    SEALED = Sealed(
        18, ("organisation_id", "url", "codes", "secret", "made_by_id", "made_at"), is_whole=False
    )

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event for one webhook; kept, so that it can be read and replayed."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="+")
    body = models.TextField()
    """The JSON that was or will be sent, as signed."""
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    """Status and first words of the last answer, or why there was none."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="delivery_once")]
        indexes = [models.Index(fields=["state", "next_at"])]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.event_id} {self.state}"

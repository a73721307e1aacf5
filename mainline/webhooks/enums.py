"""Stable codes of webhooks and deliveries, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WebhookState(TextChoices):
    """Whether a webhook is told anything."""

    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    """By a person. What happens meanwhile is told when it goes on."""
    GONE = "gone", _("Gone")
    """The receiver said that it is no more, by status 410."""


class DeliveryState(TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Given up")
    DROPPED = "dropped", _("Not sent")
    """Before it could be sent, the event had gone, or was no longer the organisation's to know."""

"""Codes of answers to office actions, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnswerState(TextChoices):
    """How far an answer has come."""

    DRAFT = "draft", _("Being written")
    SENT = "sent", _("Waits for the client")
    RETURNED = "returned", _("Sent back by the client")
    APPROVED = "approved", _("Approved")
    FILED = "filed", _("Filed")


class Decision(TextChoices):
    """What became of a version that was sent to the client."""

    WAITING = "", _("Waits for the client")
    APPROVED = "approved", _("Approved")
    OUTSIDE = "outside", _("Approved outside the platform")
    RETURNED = "returned", _("Sent back by the client")
    RECALLED = "recalled", _("Called back by the agency")

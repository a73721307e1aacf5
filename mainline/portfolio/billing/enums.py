"""Codes of bills, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BillState(TextChoices):
    """How far a bill has come."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Sent to the client")
    PAID = "paid", _("Paid and closed")


class LineKind(TextChoices):
    """What a line of a bill is for."""

    WORK = "work", _("Work done")
    FEE = "fee", _("Official fee passed on")
    FREE = "free", _("Other")
    CREDIT = "credit", _("Taken back")
    REPLACEMENT = "replace", _("In its place")


class Answer(TextChoices):
    """What the client says of a line."""

    WAITING = "waiting", _("Not answered")
    ACCEPTED = "accepted", _("Accepted")
    DISPUTED = "disputed", _("Disputed")

"""Codes of service requests, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ServiceKind(TextChoices):
    """What an agency is asked to do."""

    SEARCH = "search", _("Search and novelty report")
    DRAFTING = "drafting", _("Drafting and filing")
    PROSECUTION = "prosecution", _("Answers to office actions")
    ANNUITIES = "annuities", _("Annual fees and records")
    TRADEMARK = "trademark", _("Trademarks")
    VALUATION = "valuation", _("Valuation")
    LICENSING = "licensing", _("Licensing and transfer")
    ENFORCEMENT = "enforcement", _("Enforcement")
    ABROAD = "abroad", _("Filing abroad")
    TRANSLATION = "translation", _("Translation")
    TRAINING = "training", _("Training")
    OTHER = "other", _("Other")


class RequestState(TextChoices):
    """How far a request has come."""

    OPEN = "open", _("Waits for quotes")
    ENGAGED = "engaged", _("Agency engaged")
    DELIVERED = "delivered", _("Delivered, to be accepted")
    CLOSED = "closed", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class QuoteState(TextChoices):
    """What became of asking one agency."""

    ASKED = "asked", _("Asked")
    QUOTED = "quoted", _("Quoted")
    DECLINED = "declined", _("Declined by the agency")
    ACCEPTED = "accepted", _("Accepted by the client")
    PASSED_OVER = "passed", _("Another was chosen")


class DeliveryState(TextChoices):
    """What the client says of a delivery."""

    WAITING = "waiting", _("To be looked at")
    TAKEN = "taken", _("Accepted")
    RETURNED = "returned", _("Sent back")

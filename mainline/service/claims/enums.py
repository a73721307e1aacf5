"""Codes of claims, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClaimState(TextChoices):
    """How far a claim has come."""

    DRAFT = "draft", _("Being prepared")
    SUBMITTED = "submitted", _("With the office")
    RETURNED = "returned", _("Sent back to be mended")
    APPROVED = "approved", _("Approved, not paid yet")
    PAID = "paid", _("Paid")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    TAKEN_BACK = "taken_back", _("Taken back after payment")


LIVE = (ClaimState.SUBMITTED, ClaimState.RETURNED, ClaimState.APPROVED, ClaimState.PAID)
"""States in which a claim holds its contract and its right: no other may draw on them."""
BINDING = (ClaimState.APPROVED, ClaimState.PAID)
"""States in which its amount is taken from the budget."""


class ClaimAct(TextChoices):
    """What was done with a claim."""

    SUBMIT = "submit", _("Submitted")
    RETURN = "return", _("Sent back")
    APPROVE = "approve", _("Approved")
    REFUSE = "refuse", _("Refused")
    WITHDRAW = "withdraw", _("Withdrawn")
    PAY = "pay", _("Paid")
    TAKE_BACK = "take_back", _("Taken back")

"""Codes of pledges, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """What the loan is for: what the subsidy on its interest asks (HLJ-PLEDGE-INTEREST-2025). The extra ``use`` of events."""

    RD = "rd", _("Research and development")
    CONVERSION = "conversion", _("Conversion of results")
    UPGRADE = "upgrade", _("Technical upgrade")
    WORKING_CAPITAL = "working_capital", _("Working capital")


class PledgeState(TextChoices):
    """How far a pledge has come."""

    OPEN = "open", _("Seeks a loan")
    ACCEPTED = "accepted", _("Waits for signatures")
    SIGNED = "signed", _("To be registered")
    REGISTERED = "registered", _("Pledge registered")
    RELEASED = "released", _("Pledge released")
    WITHDRAWN = "withdrawn", _("Given up")


class OfferState(TextChoices):
    """What became of what a bank said."""

    MADE = "made", _("Loan offered")
    REPLACED = "replaced", _("Replaced by another")
    DECLINED = "declined", _("Declined by the bank")
    ACCEPTED = "accepted", _("Accepted by the holder")
    PASSED_OVER = "passed", _("Another was chosen")
    TAKEN_BACK = "taken_back", _("Taken back")


class Side(TextChoices):
    """The two sides of a pledge."""

    HOLDER = "holder", _("Pledgor")
    BANK = "bank", _("Pledgee")

"""Codes of plans and payments, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlanKind(TextChoices):
    """What is distributed. The codes are those of the extra ``kind`` of events."""

    REMUNERATION = "remuneration", _("Remuneration from income")
    REWARD = "reward", _("Reward for the grant")


class PlanState(TextChoices):
    """How far a plan has come."""

    PROPOSED = "proposed", _("Inventors sign")
    APPROVED = "approved", _("Approved, being paid")
    CANCELLED = "cancelled", _("Cancelled")


class LineAnswer(TextChoices):
    """What an inventor says of a plan."""

    WAITING = "waiting", _("Not signed yet")
    ACCEPTED = "accepted", _("Has signed")
    ON_PAPER = "on_paper", _("Signed on paper")
    DISPUTED = "disputed", _("Disputed")


class RuleBasis(TextChoices):
    """What stands behind the percentage that inventors get."""

    RULES = "rules", _("Internal rules of the unit")
    AGREEMENT = "agreement", _("Agreement with the inventors")


class StateFounded(TextChoices):
    """Whether the unit is an institute or university founded by the State: the floor then binds its rules too."""

    UNKNOWN = "unknown", _("Not said")
    YES = "yes", _("Founded by the State")
    NO = "no", _("Not founded by the State")


class CostKind(TextChoices):
    """What was spent on a right and is recovered from its income first."""

    OFFICIAL = "official", _("Official fees")
    AGENCY = "agency", _("Fees of the agency")
    VALUATION = "valuation", _("Valuation")
    BROKER = "broker", _("Fee of a technology broker")
    TAX = "tax", _("Tax on the income")
    CO_OWNER = "co_owner", _("Part of a co-owner")
    OTHER = "other", _("Other")

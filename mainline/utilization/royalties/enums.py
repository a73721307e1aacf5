"""Codes of royalty reports and invoices, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportState(TextChoices):
    """How far a royalty report has come."""

    FILED = "filed", _("To be checked")
    DISPUTED = "disputed", _("Report disputed")
    REPLACED = "replaced", _("Replaced by a later one")
    ACCEPTED = "accepted", _("Report accepted")


class InvoiceKind(TextChoices):
    """What an invoice is for."""

    LUMP = "lump", _("Fixed sum")
    ROYALTY = "royalty", _("Running royalty")


class FlagLabel(TextChoices):
    """What is odd about a report; the codes are those of ``logic.Flag``."""

    VARIANCE = "variance", _("The amount reported is not what the clauses come to")
    OVER_CAP = "over_cap", _("Deductions above the cap")
    NOT_ALLOWED = "not_allowed", _("A deduction that the agreement does not allow")
    MISSING = "missing", _("A product of the agreement is not reported")
    STRANGE = "strange", _("A product that the agreement does not name")
    LATE = "late", _("Reported late")
    PERIOD = "period", _("Not a period of the agreement")
    GAP = "gap", _("A period before it was not reported")

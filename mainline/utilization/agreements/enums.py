"""Codes of agreements, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgreementKind(TextChoices):
    """What the agreement gives. The codes are those of the extra ``licence`` of events."""

    EXCLUSIVE = "exclusive", _("Exclusive licence")
    SOLE = "sole", _("Sole licence")
    ORDINARY = "ordinary", _("Non-exclusive licence")
    OPEN = "open", _("Open licence, taken up")
    ASSIGNMENT = "assignment", _("Assignment")


class AgreementState(TextChoices):
    """How far an agreement has come."""

    DRAFT = "draft", _("Being drafted")
    SENT = "sent", _("Waits for signatures")
    SIGNED = "signed", _("In effect")
    ENDED = "ended", _("Ended")
    DISCARDED = "discarded", _("Given up")


class Side(TextChoices):
    """The two sides of an agreement."""

    LICENSOR = "licensor", _("Licensor")
    LICENSEE = "licensee", _("Licensee")


class Affiliated(TextChoices):
    """Whether one side belongs to the other: asked for by subsidies for conversion."""

    UNKNOWN = "unknown", _("Not said")
    NO = "no", _("Not affiliated")
    YES = "yes", _("Affiliated")


class DeclarationState(TextChoices):
    """Whether an open licence is still offered to whoever asks."""

    DECLARED = "declared", _("Open")
    WITHDRAWN = "withdrawn", _("Withdrawn")

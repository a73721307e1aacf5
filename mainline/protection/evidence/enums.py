"""Codes of the evidence vault, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Secrecy(TextChoices):
    """Who may see a deposit beside those whom it is shown to one by one. The codes are those of parts of a thread."""

    OWN = "own", _("our organisation alone")
    HOLDER = "holder", _("also those whom the right is entrusted to")


class TokenState(TextChoices):
    """How far a time stamp has come."""

    PENDING = "pending", _("Token pending")
    STAMPED = "stamped", _("Stamped")
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Refused")


class Standing(TextChoices):
    """How far a deposit has come: derived from its tokens."""

    HASHED = "hashed", _("Hashed, no token")
    PENDING = "pending", _("Token pending")
    STAMPED = "stamped", _("Stamped")
    VERIFIED = "verified", _("Verified")


class StepState(TextChoices):
    """What was done of a step of the capture."""

    DONE = "done", _("done")
    NOT_DONE = "not_done", _("not done")
    NOT_APPLICABLE = "not_applicable", _("does not apply")

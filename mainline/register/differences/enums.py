"""Codes of differences, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DifferenceState(TextChoices):
    """How a difference stands."""

    OPEN = "open", _("Not decided")
    DECIDED = "decided", _("Decided")
    GONE = "gone", _("Gone by itself")


class Choice(TextChoices):
    """Whose word stands."""

    OFFICE = "office", _("The office's accepted")
    OURS = "ours", _("Ours kept")


class DifferenceAct(TextChoices):
    """What somebody did about a difference."""

    OFFICE = "office", _("Accepted the office's")
    OURS = "ours", _("Kept ours")
    UNDONE = "undone", _("Took it back")

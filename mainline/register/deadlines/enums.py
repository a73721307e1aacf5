"""Codes of deadlines, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Severity(TextChoices):
    """What missing a day brings."""

    LOSS = "loss", _("The right or the chance to defend it is lost")
    COST = "cost", _("It costs more afterwards")
    CHANCE = "chance", _("A chance is forgone")
    OFFICE = "office", _("The office's own act")


class DeadlineFate(TextChoices):
    """What the thread says of something to be done."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    VOID = "void", _("Fell away")
    UNKNOWN = "unknown", _("Facts are missing")
    GONE = "gone", _("No longer follows")
    """What set it running was corrected: it follows from nothing any more."""


class DeadlineAct(TextChoices):
    """What people decide where no event does it."""

    WAIVED = "waived", _("Waived")
    CLOSED = "closed", _("Closed without an event")

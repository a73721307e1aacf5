"""Codes of watches, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WatchKind(TextChoices):
    """What is watched."""

    RIGHT = "right", _("What is like a right, or cites it")
    SEARCH = "search", _("What a search finds")
    STATUS = "status", _("What happens to rights")
    NAME = "name", _("A party, or the name of a mark")


class Change(TextChoices):
    """What can happen to a right that a watch of a status tells of."""

    GRANTED = "granted", _("published, granted or registered")
    ENDED = "ended", _("lapsed, refused, withdrawn or expired")
    RESTORED = "restored", _("restored or renewed")
    TRANSFERRED = "transferred", _("transferred, or the holder changed")
    LICENSED = "licensed", _("licensed")
    PLEDGED = "pledged", _("pledged or released")
    CHALLENGED = "challenged", _("challenged: opposition, invalidation, cancellation")
    DECIDED = "decided", _("a challenge was decided")
    DISPUTED = "disputed", _("in dispute: suit, adjudication, preservation")


class NextStep(TextChoices):
    """What a hit may call for."""

    OPPOSITION = "opposition", _("File an opposition")
    OBSERVATION = "observation", _("File observations as a third party")
    INVALIDATION = "invalidation", _("Request invalidation")
    WARNING = "warning", _("Send a warning letter")
    ADJUDICATION = "adjudication", _("Ask an IP office to adjudicate")
    READ = "read", _("Read it and decide")


class Decision(TextChoices):
    """What was decided about a hit."""

    OPEN = "", _("Not decided yet")
    OPPOSITION = "opposition", _("Opposition")
    OBSERVATION = "observation", _("Third-party observations")
    INVALIDATION = "invalidation", _("Invalidation")
    WARNING = "warning", _("Warning letter")
    ADJUDICATION = "adjudication", _("Administrative adjudication")
    NOTED = "noted", _("Noted, nothing to do now")
    IGNORED = "ignored", _("Ignored")


ACTED = frozenset(
    {
        Decision.OPPOSITION, Decision.OBSERVATION, Decision.INVALIDATION, Decision.WARNING,
        Decision.ADJUDICATION,
    }
)  # fmt: skip
"""Decisions to do something about it."""

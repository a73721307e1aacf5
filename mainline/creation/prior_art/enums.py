"""Codes of novelty reports, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportState(TextChoices):
    """How far a report has come."""

    BEGUN = "begun", _("Being worked on")
    REPORTED = "reported", _("Report given")


class Basis(TextChoices):
    """What the cut-off day of a search is."""

    PRIORITY = "priority", _("Priority date")
    FILING = "filing", _("Filing date")
    CHOSEN = "chosen", _("Day chosen")


class Relevance(TextChoices):
    """What a person said of a document."""

    OPEN = "", _("Not judged yet")
    RELEVANT = "relevant", _("Relevant")
    NOT_RELEVANT = "not", _("Not relevant")


class Category(TextChoices):
    """Categories of cited documents, WIPO Standard ST.14 paragraph 14."""

    NONE = "", "—"
    X = "X", _("X: alone takes novelty or inventive step")
    Y = "Y", _("Y: takes inventive step together with another")
    A = "A", _("A: general state of the art")
    E = "E", _("E: filed before, published on the day or later")
    D = "D", _("D: cited in the application itself")


class Outcome(TextChoices):
    """The conclusion, which a person writes."""

    NOVEL = "novel", _("Novel over what was found")
    LACKS = "lacks", _("Novelty lacking for some claims")
    DOUBTFUL = "doubtful", _("Novel; inventive step doubtful")
    NONE = "none", _("No conclusion can be drawn")


class Kind(TextChoices):
    """What a search looked for."""

    BEFORE = "before", _("Published before the day")
    CONFLICTING = "conflicting", _("Filed in China before the day, published on it or later")

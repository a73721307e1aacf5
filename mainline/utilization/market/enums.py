"""Codes of needs, offers and matches, with lazy labels."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    """In which language something is written."""

    ZH = "zh", _("Chinese")
    EN = "en", _("English")


class WishedMode(TextChoices):
    """How an enterprise would like to come to use what it looks for."""

    LICENCE = "licence", _("Licence")
    ASSIGNMENT = "assignment", _("Assignment")
    JOINT = "co_development", _("Co-development")


class OfferMode(TextChoices):
    """What a holder offers; those that are acts on a right are called as its gates call them."""

    ORDINARY = "ordinary_licence", _("Non-exclusive licence")
    SOLE = "sole_licence", _("Sole licence")
    EXCLUSIVE = "exclusive_licence", _("Exclusive licence")
    OPEN = "open_licence", _("Open licence")
    ASSIGNMENT = "transfer", _("Assignment")
    JOINT = "co_development", _("Co-development")


WISHED_AS: Mapping[str, str] = {
    OfferMode.ORDINARY: WishedMode.LICENCE,
    OfferMode.SOLE: WishedMode.LICENCE,
    OfferMode.EXCLUSIVE: WishedMode.LICENCE,
    OfferMode.OPEN: WishedMode.LICENCE,
    OfferMode.ASSIGNMENT: WishedMode.ASSIGNMENT,
    OfferMode.JOINT: WishedMode.JOINT,
}
"""What each offered mode is to who looks for something."""


class NeedState(TextChoices):
    """How far a need has come."""

    DRAFT = "draft", _("Draft")
    POSTED = "posted", _("Posted")
    CLOSED = "closed", _("Closed")


class Outcome(TextChoices):
    """What became of a need."""

    LICENSED = "licensed", _("A licence was taken")
    ASSIGNED = "assigned", _("The right was bought")
    JOINT = "joint", _("Developed together")
    ELSEWHERE = "elsewhere", _("Solved elsewhere")
    GIVEN_UP = "given_up", _("Given up")


class OfferState(TextChoices):
    """Whether an offer stands."""

    LISTED = "listed", _("Listed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Side(TextChoices):
    """Who brought a need and a right together."""

    NEED = "need", _("Who has the need")
    HOLDER = "holder", _("The holder of the right")
    OFFICE = "office", _("The IP office")


class Answer(TextChoices):
    """What a side says to a match."""

    WAITING = "", _("Waits")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class MatchState(TextChoices):
    """How far a match has come."""

    PROPOSED = "proposed", _("Proposed")
    OPENED = "opened", _("In talks")
    DECLINED = "declined", _("Declined")


class Verdict(TextChoices):
    """What somebody says of what was found for them."""

    INTERESTED = "interested", _("Interested")
    NOT_RELEVANT = "not_relevant", _("Not relevant")


class Reason(TextChoices):
    """Why something found is not relevant."""

    OTHER_FIELD = "other_field", _("Another field of use")
    KNOWN = "known", _("Known already")
    TOO_EARLY = "too_early", _("Not ready enough")
    TOO_DEAR = "too_dear", _("Too dear")
    NOT_FREE = "not_free", _("Not to be had")
    OTHER = "other", _("Another reason")

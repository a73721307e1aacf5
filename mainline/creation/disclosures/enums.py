"""Codes of invention disclosures, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DisclosureState(TextChoices):
    """How far a disclosure has come."""

    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("Waits for the technology office")
    ACCEPTED = "accepted", _("Being assessed")
    RETURNED = "returned", _("Returned to the inventor")
    TO_FILE = "to_file", _("To be filed")
    INSTRUCTED = "instructed", _("Waits for the agency")
    ENTRUSTED = "entrusted", _("Being filed by the agency")
    FILED = "filed", _("Application was filed")
    SECRET = "secret", _("Kept as a trade secret")
    PUBLISH = "publish", _("To be published")
    RELEASED = "released", _("Released to the inventors")


class Act(TextChoices):
    """What somebody did with a disclosure after it was handed in."""

    ACCEPT = "accept", _("Taken in hand")
    RETURN = "return", _("Returned to the inventor")
    FILE = "file", _("Decided: file")
    SECRET = "secret", _("Decided: keep secret")
    PUBLISH = "publish", _("Decided: publish")
    RELEASE = "release", _("Decided: release to the inventors")
    INSTRUCT = "instruct", _("Agency instructed")
    AGREE = "agree", _("Instruction accepted")
    DECLINE = "decline", _("Instruction declined")
    ENTER = "enter", _("Filing entered")


class WantedKind(TextChoices):
    """The kind of right that the inventor has in mind; codes of the register."""

    INVENTION = "invention", _("Invention patent")
    UTILITY_MODEL = "utility_model", _("Utility model")
    DESIGN = "design", _("Design")


class Venue(TextChoices):
    """Where it is to be made public."""

    TALK = "talk", _("Talk or conference")
    PAPER = "paper", _("Paper, thesis or preprint")
    FAIR = "fair", _("Fair or exhibition")
    SALE = "sale", _("Sale or offer")
    OTHER = "other", _("Something else")

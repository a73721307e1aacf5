"""Codes of reminders and calendars, with lazy labels."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """By which way somebody is reminded."""

    APP = "app", _("On My day")
    EMAIL = "email", _("By e-mail")


class Step(IntegerChoices):
    """How far a date has come on its way up."""

    OWN = 0, _("Who sees to it")
    DEPUTY = 1, _("The deputy")
    MANAGERS = 2, _("The managers")
    GIVEN = 3, _("Whom it was given to")


class Outcome(TextChoices):
    """What became of a reminder."""

    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    OFF = "off", _("Not wished")
    NO_ADDRESS = "no_address", _("No e-mail address")
    NO_MAIL = "no_mail", _("This installation sends no e-mail")
    HIDDEN = "hidden", _("May not see it")
    PASSED = "passed", _("A later one was due already")
    FAILED = "failed", _("The mail server did not take it")
    MOOT = "moot", _("Settled before it was sent")


class NoticeState(TextChoices):
    """How far an office's notice has come."""

    READY = "ready", _("To be confirmed")
    MANUAL = "manual", _("To be read by hand")
    DONE = "done", _("Entered")
    ASIDE = "aside", _("Set aside")


class ReceiptState(TextChoices):
    """How far a receipt has come."""

    READY = "ready", _("To be confirmed")
    MANUAL = "manual", _("To be chosen by hand")
    DONE = "done", _("Put on file")
    ASIDE = "aside", _("Set aside")


class ApplicantKind(TextChoices):
    """Who may have fees reduced, in the words of the rule ``cn.fee.reduction``; ``other`` has none."""

    INDIVIDUAL = "individual", _("Individual")
    ENTERPRISE = "enterprise", _("Enterprise")
    PUBLIC_INSTITUTION = "public_institution", _("Public institution")
    SOCIAL_ORGANISATION = "social_organisation", _("Social organisation")
    RESEARCH_BODY = "research_body", _("Non-profit research body")
    OTHER = "other", _("None of these")


class Every(TextChoices):
    """How often a report is sent."""

    DAY = "day", _("Every day")
    WEEK = "week", _("Every week")
    MONTH = "month", _("Every month")


class RunOutcome(TextChoices):
    """What became of a report that was to be made."""

    CLAIMED = "claimed", _("Being made")
    SENT = "sent", _("Sent")
    KEPT = "kept", _("Made, not sent")
    FETCHED = "fetched", _("Made on request")
    HIDDEN = "hidden", _("May not see it")
    TOO_LONG = "too_long", _("Too many rows")
    FAILED = "failed", _("Failed")

"""Codes of questions, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    """What a question is about."""

    FILING = "filing", _("Filing and examination")
    FEES = "fees", _("Fees and annual fees")
    POLICY = "policy", _("Support and subsidies")
    TRANSFER = "transfer", _("Licensing, transfer, pledge")
    INFRINGEMENT = "infringement", _("Infringement and help with rights")
    AGENCY = "agency", _("Agencies and complaints about them")
    TRADEMARK = "trademark", _("Trademarks and geographical indications")
    ABROAD = "abroad", _("Abroad")
    OTHER = "other", _("Other")


class QuestionState(TextChoices):
    """How far a question has come."""

    OPEN = "open", _("Waits for an answer")
    ANSWERED = "answered", _("Answered")

"""Codes of checks of claims, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Jurisdiction(TextChoices):
    """By whose rules claims are checked."""

    CN = "CN", _("China (CNIPA)")
    US = "US", _("United States (USPTO)")


class SeverityLabel(TextChoices):
    """How grave a finding is."""

    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")
    INFO = "info", _("Hint")

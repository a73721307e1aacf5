"""Codes of the stock of rights, with lazy labels."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Step(TextChoices):
    """How far a right of the stock has come: 盘点, 企业评价反馈, 分层推广, 做优增量."""

    SURVEYED = "surveyed", _("Surveyed")
    FEEDBACK = "feedback", _("Feedback of enterprises")
    PROMOTED = "promoted", _("Tiered promotion")
    IMPROVED = "improved", _("Better new filings")


NEXT: Mapping[str, frozenset[str]] = {
    Step.SURVEYED: frozenset({Step.FEEDBACK}),
    Step.FEEDBACK: frozenset({Step.PROMOTED}),
    Step.PROMOTED: frozenset({Step.IMPROVED}),
    Step.IMPROVED: frozenset(),
}
"""Which step may follow which."""


class Tier(TextChoices):
    """The tier by the formula of ``tiers.toml``."""

    A = "A", _("Tier A")
    B = "B", _("Tier B")
    C = "C", _("Tier C")


class Measure(TextChoices):
    """How a right is promoted."""

    ROADSHOW = "roadshow", _("Roadshow")
    OPEN_LICENCE = "open_licence", _("Open licence")
    OFFER = "offer", _("Offer on the market")
    TOGETHER = "together", _("Develop further with an enterprise")
    LET_GO = "let_go", _("Keep no longer")


class Interest(TextChoices):
    """What a firm would do with a right it graded."""

    NONE = "", _("Not said")
    TALK = "talk", _("Would talk")
    TRIAL = "trial", _("Would try it")
    TAKE = "take", _("Would take it")
    NO = "no", _("No use for it")

"""The list of questions for those who answer."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mainline.service.questions.enums import QuestionState, Topic
from mainline.service.questions.models import Question
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable


def _link(row: Question) -> SafeString:
    address = reverse("question", args=[row.pk])
    return format_html(
        '<a href="{}">{}</a> <span class="aside num">{}</span>', address, row.title, row.number
    )


def _state(row: Question) -> SafeString:
    return format_html('<span class="chip question-{}">{}</span>', row.state, row.get_state_display())


QUESTIONS = ListTable(
    "questions",
    (
        Column("title", _("Question"), _link, lambda row: f"{row.number} {row.title}", "title", "wide",
            filter=Contains(("title", "parts__text"), name="q")),
        Column("topic", _("Topic"), lambda row: row.get_topic_display(), lambda row: str(row.get_topic_display()),
            "topic", filter=Choice("topic", dict(Topic.choices))),
        Column("state", _("State"), _state, lambda row: str(row.get_state_display()), "state",
            filter=Choice("state", dict(QuestionState.choices))),
        Column("promised", _("Answer promised by"), lambda row: row.promised_on, sort="promised_on",
            filter=Days("promised_on")),
        Column("asked", _("Asked on"), lambda row: row.asked_at.date(), sort="asked_at"),
        Column("shown", _("Shown to everybody"), lambda row: _("yes") if row.published_at else "", is_shown=False),
    ),
    title=_("Questions"),
    quick="title",
)  # fmt: skip

"""Reads of questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User, can
from mainline.service.questions.access import ANSWER, published_questions, visible_questions
from mainline.service.questions.enums import QuestionState
from mainline.service.questions.models import Question, QuestionPart
from mainline.web.steps import Step

MOST_PUBLISHED = 50


def questions(user: User) -> QuerySet[Question]:
    """Return the questions that a user may see, those that wait first by their promised day."""
    return visible_questions(user).select_related("asked_by").order_by("-state", "promised_on", "-pk")


def question_of(user: User, pk: int) -> Question | None:
    """Return one question, if the user may see it."""
    return visible_questions(user).filter(pk=pk).first()


def parts_of(question: Question) -> QuerySet[QuestionPart]:
    """Return what was said, the question first."""
    return question.parts.select_related("organisation", "said_by").order_by("pk")


def published(text: str = "") -> list[Question]:
    """Return the newest published questions, with a text those that hold it in the question or an answer."""
    rows = published_questions()
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(parts__text__icontains=text)).distinct()
    return list(
        rows.prefetch_related("parts__organisation").order_by("-published_at", "-pk")[:MOST_PUBLISHED]
    )


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield the questions that wait for an answer, for those who answer."""
    if not can(user, ANSWER):
        return
    waiting = visible_questions(user).filter(state=QuestionState.OPEN).order_by("promised_on", "pk")
    for row in waiting[:50]:
        words = _("Answer question %(number)s, “%(title)s”.") % {"number": row.number, "title": row.title}
        yield Step(words, reverse("question", args=[row.pk]), row.promised_on < on, row.promised_on)

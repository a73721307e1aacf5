"""Shapes of questions of the public."""

from __future__ import annotations

import datetime as dt

from mainline.client.base import Shape


class QuestionPartRow(Shape, frozen=True, kw_only=True):
    """One thing said on a question."""

    text: str
    organisation: int | None
    organisation_name: str
    said_at: dt.datetime


class QuestionRow(Shape, frozen=True, kw_only=True):
    """A question of the public."""

    id: int
    number: str
    topic: str
    title: str
    place: str
    state: str
    promised_on: dt.date
    may_publish: bool
    is_published: bool
    asked_at: dt.datetime


class QuestionThread(QuestionRow, frozen=True, kw_only=True):
    """A question with what was said, as who holds its key reads it."""

    parts: list[QuestionPartRow]


class AskedQuestion(QuestionThread, frozen=True, kw_only=True):
    """A question that was just asked."""

    key: str


class QuestionDetail(QuestionThread, frozen=True, kw_only=True):
    """A question as who answers it, or asked it with an account, reads it."""

    name: str
    contact: str


class PublishedQuestion(Shape, frozen=True, kw_only=True):
    """An answered question that everybody may read."""

    number: str
    topic: str
    title: str
    published_at: dt.datetime
    parts: list[QuestionPartRow]

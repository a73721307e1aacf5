"""Shapes of questions of the public."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Field, Schema

from mainline.api.shapes.given import Given, Text
from mainline.api.shapes.lists import Listed

Key = Annotated[Text, Field(max_length=100)]
Said = Annotated[Text, Field(min_length=1, max_length=5000)]


class QuestionPartRow(Schema):
    """One thing said on a question."""

    text: str
    organisation: int | None = Field(description="Who answers; null: who asked")
    organisation_name: str
    said_at: dt.datetime


class QuestionRow(Schema):
    """A question of the public."""

    id: int
    number: str
    topic: str = Field(
        description="filing, fees, policy, transfer, infringement, agency, trademark, abroad, other"
    )
    title: str
    place: str = Field(description="Code of the prefecture; empty: not said")
    state: str = Field(description="open, answered")
    promised_on: dt.date = Field(description="By when an answer is promised")
    may_publish: bool = Field(description="Whether who asked agreed that everybody reads it")
    is_published: bool
    asked_at: dt.datetime


class QuestionThread(QuestionRow):
    """A question with what was said, as who holds its key reads it."""

    parts: list[QuestionPartRow] = Field(description="The question first")


class AskedQuestion(QuestionThread):
    """A question that was just asked."""

    key: str = Field(description="Opens it together with its id; told this once and kept nowhere")


class QuestionDetail(QuestionThread):
    """A question as who answers it, or asked it with an account, reads it."""

    name: str
    contact: str


class Questions(Listed):
    """Some questions."""

    items: list[QuestionRow]


class PublishedQuestion(Schema):
    """An answered question that everybody may read."""

    number: str
    topic: str
    title: str
    published_at: dt.datetime
    parts: list[QuestionPartRow]


class PublishedQuestions(Schema):
    """The newest published questions."""

    items: list[PublishedQuestion]


class NewQuestion(Given):
    """A question to ask, without an account."""

    topic: Literal[
        "filing", "fees", "policy", "transfer", "infringement", "agency", "trademark", "abroad", "other"
    ]
    title: Annotated[Text, Field(min_length=1, max_length=200)]
    text: Said
    place: Annotated[Text, Field(max_length=12)] = Field("", description="Code of a prefecture")
    name: Annotated[Text, Field(max_length=100)] = ""
    contact: Annotated[Text, Field(max_length=200)] = Field("", description="For those who answer alone")
    may_publish: bool = Field(
        False, description="That everybody may read it once answered, without name and contact"
    )


class QuestionKey(Given):
    """What opens a question."""

    key: Key = Field(description="As it was told when the question was asked")


class QuestionMore(QuestionKey):
    """More to say as who asked."""

    text: Said


class QuestionAct(Given):
    """What who answers does with a question."""

    act: Literal["answer", "publish", "hide"]
    text: Annotated[Text, Field(max_length=5000)] = Field("", description="For answer")

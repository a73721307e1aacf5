"""Shapes of needs, offers, matches and the stock."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Field, Schema

from mainline.api.shapes.given import Day, Given, Text, Whole
from mainline.api.shapes.lists import Listed

Id = Annotated[Whole, Field(gt=0, le=2**63 - 1)]
Level = Annotated[Whole, Field(ge=1, le=9)]
Short = Annotated[Text, Field(max_length=1000)]
_MOST_MONEY = 10**15 - 1


class NeedRow(Schema):
    """A technology that an enterprise looks for."""

    id: int
    organisation: int | None = Field(description="null where you may not know whose it is")
    title: str
    text: str
    language: str
    industry: str = Field(description="Code of an industry of the region; empty: not said")
    activity: str = Field(description="Class of GB/T 4754; empty: not said")
    budget: str = Field(description="Code of a band; empty: not said")
    mode: str = Field(description="licence, assignment, co_development; empty: open")
    readiness: int | None = Field(description="The least technology readiness level")
    place: str
    wanted_by: dt.date | None
    state: str = Field(description="draft, posted, closed")
    posted_on: dt.date | None
    reply_by: dt.date | None = Field(description="By when a person was promised to answer")
    outcome: str
    url: str


class ScorePart(Schema):
    """One part of a score."""

    code: str
    weight: int
    percent: int | None = Field(description="0 to 100; null: not known, and left out")
    speaks: str = Field(description="for, against, open")
    why: str = Field(description="In the language asked for")


class FoundWord(Schema):
    """A word of a need that the right has."""

    word: str
    other: str = Field(description="As it stands in the other language; empty: as it is")


class SuggestionRow(Schema):
    """A right that may fit a need, with why."""

    need: int
    right: int
    number: str
    offer: int | None
    score: int = Field(description="0 to 100")
    parts: list[ScorePart]
    words: list[FoundWord]


class NeedDetail(NeedRow):
    """A need with what fits it: all for its own people and the IP office, for a holder the own rights."""

    suggestions: list[SuggestionRow]


class OfferRow(Schema):
    """Rights that their holder offers."""

    id: int
    organisation: int
    title: str
    text: str
    field_of_use: str
    language: str
    industry: str
    readiness: int
    mode: str
    price_minor: int | None = Field(description="Minor units; null: open to talk")
    currency: str
    state: str = Field(description="listed, withdrawn")
    listed_on: dt.date
    rights: list[int]
    url: str


class MatchRow(Schema):
    """That a need and a right may fit, and what both sides say."""

    id: int
    need: int
    need_organisation: int | None = Field(description="null until both sides have accepted")
    right: int
    offer: int | None
    holder: int
    score: int
    parts: list[ScorePart] = Field(description="As they were when it was proposed")
    words: list[FoundWord]
    state: str = Field(description="proposed, opened, declined")
    need_answer: str = Field(description="accepted, declined; empty: waits")
    holder_answer: str = Field(description="accepted, declined; empty: waits")
    url: str


class GradeRow(Schema):
    """What a firm says of a right of the stock."""

    organisation: int
    grade: int | None = Field(description="1 to 5; null: asked, not answered yet")
    comment: str
    interest: str


class StockRow(Schema):
    """A right in its holder's stock, graded by both sides."""

    id: int
    right: int
    number: str
    organisation: int
    grade: int = Field(description="The holder's own, 1 to 5")
    industry: str
    activity: str
    readiness: int | None
    mode: str
    price_minor: int | None
    currency: str
    step: str = Field(description="surveyed, feedback, promoted, improved")
    tier: str
    tier_percent: int
    grades: list[GradeRow]


class Needs(Listed):
    """Some needs."""

    items: list[NeedRow]


class Offers(Listed):
    """Some offers."""

    items: list[OfferRow]


class MatchList(Listed):
    """Some matches."""

    items: list[MatchRow]


class StockList(Listed):
    """Some of the stock."""

    items: list[StockRow]


class NewNeed(Given):
    """A need to write down."""

    organisation: Id = Field(description="Id of an organisation of yours")
    title: Annotated[Text, Field(min_length=1, max_length=200)]
    text: Annotated[Text, Field(min_length=20, max_length=8000)]
    industry: Annotated[Text, Field(max_length=40)] = ""
    activity: Annotated[Text, Field(max_length=5)] = ""
    budget: Annotated[Text, Field(max_length=20)] = ""
    mode: Literal["", "licence", "assignment", "co_development"] = ""
    readiness: Level | None = None
    place: Annotated[Text, Field(max_length=12)] = ""
    wanted_by: Day | None = None
    is_anonymous: bool = True
    is_posted: bool = Field(False, description="Post it at once; else it stays a draft")


class NeedClosing(Given):
    """What became of a need."""

    outcome: Literal["licensed", "assigned", "joint", "elsewhere", "given_up"]
    words: Short = ""


class NewOffer(Given):
    """Rights to offer."""

    organisation: Id = Field(description="Id of an organisation of yours")
    rights: Annotated[list[Id], Field(min_length=1, max_length=50)]
    title: Annotated[Text, Field(min_length=1, max_length=200)]
    field_of_use: Annotated[Text, Field(min_length=1, max_length=300)]
    readiness: Level
    mode: Literal[
        "ordinary_licence", "sole_licence", "exclusive_licence", "open_licence", "transfer", "co_development"
    ]
    text: Annotated[Text, Field(max_length=8000)] = ""
    industry: Annotated[Text, Field(max_length=40)] = ""
    price_minor: Annotated[Whole, Field(ge=0, le=_MOST_MONEY)] | None = None
    currency: Literal["", "CNY", "EUR", "USD", "CHF"] = ""


class OfferWithdrawal(Given):
    """Why an offer is taken back."""

    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class NewMatch(Given):
    """A need and a right that may fit."""

    need: Id
    right: Id
    side: Literal["need", "holder", "office"] = Field(description="For whom you propose it")
    organisation: Id = Field(description="Id of an organisation of yours")
    words: Short = ""


class MatchAnswer(Given):
    """What one side says of a match."""

    side: Literal["need", "holder"]
    says: Literal["accepted", "declined"]
    reason: Annotated[Text, Field(max_length=500)] = Field("", description="Needed to decline")


class NewSurvey(Given):
    """A right to grade for the stock."""

    organisation: Id = Field(description="Id of an organisation of yours")
    right: Id
    grade: Annotated[Whole, Field(ge=1, le=5)]
    industry: Annotated[Text, Field(max_length=40)] = ""
    activity: Annotated[Text, Field(max_length=5)] = ""
    readiness: Level | None = None
    mode: Literal["", "licence", "assignment", "co_development"] = ""
    price_minor: Annotated[Whole, Field(ge=0, le=_MOST_MONEY)] | None = None
    currency: Literal["", "CNY", "EUR", "USD", "CHF"] = ""
    note: Short = ""


class AskFirms(Given):
    """Enterprises that are to grade a right of the stock."""

    firms: Annotated[list[Id], Field(min_length=1, max_length=200)] = Field(description="Ids of enterprises")


class NewGrade(Given):
    """What a firm says of a right that it was asked to grade."""

    organisation: Id = Field(description="Id of an organisation of yours")
    grade: Annotated[Whole, Field(ge=1, le=5)]
    interest: Literal["", "talk", "trial", "take", "no"] = ""
    comment: Short = ""

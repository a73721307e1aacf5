"""Shapes of needs, offers, matches and the stock."""

from __future__ import annotations

import datetime as dt

from mainline.client.base import Shape


class NeedRow(Shape, frozen=True, kw_only=True):
    """A need; ``organisation`` is ``None`` where one may not know whose it is."""

    id: int
    organisation: int | None
    title: str
    text: str
    language: str
    industry: str
    activity: str
    budget: str
    mode: str
    readiness: int | None
    place: str
    wanted_by: dt.date | None
    state: str
    posted_on: dt.date | None
    reply_by: dt.date | None
    outcome: str
    url: str


class ScorePart(Shape, frozen=True, kw_only=True):
    """One part of a score; ``percent`` is ``None`` where it is not known and left out."""

    code: str
    weight: int
    percent: int | None
    speaks: str
    why: str


class FoundWord(Shape, frozen=True, kw_only=True):
    """A word of a need that the right has, in the other language if ``other`` says how."""

    word: str
    other: str


class SuggestionRow(Shape, frozen=True, kw_only=True):
    """A right that may fit a need, with why."""

    need: int
    right: int
    number: str
    offer: int | None
    score: int
    parts: list[ScorePart]
    words: list[FoundWord]


class NeedDetail(NeedRow, frozen=True, kw_only=True):
    """A need with what fits it."""

    suggestions: list[SuggestionRow]


class OfferRow(Shape, frozen=True, kw_only=True):
    """Rights that their holder offers; ``price_minor`` is ``None`` where it is open to talk."""

    id: int
    organisation: int
    title: str
    text: str
    field_of_use: str
    language: str
    industry: str
    readiness: int
    mode: str
    price_minor: int | None
    currency: str
    state: str
    listed_on: dt.date
    rights: list[int]
    url: str


class MatchRow(Shape, frozen=True, kw_only=True):
    """A match; ``need_organisation`` is ``None`` until both sides have accepted."""

    id: int
    need: int
    need_organisation: int | None
    right: int
    offer: int | None
    holder: int
    score: int
    parts: list[ScorePart]
    words: list[FoundWord]
    state: str
    need_answer: str
    holder_answer: str
    url: str


class GradeRow(Shape, frozen=True, kw_only=True):
    """What a firm says of a right of the stock; ``grade`` is ``None`` until it answers."""

    organisation: int
    grade: int | None
    comment: str
    interest: str


class StockRow(Shape, frozen=True, kw_only=True):
    """A right in its holder's stock."""

    id: int
    right: int
    number: str
    organisation: int
    grade: int
    industry: str
    activity: str
    readiness: int | None
    mode: str
    price_minor: int | None
    currency: str
    step: str
    tier: str
    tier_percent: int
    grades: list[GradeRow]

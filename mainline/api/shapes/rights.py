"""Shapes of rights and of what a search finds."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.events import EventRow
from mainline.api.shapes.lists import Listed


class RightRow(Schema):
    """A right in a list."""

    id: int
    number: str
    kind: str
    office: str
    titles: dict[str, str]
    holder: str
    filed_on: dt.date | None
    published_on: dt.date | None
    granted_on: dt.date | None
    expires_on: dt.date | None
    status: str
    status_since: dt.date | None
    status_as_of: dt.date | None
    status_certainty: str = Field(
        description="recorded: from recorded events; as_published: from a publication alone, later events"
        " unknown; computed: from the term of the law"
    )
    is_demo: bool


class Found(RightRow):
    """A right in a result."""

    across: bool = Field(description="Found only by a translation of the query")


class FacetValue(Schema):
    """One value of a facet."""

    value: str
    label: str
    count: int


class SearchAnswer(Schema):
    """One page of a result."""

    query: str
    total: int
    page: int
    pages: int
    mode: str
    did_you_mean: str
    took_ms: float
    items: list[Found]
    facets: dict[str, list[FacetValue]]
    next: str | None = Field(
        description="Cursor that goes on where this page ends; null where it is the last"
    )


class Pair(Schema):
    """A text in both languages of the platform; empty where there is nothing to say."""

    zh: str
    en: str


class NumberRow(Schema):
    """A number of a right, as printed."""

    role: str
    office: str
    text: str
    kind_code: str
    on: dt.date | None


class PartyRow(Schema):
    """Who stands in which role to a right; the name as printed."""

    role: str
    name: str
    language: str
    country: str
    is_person: bool | None = Field(description="null where no source says")
    share: str | None = Field(description="Percent, a decimal number as text; null where no source says")
    organisation: int | None = Field(description="Id of the organisation, where one stands behind the name")


class SymbolRow(Schema):
    """One class. Schemes: ipc, cpc, locarno, nice, uspc, fi, vienna, ecla."""

    scheme: str
    symbol: str


class NextDateRow(Schema):
    """A date ahead, with the source of the rule that it follows from."""

    code: str
    on: dt.date
    title: Pair
    citation: Pair
    caveat: Pair


class CitationRow(Schema):
    """A document cited: a patent by office and number, other literature by text."""

    office: str
    number: str
    kind_code: str
    text: str
    on: dt.date | None
    category: str = Field(description="Letters of WIPO ST.14: X, Y, A, D, E, …")
    phase: str
    claims: str


class DescriptionRow(Schema):
    """That there is a description in a language, how long it is, and where it is read."""

    language: str = Field(description="ISO 639-1; und where no source says")
    paragraphs: int
    characters: int
    url: str


class Description(Schema):
    """The description of a right in one language."""

    language: str = Field(description="ISO 639-1; und where no source says")
    paragraphs: list[str]


class GoodsRow(Schema):
    """Goods and services of a mark in one Nice class."""

    nice_class: str
    text: str


class ImageRow(Schema):
    """A drawing or specimen that a source names. The file itself is not held."""

    reference: str
    kind: str
    source: int = Field(description="Id of the source")


class SourceRow(Schema):
    """One record of one file that tells of the right."""

    id: int
    format: str
    format_label: Pair
    file: str = Field(description="Path of the file; a ! stands before what is inside an archive")
    record: int = Field(description="Number of the record in its file, from 1")
    offset: int = Field(description="Bytes before it")
    as_of: dt.date | None = Field(description="The day it speaks for")
    is_recovered: bool = Field(description="Read from broken XML as far as that goes")


class RightDetail(RightRow):
    """A right with all that its page shows."""

    status_sentence: Pair = Field(description="The status of today with its reason and what to know of it")
    no_term: Pair | None = Field(description="Of a right in force: why no end of its term can be derived")
    abstracts: dict[str, str]
    classes: list[SymbolRow]
    family: list[RightRow]
    numbers: list[NumberRow]
    parties: list[PartyRow]
    events: list[EventRow] = Field(description="Newest first, undated last")
    next_dates: list[NextDateRow]
    citations: list[CitationRow]
    claims: dict[str, list[str]] = Field(description="By language; und where no source says")
    descriptions: list[DescriptionRow]
    goods: list[GoodsRow] = Field(description="In the language asked for, else as the newest source has them")
    images: list[ImageRow]
    sources: list[SourceRow] = Field(description="Newest first")


class Rights(Listed):
    """Some rights."""

    items: list[RightRow]

"""Shapes of indicators and gains."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema


class FigureBody(Schema):
    """A figure of one place."""

    value: str | None = Field(
        description="Exact: a whole number or a fraction such as 83/2; null where it is not known"
    )
    counted: int = Field(description="Records that it counts")
    not_counted: dict[str, int] = Field(description="Records that it does not count, by why")
    residents: int | None = Field(description="What it was divided by, where it is by residents")
    residents_year: int | None
    why_not_known: str


class PlaceFigure(FigureBody):
    """The figure of one prefecture; of the region's own code what lies in it and in no prefecture that is known."""

    place: str


class IndicatorRow(FigureBody):
    """An indicator of the whole region as of a day."""

    code: str
    version: int
    labels: dict[str, str]
    unit: str = Field(description="count, per_10k, money (yuan), days or percent")
    on: dt.date = Field(description="What holders keep to themselves is told as of the end of a month")
    place: str
    edition: str = Field(description="public or office")
    records: str = Field(description="Where the records are that it counts; add the format to export them")


class Indicators(Schema):
    """All indicators of an edition."""

    edition: str
    behind: int = Field(description="Rights that changed and are not in the figures yet")
    items: list[IndicatorRow]


class IndicatorDetail(IndicatorRow):
    """One indicator with its definition and its figure in each place."""

    text: dict[str, str]
    formula: dict[str, str]
    source: str
    behind: int = Field(description="Rights that changed and are not in the figures yet")
    as_of: dt.date | None = Field(description="The newest day that any record counted speaks for")
    places: list[PlaceFigure]


class AmountBody(Schema):
    """An amount of money."""

    minor: int
    currency: str


class GainPart(Schema):
    """One part of somebody's gains."""

    code: str
    group: str = Field(description="money, law, support, time, keeping or use")
    label: str
    sign: int = Field(description="1 comes in, -1 goes out, 0 neither")
    sums: list[AmountBody] | None = Field(description="Null where it is no money, or not known")
    amounts_not_known: int = Field(description="Records that say no amount")
    text: str | None = Field(description="In words; null where it is not known")
    why_not_known: str
    note: str
    records: int


class GainsBody(Schema):
    """Gains of one subject in a stretch of days."""

    of: str = Field(description="me, or the id of an organisation")
    name: str
    first: dt.date | None
    last: dt.date
    parts: list[GainPart]

"""Indicators as of a day, and one's own gains."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from mainline.client.base import Shape
from mainline.client.transport import Transport


class PlaceFigure(Shape, frozen=True, kw_only=True):
    """The figure of a place; ``value`` is exact, ``None`` where it is not known, and ``why_not_known`` says why."""

    place: str
    value: str | None
    counted: int
    not_counted: dict[str, int]
    residents: int | None
    residents_year: int | None
    why_not_known: str

    @property
    def exact(self) -> Fraction | None:
        """The figure as a fraction."""
        return None if self.value is None else Fraction(self.value)


class IndicatorRow(PlaceFigure, frozen=True, kw_only=True):
    """An indicator of the whole region as of a day."""

    code: str
    version: int
    labels: dict[str, str]
    unit: str
    on: dt.date
    edition: str
    records: str


class Indicators(Shape, frozen=True, kw_only=True):
    """All indicators of an edition."""

    edition: str
    behind: int
    items: tuple[IndicatorRow, ...]


class IndicatorDetail(IndicatorRow, frozen=True, kw_only=True):
    """One indicator with its definition and its figure in each place."""

    text: dict[str, str]
    formula: dict[str, str]
    source: str
    behind: int
    as_of: dt.date | None
    places: tuple[PlaceFigure, ...]


class AmountBody(Shape, frozen=True, kw_only=True):
    """An amount of money in minor units."""

    minor: int
    currency: str


class GainPart(Shape, frozen=True, kw_only=True):
    """One part of somebody's gains; ``text`` is ``None`` where it is not known."""

    code: str
    group: str
    label: str
    sign: int
    sums: tuple[AmountBody, ...] | None
    amounts_not_known: int
    text: str | None
    why_not_known: str
    note: str
    records: int


class GainsBody(Shape, frozen=True, kw_only=True):
    """Gains of one subject in a stretch of days."""

    of: str
    name: str
    first: dt.date | None
    last: dt.date
    parts: tuple[GainPart, ...]


class Strategy:
    """The indicators and gains that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def indicators(self, *, on: dt.date | None = None, edition: str = "") -> Indicators:
        """Return all indicators of the region as of a day; ``edition="public"`` for the public one."""
        return self._transport.ask("list_indicators", Indicators, query=_asked(on, edition))

    def indicator(self, code: str, *, on: dt.date | None = None, edition: str = "") -> IndicatorDetail:
        """Return one indicator with its figure in each place."""
        return self._transport.ask(
            "get_indicator", IndicatorDetail, ids={"code": code}, query=_asked(on, edition)
        )

    def gains(self, *, of: str = "", window: str = "") -> GainsBody:
        """Return one's own gains, or those of an organisation by its id, in a year, ``all``, or the last twelve months."""
        query = {name: text for name, text in {"of": of, "window": window}.items() if text}
        return self._transport.ask("get_gains", GainsBody, query=query)


def _asked(on: dt.date | None, edition: str) -> dict[str, str]:
    told = {"on": on.isoformat() if on else "", "edition": edition}
    return {name: text for name, text in told.items() if text}

"""Reads of indicators: what a page shows of each, over the years and by place; targets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User
from mainline.regions.region import Place
from mainline.register.search import region
from mainline.strategy.indicators.access import Edition, told_to
from mainline.strategy.indicators.definitions import Definition, Published, definitions, published_of
from mainline.strategy.indicators.logic import COUNTED, FEWEST, Figure, is_behind, written, year_ends
from mainline.strategy.indicators.measuring import Measured, measured
from mainline.strategy.indicators.rows import FATES
from mainline.strategy.models import Target
from mainline.web.templatetags.web import page_language

YEARS = 5
"""Year ends before the day that a trend shows."""
FIRST_DAY = dt.date(1985, 4, 1)
"""The Patent Law came into force: no figure is asked of a day before."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A target that stands, and how the figure of its year compares."""

    target: Target
    text: str
    is_behind: bool | None
    """``None`` where the figure is not known, or the year has not ended and nothing is late."""
    is_over: bool
    """Whether its year has ended."""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure at the end of a year, or on the day asked for."""

    on: dt.date
    text: str
    height: str
    """Of a bar, in hundredths of the largest."""
    figure: Figure

    @property
    def above(self) -> str:
        """Hundredths of the room that the bar leaves empty."""
        return f"{100 - float(self.height):.1f}"


@dataclass(frozen=True, slots=True)
class Tile:
    """A prefecture on the schematic map and in the table beside it."""

    place: Place
    name: str
    text: str
    heat: int
    figure: Figure
    href: str


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator as the dashboard shows it, of one place as of one day."""

    definition: Definition
    measured: Measured
    figure: Figure
    text: str
    why: str
    """Why it is not known, in words."""
    href: str
    """Its own page."""
    records: str
    """What it counts."""
    apart: Sequence[tuple[str, int, str]]
    """Records that it does not count: why, how many, and where they are."""
    points: Sequence[Point]
    aim: Aim | None
    published: Published | None
    """The newest figure that was published."""
    published_text: str


def why_of(figure: Figure) -> str:
    """Say why a figure is not known."""
    words = {
        "population": _("no residents are known for this day"),
        "few": _("fewer than %(n)s holders: not told") % {"n": FEWEST},
        "whole": _("told of the whole region alone"),
        "none": _("nothing to compute it from"),
        "amounts": _("no record says its amount"),
    }
    return words.get(figure.why, "")


def address(name: str, code: str, **asked: object) -> str:
    """Return the address of a page of an indicator."""
    query = urlencode({key: value for key, value in asked.items() if value not in ("", None)})
    return reverse(name, args=[code]) + (f"?{query}" if query else "")


def records_address(code: str, on: dt.date, place: str = "", fate: str = COUNTED, edition: str = "") -> str:
    """Return the address of the records of one fate, of a place; the region's own code means all its places."""
    asked = "" if place == region().root.code else place
    return address("indicator_records", code, on=on, place=asked, fate=fate, edition=edition)


def cards(user: User, edition: Edition, on: dt.date, place: str) -> list[Card]:
    """Return all indicators that the edition has, in their order."""
    aims = standing_in(place)
    return [card(one, edition, on, place, aims) for one in told_to(user) if edition.tells(one)]


def card(
    definition: Definition,
    edition: Edition,
    on: dt.date,
    place: str,
    targets: Sequence[Target] | None = None,
    *,
    with_points: bool = True,
) -> Card:
    """Return one indicator of a place as of a day; without points it has no trend."""
    found = measured(definition.code, edition, on)
    figure = found.of(place)
    told = [
        one
        for one in published_of(region().code, definition.code)
        if one.place == "own" and not one.is_target
    ]
    newest = told[-1] if told else None
    if targets is None:
        targets = standing_in(place)
    return Card(
        definition=definition,
        measured=found,
        figure=figure,
        text=written(definition.unit, figure.value),
        why=why_of(figure),
        href=address("indicator", definition.code, on=on, place=place, edition=_asked(edition)),
        records=records_address(definition.code, found.on, place, edition=_asked(edition)),
        apart=list(_apart(definition, found, figure, place, edition)),
        points=points(definition, edition, on, place) if with_points else [],
        aim=_aim(definition, figure, targets, on),
        published=newest,
        published_text=written(definition.unit, newest.value) if newest else "",
    )


def _asked(edition: Edition) -> str:
    return "" if edition.code == "office" else "public"


def _apart(
    definition: Definition, found: Measured, figure: Figure, place: str, edition: Edition
) -> Iterator[tuple[str, int, str]]:
    is_whole = place == region().root.code
    for fate in FATES:
        n = figure.fates.get(fate, 0)
        if n and fate != COUNTED:
            where = "" if is_whole else place
            yield (
                str(FATES[fate]),
                n,
                records_address(definition.code, found.on, where, fate, _asked(edition)),
            )


def points(definition: Definition, edition: Edition, on: dt.date, place: str) -> list[Point]:
    """Return the figure of a place at the ends of the years before a day, and on the day."""
    return _points(definition, edition, year_ends(on, YEARS), place)


def _points(definition: Definition, edition: Edition, days: Sequence[dt.date], place: str) -> list[Point]:
    figures = [
        (found.on, found.of(place)) for day in days for found in (measured(definition.code, edition, day),)
    ]
    most = max((figure.value for _on, figure in figures if figure.value is not None), default=None)
    return [
        Point(day, written(definition.unit, one.value), _height(one.value, most), one) for day, one in figures
    ]


def _height(value: Fraction | None, most: Fraction | None) -> str:
    return f"{float(100 * value / most):.1f}" if value and most else "0"


def tiles(found: Measured, edition: Edition) -> list[Tile]:
    """Lay the prefectures out, each with its figure, darker where it is larger."""
    language = page_language()
    known = [one.value for one in found.by_place.values() if one.value is not None]
    most = max(known, default=None)
    return [
        Tile(
            place,
            place.name.short(language),
            written(found.definition.unit, figure.value),
            _heat(figure.value, most),
            figure,
            records_address(found.definition.code, found.on, place.code, edition=_asked(edition)),
        )
        for place in region().divisions
        for figure in (found.by_place[place.code],)
    ]


def _heat(value: Fraction | None, most: Fraction | None) -> int:
    """Return 0 for none, else 1 to 5 by the square root, so that one big city does not blank the rest."""
    return max(1, round(5 * float(value / most) ** 0.5)) if value and most else 0


def rest_of(found: Measured) -> Figure:
    """Return the figure of what lies in the region and in no prefecture that is known."""
    return found.by_place[region().root.code]


def targets(code: str, place: str) -> list[Target]:
    """Return all that was ever set for an indicator and place, the newest first: the history."""
    rows = Target.objects.filter(indicator=code, place=place).select_related("made_by")
    return list(rows.order_by("-year", "-pk"))


def standing_in(place: str) -> list[Target]:
    """Return the targets of a place that stand: of each indicator and year the newest, where it was not taken back."""
    newest: dict[tuple[str, int], Target] = {}
    for row in Target.objects.filter(place=place).order_by("pk"):
        newest[row.indicator, row.year] = row
    return [row for row in newest.values() if row.value is not None]


def standing_targets(code: str, place: str) -> list[Target]:
    """Return the targets of an indicator that stand, by year."""
    return sorted((one for one in standing_in(place) if one.indicator == code), key=lambda one: one.year)


def _aim(definition: Definition, figure: Figure, targets: Sequence[Target], on: dt.date) -> Aim | None:
    """Return the next target, of this year or later; without one none: an old target says nothing of today."""
    own = [
        one
        for one in targets
        if one.indicator == definition.code and one.year >= on.year and one.value is not None
    ]
    first = min(own, key=lambda one: one.year, default=None)
    if first is None or first.value is None:
        return None
    value = Fraction(first.value)
    behind = is_behind(figure.value, value, is_less_better=definition.is_less_better)
    return Aim(first, written(definition.unit, value), behind, is_over=on >= dt.date(first.year, 12, 31))


@dataclass(frozen=True, slots=True)
class YearRow:
    """What is told of one year: the platform's figure, what was published, what was aimed at."""

    year: int
    text: str
    """The platform's own figure at its end, or on the day in the year of the day; empty: not known."""
    href: str
    published: Sequence[tuple[str, Published]]
    targets: Sequence[tuple[str, str, bool | None]]
    """(target, who set it, whether the figure falls short)."""
    national: Sequence[tuple[str, Published]]


def years(definition: Definition, edition: Edition, on: dt.date, place: str) -> list[YearRow]:
    """Return year by year the figure, what was published beside it, and targets; the newest first."""
    told = published_of(region().code, definition.code)
    is_whole = place == region().root.code
    own = {point.on.year: point for point in points(definition, edition, on, place)}
    aims = standing_targets(definition.code, place)
    known = {*own, *(one.year for one in told if is_whole or not one.place), *(one.year for one in aims)}
    rows = []
    for year in sorted(known, reverse=True):
        point = own.get(year)
        value = point.figure.value if point else None
        said = [one for one in told if one.year == year]
        rows.append(
            YearRow(
                year,
                point.text if point else "",
                records_address(definition.code, point.on, place, edition=_asked(edition)) if point else "",
                [
                    (_told(definition, one), one)
                    for one in said
                    if one.place == "own" and not one.is_target and is_whole
                ],
                [
                    (
                        written(definition.unit, Fraction(one.value)),
                        one.source,
                        is_behind(value, Fraction(one.value), is_less_better=definition.is_less_better),
                    )
                    for one in aims
                    if one.year == year and one.value is not None
                ],
                [(_told(definition, one), one) for one in said if not one.place],
            )
        )
    return rows


def _told(definition: Definition, one: Published) -> str:
    text = written(definition.unit, one.value)
    return f"> {text}" if one.is_bound else text


def by_link(found: Sequence[Card]) -> Mapping[str, Sequence[Card]]:
    """Return cards by the ability that they belong to."""
    groups: dict[str, list[Card]] = {}
    for one in found:
        groups.setdefault(one.definition.link, []).append(one)
    return groups


def indicator(user: User, code: str) -> Definition | None:
    """Return an indicator that the user may read."""
    found = definitions().get(code)
    return found if found in told_to(user) else None

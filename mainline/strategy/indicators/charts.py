"""An indicator over the years as a picture of its own, and all figures of a day as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from mainline.orgs.access import User
from mainline.regions.region import Place
from mainline.register.search import region
from mainline.strategy.indicators.access import told_to
from mainline.strategy.indicators.asked import Asked
from mainline.strategy.indicators.logic import Unit, rounded_text
from mainline.strategy.indicators.measuring import measured
from mainline.strategy.indicators.queries import Card, why_of
from mainline.web.exports import Cell, Table
from mainline.web.papers import Heading
from mainline.web.templatetags.web import own, page_language

_WIDTH, _LEFT, _RIGHT, _LINE, _TOP = 900, 130, 220, 26, 50


def as_svg(card: Card, place: str, foot: str) -> str:
    """Return an indicator over the years as a picture that stands alone: title, bars, figures, and ``foot`` below."""
    return "\n".join(_svg(card, place, foot)) + "\n"


def _svg(card: Card, place: str, foot: str) -> Iterator[str]:
    title = f"{own(card.definition.label)} · {place}"
    height, room = _TOP + _LINE * len(card.points) + 30, _WIDTH - _LEFT - _RIGHT
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        f' role="img" font-family="Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif" font-size="13">'
    )
    yield f"<title>{escape(title)}</title>"
    yield f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
    yield f'<text x="16" y="28" font-size="16" font-weight="bold" fill="#1b2430">{escape(title)}</text>'
    for nth, point in enumerate(card.points):
        y, width = _TOP + nth * _LINE, float(point.height) * room / 100
        words = point.text or _("not known")
        yield f'<text x="{_LEFT - 10}" y="{y + 15}" text-anchor="end" fill="#1b2430">{point.on}</text>'
        yield f'<rect x="{_LEFT}" y="{y + 3}" width="{room}" height="16" fill="#e8ecf1"/>'
        yield f'<rect x="{_LEFT}" y="{y + 3}" width="{width:.1f}" height="16" fill="#1f4e79"/>'
        yield f'<text x="{_LEFT + room + 8}" y="{y + 15}" fill="#1b2430">{escape(words)}</text>'
    yield f'<text x="16" y="{height - 10}" font-size="11" fill="#5b6472">{escape(foot)}</text>'
    yield "</svg>"


def figures_table(asked: Asked, user: User, heading: Heading) -> Table:
    """Return all figures of a day, a line for each indicator and place, exact to what is printed."""
    columns = [
        ("indicator", _("Indicator")), ("code", _("Code")), ("version", _("Version")), ("place", _("Place")),
        ("place_code", _("Code of the place")), ("on", _("As of")), ("value", _("Figure")), ("unit", _("Unit")),
        ("records", _("Records counted")), ("apart", _("Not counted")), ("residents", _("Residents")),
        ("residents_year", _("Year of the residents")), ("residents_source", _("Source of the residents")),
        ("why", _("Why it is not known")), ("edition", _("Edition")),
    ]  # fmt: skip
    looks = ["n" if code in ("value", "records", "apart", "residents") else "" for code, _head in columns]
    return Table(
        [code for code, _head in columns],
        [head for _code, head in columns],
        list(_lines(asked, user)),
        looks,
        heading,
    )


def _lines(asked: Asked, user: User) -> Iterator[Sequence[Cell]]:
    language, pack = page_language(), region()
    for definition in told_to(user):
        if not asked.edition.tells(definition):
            continue
        found = measured(definition.code, asked.edition, asked.on)
        places: Sequence[Place] = (pack.root, *pack.divisions)
        for place in places:
            figure = found.of(place.code)
            people = figure.population
            yield [
                own(definition.label), definition.code, definition.version, place.name.in_language(language),
                place.code, str(found.on), _exact(definition.unit, figure.value), definition.unit.value, figure.n,
                sum(figure.fates.values()), people.residents if people else None, people.year if people else None,
                pack.source(people.source).title if people else "", why_of(figure), asked.edition.code,
            ]  # fmt: skip


def _exact(unit: Unit, value: Fraction | None) -> Cell:
    """Return a figure for a file: a whole number where it is one, else a text with as many places as are printed."""
    if value is None:
        return None
    places = {Unit.COUNT: 0, Unit.PER_10K: 3, Unit.MONEY: 2, Unit.DAYS: 1, Unit.PERCENT: 1}[unit]
    return int(value) if not places else float(rounded_text(value, places).replace(",", ""))

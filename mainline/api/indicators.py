"""Indicators as of a day, each with where its records are; one's own gains."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from mainline.api.answers import Answer
from mainline.api.gate import Gate
from mainline.api.operations import read
from mainline.api.problems import Refused, wrong
from mainline.api.shapes.indicators import GainsBody, IndicatorDetail, Indicators
from mainline.orgs import clock
from mainline.register.search import region
from mainline.strategy.gain.access import subject
from mainline.strategy.gain.parts import Gains, Part, gains_of
from mainline.strategy.gain.windows import window_of
from mainline.strategy.indicators.access import told_to
from mainline.strategy.indicators.asked import Asked, asked_of
from mainline.strategy.indicators.definitions import Definition
from mainline.strategy.indicators.levelling import left_behind
from mainline.strategy.indicators.logic import Figure
from mainline.strategy.indicators.measuring import measured
from mainline.strategy.indicators.queries import indicator as told_indicator
from mainline.strategy.indicators.queries import why_of

router = Router(tags=["strategy"])


@read(router, "/indicators", Indicators)
def list_indicators(
    request: HttpRequest,
    on: dt.date | None = Query(None, description="As of this day; today if left out"),
    edition: str = Query("", max_length=10, description="public: of what everybody may know of alone"),
) -> Answer:
    """List indicators.

    Each of the whole region as of a day, in the edition that you read: offices their own, everybody else the public one.
    """
    asked = _asked(request, on, edition)
    found = [one for one in told_to(request.user) if asked.edition.tells(one)]
    return Answer(
        {"edition": asked.edition.code, "behind": left_behind(), "items": [_row(one, asked) for one in found]}
    )


@read(router, "/indicators/{code}", IndicatorDetail)
def get_indicator(
    request: HttpRequest,
    code: str,
    on: dt.date | None = Query(None, description="As of this day; today if left out"),
    edition: str = Query("", max_length=10, description="public: of what everybody may know of alone"),
) -> Answer:
    """Get one indicator as of a day.

    With its definition, its figure in each place, what was not counted and why, and the address of its records.
    """
    definition = told_indicator(request.user, code)
    if definition is None:
        raise Refused(
            "not_found", "没有这个指标，或您无权查看。", "There is no such indicator, or you may not see it."
        )
    asked = _asked(request, on, edition)
    found = measured(code, asked.edition, asked.on)
    places = [{"place": place, **_figure(found.by_place[place])} for place in found.by_place]
    body = _row(definition, asked) | {
        "text": {"zh": definition.text[0], "en": definition.text[1]},
        "formula": {"zh": definition.formula[0], "en": definition.formula[1]},
        "source": definition.source,
        "behind": left_behind(),
        "as_of": found.as_of,
        "places": places,
    }
    return Answer(body)


@read(router, "/gains", GainsBody, gate=Gate(needs_user=True), problems=(404,))
def get_gains(
    request: HttpRequest,
    of: str = Query(
        "",
        max_length=20,
        description="me, or the id of an organisation; the first that you may see if left out",
    ),
    window: str = Query("", max_length=4, description="A year, or all; the last twelve months if left out"),
) -> Answer:
    """Get your gains.

    As an inventor your own, as a manager those of your organisation: each part by itself; what is not known is null.
    """
    found = subject(request.user, of.replace("\0", ""))
    if found is None:
        raise Refused("not_found", "没有可以查看的获得。", "There are no gains that you may see.")
    return Answer(_gains(gains_of(found, window_of(window, clock.today()))))


def _asked(request: HttpRequest, on: dt.date | None, edition: str) -> Asked:
    asked = asked_of(request.user, {"on": on.isoformat() if on else "", "edition": edition})
    if asked.problem:
        raise wrong(
            "on", "只能统计 1985-04-01 至今天。", "Figures are told of days from 1985-04-01 to today."
        )
    return asked


def _row(definition: Definition, asked: Asked) -> dict[str, Any]:
    found = measured(definition.code, asked.edition, asked.on)
    records = reverse("indicator_records", args=[definition.code])
    edition = "&edition=public" if asked.edition.code == "public" else ""
    return {
        "code": definition.code,
        "version": definition.version,
        "labels": {"zh": definition.label[0], "en": definition.label[1]},
        "unit": definition.unit.value,
        "on": found.on,
        "place": region().root.code,
        "edition": asked.edition.code,
        "records": f"{records}?on={found.on}&fate=counted{edition}",
        **_figure(found.whole),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    people = figure.population
    return {
        "value": _exact(figure.value),
        "counted": figure.n,
        "not_counted": dict(figure.fates),
        "residents": people.residents if people else None,
        "residents_year": people.year if people else None,
        "why_not_known": why_of(figure),
    }


def _exact(value: Fraction | None) -> str | None:
    """Print a figure exactly: a whole number, else a fraction, so that nothing is rounded on the way."""
    return None if value is None else str(value)


def _gains(found: Gains) -> dict[str, Any]:
    return {
        "of": found.subject.code,
        "name": found.subject.name,
        "first": found.window.first,
        "last": found.window.last,
        "parts": [_part(one) for one in found.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    sums = (
        None
        if part.sums is None
        else [{"minor": minor, "currency": name} for name, minor in sorted(part.sums.items())]
    )
    return {
        "code": part.code,
        "group": part.group,
        "label": part.label,
        "sign": part.sign,
        "sums": sums,
        "amounts_not_known": part.unknown,
        "text": part.text or None,
        "why_not_known": part.why,
        "note": part.note,
        "records": part.n,
    }

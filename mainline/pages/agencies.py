"""The directory of agencies: who they are, how they keep dates, how clients rate their work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.access import own_organisations
from mainline.orgs.models import Organisation
from mainline.portfolio.billing.standing import Figures, standing_of
from mainline.register.search import region
from mainline.service.requests.access import ORDER, agencies_here
from mainline.service.requests.queries import Standing, standings
from mainline.web.templatetags.web import page_language

_SORTS = ("name", "on_time", "rating", "load")


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency in the directory."""

    body: Organisation
    place: str
    figures: Figures
    ratings: int
    """Of paid bills and of accepted work."""
    stars: float | None
    """Their mean; ``None`` without any."""
    open: int
    """Things to do on public rights, and requests that it is engaged for."""


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """Agencies that can be asked here, with what anybody may know of their work."""
    place, sort = request.GET.get("place", ""), request.GET.get("sort", "")
    language, today = page_language(), clock.today()
    names = {one.code: one.name.in_language(language) for one in region().places}
    found = agencies_here()
    bodies = list(found.filter(place=place) if place in names else found)
    told = standings([body.pk for body in bodies])
    rows = [_row(request, body, names.get(body.place, ""), told[body.pk], today) for body in bodies]
    used = {body.place for body in agencies_here()}
    context = {
        "rows": _sorted(rows, sort),
        "places": [(code, name) for code, name in names.items() if code in used],
        "place": place,
        "sort": sort if sort in _SORTS else "name",
        "can_ask": bool(own_organisations(request.user, ORDER)) if request.user.is_authenticated else False,
    }
    return render(request, "service/agencies.html", context)


def _row(request: HttpRequest, body: Organisation, place: str, told: Standing, on: dt.date) -> AgencyRow:
    billed = standing_of(request.user, body, on)
    ratings = billed.ratings + told.number
    stars = (billed.stars or 0) * billed.ratings + told.stars
    return AgencyRow(
        body,
        place,
        billed.figures,
        ratings,
        stars / ratings if ratings else None,
        billed.figures.open + told.open,
    )


def _sorted(rows: list[AgencyRow], sort: str) -> list[AgencyRow]:
    """Return the rows in an order; what has no figure stands last."""
    if sort == "on_time":
        return sorted(rows, key=lambda row: -(row.figures.percent if row.figures.percent is not None else -1))
    if sort == "rating":
        return sorted(rows, key=lambda row: -(row.stars or 0))
    if sort == "load":
        return sorted(rows, key=lambda row: row.open)
    return rows

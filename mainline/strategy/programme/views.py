"""The page of the programme: its picture, its matrix of abilities and projects, and where each was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainline.links import BY_CODE, Link
from mainline.orgs import clock
from mainline.register import threads
from mainline.register.search import region
from mainline.strategy.indicators.access import edition_for
from mainline.strategy.indicators.levelling import left_behind
from mainline.strategy.indicators.queries import Card, cards
from mainline.strategy.programme.reading import Item, Programme, programme

STATES = {
    "sourced": gettext_lazy("sourced"),
    "inferred": gettext_lazy("inferred from sources"),
    "ours": gettext_lazy("definition ours"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One ability in the matrix: its link, how many public events it has, and its indicators under each project."""

    item: Item
    link: Link
    events: int
    cells: Sequence[Sequence[Card]]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The programme of the region, and what the platform counts for each part of it."""
    told, on = programme(region().code), clock.today()
    if told is None:
        raise Http404(_("This region has no programme on record."))
    left = left_behind()
    found = cards(request.user, edition_for(request.user), on, region().root.code)
    context = {
        "programme": told,
        "states": STATES,
        "rows": rows(told, found),
        "projects": [
            (one, sum(card.definition.project == one.code for card in found)) for one in told.projects
        ],
        "today": on,
        "left": left,
    }
    return render(request, "strategy/programme.html", context)


def rows(told: Programme, found: Sequence[Card]) -> list[Row]:
    """Return the matrix: a row for each ability, a cell for each project."""
    events = threads.public_by_link()
    return [
        Row(
            one,
            BY_CODE[one.code],
            events[one.code],
            [
                [
                    card
                    for card in found
                    if (card.definition.link, card.definition.project) == (one.code, each.code)
                ]
                for each in told.projects
            ],
        )
        for one in told.abilities
    ]

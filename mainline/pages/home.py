"""The first page: search, the chain, figures, the map, what came in last."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mainline.links import LINKS
from mainline.orgs.access import User, can
from mainline.pages.frame import FRESH_SECONDS
from mainline.regions.region import Region
from mainline.register import queries, threads
from mainline.register.enums import RightKindLabel, StatusLabel
from mainline.register.queries import Figures
from mainline.register.search import region
from mainline.web.templatetags.web import page_language

EXAMPLES = ("大豆", "turbine blade", "ipc:H01M", "applicant:university", "status:in_force")
_HEATS = 5
_OLDEST_SECONDS = 300
"""No figure is older, however long it takes to count."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A place on the schematic map. ``heat`` is 0 (none) to 5 (most)."""

    code: str
    name: str
    column: int
    row: int
    count: int
    heat: int


def tiles(pack: Region, by_place: Mapping[str, int], language: str) -> list[Tile]:
    """Lay the region's prefectures out on their grid, darker where there are more rights."""
    places = [place for place in pack.divisions if place.tile is not None]
    most = max((by_place.get(place.code, 0) for place in places), default=0)
    return [
        Tile(place.code, place.name.short(language), *place.tile, count, _heat(count, most))
        for place in places
        if place.tile is not None
        for count in (by_place.get(place.code, 0),)
    ]


def _heat(count: int, most: int) -> int:
    """Return 0 for none, else 1 to 5 by the square root, so that one big city does not blank the rest."""
    return 0 if not count else max(1, round(_HEATS * (count / most) ** 0.5))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: search, the chain, figures, the map, what came in last."""
    found = figures(request.user)
    language = page_language()
    context = {
        "figures": found,
        "chain": [(link, found.events_by_link[link.code]) for link in LINKS],
        "kinds": _labelled(found.kinds.most_common(), RightKindLabel),
        "statuses": _labelled(found.statuses.most_common(), StatusLabel),
        "region_name": region().name.in_language(language),
        "tiles": tiles(region(), found.places, language),
        "newest": threads.event_rows(request.user, threads.newest_events(request.user, 6), language),
        "examples": EXAMPLES,
        "has_own_search": True,
    }
    if can(request.user, "import.run"):
        context["imports"] = queries.imports(request.user)[:5]
    return render(request, "home.html", context)


def figures(user: User) -> Figures:
    """Count for a user. What everybody may see is counted once for all and kept for a while."""
    return _public_figures().with_others(queries.own_figures(user))


def _public_figures() -> Figures:
    found = caches["local"].get("figures")
    if not isinstance(found, Figures):
        began = time.monotonic()
        found = queries.public_figures()
        # A small register is counted anew every few seconds; of a large one the count takes a hundredth of the time.
        took = time.monotonic() - began
        caches["local"].set("figures", found, min(max(FRESH_SECONDS, 100 * took), _OLDEST_SECONDS))
    return found


def _labelled(counts: Sequence[tuple[str, int]], labels: type[TextChoices]) -> list[tuple[str, str, int]]:
    """Give each code its label: (code, label, count)."""
    names = dict(labels.choices)
    return [(code, str(names.get(code, code)), count) for code, count in counts]

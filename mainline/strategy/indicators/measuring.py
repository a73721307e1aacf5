"""Figures: the records of an indicator added up by place, as of a day, and kept for a while."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db.models import Count, Max, Sum

from mainline.regions.region import Place
from mainline.register.models import Event
from mainline.register.search import region
from mainline.strategy.indicators.access import Edition
from mainline.strategy.indicators.definitions import Definition, definitions
from mainline.strategy.indicators.logic import COUNTED, Figure, Tally, figure_of, together, told_on
from mainline.strategy.indicators.rows import Rows, made_as, rows_of
from mainline.strategy.models import Span

_QUICK = 0.25
"""Seconds: sums made faster than this are made anew as soon as anything is told."""
_FRESH, _OLDEST = 5.0, 900.0
"""Seconds for which sums are kept at least and at most: a hundred times as long as they took to make."""


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator as of a day: of the region, and of each of its prefectures."""

    definition: Definition
    on: dt.date
    whole: Figure
    by_place: Mapping[str, Figure]
    """By code, all prefectures; the region's own code holds what lies in it and in no prefecture that is known."""
    as_of: dt.date | None
    """The newest day that any of the records speaks for."""

    def of(self, place: str) -> Figure:
        """Return the figure of a place, the region's for its own code."""
        return self.whole if place == region().root.code else self.by_place[place]


def measured(code: str, edition: Edition, on: dt.date) -> Measured:
    """Return an indicator as of a day. KeyError for a code that there is none of."""
    definition = definitions()[code]
    day = told_on(on, is_guarded=definition.is_guarded)
    tallies, as_of = _tallies(code, edition, day)
    pack = region()

    def figure(place: Place, tally: Tally, guard: str) -> Figure:
        guard = guard if definition.is_guarded else ""
        return figure_of(definition.unit, tally, place=place, on=day, guard=guard)

    places = (*pack.divisions, pack.root)
    parts = {place.code: figure(place, tallies.get(place.code, Tally()), "part") for place in places}
    return Measured(definition, day, figure(pack.root, together(tallies.values()), "whole"), parts, as_of)


def _tallies(code: str, edition: Edition, on: dt.date) -> tuple[dict[str, Tally], dt.date | None]:
    """Add records up by place; sums that are kept are made anew where something was told since, in a large register later."""
    cache = caches["local"]
    key = (
        f"strategy:{made_as(code)}:{edition.code}:{edition.user.pk or 0}:{edition.counts_demonstration}:{on}"
    )
    told, began = _told(), time.monotonic()
    known = cache.get(key)
    if known is not None and (known[0] == told or began < known[1]):
        return known[2]
    found = _added_up(rows_of(code, edition, on), is_guarded=definitions()[code].is_guarded)
    took = time.monotonic() - began
    kept = min(max(_FRESH, 100 * took), _OLDEST)
    cache.set(key, (told, began + kept if took > _QUICK else began, found), kept)
    return found


def _told() -> str:
    """Return what changes whenever something is told: the newest event, and the newest span."""
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"]
    return f"{newest}:{Span.objects.aggregate(newest=Max('pk'))['newest']}"


def _added_up(found: Rows, *, is_guarded: bool) -> tuple[dict[str, Tally], dt.date | None]:
    tallies: dict[str, Tally] = {}
    newest: list[dt.date] = []
    sums: dict[str, Any] = {"n": Count("pk"), "newest": Max(_day_of(found))}
    if found.top:
        sums["all_top"] = Sum(found.top)
    if found.bottom:
        sums["all_bottom"] = Sum(found.bottom)
    for row in found.rows.order_by().values("at", "fate").annotate(**sums):
        tally = tallies.setdefault(row["at"], Tally())
        if row["fate"] != COUNTED:
            tally.fates[row["fate"]] += row["n"]
            continue
        tally.n += row["n"]
        tally.top += row.get("all_top") or 0
        tally.bottom += (row["all_bottom"] or 0) if found.bottom else row["n"]
        newest += [row["newest"]] if row["newest"] else []
    counted = found.rows.order_by().filter(fate=COUNTED)
    if is_guarded:
        # Of all places together: one who holds rights in several is one.
        tallies.setdefault("", Tally()).holders = counted.values(found.holder).distinct().count()
    if found.days is not None:
        for place, first, last in counted.values_list("at", *found.days):
            tallies[place].days.append((last - first).days)
    return tallies, max(newest, default=None)


def _day_of(found: Rows) -> str:
    return "status_as_of" if found.holder == "holder_name" else "happened_on"

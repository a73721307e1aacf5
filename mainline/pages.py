"""Screens that show several parts at once: the first page, the page of one right, and their frame."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mainline.links import BY_CODE, LINKS, Link
from mainline.orgs import clock
from mainline.orgs.access import User, can
from mainline.regions.region import Region
from mainline.register import exports, queries
from mainline.register.access import audience
from mainline.register.describe import right_as_dict
from mainline.register.enums import RightKindLabel, StatusLabel
from mainline.register.models import Right
from mainline.register.queries import Figures, RightPage, ThreadRow
from mainline.register.search import more_like, region
from mainline.search.engines.base import EngineError
from mainline.web.downloads import download, json_download
from mainline.web.templatetags.web import page_language

EXAMPLES = ("大豆", "turbine blade", "ipc:H01M", "applicant:university", "status:in_force")
log = logging.getLogger("mainline.search")
_LARGEST_ID = 2**63 - 1
_HEATS = 5
_FRESH_SECONDS = 5


class Frame:
    """What the frame of every page asks for, each once and only if asked."""

    def __init__(self, user: User) -> None:
        """Begin with nothing known."""
        self._user = user

    @cached_property
    def has_demo(self) -> bool:
        """Whether demonstration rights are among what is shown; looked up twice a minute at most."""
        return bool(cache.get_or_set("has_demo_rights", queries.has_demo_rights, 30))

    @cached_property
    def demo_day(self) -> object:
        """The day on which the demonstration clock stands, or nothing; a few seconds old at most."""
        return cache.get_or_set("demo_day", _demo_day, _FRESH_SECONDS)

    @cached_property
    def can_import(self) -> bool:
        """Whether the user may bring files in."""
        return can(self._user, "import.run")

    @cached_property
    def can_decide(self) -> bool:
        """Whether the user may decide that two organisations are one."""
        return can(self._user, "proposal.decide")


def _demo_day() -> dt.date | str:
    """Return the day of the demonstration clock, or an empty text, which unlike ``None`` is kept."""
    return clock.today() if clock.is_demo() else ""


def frame(request: HttpRequest) -> dict[str, object]:
    """Give every template the frame and the links by code."""
    return {"frame": Frame(request.user), "links_by_code": BY_CODE}


@dataclass(frozen=True, slots=True)
class Tile:
    """A place on the schematic map. ``heat`` is 0 (none) to 5 (most)."""

    code: str
    name: str
    column: int
    row: int
    count: int
    heat: int


def tiles(pack: Region, by_place: dict[str, int], language: str) -> list[Tile]:
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


@dataclass(frozen=True, slots=True)
class Cell:
    """What one link has done for a right: how many events, and the newest that has a date."""

    link: Link
    count: int
    newest: ThreadRow | None


def cells(page: RightPage) -> list[Cell]:
    """Sum a thread up link by link, in the order of the chain."""
    newest: dict[str, ThreadRow] = {}
    for row in page.thread:
        newest.setdefault(row.link, row)
    return [Cell(link, page.link_counts[link.code], newest.get(link.code)) for link in LINKS]


def holder_of(page: RightPage) -> str:
    """Name the holder in the language of the page where the register knows it, else as printed."""
    names = {
        party.name: party.organisation.display_name if party.organisation else party.name
        for _label, parties in page.parties
        for party in parties
        if party.role in ("holder", "applicant", "assignee")
    }
    printed = [name for name in page.right.holder_name.split("; ") if name]
    return "; ".join(dict.fromkeys(names.get(name, name) for name in printed))


def home(request: HttpRequest) -> HttpResponse:
    """The first page: search, the chain, figures, the map, what came in last."""
    figures = _figures(request.user)
    language = page_language()
    context = {
        "figures": figures,
        "chain": [(link, figures.events_by_link[link.code]) for link in LINKS],
        "kinds": _labelled(figures.by_kind, RightKindLabel),
        "statuses": _labelled(figures.by_status, StatusLabel),
        "region_name": region().name.in_language(language),
        "tiles": tiles(region(), figures.by_place, language),
        "newest": queries.event_rows(queries.newest_events(request.user, 6), language),
        "examples": EXAMPLES,
        "has_own_search": True,
    }
    if can(request.user, "import.run"):
        context["imports"] = queries.imports(request.user)[:5]
    return render(request, "home.html", context)


def _figures(user: User) -> Figures:
    """Count for this audience, a few seconds old at most: counting a large register takes its time."""
    key = f"figures:{audience(user)}".replace(" ", "")
    found = cache.get(key)
    if not isinstance(found, Figures):
        found = queries.figures(user)
        cache.set(key, found, _FRESH_SECONDS)
    return found


def _labelled(counts: Sequence[tuple[str, int]], labels: type[TextChoices]) -> list[tuple[str, str, int]]:
    """Give each code its label: (code, label, count)."""
    names = dict(labels.choices)
    return [(code, str(names.get(code, code)), count) for code, count in counts]


def right(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one right."""
    page = _right_page(request, pk)
    chosen = request.GET.get("link", "")
    context = {
        "page": page,
        "right": page.right,
        "holder": holder_of(page),
        "cells": cells(page),
        "thread": _of_link(page.thread, chosen),
        "chosen": chosen if chosen in BY_CODE else "",
        "next": page.next_dates[0] if page.next_dates else None,
        "ahead": page.next_dates[::-1],
        "portfolio": BY_CODE["portfolio"],
        "family_query": f'family:"{page.right.number}"',
        "like": _like(request.user, page.right),
        "formats": exports.FORMATS,
    }
    template = (
        "register/right.html#thread"
        if request.headers.get("HX-Target") == "thread"
        else "register/right.html"
    )
    response = render(request, template, context)
    response["Vary"] = "HX-Target"
    return response


def _like(user: User, right: Right) -> Sequence[Right]:
    """Return the rights most like one; none while the index can't be asked, since the page says all else without it."""
    try:
        return more_like(user, right, 6)
    except EngineError as error:
        log.warning("%s", error)
        return ()


def _of_link(thread: Sequence[ThreadRow], chosen: str) -> list[ThreadRow]:
    return [row for row in thread if chosen not in BY_CODE or row.link == chosen]


def right_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The description of one right, by language."""
    page = _right_page(request, pk)
    template = "register/text.html#text" if request.headers.get("HX-Request") else "register/text.html"
    response = render(request, template, {"page": page, "right": page.right})
    response["Vary"] = "HX-Request"
    return response


def right_export(request: HttpRequest, pk: int, format: str) -> StreamingHttpResponse | HttpResponse:
    """One right as a file."""
    page = _right_page(request, pk)
    name = f"right-{pk}"
    if format == "json":
        return json_download(right_as_dict(page), name)
    if format not in exports.FORMATS:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    media_type, ending = exports.media_type(format)
    return download(_write_one(page, format), media_type, f"{name}.{ending}")


def _write_one(page: RightPage, format: str) -> Iterator[bytes]:
    return exports.write([page.right], format)


def _right_page(request: HttpRequest, pk: int) -> RightPage:
    """Return the page, or 404 in the same words whether it is missing or not for this user."""
    page = None
    if pk <= _LARGEST_ID:
        page = queries.right_page(request.user, pk, on=clock.today(), language=page_language())
    if page is None:
        raise Http404(_("There is no right %(number)s, or you may not see it.") % {"number": pk})
    return page


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the database answers: for a supervisor, not for people."""
    clock.is_demo()
    return HttpResponse("ok\n", content_type="text/plain")

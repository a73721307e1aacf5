"""A thread of threads: the events of many rights as one line, newest first, for one reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import Cast, Concat

from mainline.links import BY_CODE, LINKS, Link
from mainline.orgs.access import User
from mainline.register.access import events_on
from mainline.register.models import Event, Right
from mainline.register.subsets import STANDING
from mainline.register.threads import ThreadRow, event_rows, whole

FIRST = 8
"""Events that the page of somebody shows before one asks for more."""
_PAGE = 30
_LAST_PAGE = 200
"""Nobody reads further page by page, and each page costs all before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One page of a thread of threads."""

    rows: Sequence[ThreadRow]
    counts: Sequence[tuple[Link, int]]
    """Events of each link that has any, in the order of the chain."""
    total: int
    """Events of all links."""
    chosen: str
    """Code of the link that is shown alone, or ""."""
    page: Page[int]


def told_on(user: User, rights: QuerySet[Right]) -> QuerySet[Event]:
    """Return the events of some visible rights that the user may know of, newest first, undated last.

    ``link`` is that of each. Link and day are asked for as expressions: by the indexes over all events a planner
    would walk millions to find the hundred of one inventor.
    """
    events = events_on(user, rights).filter(STANDING)
    return events.annotate(link=Concat("link_code", Value(""))).order_by(
        Cast("told_on", CharField()).desc(), "-pk"
    )


def line(
    user: User,
    rights: QuerySet[Right],
    language: str,
    *,
    chosen: str = "",
    number: str = "",
    first: bool = False,
) -> Line:
    """Return one page of the events of some visible rights; with ``first`` the newest few alone.

    ``chosen`` is the code of a link, ``number`` that of the page; what makes no sense is left out.
    """
    events = told_on(user, rights)
    asked = chosen if chosen in BY_CODE else ""
    counted = dict(events.order_by().values_list("link").annotate(n=Count("pk")))
    shown = events.filter(link=asked) if asked else events
    total = counted.get(asked, 0) if asked else sum(counted.values())
    pages = Paginator(shown.values_list("pk", flat=True), FIRST if first else _PAGE)
    pages.count = min(total, _PAGE * _LAST_PAGE)
    page = pages.get_page(1 if first else number)
    return Line(
        rows=event_rows(user, whole(list(page.object_list)), language),
        counts=[(link, counted[link.code]) for link in LINKS if counted.get(link.code)],
        total=sum(counted.values()),
        chosen=asked,
        page=page,
    )

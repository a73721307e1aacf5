"""The page of one right: status and next date, the thread, and what is known beside it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainline.links import BY_CODE, LINKS, Link
from mainline.orgs import clock
from mainline.orgs.access import can
from mainline.pages import chain
from mainline.portfolio import queries as docket
from mainline.portfolio.differences.queries import differences_on
from mainline.register import exports, queries
from mainline.register.describe import right_as_dict
from mainline.register.models import Right
from mainline.register.queries import RightPage
from mainline.register.search import more_like
from mainline.register.sight import Sight
from mainline.register.threads import ThreadRow
from mainline.search.engines.base import EngineError
from mainline.web.downloads import download, json_download
from mainline.web.templatetags.web import page_language

log = logging.getLogger("mainline.search")
_LARGEST_ID = 2**63 - 1
_FEW_LIKE, _LIKE = 6, 40
_LISTS = {"search": gettext_lazy("Search"), "my_rights": gettext_lazy("My rights")}
"""Lists to which the page of a right leads back, by the name of their address."""


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


def list_before(request: HttpRequest) -> tuple[str, object] | None:
    """Return (path and query, name) of the list from which the browser says that it came; ``None`` for no list of ours."""
    try:
        came = urlsplit(request.headers.get("Referer", ""))
        name = resolve(came.path).url_name if came.netloc == request.get_host() else None
    except (ValueError, Resolver404):
        return None
    return (
        (came._replace(scheme="", netloc="", fragment="").geturl(), _LISTS[name]) if name in _LISTS else None
    )


@require_safe
def right(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one right."""
    page = right_page(request, pk)
    chosen = request.GET.get("link", "")
    context = {
        "page": page,
        "right": page.right,
        "came_from": list_before(request),
        "holder": holder_of(page),
        "cells": cells(page),
        "thread": _of_link(page.thread, chosen),
        "chosen": chosen if chosen in BY_CODE else "",
        "next": page.next_dates[0] if page.next_dates else None,
        "ahead": page.next_dates[::-1],
        "portfolio": BY_CODE["portfolio"],
        "family_query": f'family:"{page.right.number}"',
        "formats": exports.FORMATS,
        **_to_do(request, page),
    }
    template = (
        "register/right.html#thread"
        if request.headers.get("HX-Target") == "thread"
        else "register/right.html"
    )
    response = render(request, template, context)
    response["Vary"] = "HX-Target, Referer"
    return response


def _to_do(request: HttpRequest, page: RightPage) -> dict[str, object]:
    """What the user may enter, what is to be done by a day, and for whom its dates may be kept from now on."""
    return {
        "can_record": may_record(page.sight),
        "dates": docket.dates_of(request.user, page.right),
        "dates_for": docket.unkept_for(request.user, page.right),
        "differences": differences_on(request.user, page.right),
        "today": clock.today(),
        **_of_the_links(request, page),
    }


def _of_the_links(request: HttpRequest, page: RightPage) -> dict[str, object]:
    """What stands on the right, the record behind each event, and what each link shows of it."""
    events = [row.event for row in page.thread]
    return {
        "flags": chain.flags(events, clock.today()),
        "proofs": chain.proofs(request.user, events),
        "panels": chain.panels(request.user, page.right),
    }


def may_record(sight: Sight) -> bool:
    """Whether the user may enter what happens to a right."""
    return can(sight.user, "right.record") and sight.is_changeable


def _of_link(thread: Sequence[ThreadRow], chosen: str) -> list[ThreadRow]:
    return [row for row in thread if chosen not in BY_CODE or row.link == chosen]


@require_safe
def right_like(request: HttpRequest, pk: int) -> HttpResponse:
    """Rights most like one: a list of its own, or the few that its page fetches when a reader comes so far."""
    right = right_row(request, pk)
    is_part = bool(request.headers.get("HX-Request"))
    try:
        like = more_like(request.user, right, _FEW_LIKE if is_part else _LIKE)
    except EngineError as error:
        if not is_part:
            raise
        # Nobody asked for the part: its page says all else, and the link in its place says why.
        log.warning("%s", error)
        return HttpResponse(status=204)
    context = {"right": right, "like": like}
    response = render(request, "register/like.html#like" if is_part else "register/like.html", context)
    response["Vary"] = "HX-Request"
    return response


@require_safe
def right_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The description of one right, by language."""
    page = right_page(request, pk)
    template = "register/text.html#text" if request.headers.get("HX-Request") else "register/text.html"
    response = render(request, template, {"page": page, "right": page.right})
    response["Vary"] = "HX-Request"
    return response


@require_safe
def right_export(request: HttpRequest, pk: int, format: str) -> StreamingHttpResponse | HttpResponse:
    """One right as a file."""
    page = right_page(request, pk)
    name = f"right-{pk}"
    if format == "json":
        return json_download(right_as_dict(page), name)
    if format not in exports.FORMATS:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    media_type, ending = exports.media_type(format)
    return download(_write_one(page, format), media_type, f"{name}.{ending}")


def _write_one(page: RightPage, format: str) -> Iterator[bytes]:
    return exports.write([page.right], format)


def right_page(request: HttpRequest, pk: int) -> RightPage:
    """Return the page, or 404 in the same words whether it is missing or not for this user."""
    page = None
    if pk <= _LARGEST_ID:
        page = queries.right_page(request.user, pk, on=clock.today(), language=page_language())
    if page is None:
        raise _no_right(pk)
    return page


def right_row(request: HttpRequest, pk: int) -> Right:
    """Return the right alone, or the same 404."""
    right = queries.right_row(request.user, pk) if pk <= _LARGEST_ID else None
    if right is None:
        raise _no_right(pk)
    return right


def _no_right(pk: int) -> Http404:
    return Http404(_("There is no right %(number)s, or you may not see it.") % {"number": pk})

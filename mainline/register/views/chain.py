"""The events of one link of the chain, over all rights."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mainline.links import BY_CODE
from mainline.register import queries
from mainline.register.models import Event
from mainline.register.views import tables
from mainline.web.templatetags.web import page_language

_PAGE = 30
_LAST_PAGE = 500
"""Nobody reads further back page by page, and each page costs all before it."""


class _Events(Paginator):
    """Pages of a link's events, whose number is known without walking them."""

    def __init__(self, events: QuerySet[Event], number: int) -> None:
        super().__init__(events, _PAGE)
        self.count = min(number, _PAGE * _LAST_PAGE)


@require_GET
def link(request: HttpRequest, code: str) -> HttpResponse:
    """What happened in one link, newest first."""
    if code not in BY_CODE:
        raise Http404(_("The chain has no link of this name."))
    number = queries.events_by_link(request.user)[code]
    page = _Events(queries.link_events(request.user, code), number).get_page(request.GET.get("page"))
    rows = queries.event_rows(page.object_list, page_language())
    context = {
        "link": BY_CODE[code],
        "page": page,
        "rows": rows,
        "number": number,
        "files": tables.files("link_export", code=code),
    }
    return render(request, "register/link.html", context)


@require_GET
def export(request: HttpRequest, code: str, format: str) -> StreamingHttpResponse:
    """All events of one link as a file, newest first."""
    if code not in BY_CODE:
        raise Http404(_("The chain has no link of this name."))
    events = queries.link_events(request.user, code)
    return tables.as_file(tables.EVENTS, tables.told(events, page_language()), format, code)

"""The events of one link of the chain, over all rights."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mainline.links import BY_CODE
from mainline.register import queries
from mainline.register.models import Event
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
    return render(
        request, "register/link.html", {"link": BY_CODE[code], "page": page, "rows": rows, "number": number}
    )

"""The events of one link of the chain, over all rights."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mainline.links import BY_CODE
from mainline.orgs.list_pages import lists
from mainline.register import threads
from mainline.register.views.tables import EVENTS, told
from mainline.web.tables import as_file, files
from mainline.web.templatetags.web import own, page_language


@require_GET
@lists(EVENTS)
def link(request: HttpRequest, code: str) -> HttpResponse:
    """What happened in one link, newest first."""
    if code not in BY_CODE:
        raise Http404(_("The chain has no link of this name."))
    table = EVENTS[code].shown(
        request,
        threads.link_events(request.user, code),
        lambda events: threads.event_rows(request.user, events, page_language()),
        lambda: threads.events_by_link(request.user)[code],
    )
    context = {
        "link": BY_CODE[code],
        "about": BY_CODE[code].label,
        "table": table,
        "files": files("link_export", code=code),
    }
    return EVENTS[code].answer(request, "register/link.html", context)


@require_GET
def export(request: HttpRequest, code: str, format: str) -> HttpResponseBase:
    """All events of one link as a file, newest first."""
    if code not in BY_CODE:
        raise Http404(_("The chain has no link of this name."))
    events = EVENTS[code].asked(request, threads.link_events(request.user, code))
    return as_file(
        request,
        EVENTS[code],
        told(request.user, events, page_language()),
        format,
        code,
        str(own(BY_CODE[code].label)),
    )

"""A thread of threads on a page: the first of it among other things, or all of it page by page."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from mainline.register import lines
from mainline.register.models import Right
from mainline.web.templatetags.web import page_language


def line_context(
    request: HttpRequest, rights: QuerySet[Right], href: str, *, first: bool = False, is_part: bool = False
) -> dict[str, object]:
    """Return what ``register/line.html`` shows of some rights; ``href`` is the address of the whole line.

    ``first``: the newest few, whatever the address asks for, which is meant for something else there.
    """
    asked = {} if first else request.GET
    line = lines.line(
        request.user,
        rights,
        page_language(),
        chosen=asked.get("link", ""),
        number=asked.get("page", ""),
        first=first,
    )
    more = {"link": line.chosen, "page": "1" if first else "2"}
    return {
        "line": line,
        "line_href": href,
        "more_href": f"{href}?{urlencode({name: value for name, value in more.items() if value})}"
        if line.page.has_next() and (first or is_part)
        else "",
    }


def answer_line(
    request: HttpRequest, rights: QuerySet[Right], href: str, about: str, up: str
) -> HttpResponse:
    """Show the line of some rights on a page of its own, or the part alone where a page asks for that."""
    is_part = request.headers.get("HX-Target") == "line"
    context = line_context(request, rights, href, is_part=is_part) | {"about": about, "up": up}
    response = render(request, "register/line.html" if is_part else "register/line_page.html", context)
    response["Vary"] = "HX-Target"
    return response

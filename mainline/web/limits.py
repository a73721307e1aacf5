"""Requests that are refused before a byte of their body is kept."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

_METHODS = ("GET", "HEAD", "POST")
"""What a browser asks of pages; the API says for itself what it takes."""
_PROGRAMS = "/api/"
_FORM_BYTES = 1_048_576
"""What the other fields of an upload form may weigh beside the file."""


def body_limit(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: refuse a method that no page has, and a body larger than any upload may be.

    A body without a length is not read at all.

    Stands last, so that the page can say who is logged in, and still before anything reads the body.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method not in _METHODS and not request.path_info.startswith(_PROGRAMS):
            return HttpResponseNotAllowed(_METHODS)
        length = request.META.get("CONTENT_LENGTH") or "0"
        limit = settings.MAX_UPLOAD_BYTES
        if length.isdecimal() and int(length) > limit + _FORM_BYTES:
            # The form's token would have to be read out of the body that is refused here.
            return render(request, "413.html", {"limit": limit}, status=413)
        return get_response(request)

    return answer

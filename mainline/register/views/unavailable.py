"""What a visitor sees while the search index is missing, damaged or being built anew."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from mainline.search.engines.base import EngineError

STATUS = 503
MESSAGE = (
    "检索索引尚未建立、正在重建或已损坏。请稍后再试；如仍不可用，请管理员运行 mainline rebuild-index。",
    "The search index is not built yet, is being rebuilt, or is damaged. Try again shortly; if it lasts, the"
    " administrator runs mainline rebuild-index.",
)
"""(zh, en). The engine's own words name folders of the server and go to the log alone."""
log = logging.getLogger("mainline.search")


class EngineErrors:
    """Middleware: an engine that cannot answer is a page that says so, and not a fault of ours. The API says so itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """As Django asks."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for the engine; any other error is left to Django."""
        if not isinstance(error, EngineError):
            return None
        log.error("%s", error)
        return render(request, "503.html", {"pair": MESSAGE}, status=STATUS)

"""What a visitor sees while the search index is missing, damaged or being built anew."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from mainline.search.engines.base import EngineError

STATUS = 503


class EngineErrors:
    """Middleware: an engine that cannot answer is a page, or a problem in JSON, and not a fault of ours."""

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
        if request.path.startswith("/api/"):
            problem = {"code": "engine", "message_zh": error.message_zh, "message_en": error.message_en}
            return JsonResponse(problem, status=STATUS, json_dumps_params={"ensure_ascii": False})
        pair = (error.message_zh, error.message_en)
        return render(request, "503.html", {"pair": pair}, status=STATUS)

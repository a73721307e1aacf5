"""What every answer below ``/api/`` has in common, whoever made it: a view, the framework, another middleware."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from mainline.api.gate import token_of
from mainline.api.problems import MEDIA_TYPE, told_anew

ROOT = "/api/"
_VARY = ("Accept-Language", "Authorization", "Cookie")


def answers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: an error is a problem, what is private says so, and a token sets no cookie.

    Stands outside the sessions, so that it sees the cookies that they set, and outside all that may refuse a request.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        return _finished(request, response) if request.path_info.startswith(ROOT) else response

    return answer


def _finished(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code >= 400 and response.get("Content-Type", "") != MEDIA_TYPE:
        response = told_anew(response)
    if "Cache-Control" not in response:
        response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, _VARY)
    _tell_rate(request, response)
    if token_of(request) is not None:
        response.cookies.clear()
    return response


def _tell_rate(request: HttpRequest, response: HttpResponseBase) -> None:
    """Say how much room is left, in the fields of the IETF's draft on rate limits."""
    told = getattr(request, "api_rate", None)
    if told is None:
        return
    name, verdict = told
    response["RateLimit-Policy"] = f'"{name}";q={verdict.limit};w={verdict.seconds}'
    response["RateLimit"] = f'"{name}";r={verdict.remaining};t={verdict.wait}'

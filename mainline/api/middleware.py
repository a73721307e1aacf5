"""What every answer below ``/api/`` has in common, whoever made it: a view, the framework, another middleware."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from mainline.api.gate import token_of
from mainline.api.problems import MEDIA_TYPE, Refused, told_anew
from mainline.api.problems import answer as problem

ROOT = "/api/"
_VARY = ("Accept-Language", "Authorization", "Cookie")
_IN_THE_CLEAR = Refused(
    "request",
    "只接受 https。若已在此地址发送令牌，它已以明文经过网络：请撤销并新建。",
    "Ask by https. A token that you sent here went over the network in the clear: revoke it and make another.",
)
"""Said instead of a redirection, which a program would follow each time without anybody knowing."""


def answers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: an error is a problem, what is private says so, and a token sets no cookie.

    Stands outside the sessions, so that it sees the cookies that they set, and outside all that may refuse a request.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(ROOT):
            return get_response(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return _finished(request, problem(_IN_THE_CLEAR))
        return _finished(request, get_response(request))

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

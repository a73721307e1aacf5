"""Headers of every answer that neither Django nor django-csp sets."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


def permissions_policy(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: say which powers of the browser these pages never use, and that what a login shows is not kept."""
    value = ", ".join(
        f"{name}=({' '.join(origins)})" for name, origins in settings.PERMISSIONS_POLICY.items()
    )

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Permissions-Policy"] = value
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response:
            # Whoever uses this browser next must not find it there, nor by going back after a logout.
            response["Cache-Control"] = "private, no-store"
        return response

    return answer

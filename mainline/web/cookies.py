"""Cookies beside those of the framework: what they are called, and the one that carries a notice to the next page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest


def host_only(name: str) -> str:
    """Return the name of a cookie; behind TLS with the prefix by which browsers keep it from every other host."""
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


class _Signed(CookieStorage):
    """The signed cookie of notices."""

    def __init__(self, request: HttpRequest, *arguments: Any, **named: Any) -> None:
        super().__init__(request, *arguments, **named)
        self.cookie_name = host_only(self.cookie_name)


class Notices(FallbackStorage):
    """Where a notice waits for the next page: in a cookie, and what is too long for one in the session."""

    storage_classes = (_Signed, SessionStorage)

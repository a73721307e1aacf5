"""The typed client against the program in this process: requests go to Django's test client instead of the network."""

from __future__ import annotations

from typing import Any

from django.test import Client as Browser

from mainline.client import Client
from mainline.orgs.access import SCOPES
from mainline.orgs.tokens import make_token


class _Answer:
    def __init__(self, response: Any) -> None:
        self.status, self.headers, self._content = response.status_code, response.headers, response.content

    def read(self, **named: object) -> bytes:
        return self._content

    def close(self) -> None:
        pass


class _Pool:
    """What a client has of urllib3."""

    def request(
        self, method: str, address: str, *, headers: dict[str, str], body: Any, **named: object
    ) -> _Answer:
        sent = {
            name: text for name, text in headers.items() if name not in ("Content-Type", "Content-Length")
        }
        content = b"".join(body) if body is not None else b""
        kind = headers.get("Content-Type", "")
        path = address.removeprefix("http://localhost")
        return _Answer(Browser().generic(method, path, content, kind, headers=sent))

    def clear(self) -> None:
        pass


def typed(user: Any, *scopes: str, language: str = "en") -> Client:
    """A program of the user's; without scopes it has all of them."""
    _token, secret = make_token(user=user, name="typed", scopes=scopes or list(SCOPES), days=1, by=None)
    client = Client("http://localhost", secret, language=language, retries=0)
    vars(client._transport)["_pool"] = _Pool()
    return client

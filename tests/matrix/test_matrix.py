"""Who is let in where. The matrix is read by people: ``MAINLINE_WRITE_MATRIX=1`` writes it anew, to be read again."""

from __future__ import annotations

import os
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.db import transaction
from django.http import HttpRequest
from django.test import Client

from mainline.service.questions import rates
from mainline.web.rates import Rate
from tests.matrix.routes import routes
from tests.matrix.world import ASKERS, a_world

MATRIX = Path(__file__).parent / "expected.txt"
_HEAD = """# Who is let in where. Rows: method and route; columns: who asks.
#   yes   answered, or asked for what a form still lacks      in    sent to log in (the API: 401)
#   403   known, but the role does not allow it               404   nothing there for this asker
#   -     this route takes no such request
# Own: members of the university that holds the right; its attorney: of the agency that filed it; named: the right was
# shared with the bank; a rival is another enterprise. Platform: the administrator of the platform.
"""


def told(response: Any) -> str:
    """Return what an answer means, as the matrix says it."""
    if response.status_code in (301, 302) and response.url.startswith(("/login/", "/account/again/")):
        return "in"
    if response.status_code == 405:
        return "-"
    if response.status_code == 401:
        return "in"
    if response.status_code in (403, 404):
        return str(response.status_code)
    assert response.status_code < 500, (response.request["PATH_INFO"], response.content[:500])
    return "yes"


def sessions(client: Client, world: Any) -> dict[str, SimpleCookie]:
    """Log everybody in once, as with a password a moment ago; return their cookies.

    Else every page that asks for the password again would ask everybody, and say nothing of who may.
    """
    found = {}
    for name, user in world.users.items():
        client.cookies = SimpleCookie()
        if user is not None:
            client.force_login(user)
            request = HttpRequest()
            request.session = client.session
            record_authentication(request, user, "password")
            request.session.save()
        found[name] = client.cookies
    return found


def ask(client: Client, route: Any, cookies: SimpleCookie) -> str:
    """Send one request and undo what it did. One client for all: a new one sets the whole middleware up anew."""
    client.cookies = SimpleCookie(cookies.output(header="", sep=";"))
    point = transaction.savepoint()
    try:
        response = route.send(client)
        response.close()
        return told(response)
    finally:
        transaction.savepoint_rollback(point)


def written(lines: dict[str, list[str]]) -> str:
    """Lay the matrix out for reading."""
    names = [name for name, _, _ in ASKERS]
    width = max(map(len, lines)) + 2
    columns = [max(5, len(name)) for name in names]

    def row(first: str, cells: list[str]) -> str:
        return (
            first.ljust(width) + "  ".join(c.ljust(w) for c, w in zip(cells, columns, strict=True))
        ).rstrip()

    return "\n".join([_HEAD, row("", names), *(row(name, cells) for name, cells in lines.items()), ""])


@pytest.mark.django_db
def test_every_route_lets_in_whom_the_matrix_says(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAINLINE_API_RATE_READ = settings.MAINLINE_API_RATE_WRITE = 1_000_000
    # Everybody asks from one address here, and who was asked last would be told to wait.
    for rate in ("ASKED", "TRIED"):
        monkeypatch.setattr(rates, rate, Rate(0))
    settings.TEMPLATES = [
        {
            "BACKEND": "tests.matrix.nothing.Nothing",
            "NAME": "nothing",
            "DIRS": [],
            "APP_DIRS": True,
            "OPTIONS": {},
        }
    ]
    world = a_world()
    client = Client()
    cookies = sessions(client, world)
    lines = {
        route.name: [ask(client, route, cookies[name]) for name, _, _ in ASKERS] for route in routes(world)
    }
    lines = {name: cells for name, cells in lines.items() if set(cells) != {"-"}}
    found = written(lines)
    if os.environ.get("MAINLINE_WRITE_MATRIX"):
        MATRIX.write_text(found, encoding="utf-8")

    assert found.splitlines() == MATRIX.read_text(encoding="utf-8").splitlines()


def test_matrix_lets_no_rival_change_what_is_an_organisations_own() -> None:
    kept = ("POST organisations/<int:pk>/", "POST webhooks/<int:pk>/")
    lines = [line for line in MATRIX.read_text(encoding="utf-8").splitlines() if line.startswith(kept)]
    places = [[name for name, _, _ in ASKERS].index(name) for name in ("rival manager", "rival admin")]

    assert len(lines) > 8
    for line in lines:
        cells = line.split()[-len(ASKERS) :]
        assert {cells[place] for place in places} <= {"403", "404", "-"}, line


def test_matrix_lets_no_stranger_to_a_secret() -> None:
    lines = [line for line in MATRIX.read_text(encoding="utf-8").splitlines() if "(secret)" in line]
    strangers = ("visitor", "rival manager", "rival admin", "case handler", "officer")
    places = [[name for name, _, _ in ASKERS].index(name) for name in strangers]

    assert len(lines) > 10
    for line in lines:
        cells = line.split("(secret)")[1].split()
        assert {cells[place] for place in places} <= {"404", "in", "403", "-"}, line

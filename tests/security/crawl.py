"""Every page and every reading operation of the API asked for once, and what came back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from tests.factories import PASSWORD
from tests.matrix.routes import Route, operations, pages
from tests.matrix.world import World

ASKERS = ("own manager", "own admin", "platform", "visitor")
"""Who asks for each page, until one is let in."""
_FOR_STAFF = (
    "/administration/",
    "/imports/",
    "/quarantine/",
    "/proposals/",
    "/api/v1/imports",
    "/api/v1/quarantine",
)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    route: Route
    asker: str
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: SimpleCookie
    writes: list[str] = field(default_factory=list)
    """Statements that changed something."""

    @property
    def name(self) -> str:
        """How a failure calls it."""
        return f"{self.route.name} as {self.asker}: {self.status}"

    @property
    def is_page(self) -> bool:
        """Whether it is HTML."""
        return self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def tree(self) -> Any:
        """The page, parsed."""
        return html.fromstring(self.body.decode() or "<html/>")


def clients(world: World, **given: Any) -> dict[str, Client]:
    """A client for each asker, who has just shown a password: some pages ask for one anew after a while."""
    found = {}
    for name in ASKERS:
        plain, found[name] = Client(), Client(HTTP_ACCEPT_LANGUAGE="en", **given)
        if (user := world.users[name]) is not None:
            plain.post("/login/", {"username": user.get_username(), "password": PASSWORD})
        found[name].cookies = SimpleCookie(plain.cookies.output(header="", sep=";"))
    return found


def answers(world: World) -> Iterator[Answer]:
    """Ask for everything that is read, undoing whatever it did."""
    known = clients(world)
    for route in (*pages(world), *operations(world)):
        if route.method == "GET" and not route.name.endswith("(public)"):
            yield _answer(route, known)


def _answer(route: Route, known: dict[str, Client]) -> Answer:
    """The answer to the first who is let in, else that to the last."""
    order = sorted(known, key=lambda name: name != "platform") if route.path.startswith(_FOR_STAFF) else known
    for name in order:
        answer = asked(route, known[name], name)
        if answer.status in (200, 405):
            break
    return answer


def asked(route: Route, client: Client, name: str = "") -> Answer:
    """Ask, and undo what it did."""
    point = transaction.savepoint()
    try:
        with CaptureQueriesContext(connection) as queries:
            response = route.send(client)
            streamed = getattr(response, "streaming_content", None)
            body = response.content if streamed is None else b"".join(streamed)
            response.close()
    finally:
        transaction.savepoint_rollback(point)
    writes = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    return Answer(route, name, response.status_code, dict(response.headers), body, response.cookies, writes)

"""Requests that somebody else makes a browser send, or bends: across sites, to another host, by another method."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, RequestFactory

from mainline.orgs.enums import Role
from mainline.web.returning import back
from tests.factories import PASSWORD, a_user
from tests.matrix.routes import Route, operations, pages
from tests.matrix.world import World
from tests.security.crawl import Answer, asked, clients

ELSEWHERE = (
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
)
READS = {"GET", "HEAD", "OPTIONS", "TRACE"}


def writing(world: World) -> list[Route]:
    return [one for one in pages(world) if one.method == "POST" and not one.name.endswith("(public)")]


def test_every_page_that_takes_a_form_refuses_one_without_its_token(world: World) -> None:
    """The token is asked for before the view is, so that it matters little who asks."""
    client = clients(world, enforce_csrf_checks=True)["own admin"]

    answers = [asked(route, client) for route in writing(world)]

    assert len(answers) > 100
    assert not [f"{a.name}: {a.writes}" for a in answers if a.status != 403 or a.writes]


def test_every_operation_of_the_api_by_session_refuses_a_write_without_the_token(world: World) -> None:
    client = clients(world, enforce_csrf_checks=True)["own admin"]
    writes = [one for one in operations(world) if one.method not in READS]

    answers = [asked(route, client) for route in writes]

    assert len(writes) > 12
    assert {answer.status for answer in answers} == {403}
    assert not [answer.name for answer in answers if answer.writes]


def test_no_route_is_excepted_from_the_token_but_the_api() -> None:
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(resolver: URLResolver, before: str = "") -> list[tuple[str, Any]]:
        found = []
        for one in resolver.url_patterns:
            address = before + str(one.pattern)
            found += [(address, one.callback)] if isinstance(one, URLPattern) else walk(one, address)
        return found

    excepted = [address for address, view in walk(get_resolver()) if getattr(view, "csrf_exempt", False)]

    assert excepted
    assert not [address for address in excepted if not address.startswith(("api/", "^api/"))]


def test_a_token_of_another_session_is_refused(world: World) -> None:
    client = clients(world, enforce_csrf_checks=True)["own admin"]
    other = Client().get("/login/").cookies[settings.CSRF_COOKIE_NAME].value

    assert client.post("/views/save/", {"csrfmiddlewaretoken": other}).status_code == 403


def test_a_form_from_another_site_is_refused_though_it_has_the_token(world: World) -> None:
    client = clients(world, enforce_csrf_checks=True)["own admin"]
    client.get("/account/")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value

    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        answer = client.post("/views/save/", {"csrfmiddlewaretoken": token}, HTTP_ORIGIN=origin)
        assert answer.status_code == 403, origin
    assert (
        client.post(
            "/views/save/", {"csrfmiddlewaretoken": token}, HTTP_ORIGIN="http://testserver"
        ).status_code
        != 403
    )


def test_no_form_leads_to_another_site(world: World) -> None:
    known, target, away = clients(world), ELSEWHERE[0], []
    for route in writing(world):
        point = transaction.savepoint()
        client = known[
            "platform" if route.path.startswith(("/administration/", "/proposals/")) else "own admin"
        ]
        data = {**route.data, "next": target, "url": target, "redirect_to": target}
        answer = client.post(route.path, data, HTTP_REFERER=target)
        transaction.savepoint_rollback(point)
        if urlsplit(answer.headers.get("Location", "/")).netloc not in ("", "testserver"):
            away.append(f"{route.name}: {answer.headers['Location']}")

    assert not away


@pytest.mark.parametrize(
    "target", [*ELSEWHERE, "///evil.example", "http:///evil.example", "\t//evil.example", "\\\\evil"]
)
def test_the_way_back_from_a_form_leads_to_no_other_site(target: str) -> None:
    answer = back(RequestFactory().post("/views/save/", {"next": target}), "home")

    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize("target", ELSEWHERE)
def test_login_and_language_lead_to_no_other_site(target: str) -> None:
    user = a_user(Role.VIEWER)
    given = {
        "login": user.get_username(),
        "username": user.get_username(),
        "password": PASSWORD,
        "next": target,
    }

    answers = [
        Client().post("/login/", given),
        Client().post(f"/login/?next={target}", given),
        Client().post("/i18n/setlang/", {"language": "en", "next": target}, HTTP_REFERER=target),
        Client().get("/my-day/", {"next": target}),
    ]

    for answer in answers:
        assert answer.status_code in (200, 302)
        told = urlsplit(answer.headers.get("Location", "/"))
        assert told.netloc in ("", "testserver")
        assert told.scheme in ("", "http")
        assert not told.path.startswith(("//", "/\\"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/login/", "/search/", "/api/v1/rights", "/api/v1/openapi.json", "/no/such"]
)
@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example:80"]
)
def test_a_host_that_is_not_ours_is_refused(path: str, host: str) -> None:
    answer = Client(raise_request_exception=False).get(path, HTTP_HOST=host)

    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.django_db
def test_a_forwarded_host_is_not_believed() -> None:
    answer = Client().get(
        "/my-day/", HTTP_X_FORWARDED_HOST="evil.example", HTTP_FORWARDED="host=evil.example"
    )

    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"] + answer.content.decode()


def test_a_read_is_no_write_whatever_it_calls_itself(world: World, crawl: list[Answer]) -> None:
    client = clients(world)["own admin"]
    named = dict.fromkeys(
        ("HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_HTTP_METHOD", "HTTP_X_METHOD_OVERRIDE"), "POST"
    )
    writes_alone = [answer.route.path for answer in crawl if answer.status == 405]

    assert len(writes_alone) > 15
    assert {client.get(path, {"_method": "POST"}, **named).status_code for path in writes_alone} == {405}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "DEBUG"])
@pytest.mark.parametrize("path", ["/", "/search/", "/api/v1/rights", "/imports/upload/", "/i18n/setlang/"])
def test_methods_that_nothing_uses_are_refused(method: str, path: str) -> None:
    answer = Client().generic(method, path)

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]

"""A server behind a TLS proxy: pages lead to https, programs are told, and no cookie is for anybody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mainline.orgs.enums import Role
from tests.factories import PASSWORD, a_user

pytestmark = pytest.mark.django_db
YEAR = 31_536_000


@pytest.fixture
def behind_tls(settings: Any) -> Any:
    """The settings that ``MAINLINE_BEHIND_TLS`` makes."""
    settings.BEHIND_TLS = settings.SECURE_SSL_REDIRECT = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    settings.LANGUAGE_COOKIE_NAME = "__Host-language"
    settings.SECURE_HSTS_SECONDS = YEAR
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return settings


def by_tls() -> Client:
    """A browser whose requests the proxy took by TLS."""
    return Client(headers={"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"})


def test_a_page_asked_for_in_the_clear_leads_to_https(behind_tls: Any) -> None:
    answer = Client().get("/search/?q=x")

    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://testserver/search/?q=x"


@pytest.mark.parametrize("path", ["/api/v1/rights", "/api/v1/me", "/api/none"])
def test_a_program_that_asks_in_the_clear_is_refused_and_not_led_on(behind_tls: Any, path: str) -> None:
    answer = Client().get(path, headers={"authorization": "Bearer mlt_whatever"})

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert "revoke it" in answer.json()["message_en"]
    assert "Location" not in answer


@pytest.mark.parametrize("path", ["/", "/api/v1/event-codes", "/no/such", "/login/"])
def test_every_answer_asks_for_tls_from_now_on(behind_tls: Any, path: str) -> None:
    answer = by_tls().get(path)

    assert answer.headers["Strict-Transport-Security"] == f"max-age={YEAR}; includeSubDomains"


def test_every_cookie_is_for_this_host_over_tls_alone(behind_tls: Any) -> None:
    user, client = a_user(Role.MANAGER), by_tls()
    client.get("/login/")
    client.post("/login/", {"username": user.get_username(), "password": PASSWORD})
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    client.get("/organisations/?table=organisations&columns=country&size=50")
    # Saved: the notice waits in a cookie for the page that comes next.
    client.post("/account/", {"name": "王伟", "email": ""})

    cookies = client.cookies
    assert {"__Host-session", "__Host-csrf", "__Host-language", "__Host-messages"} < set(cookies)
    assert {"__Host-columns-organisations", "__Host-rows-a-page"} < set(cookies)
    for name, cookie in cookies.items():
        assert name.startswith("__Host-"), name
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", ""), name
        assert cookie["samesite"] == "Lax", name
        assert cookie["httponly"] or name == "__Host-csrf"


def test_what_a_table_remembers_is_read_back_behind_tls(behind_tls: Any) -> None:
    client = by_tls()
    client.force_login(a_user(Role.MANAGER))
    client.cookies["__Host-columns-organisations"] = "name.country"

    told = client.get("/organisations/").content.decode()

    client.cookies["__Host-columns-organisations"] = "name"
    assert told != client.get("/organisations/").content.decode()

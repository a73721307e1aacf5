"""Sessions: noted now and then, ended from elsewhere, never older than they may be."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from mainline.orgs import sessions
from mainline.orgs.sessions import BEGAN, SEEN, device
from tests.factories import a_user

AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36":
        "Chrome · Windows",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36 Edg/131.0":
        "Edge · Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":
        "Safari · macOS",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1":
        "Safari · iOS",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0":
        "WeChat · Android",
    "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0": "Firefox · Linux",
    "curl/8.5.0": "",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize(("agent", "name"), AGENTS.items())
def test_browser_and_system_are_named(agent: str, name: str) -> None:
    assert device(agent) == name


@examples(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_whatever_a_browser_says_is_named_by_our_own_words_alone(agent: str) -> None:
    known = {*sessions._BROWSERS.values(), *sessions._SYSTEMS.values(), ""}

    assert set(device(agent).split(" · ")) <= known


def aged(client: Client, **keys: int) -> None:
    """Set back when a session began, or was last noted, by so many seconds."""
    session = client.session
    for key, seconds in keys.items():
        session[key] -= seconds
    session.save()


@pytest.mark.django_db
def test_session_in_use_is_prolonged_every_few_minutes_and_no_oftener(client: Client) -> None:
    client.force_login(a_user())
    client.get("/healthz")
    assert not UserSession.objects.exists()
    aged(client, **{SEEN: 301})
    Session.objects.update(expire_date="2026-01-01T00:00:00Z")
    Session.objects.update(expire_date="2100-01-01T00:00:00Z")

    client.get("/healthz")

    noted = UserSession.objects.get()
    assert noted.session_key == client.session.session_key
    assert Session.objects.get().expire_date.year < 2100
    client.get("/healthz")
    assert UserSession.objects.get().last_seen_at == noted.last_seen_at


@pytest.mark.django_db
def test_session_ends_after_so_many_days_though_in_use(client: Client) -> None:
    client.force_login(a_user())
    aged(client, **{BEGAN: site.SESSION_LONGEST_SECONDS + 1})

    assert client.get("/account/").headers["Location"].startswith("/login/")
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_session_of_an_older_program_begins_now(client: Client) -> None:
    client.force_login(a_user())
    session = client.session
    del session[BEGAN], session[SEEN]
    session.save()

    client.get("/healthz")

    assert client.session[BEGAN] == client.session[SEEN] > 0


@pytest.mark.django_db
def test_visitor_gets_no_session(client: Client) -> None:
    assert site.SESSION_COOKIE_NAME not in client.get("/healthz").cookies
    client.cookies[site.SESSION_COOKIE_NAME] = "made-up"
    client.get("/healthz")
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_sessions_of_others_are_ended_by_the_platform_s_administrator_alone() -> None:
    user, other = a_user(), a_user()
    with pytest.raises(PermissionDenied):
        sessions.end_sessions(user=user, by=other)
    other.is_superuser = True

    assert sessions.end_sessions(user=user, by=other) == 0


def test_cookies_of_a_server_behind_tls_stay_with_their_host(program: Any) -> None:
    program.environment["MAINLINE_BEHIND_TLS"] = "true"
    import subprocess
    import sys

    code = (
        "from mainline import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        " s.REQUIRE_SECOND_FACTOR, s.LANGUAGE_COOKIE_NAME, s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS,"
        " s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=program.environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [
        "__Host-session", "__Host-csrf", "True", "True", "staff", "__Host-language", "True", "31536000", "True",
    ]  # fmt: skip

"""The log: one line an entry whatever was typed, who was refused and why, and never a secret."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.invitations import invite
from mainline.orgs.tokens import make_token
from mainline.web.logs import Lines
from tests.factories import PASSWORD, a_user, an_organisation
from tests.web.logins import log_in, totp

ENTRY = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) [\w.]+ ")
FORGED = "\n2026-11-22T10:00:00+0800 ERROR mainline.orgs Everything is fine\r\n\x1b[2J\x1b[31m\u2028\x85\x00"


@contextmanager
def log(level: int = logging.DEBUG) -> Iterator[io.StringIO]:
    """Everything that is logged, as the handler of the settings writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    form = settings.LOGGING["formatters"]["plain"]
    handler.setFormatter(Lines(form["format"], form["datefmt"]))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def test_the_settings_write_the_log_by_this_form() -> None:
    form = settings.LOGGING["formatters"]["plain"]

    assert form["class"] == "mainline.web.logs.Lines"
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "plain"
    assert "%z" in form["datefmt"]


@given(st.text(max_size=80), st.text(max_size=80))
@trials(max_examples=100, deadline=None)
def test_an_entry_is_one_line_whatever_is_in_it(name: str, text: str) -> None:
    with log() as written:
        logging.getLogger("mainline.test").warning("%s said %s", name + FORGED, text)

    lines = written.getvalue().removesuffix("\n").split("\n")
    assert len(lines) == 1
    assert ENTRY.match(lines[0])
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", lines[0])


def test_a_trace_stands_below_its_entry_and_looks_like_none() -> None:
    with log() as written:
        try:
            raise ValueError(FORGED)
        except ValueError:
            logging.getLogger("mainline.test").exception("It broke: %s", FORGED)

    first, *rest = written.getvalue().removesuffix("\n").split("\n")
    assert ENTRY.match(first)
    assert len(rest) > 3
    assert all(line.startswith("    | ") for line in rest)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/no%0a2026-11-22T10:00:00+0800%20ERROR%20forged", "/rights/999999999999/%1b[31m", "/%00"]
)
def test_an_address_forges_no_entry(path: str) -> None:
    with log(logging.INFO) as written:
        Client(raise_request_exception=False).get(path)

    lines = [line for line in written.getvalue().split("\n") if line]
    assert lines
    assert all(ENTRY.match(line) or line.startswith("    | ") for line in lines)
    assert "\x1b" not in written.getvalue()


@pytest.mark.django_db
def test_who_was_refused_is_logged() -> None:
    client = Client()
    client.force_login(a_user(Role.INVENTOR))

    with log(logging.WARNING) as written:
        assert client.get("/imports/").status_code == 403

    assert "Forbidden (Permission denied): /imports/" in written.getvalue()


@pytest.mark.django_db
def test_logins_and_their_failures_are_told_in_the_audit() -> None:
    user = a_user(Role.MANAGER)

    log_in(Client(), user, "a wrong password")
    log_in(Client(), user)

    codes = list(Entry.objects.values_list("code", flat=True))
    assert "login.failed" in codes
    assert "login.succeeded" in codes


def journey(client: Client) -> set[str]:
    """Log in wrong and right, set up a second factor, make a token and an invitation; return every secret on the way."""
    organisation = an_organisation()
    user = a_user(Role.ADMIN, organisation)
    log_in(client, user, "hunter2 hunter2 hunter2")
    log_in(client, user)
    secret = re.search(r"\b[A-Z2-7]{32}\b", client.get("/account/security/app/").content.decode())
    assert secret
    client.post("/account/security/app/", {"code": totp(secret[0])})
    _, token = make_token(user=user, name="t", scopes=["read"], days=30, by=user)
    Client().get("/api/v1/me", HTTP_AUTHORIZATION=f"Bearer {token}")
    Client().get("/api/v1/me", HTTP_AUTHORIZATION=f"Bearer {token}wrong")
    Client(raise_request_exception=False).get(f"/no/such/{token}")
    _, invitation = invite(organisation=organisation, role=Role.VIEWER, name="A", email="", days=7, by=user)
    Client().get(f"/invitations/{invitation}/")
    Client().get(f"/invitations/{invitation}x/")
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "four squirrels on a roof"})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"hunter2", PASSWORD, "four squirrels", secret[0], token, invitation, session}


@pytest.mark.django_db
def test_no_secret_is_ever_logged() -> None:
    """At the level of DEBUG too, but for what the database is asked: that is on only where somebody looks for faults."""
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    with log(logging.DEBUG) as written:
        secrets = journey(Client())

    text = written.getvalue()
    assert text
    assert not [secret for secret in secrets if secret in text]


@pytest.mark.django_db
def test_no_secret_is_told_in_the_audit() -> None:
    secrets = journey(Client())

    told = " ".join(str(value) for row in Entry.objects.values_list() for value in row)

    assert Entry.objects.count() > 4
    assert not [secret for secret in secrets if secret in told]


@pytest.mark.django_db
def test_a_fault_tells_the_log_and_not_the_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: Any, **named: Any) -> None:
        raise RuntimeError(
            "token " + "mlt_" + "abcdefghijklmnopqrstuvwxyz0123456789 in Cookie: sessionid=abcdef0123456789"
        )

    monkeypatch.setattr("mainline.register.queries.organisations", broken)

    with log(logging.ERROR) as written:
        answer = Client(raise_request_exception=False).get("/organisations/")

    assert answer.status_code == 500
    assert "RuntimeError" in written.getvalue()
    assert "mlt_…" in written.getvalue()
    assert "abcdef0123456789" not in written.getvalue()
    assert "RuntimeError" not in answer.content.decode()

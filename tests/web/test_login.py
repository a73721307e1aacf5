"""Logging in: throttled, silent on who has an account, leading nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from mainline.audit.models import Entry
from mainline.orgs import accounts
from mainline.orgs.enums import Role
from tests.factories import PASSWORD, a_user
from tests.web.logins import (
    is_logged_in,
    log_in,
    said,
)

pytestmark = pytest.mark.django_db


def test_sixth_wrong_attempt_is_told_when_to_try_again_and_the_right_password_waits_too(en: Client) -> None:
    user = a_user()
    for _attempt in range(5):
        assert "do not fit" in said(log_in(en, user, "wrong"))

    locked = said(log_in(en, user))

    assert re.search(r"Too many wrong attempts\. Try again in 5 minutes, at \d\d:\d\d\.", locked)
    assert not is_logged_in(en)
    assert Entry.objects.filter(code="login.locked", subject=f"account:{user.pk}").count() == 1
    log_in(en, user)
    assert Entry.objects.filter(code="login.locked").count() == 1


def test_lock_is_told_in_chinese_and_holds_whatever_host_was_asked(zh: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    user = a_user()
    for attempt in range(5):
        host = ("one.example", "two.example")[attempt % 2]
        zh.post("/login/", {"username": user.username, "password": "wrong"}, headers={"host": host})

    answer = zh.post(
        "/login/", {"username": user.username, "password": PASSWORD}, headers={"host": "two.example"}
    )

    assert answer.status_code == 200


def test_success_does_not_make_room_for_more_guesses(en: Client) -> None:
    user = a_user()
    for _attempt in range(4):
        log_in(en, user, "wrong")
    log_in(Client(), user)
    log_in(en, user, "wrong")

    assert "Too many" in said(log_in(en, user, "wrong"))


def test_page_says_the_same_whether_or_not_there_is_an_account(en: Client) -> None:
    user, closed = a_user(), a_user()
    closed.is_active = False
    closed.save()
    pages = {
        said(en.post("/login/", {"username": name, "password": "wrong"})).replace(name, "")
        for name in (user.username, closed.username, "nobody-at-all")
    }
    assert len(pages) == 1
    for _attempt in range(5):
        locked = {said(en.post("/login/", {"username": name, "password": "wrong"})) for name in ("x1", "x2")}
    assert len(locked) == 1


def test_what_was_typed_as_a_name_is_not_recorded(en: Client) -> None:
    en.post("/login/", {"username": "my secret password", "password": "x"})

    entry = Entry.objects.get(code="login.failed")
    assert entry.data == {"name": "", "address": "127.0.0.1"}
    assert entry.subject == ""


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/", "//elsewhere.example/", "///elsewhere.example", "\\\\elsewhere.example",
        "javascript:alert(1)", "http:///elsewhere.example", "https://testserver@elsewhere.example/",
    ],
)  # fmt: skip
def test_login_leads_nowhere_else(en: Client, target: str) -> None:
    user = a_user()
    assert log_in(en, user, next=target).headers["Location"] == "/my-day/"
    en.post("/logout/", {"next": target})
    assert not is_logged_in(en)


def test_trusted_origins_of_forms_are_no_places_to_go(en: Client, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://elsewhere.example"]
    settings.ALLOWED_HOSTS = ["testserver", "elsewhere.example"]

    assert log_in(en, a_user(), next="https://elsewhere.example/x").headers["Location"] == "/my-day/"


def test_login_gives_a_new_session_and_logout_ends_it(en: Client) -> None:
    user = a_user()
    session = en.session
    session["invitation"] = "planted"
    session.save()
    en.cookies["sessionid"] = session.session_key
    before = session.session_key

    log_in(en, user)

    after = en.session.session_key
    assert after != before
    stale = Client()
    stale.cookies["sessionid"] = before
    assert not is_logged_in(stale)
    assert en.get("/logout/").status_code == 405
    en.post("/logout/")
    stale.cookies["sessionid"] = after
    assert not is_logged_in(stale)


def test_forms_of_accounts_need_their_token() -> None:
    user = a_user(Role.ADMIN)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    visitor = Client(enforce_csrf_checks=True)
    for path in ("/login/", "/login/passkey/", "/login/forgotten/", "/invitations/accept/"):
        assert visitor.post(path, {"username": "x", "password": "y"}).status_code in (
            403,
            200 if "forgotten" in path else 403,
        )
    for path in ("/logout/", "/account/", "/account/tokens/", "/account/sessions/", "/account/password/",
                 "/account/security/app/", f"/organisations/{user.memberships.get().organisation_id}/invitations/"):  # fmt: skip
        assert client.post(path, {}).status_code == 403, path


def test_unknown_host_is_refused(en: Client) -> None:
    assert en.get("/login/", headers={"host": "elsewhere.example"}).status_code == 400


def test_closing_an_account_ends_what_it_has_open(en: Client) -> None:
    user = a_user()
    log_in(en, user)
    assert is_logged_in(en)

    accounts.close_account(user=user, by=None)

    assert not is_logged_in(en)
    assert not UserSession.objects.exists()

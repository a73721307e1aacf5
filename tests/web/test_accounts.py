"""One's own account as a browser sees it: passwords, sessions, tokens, data; and no secret in a log."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from mainline.audit.models import Entry
from mainline.orgs import accounts
from mainline.orgs.enums import Role
from mainline.orgs.models import ApiToken
from tests.factories import PASSWORD, a_user
from tests.web.logins import (
    NEW,
    invited,
    is_logged_in,
    letters,
    log_in,
    said,
    set_up_totp,
    totp,
)

pytestmark = pytest.mark.django_db


def test_new_password_ends_the_other_logins(en: Client) -> None:
    user = a_user()
    other = Client()
    log_in(en, user)
    log_in(other, user)

    wrong = en.post("/account/password/", {"oldpassword": "wrong", "password1": NEW})
    short = en.post("/account/password/", {"oldpassword": PASSWORD, "password1": "short"})
    done = en.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW})

    assert "not your password until now" in said(wrong)
    assert "at least 12" in said(short)
    assert done.headers["Location"] == "/account/security/"
    assert is_logged_in(en)
    assert not is_logged_in(other)
    assert log_in(Client(), user, NEW).status_code == 302
    assert Entry.objects.filter(code="password.changed", by=user).count() == 1


def test_link_to_a_new_password_works_once_and_hides_its_key(en: Client) -> None:
    user = a_user()
    path = accounts.make_reset_link(user=user, by=None)
    shown = en.get(path)
    assert shown.headers["Location"].endswith("-set-password/")
    page = en.get(shown.headers["Location"])
    assert page.status_code == 200
    assert path.rstrip("/").rpartition("-")[2] not in page.content.decode()

    assert "at least 12" in said(en.post(shown.headers["Location"], {"password1": "short"}))
    assert en.post(shown.headers["Location"], {"password1": NEW}).status_code == 302

    assert not is_logged_in(en)
    assert "no longer works" in said(Client(headers={"accept-language": "en"}).get(path))
    assert log_in(en, user, NEW).status_code == 302
    assert Entry.objects.filter(code="password.reset", subject=f"account:{user.pk}").exists()


def test_without_e_mail_the_page_says_whom_to_ask(en: Client) -> None:
    assert "Ask the administrator of your organisation" in said(en.get("/login/forgotten/"))
    assert en.post("/login/forgotten/", {"email": "a@b.cn"}).status_code == 200


def test_letter_goes_out_and_the_page_says_nothing_of_who_has_an_account(en: Client, settings: Any) -> None:
    settings.HAS_EMAIL = True
    user = accounts.make_account(username="zhang", password=PASSWORD, email="zhang@example.cn")

    known = en.post("/login/forgotten/", {"email": "Zhang@example.cn"})
    unknown = en.post("/login/forgotten/", {"email": "nobody@example.cn"})

    assert known.headers["Location"] == unknown.headers["Location"] == "/login/forgotten/sent/"
    [letter] = letters(1)
    assert letter.to == ["zhang@example.cn"]
    assert "zhang" in letter.body
    [link, _again] = re.findall(r"http://testserver(/login/new-password/\S+)", letter.body)
    followed = en.get(link).headers["Location"]
    en.post(followed, {"password1": NEW})
    assert log_in(en, user, NEW).status_code == 302


def test_owner_is_told_by_letter_what_changed(en: Client, settings: Any) -> None:
    settings.HAS_EMAIL = True
    user = accounts.make_account(username="zhang", password=PASSWORD, email="zhang@example.cn")
    log_in(en, user)

    en.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW})
    en.post("/account/", {"name": "", "email": "new@example.cn"})

    changed, moved = letters(2)
    assert "127.0.0.1" in changed.body
    assert moved.to == ["zhang@example.cn"]
    assert NEW not in changed.body


PAGES = ("/account/", "/account/security/", "/account/security/app/", "/account/security/passkeys/add/",
         "/account/sessions/", "/account/tokens/", "/account/password/", "/account/again/")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_an_account_ask_for_a_login_and_are_kept_nowhere(en: Client, path: str) -> None:
    assert en.get(path).headers["Location"].startswith(("/login/", "/account/again/"))
    log_in(en, a_user(Role.ADMIN))

    answer = en.get(path)

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
    assert " style=" not in answer.content.decode()


def test_account_says_what_i_am_and_may_and_takes_a_name(en: Client) -> None:
    user = a_user(Role.ADMIN)
    log_in(en, user)
    page = said(en.get("/account/"))
    assert "invite and remove members" in page
    assert user.memberships.get().organisation.name in page

    en.post(
        "/account/", {"name": "孙海燕", "email": "sun@example.cn", "is_superuser": "1", "username": "root"}
    )

    user.refresh_from_db()
    assert (user.first_name, user.email) == ("孙海燕", "sun@example.cn")
    assert not user.is_superuser
    assert user.username != "root"


def test_sessions_elsewhere_are_listed_and_ended(en: Client) -> None:
    user = a_user()
    log_in(en, user)
    other, third = Client(), Client()
    for client in (other, third):
        log_in(client, user)
    stranger = Client()
    log_in(stranger, a_user())
    page = said(en.get("/account/sessions/"))
    assert page.count("127.0.0.1") == 3
    assert "this one" in page

    key = other.session.session_key
    en.post("/account/sessions/", {"end": str(UserSession.objects.get(session_key=key).pk)})
    assert not is_logged_in(other)
    assert is_logged_in(third)
    foreign = UserSession.objects.get(session_key=stranger.session.session_key)
    en.post("/account/sessions/", {"end": str(foreign.pk)})
    en.post("/account/sessions/", {"end": "9" * 30})
    en.post("/account/sessions/")

    assert not is_logged_in(third)
    assert is_logged_in(en)
    assert is_logged_in(stranger)


def test_token_is_shown_once_and_works_until_revoked(en: Client) -> None:
    user = a_user(Role.MANAGER)
    log_in(en, user)

    made = en.post("/account/tokens/", {"name": "nightly", "scopes": ["read"], "days": "30", "user": "1"})

    secret = re.search(r'id="token">(mlt_[^<]+)<', made.content.decode()).group(1)
    assert made.headers["Cache-Control"].count("no-store") == 1
    assert secret not in en.get("/account/tokens/").content.decode()
    token = ApiToken.objects.get()
    assert (token.user, token.name, token.scopes) == (user, "nightly", ["read"])
    program = Client(headers={"authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/rights").status_code == 200
    stranger = Client()
    log_in(stranger, a_user())
    assert stranger.post("/account/tokens/", {"end": str(token.pk)}).status_code == 404

    en.post("/account/tokens/", {"end": str(token.pk)})

    assert program.get("/api/v1/rights").status_code == 401
    assert "revoked" in said(en.get("/account/tokens/"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"scopes": ["everything"]}, "everything"),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": "9999"}, "365"),
        ({"days": "ten"}, "whole number"),
        ({"name": ""}, "required"),
    ],
)
def test_token_that_will_not_do_is_refused_with_words(en: Client, given: dict[str, Any], words: str) -> None:
    log_in(en, a_user(Role.MANAGER))

    page = en.post("/account/tokens/", {"name": "x", "scopes": ["read"], "days": "30"} | given)

    assert words in said(page)
    assert not ApiToken.objects.exists()


def test_my_data_holds_what_is_mine_and_no_secret(en: Client) -> None:
    user = a_user(Role.MANAGER)
    log_in(en, user)
    set_up_totp(en)
    en.post("/account/tokens/", {"name": "nightly", "scopes": ["read"], "days": "30"})

    data = en.get("/account/data/").json()

    assert data["account"]["username"] == user.username
    assert [token["name"] for token in data["api_tokens"]] == ["nightly"]
    assert {one["type"] for one in data["authenticator_set"]} == {"totp", "recovery_codes"}
    assert "login.succeeded" in {act["code"] for act in data["acts"]}
    raw = json.dumps(data)
    for secret in (user.password, ApiToken.objects.get().token_hash, en.session.session_key):
        assert secret not in raw


def test_no_secret_of_any_flow_is_logged(en: Client, caplog: Any, settings: Any) -> None:
    settings.HAS_EMAIL = True
    with caplog.at_level(logging.DEBUG):
        _organisation, link = invited(en, email="wang@example.cn")
        en.get(link)
        en.post("/invitations/accept/", {"username": "wang", "name": "", "password": NEW})
        secret, codes = set_up_totp(en)
        page = en.post("/account/tokens/", {"name": "x", "scopes": ["read"], "days": "3"}).content.decode()
        token = re.search(r'id="token">([^<]+)<', page).group(1)
        Client(headers={"authorization": f"Bearer {token}"}).get("/api/v1/nothing-there")
        other = Client()
        other.post("/login/", {"username": "wang", "password": NEW + "x"})
        other.post("/login/", {"username": "wang", "password": NEW})
        code = totp(secret)
        other.post("/login/second/", {"code": "999999"})
        other.post("/login/second/", {"code": code})
        en.post("/account/password/", {"oldpassword": NEW, "password1": PASSWORD})
        en.post("/login/forgotten/", {"email": "wang@example.cn"})
        letters(3)

    text = caplog.text + json.dumps(list(Entry.objects.values("code", "subject", "data")), default=str)
    for hidden in (NEW, PASSWORD, secret, *codes, token, link.split("/")[2], code):
        assert hidden not in text

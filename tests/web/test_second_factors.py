"""Second factors: codes of an app, recovery codes, passkeys, and who must have one."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from tests.factories import PASSWORD, a_user
from tests.web.logins import (
    forget_password,
    is_logged_in,
    log_in,
    said,
    set_up_totp,
    totp,
)

pytestmark = pytest.mark.django_db


def test_codes_of_an_app_are_asked_for_taken_once_and_recorded(
    en: Client, django_capture_on_commit_callbacks: Any
) -> None:
    user = a_user()
    log_in(en, user)
    with django_capture_on_commit_callbacks(execute=True):
        secret, codes = set_up_totp(en)
    assert len(set(codes)) == 10
    assert secret not in json.dumps(list(Authenticator.objects.values("data")))
    assert "10 left" in said(en.get("/account/security/"))
    assert not re.search(r"\d{8}", said(en.get("/account/security/codes/")))

    other = Client(headers={"accept-language": "en"})
    assert log_in(other, user, next="/search/").headers["Location"] == "/login/second/"
    assert not is_logged_in(other)
    assert "not right" in said(other.post("/login/second/", {"code": "000000"}))
    code = totp(secret)
    assert other.post("/login/second/", {"code": code}).headers["Location"] == "/search/"
    assert is_logged_in(other)

    third = Client(headers={"accept-language": "en"})
    log_in(third, user)
    cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")
    assert "not right" in said(third.post("/login/second/", {"code": code}))
    assert third.post("/login/second/", {"code": totp(secret, 1)}).status_code == 302
    how = [row["how"] for row in Entry.objects.filter(code="login.succeeded").values_list("data", flat=True)]
    assert how == [["password"], ["password", "totp"], ["password", "totp"]]
    told = set(Entry.objects.filter(subject=f"account:{user.pk}").values_list("code", flat=True))
    assert {"mfa.added", "mfa.failed", "login.succeeded"} <= told


def test_recovery_code_works_once(en: Client) -> None:
    user = a_user()
    log_in(en, user)
    _secret, codes = set_up_totp(en)

    for times, status in ((1, 302), (2, 200)):
        other = Client()
        log_in(other, user)
        assert other.post("/login/second/", {"code": codes[0]}).status_code == status, times


def test_guessing_codes_is_stopped_with_words(en: Client) -> None:
    user = a_user()
    log_in(en, user)
    set_up_totp(en)
    other = Client(headers={"accept-language": "en"})
    log_in(other, user)
    for _attempt in range(5):
        other.post("/login/second/", {"code": "000000"})

    assert re.search(r"Try again in \d minutes?, at", said(other.post("/login/second/", {"code": "000000"})))


def test_second_step_is_nothing_without_the_first(en: Client) -> None:
    assert en.get("/login/second/").headers["Location"] == "/login/"
    assert en.post("/login/second/", {"code": "000000"}).headers["Location"] == "/login/"


def test_factor_is_removed_only_with_a_fresh_password(en: Client) -> None:
    user = a_user()
    log_in(en, user)
    set_up_totp(en)
    forget_password(en)

    assert en.post("/account/security/app/remove/").headers["Location"].startswith("/account/again/")
    assert Authenticator.objects.filter(type="totp").exists()
    wrong = en.post("/account/again/", {"password": "wrong", "next": "/account/security/app/remove/"})
    assert "not your password" in said(wrong)
    en.post("/account/again/", {"password": PASSWORD, "next": "/account/security/app/remove/"})
    en.post("/account/security/app/remove/")
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "role", "is_led"),
    [
        ("none", Role.ADMIN, False),
        ("staff", Role.ADMIN, True),
        ("staff", Role.OFFICER, True),
        ("staff", Role.MANAGER, False),
        ("all", Role.VIEWER, True),
    ],
)
def test_who_must_have_a_second_factor_comes_to_nothing_else(
    en: Client, settings: Any, wanted: str, role: Role, is_led: bool
) -> None:
    settings.REQUIRE_SECOND_FACTOR = wanted
    user = a_user(role)
    log_in(en, user)

    answer = en.get("/account/tokens/")

    assert answer.status_code == (302 if is_led else 200)
    if not is_led:
        return
    assert answer.headers["Location"] == "/account/security/"
    assert "before you go on" in said(en.get("/account/security/"))
    assert en.get("/search/?q=x").status_code == 302
    refused = en.get("/api/v1/rights")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor")
    set_up_totp(en)
    assert en.get("/account/tokens/").status_code == 200


@pytest.mark.parametrize(
    ("role", "is_told"), [(Role.ADMIN, True), (Role.OFFICER, True), (Role.INVENTOR, False)]
)
def test_who_acts_for_others_is_reminded_of_a_second_factor(en: Client, role: Role, is_told: bool) -> None:
    user = a_user(role)
    log_in(en, user)
    assert ('class="advice"' in en.get("/search/help/").content.decode()) is is_told

    set_up_totp(en)

    assert 'class="advice"' not in en.get("/search/help/").content.decode()


NONSENSE = (
    "", "{}", "[]", "null", "7", '{"id": 1}', '{"response": {"userHandle": "!"}}', '{"response": 7}', "x" * 5000, "[" * 50_000,
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30",
                "attestationObject": base64.b64encode(b"\x81" * 30_000).decode()}}),
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "attestationObject": "AA"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject":'
    ' "o2NmbXRkbm9uZQ", "authenticatorData": "AAAA", "signature": "AA", "userHandle": "MQ"}}',
)  # fmt: skip


def test_passkey_page_hands_out_options_and_takes_no_nonsense(en: Client) -> None:
    user = a_user()
    log_in(en, user)
    page = en.get("/account/security/passkeys/add/").content.decode()
    options = json.loads(re.search(r'id="passkey-options"[^>]*>([^<]+)<', page).group(1))
    assert options["publicKey"]["rp"] == {"id": "testserver", "name": "Mainline"}
    assert options["publicKey"]["user"]["name"] == user.username
    visitor = Client()
    asked = visitor.get("/login/passkey/", headers={"accept": "application/json"}).json()
    assert asked["request_options"]["publicKey"]["userVerification"] == "required"

    for nonsense in NONSENSE:
        assert en.post("/account/security/passkeys/add/", {"credential": nonsense}).status_code == 200
        assert visitor.post("/login/passkey/", {"credential": nonsense}).headers["Location"] == "/login/"

    assert not Authenticator.objects.exists()


def test_second_factor_outlives_a_new_secret_key_that_names_the_old(en: Client, settings: Any) -> None:
    user = a_user()
    log_in(en, user)
    secret, _codes = set_up_totp(en)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, made later"
    other = Client()
    log_in(other, user)

    assert other.post("/login/second/", {"code": totp(secret)}).status_code == 302


def test_lost_secret_key_shuts_out_and_breaks_no_page(en: Client, settings: Any) -> None:
    user = a_user()
    log_in(en, user)
    secret, codes = set_up_totp(en)
    settings.SECRET_KEY = "another key, and nobody knows the old one"
    other = Client()
    log_in(other, user)

    for code in (totp(secret), codes[0]):
        assert other.post("/login/second/", {"code": code}).status_code == 200
    log_in(other, user)
    assert not is_logged_in(other)

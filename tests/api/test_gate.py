"""Who is let in: by session or by token, within scope and role, and not too often."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from mainline.api.gate import RATES
from mainline.api.routes import api
from mainline.orgs.access import SCOPES, VERBS
from mainline.orgs.enums import Role
from mainline.orgs.models import ApiToken
from mainline.orgs.tokens import make_token
from mainline.register.models import Event, Right
from tests.api.conftest import HOLDER, RIVAL, a_member, by_token, logged_in
from tests.factories import a_user, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
SIGNED = {"code": "utilization.licence.signed", "happened_on": "2024-03-18", "source_text": "合同"}


def test_a_token_sees_what_its_user_sees_and_sets_no_cookie(two_rights: tuple[Right, Right]) -> None:
    _public, secret = two_rights
    client = by_token(a_member(HOLDER))

    answer = client.get(f"/api/v1/rights/{secret.pk}")

    assert answer.status_code == 200
    assert not client.cookies
    assert not answer.cookies


def test_a_token_stands_above_a_session_beside_it(two_rights: tuple[Right, Right]) -> None:
    _public, secret = two_rights
    client = logged_in(a_member(HOLDER))
    _token, secret_text = make_token(user=a_member(RIVAL), name="t", scopes=["read"], days=1, by=None)

    answer = client.get(f"/api/v1/rights/{secret.pk}", headers={"authorization": f"Bearer {secret_text}"})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "header", ["Bearer mlt_wrong", "Bearer ", "Bearer", "Basic dXNlcjpwYXNz", "mlt_x", "Bearer ü", " "]
)
def test_a_token_that_does_not_work_is_no_visitor(header: str) -> None:
    answer = Client().get("/api/v1/rights", headers={"authorization": header})

    assert answer.status_code == 401
    assert answer.json()["code"] == "token"
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("how", ["revoked_at", "expires_at", "is_active"])
def test_a_token_that_was_ended_works_no_more(how: str) -> None:
    user = a_user(Role.MANAGER)
    client = by_token(user)
    assert client.get("/api/v1/me").status_code == 200

    if how == "is_active":
        user.is_active = False
        user.save()
    else:
        ApiToken.objects.update(**{how: timezone.now() - dt.timedelta(seconds=1)})

    assert client.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/rights").status_code == 401


def test_a_token_is_no_way_around_a_second_factor(settings: Any) -> None:
    user = a_user(Role.ADMIN)
    client = by_token(user)
    assert client.get("/api/v1/me").status_code == 200

    settings.REQUIRE_SECOND_FACTOR = "staff"

    answer = client.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor")
    assert client.get("/api/v1/rights").status_code == 403
    assert by_token(a_user(Role.VIEWER)).get("/api/v1/me").status_code == 200
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    assert client.get("/api/v1/me").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/api/v1/me").status_code == 403


def _operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, re.sub(r"\{format\}", "csv", re.sub(r"\{\w+_id\}", "1", path)), operation)
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_operation_asks_for_its_scope() -> None:
    user = a_user(Role.MANAGER)
    user.is_superuser = True
    user.save()
    clients = {scope: by_token(user, scope) for scope in SCOPES}

    for method, path, operation in _operations():
        needed = operation.get("x-scope", "")
        assert needed in ("", *SCOPES)
        for scope, client in clients.items():
            answer = getattr(client, method)(path)
            is_refused = answer.status_code == 403 and answer.json()["code"] == "scope"
            is_other_token = operation["operationId"] == "revoke_token"
            assert is_refused is (needed not in ("", scope)) or is_other_token, (method, path, scope)


VISITORS = {"ask_question", "open_question", "say_more"}
"""Who asks a question needs no account."""


def test_every_write_needs_a_login_and_with_a_session_the_guard_of_forms() -> None:
    browser = logged_in(a_user(Role.MANAGER), enforce_csrf_checks=True)

    for method, path, operation in _operations():
        if method != "get":
            is_visitors = {} in operation["security"]
            assert is_visitors is (operation["operationId"] in VISITORS)
            code = getattr(Client(enforce_csrf_checks=True), method)(path).json()["code"]
            assert code == ("media_type" if is_visitors else "login"), path
            assert getattr(browser, method)(path).json()["code"] == "csrf", path


def test_every_operation_asks_for_the_verb_that_its_page_asks_for() -> None:
    reader, stranger = by_token(a_user(Role.VIEWER)), by_token(a_user())

    for method, path, operation in _operations():
        if verb := operation.get("x-verb"):
            # What every member may, who belongs nowhere may not.
            asker = stranger if Role.VIEWER in VERBS[verb] else reader
            answer = getattr(asker, method)(path)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path


def test_a_browser_writes_with_the_guard_of_forms() -> None:
    [right] = enter(publication(applicant=RIVAL))
    client = logged_in(a_member(RIVAL), enforce_csrf_checks=True)
    client.get("/")
    guard = client.get("/login/") and client.cookies.get("csrftoken")
    client.get("/search/help/")
    guard = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""

    answer = client.post(
        f"/api/v1/rights/{right.pk}/events",
        SIGNED,
        content_type="application/json",
        headers={"x-csrftoken": guard},
    )

    assert answer.status_code == 201, answer.content
    assert Event.objects.filter(code=SIGNED["code"]).count() == 1


def test_a_token_needs_no_guard_of_forms() -> None:
    [right] = enter(publication(applicant=RIVAL))
    client = by_token(a_member(RIVAL), enforce_csrf_checks=True)

    answer = client.post(f"/api/v1/rights/{right.pk}/events", SIGNED, content_type="application/json")

    assert answer.status_code == 201


@pytest.fixture
def narrow(settings: Any) -> Any:
    """Few requests a minute, counted from nothing."""
    settings.WORKERS, settings.API_RATE_READ, settings.API_RATE_WRITE = 1, 3, 1
    RATES.forget()
    yield settings
    RATES.forget()


def test_too_many_requests_are_refused_with_the_time_to_wait(narrow: Any) -> None:
    client = Client()

    answers = [client.get("/api/v1/event-codes") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"read";q=3;w=60'
    assert answers[0]["RateLimit"].startswith('"read";r=2;t=')
    assert answers[3].json()["code"] == "rate"
    assert 1 <= int(answers[3]["Retry-After"]) <= 80
    assert answers[3]["RateLimit"].startswith('"read";r=0;t=')


def test_each_token_user_and_address_has_room_of_its_own(narrow: Any) -> None:
    user = a_user(Role.MANAGER)
    askers = [Client(), Client(REMOTE_ADDR="10.0.0.9"), logged_in(user), by_token(user), by_token(user)]

    for _ in range(3):
        assert {asker.get("/api/v1/event-codes").status_code for asker in askers} == {200}
    assert {asker.get("/api/v1/event-codes").status_code for asker in askers} == {429}


def test_writes_are_counted_apart_and_guesses_too(narrow: Any) -> None:
    client = by_token(a_user(Role.MANAGER))

    assert client.delete("/api/v1/tokens/9999").status_code == 404
    assert client.delete("/api/v1/tokens/9999").status_code == 429
    assert client.get("/api/v1/me").status_code == 200
    guesses = [Client().get("/api/v1/me", headers={"authorization": "Bearer mlt_x"}) for _ in range(4)]
    assert [guess.status_code for guess in guesses] == [401, 401, 401, 429]


def test_counting_asks_nothing_of_the_database(narrow: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        Client().get("/api/v1/event-codes")

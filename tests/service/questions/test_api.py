"""Questions over the API: asked without an account, opened by id and key alone, answered, throttled as on the page."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from mainline.api.models import IdempotencyKey
from mainline.client import shapes
from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.service.questions import rates
from mainline.service.questions.models import Question
from mainline.web.rates import Rate
from tests.api.conftest import by_token, logged_in
from tests.factories import DAY, a_user, an_organisation

pytestmark = pytest.mark.django_db
GIVEN = {"topic": "fees", "title": "年费何时缴？", "text": "2019年授权的发明。", "contact": "13900000000"}


@pytest.fixture(autouse=True)
def unhurried(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asked from here before."""
    clock.set_clock(DAY)
    monkeypatch.setattr(rates, "ASKED", Rate(5, 3600))
    monkeypatch.setattr(rates, "TRIED", Rate(20))


@pytest.fixture
def office() -> Client:
    """Somebody who answers."""
    return by_token(a_user(Role.OFFICER, an_organisation("北山省知识产权局", kind="office")))


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def asked(client: Client | None = None, **more: Any) -> shapes.AskedQuestion:
    made = post(client or Client(enforce_csrf_checks=True), "questions", **{**GIVEN, **more})
    assert made.status_code == 200, made.content
    return msgspec.json.decode(made.content, type=shapes.AskedQuestion)


def test_visitor_asks_and_an_office_answers_and_shows_it(office: Client) -> None:
    visitor = Client(enforce_csrf_checks=True)
    told = asked(may_publish=True)
    assert (told.state, str(told.promised_on), told.parts[0].text) == ("open", "2026-11-27", GIVEN["text"])
    assert [row["id"] for row in office.get("/api/v1/questions").json()["items"]] == [told.id]
    assert office.get(f"/api/v1/questions/{told.id}").json()["contact"] == "13900000000"
    assert post(office, f"questions/{told.id}/act", act="publish").status_code == 422
    assert post(office, f"questions/{told.id}/act", act="answer").status_code == 422
    answered = post(office, f"questions/{told.id}/act", act="answer", text="授权后每年。").json()
    assert (answered["state"], answered["parts"][1]["organisation_name"]) == ("answered", "北山省知识产权局")
    seen = post(visitor, f"questions/{told.id}/opened", key=told.key)
    thread = msgspec.json.decode(seen.content, type=shapes.QuestionThread)
    assert [one.text for one in thread.parts] == [GIVEN["text"], "授权后每年。"]
    assert "13900000000" not in seen.content.decode()
    more = post(visitor, f"questions/{told.id}/more", key=told.key, text="第一年呢？").json()
    assert (more["state"], len(more["parts"])) == ("open", 3)
    post(office, f"questions/{told.id}/act", act="answer", text="授权当年的年费随登记缴纳。")
    assert visitor.get("/api/v1/published-questions").json()["items"] == []
    assert post(office, f"questions/{told.id}/act", act="publish").json()["is_published"] is True
    (shown,) = visitor.get("/api/v1/published-questions?q=登记").json()["items"]
    assert (shown["number"], len(shown["parts"])) == (told.number, 4)
    assert "13900000000" not in json.dumps(shown)
    post(office, f"questions/{told.id}/act", act="hide")
    assert visitor.get("/api/v1/published-questions").json()["items"] == []


def test_wrong_key_and_wrong_number_are_told_alike(office: Client) -> None:
    told, visitor = asked(), Client()
    for pk, key in ((told.id, told.key[:-1]), (told.id, ""), (told.id + 1, told.key), (2**62, told.key)):
        for path, more in (("opened", {}), ("more", {"text": "x"})):
            refused = post(visitor, f"questions/{pk}/{path}", key=key, **more)
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert Question.objects.get().parts.count() == 1


def test_stranger_sees_no_question_but_the_own(office: Client) -> None:
    told, user = asked(), a_user(Role.MANAGER)
    stranger = by_token(user)
    assert stranger.get("/api/v1/questions").json()["items"] == []
    assert stranger.get(f"/api/v1/questions/{told.id}").status_code == 404
    assert post(stranger, f"questions/{told.id}/act", act="answer", text="x").status_code == 403
    assert Client().get(f"/api/v1/questions/{told.id}").status_code == 401
    own = asked(stranger)
    assert [row["id"] for row in stranger.get("/api/v1/questions").json()["items"]] == [own.id]
    assert Question.objects.get(pk=own.id).asked_by == user


def test_throttled_together_with_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Client()
    for _again in range(3):
        asked()
    for _again in range(2):
        assert visitor.post(reverse("ask"), GIVEN).status_code == 302
    refused = post(visitor, "questions", **GIVEN)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate")
    assert int(refused.headers["Retry-After"]) > 60
    assert visitor.post(reverse("ask"), GIVEN).status_code == 400
    assert Question.objects.count() == 5
    monkeypatch.setattr(rates, "TRIED", Rate(2))
    codes = [post(visitor, "questions/1/opened", key="x").status_code for _again in range(3)]
    assert codes == [404, 404, 429]


def test_session_still_needs_the_guard_of_forms_and_no_key_is_kept() -> None:
    browser = logged_in(a_user(Role.MANAGER), enforce_csrf_checks=True)
    assert post(browser, "questions", **GIVEN).json()["code"] == "csrf"
    made = Client().post(
        "/api/v1/questions",
        json.dumps(GIVEN),
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )
    assert made.status_code == 200
    assert not IdempotencyKey.objects.exists()
    assert post(Client(), "questions", **{**GIVEN, "place": "nowhere"}).json()["field"] == "place"
    assert post(Client(), "questions", **{**GIVEN, "topic": "love"}).status_code == 422

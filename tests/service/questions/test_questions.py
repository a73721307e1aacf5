"""A question without an account: asked, followed by number and key alone, answered, shown if who asked agreed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from mainline.orgs.enums import Role
from mainline.service.questions import actions, queries, rates
from mainline.service.questions.access import opened_by
from mainline.service.questions.models import Question, QuestionPart
from mainline.web.rates import Rate
from tests.factories import DAY, a_user, an_organisation

pytestmark = pytest.mark.django_db
_GIVEN = {"topic": "fees", "title": "年费何时缴？", "text": "2019年授权的发明。", "contact": "13900000000"}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asked from here before."""
    monkeypatch.setattr(rates, "ASKED", Rate(5, 3600))
    monkeypatch.setattr(rates, "TRIED", Rate(20))


def asked(**given: Any) -> tuple[Question, str]:
    """A question of somebody without an account."""
    told: dict[str, Any] = {"place": "", "name": "", "may_publish": False, "by": None, "on": DAY, **_GIVEN}
    return actions.ask(**{**told, **given})


@pytest.fixture
def officer() -> Any:
    """Somebody who answers."""
    return a_user(Role.OFFICER, an_organisation("北山省知识产权局", kind="office"))


def test_answer_is_promised_in_working_days() -> None:
    # Friday 2026-11-20 and five working days: the Friday after.
    assert actions.promised(DAY) == dt.date(2026, 11, 27)
    # Over the first days of October nobody works.
    assert actions.promised(dt.date(2026, 9, 30)) > dt.date(2026, 10, 9)


def test_key_opens_the_question_and_nothing_else_does() -> None:
    question, key = asked()
    assert opened_by(question.pk, key) == question
    assert opened_by(question.pk, key[:-1]) is None
    assert opened_by(question.pk + 1, key) is None
    assert opened_by(0, "") is None
    assert key not in str(Question.objects.values().get())


def test_question_walks_from_the_form_to_the_answer(client: Client, officer: Any) -> None:
    made = client.post(reverse("ask"), _GIVEN)
    question = Question.objects.get()
    page = client.get(made["Location"]).content.decode()
    assert question.number in page
    assert "13900000000" not in page
    client.force_login(officer)
    assert "13900000000" in client.get(reverse("question", args=[question.pk])).content.decode()
    client.post(
        reverse("question_act", args=[question.pk]), {"act": "answer", "text": "每年期满前一个月内缴。"}
    )
    client.logout()
    answered = client.get(made["Location"]).content.decode()
    assert "每年期满前一个月内缴。" in answered
    assert "北山省知识产权局" in answered
    client.post(made["Location"], {"text": "滞纳金呢？"})
    question.refresh_from_db()
    assert question.state == "open"
    assert [part.text for part in queries.parts_of(question)][-1] == "滞纳金呢？"


def test_number_and_key_lead_to_the_question(client: Client) -> None:
    question, key = asked()
    right = client.post(reverse("question_find"), {"number": question.number, "key": f" {key} "})
    assert right["Location"] == reverse("question_followed", args=[question.pk, key])
    wrong = client.post(reverse("question_find"), {"number": question.number, "key": "wrong"})
    assert wrong["Location"] == reverse("ask")
    assert client.get(reverse("question_followed", args=[question.pk, "wrong"])).status_code == 404


@pytest.mark.parametrize("gone", ["topic", "title", "text"])
def test_what_is_missing_is_named_and_what_was_typed_stays(client: Client, gone: str) -> None:
    answer = client.post(reverse("ask"), {**_GIVEN, gone: ""})
    assert answer.status_code == 400
    assert _GIVEN["contact"] in answer.content.decode()
    assert not Question.objects.exists()


def test_machine_and_flood_are_refused(client: Client) -> None:
    assert client.post(reverse("ask"), {**_GIVEN, "website": "x"}).status_code == 400
    codes = [client.post(reverse("ask"), _GIVEN).status_code for _ in range(6)]
    assert codes == [302] * 5 + [400]
    assert Question.objects.count() == 5


def test_those_who_do_not_answer_see_their_own_alone(officer: Any) -> None:
    manager = a_user(Role.MANAGER)
    asked()
    own, _key = asked(by=manager)
    assert list(queries.questions(manager)) == [own]
    assert queries.questions(officer).count() == 2
    with pytest.raises(PermissionDenied):
        actions.answer(question=own, text="自答", by=manager)
    assert [step.due_on for step in queries.steps(officer, DAY)] == [own.promised_on] * 2
    assert list(queries.steps(manager, DAY)) == []


def test_shown_to_everybody_only_with_consent_and_an_answer(client: Client, officer: Any) -> None:
    silent, _key = asked()
    actions.answer(question=silent, text="答", by=officer)
    with pytest.raises(ValidationError):
        actions.publish(question=silent, is_public=True, by=officer)
    agreed, key = asked(may_publish=True, name="李四", title="可以公开的问题")
    with pytest.raises(ValidationError):
        actions.publish(question=agreed, is_public=True, by=officer)
    actions.answer(question=agreed, text="答", by=officer)
    actions.publish(question=agreed, is_public=True, by=officer)
    page = client.get(reverse("ask")).content.decode()
    assert "可以公开的问题" in page
    assert "李四" not in page
    assert _GIVEN["title"] not in page
    # Asked on, it waits again and is not shown with half of the talk.
    actions.ask_on(question=agreed, key=key, text="还有", on=DAY)
    assert queries.published() == []


def test_wrong_key_says_nothing_more() -> None:
    question, _key = asked()
    with pytest.raises(ValidationError):
        actions.ask_on(question=question, key="wrong", text="还有", on=DAY)
    assert QuestionPart.objects.count() == 1

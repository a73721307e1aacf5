"""Webhooks by the API: the whole life of one, and who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from mainline.api.shapes.webhooks import DeliveryDetail
from mainline.api.shapes.webhooks import WebhookRow as Shape
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.webhooks import jobs, keys
from mainline.webhooks.models import Webhook
from tests.api.conftest import by_token
from tests.factories import a_user, an_event, an_organisation, enter
from tests.receivers import listening
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
SECRET = "s" * 40


@pytest.fixture
def receiver(settings: Any) -> Iterator[Any]:
    with listening() as server:
        settings.OUTWARD_ALLOW = frozenset([server.entry])
        yield server


@pytest.fixture
def owner(db: None) -> Organisation:
    return an_organisation()


@pytest.fixture
def program(owner: Organisation) -> Client:
    return by_token(a_user(Role.MANAGER, owner), "webhook")


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def test_a_webhook_is_made_tested_paused_changed_replayed_and_removed(
    program: Client, owner: Organisation, receiver: Any
) -> None:
    made = post(program, "/webhooks", organisation=owner.pk, receiver=receiver.url, secret=SECRET)
    assert made.status_code == 201
    row = Shape(**made.json())
    assert made["Location"] == row.url == f"/api/v1/webhooks/{row.id}"
    assert SECRET not in made.content.decode()
    assert keys.unlocked(Webhook.objects.get().secret) == SECRET

    test = post(program, f"/webhooks/{row.id}/test")
    assert test.status_code == 201
    jobs.work_once()
    sent = DeliveryDetail(**program.get(test.json()["url"]).json())
    assert (sent.state, sent.answer, sent.code) == ("delivered", "200 thanks", "webhook.test")
    assert receiver.asked[0][2].decode() == sent.body

    assert post(program, f"/webhooks/{row.id}/pause").json()["condition"] == "paused"
    assert post(program, f"/webhooks/{row.id}/test").status_code == 422
    assert post(program, f"/webhooks/{row.id}/resume").json()["condition"] == "works"
    changed = program.put(
        row.url,
        {"receiver": receiver.url, "codes": ["utilization."], "is_own_only": False},
        content_type="application/json",
    )
    assert changed.json()["codes"] == ["utilization."]
    an_event(enter(publication())[0])
    jobs.work_once()
    assert post(program, f"/webhooks/{row.id}/replay", since="2026-01-01").json() == {"deliveries": 1}
    listed = program.get(f"/api/v1/webhooks/{row.id}/deliveries").json()["items"]
    assert [one["state"] for one in listed] == ["waiting", "delivered"]
    assert post(program, f"/webhooks/{row.id}/deliveries/{listed[0]['id']}/replay").status_code == 409
    assert (
        post(program, f"/webhooks/{row.id}/deliveries/{listed[1]['id']}/replay").json()["state"] == "waiting"
    )

    renewed = program.put(
        f"{row.url}/secret", {"secret": SECRET[::-1] + "x"}, content_type="application/json"
    )
    assert renewed.status_code == 204
    assert program.delete(row.url).status_code == 204
    assert program.get("/api/v1/webhooks").json()["items"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"receiver": "https://169.254.169.254/latest"}, "/receiver"),
        ({"codes": ["utilisation."]}, "/codes"),
        ({"secret": "short"}, "/secret"),
        ({"made_by": 1}, "/made_by"),
    ],
)
def test_what_will_not_do_is_told_by_field(
    program: Client, owner: Organisation, change: dict[str, Any], field: str
) -> None:
    given = {"organisation": owner.pk, "receiver": "https://hooks.example.org/", "secret": SECRET}

    answer = post(program, "/webhooks", **{**given, **change})

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not Webhook.objects.exists()


def test_another_organisations_webhooks_are_not_there(
    program: Client, owner: Organisation, receiver: Any
) -> None:
    row = post(program, "/webhooks", organisation=owner.pk, receiver=receiver.url, secret=SECRET).json()
    rival = by_token(a_user(Role.MANAGER), "webhook")

    assert rival.get("/api/v1/webhooks").json()["items"] == []
    assert rival.get(row["url"]).status_code == 404
    assert rival.delete(row["url"]).status_code == 404
    assert (
        post(rival, "/webhooks", organisation=owner.pk, receiver=receiver.url, secret=SECRET).status_code
        == 404
    )


def test_a_token_needs_the_scope_and_its_user_the_role(owner: Organisation) -> None:
    reader = by_token(a_user(Role.MANAGER, owner), "read", "record", "import")
    viewer = by_token(a_user(Role.VIEWER, owner))

    assert reader.get("/api/v1/webhooks").json()["code"] == "scope"
    assert viewer.get("/api/v1/webhooks").json()["code"] == "forbidden"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_an_action_refuses_is_said_in_both_languages_whoever_asks(
    owner: Organisation, language: str
) -> None:
    client = by_token(a_user(Role.MANAGER, owner), "webhook")
    told = client.post(
        "/api/v1/webhooks",
        {"organisation": owner.pk, "receiver": "https://10.0.0.1/", "secret": SECRET, "codes": ["no.such"]},
        content_type="application/json",
        headers={"accept-language": language},
    ).json()

    receiver, codes = told["errors"]
    assert (receiver["field"], codes["field"]) == ("/receiver", "/codes")
    assert codes["message_zh"] == "没有此代码的事件：no.such。"
    assert codes["message_en"] == "There is no event of this code: no.such."
    for each in (told, receiver, codes):
        assert re.search("[\u4e00-\u9fff]", each["message_zh"])
        assert not re.search("[\u4e00-\u9fff]", each["message_en"])
    assert receiver["message_zh"] in told["message_zh"]
    assert receiver["message_en"] in told["message_en"]
    assert told["detail"] == told["message_zh" if language == "zh-hans" else "message_en"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_a_role_does_not_allow_is_said_in_both_languages(owner: Organisation, language: str) -> None:
    viewer = by_token(a_user(Role.VIEWER, owner), "webhook")
    told = viewer.get("/api/v1/webhooks", headers={"accept-language": language})

    assert told.status_code == 403
    assert told.json()["message_en"] == "Your role does not allow this: webhook.manage."
    assert "webhook.manage" in told.json()["message_zh"]
    assert told.json()["message_zh"] != told.json()["message_en"]

"""The pages of webhooks: who sees them, what they show, what their buttons do."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.webhooks import jobs
from mainline.webhooks.models import Delivery, Webhook
from tests.factories import PASSWORD, a_user
from tests.receivers import answering
from tests.webhooks.conftest import a_webhook, happens

pytestmark = pytest.mark.django_db
FORM = {
    "receiver": "https://hooks.example.org/in",
    "whose": "own",
    "links": ["utilization."],
    "codes": "portfolio.fee.paid",
}


def log_in(client: Client, user: Any) -> Client:
    """Log in as who gave a password just now, so that secrets are shown without asking for it again."""
    client.force_login(user)
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def manager(client: Client, owner: Organisation) -> Client:
    return log_in(client, a_user(Role.MANAGER, owner))


def paths(webhook: Webhook) -> list[str]:
    """Every page of a webhook."""
    delivery = Delivery.objects.create(
        webhook=webhook, code="webhook.test", body="{}", made_at=webhook.made_at
    )
    return [
        reverse("webhooks", args=[webhook.organisation_id]),
        reverse("new_webhook", args=[webhook.organisation_id]),
        reverse("webhook", args=[webhook.pk]),
        reverse("change_webhook", args=[webhook.pk]),
        reverse("renew_webhook", args=[webhook.pk]),
        reverse("remove_webhook", args=[webhook.pk]),
        reverse("deliveries_export", args=[webhook.pk, "csv"]),
        reverse("delivery", args=[webhook.pk, delivery.pk]),
    ]


def test_pages_open_to_who_manages_the_webhooks(manager: Client, webhook: Webhook) -> None:
    assert [manager.get(path).status_code for path in paths(webhook)] == [200] * 8


def test_pages_send_a_visitor_to_the_login(client: Client, webhook: Webhook) -> None:
    assert [client.get(path).status_code for path in paths(webhook)] == [302] * 8


def test_pages_are_not_there_for_a_manager_of_another_organisation(client: Client, webhook: Webhook) -> None:
    log_in(client, a_user(Role.MANAGER))

    assert [client.get(path).status_code for path in paths(webhook)] == [404] * 8


def test_pages_refuse_a_colleague_of_another_role(
    client: Client, webhook: Webhook, owner: Organisation
) -> None:
    log_in(client, a_user(Role.VIEWER, owner))

    assert {client.get(path).status_code for path in paths(webhook)} <= {403, 404}
    assert client.get(reverse("webhooks", args=[owner.pk])).status_code == 403


def test_acts_are_not_there_for_strangers(client: Client, webhook: Webhook) -> None:
    log_in(client, a_user(Role.MANAGER))

    for name in ("webhook_act", "change_webhook", "renew_webhook", "remove_webhook"):
        assert client.post(reverse(name, args=[webhook.pk]), {"act": "pause"}).status_code == 404
    webhook.refresh_from_db()
    assert webhook.state == "active"


def test_new_shows_the_secret_once_and_is_kept_nowhere(manager: Client, owner: Organisation) -> None:
    answer = manager.post(reverse("new_webhook", args=[owner.pk]), FORM)

    made = Webhook.objects.get()
    assert made.codes == ["portfolio.fee.paid", "utilization."]
    assert b"mlw_" in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert b"mlw_" not in manager.get(reverse("webhook", args=[made.pk])).content


@pytest.mark.parametrize(
    "change",
    [{"receiver": "https://127.0.0.1/"}, {"receiver": ""}, {"codes": "no.such.code"}, {"whose": "else"}],
)
def test_new_says_at_the_field_what_will_not_do(
    manager: Client, owner: Organisation, change: dict[str, str]
) -> None:
    answer = manager.post(reverse("new_webhook", args=[owner.pk]), FORM | change)

    assert answer.status_code == 200
    assert b"field-error" in answer.content
    assert not Webhook.objects.exists()


def test_change_shows_and_keeps_what_was_chosen(manager: Client, webhook: Webhook) -> None:
    path = reverse("change_webhook", args=[webhook.pk])
    manager.post(path, FORM | {"whose": "all"})

    webhook.refresh_from_db()
    assert (webhook.is_own_only, webhook.codes) == (False, ["portfolio.fee.paid", "utilization."])
    shown = manager.get(path).content.decode()
    assert "portfolio.fee.paid" in shown


def test_buttons_test_pause_and_let_go_on(manager: Client, webhook: Webhook, receiver: Any) -> None:
    path = reverse("webhook_act", args=[webhook.pk])

    manager.post(path, {"act": "test"})
    jobs.work_once()
    assert Delivery.objects.get().state == "delivered"
    manager.post(path, {"act": "pause"})
    assert Webhook.objects.get().state == "paused"
    manager.post(path, {"act": "test"})
    assert Delivery.objects.count() == 1
    manager.post(path, {"act": "resume"})
    assert Webhook.objects.get().state == "active"
    assert manager.post(path, {"act": "explode"}).status_code == 403


def test_replay_says_what_is_no_day(manager: Client, webhook: Webhook) -> None:
    path = reverse("webhook_act", args=[webhook.pk])

    answer = manager.post(path, {"act": "replay", "since": "yesterday"}, follow=True)

    assert "2026-11-20" in answer.content.decode()


def test_a_delivery_shows_its_body_and_answer_harmlessly(
    manager: Client, webhook: Webhook, right: Right, receiver: Any
) -> None:
    happens(right)
    receiver.reply = answering(400, b"<script>alert(1)</script>")
    jobs.work_once()
    delivery = Delivery.objects.get()

    page = manager.get(reverse("delivery", args=[webhook.pk, delivery.pk])).content.decode()

    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "utilization.licence.signed" in page
    assert manager.post(reverse("replay_delivery", args=[webhook.pk, delivery.pk])).status_code == 302


def test_a_delivery_of_another_webhook_is_not_there(
    manager: Client, webhook: Webhook, owner: Organisation, receiver: Any
) -> None:
    other = a_webhook(owner, receiver)
    delivery = Delivery.objects.create(webhook=other, code="webhook.test", body="{}", made_at=other.made_at)

    assert manager.get(reverse("delivery", args=[webhook.pk, delivery.pk])).status_code == 404
    assert manager.get(reverse("delivery", args=[webhook.pk, 2**64])).status_code == 404
    assert manager.get(reverse("webhook", args=[2**64])).status_code == 404


def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(
    manager: Client, webhook: Webhook, owner: Organisation, right: Right, receiver: Any
) -> None:
    def asked(name: str, pk: int) -> list[str]:
        manager.get(reverse(name, args=[pk]))
        with CaptureQueriesContext(connection) as counted:
            assert manager.get(reverse(name, args=[pk])).status_code == 200
        return [query["sql"] for query in counted]

    happens(right)
    jobs.work_once()
    few = asked("webhooks", owner.pk) + asked("webhook", webhook.pk)
    a_webhook(owner, receiver)
    a_webhook(owner, receiver)
    happens(right, code="portfolio.fee.paid")
    happens(right, code="utilization.transfer.agreed")
    jobs.work_once()

    many = asked("webhooks", owner.pk) + asked("webhook", webhook.pk)
    assert len(many) == len(few), "\n".join(many)


def test_my_day_tells_of_a_webhook_that_fails(manager: Client, webhook: Webhook) -> None:
    said = "http://127.0.0.1:"
    assert said not in manager.get(reverse("my_day")).content.decode()

    Delivery.objects.create(
        webhook=webhook, code="webhook.test", body="{}", state="failed", made_at=webhook.made_at,
        sent_at=webhook.made_at, answer="-slow",
    )  # fmt: skip

    page = manager.get(reverse("my_day")).content.decode()
    assert said in page
    assert reverse("webhook", args=[webhook.pk]) in page


def test_the_page_of_an_organisation_leads_to_its_webhooks(
    manager: Client, owner: Organisation, right: Right
) -> None:
    page = manager.get(reverse("organisation", args=[owner.pk])).content.decode()

    assert reverse("webhooks", args=[owner.pk]) in page

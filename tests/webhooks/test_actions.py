"""What people do to webhooks: what will not do, who may, and what the audit keeps of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.webhooks import actions, jobs, keys, queries
from mainline.webhooks.models import Delivery, Webhook
from mainline.webhooks.queries import Condition
from tests.factories import a_user
from tests.receivers import answering
from tests.webhooks.conftest import a_webhook, happens

pytestmark = pytest.mark.django_db


def make(owner: Organisation, **fields: Any) -> tuple[Webhook, str]:
    given = {"receiver": "https://hooks.example.org/in", "codes": [], "is_own_only": True, "by": None}
    return actions.make_webhook(organisation=owner, **{**given, **fields})


def test_make_webhook_keeps_its_secret_encrypted_and_out_of_the_audit(owner: Organisation) -> None:
    webhook, secret = make(owner, receiver=" https://hooks.example.org/services/key ")

    entry = Entry.objects.order_by("-number")[0]
    assert webhook.url == "https://hooks.example.org/services/key"
    assert secret not in webhook.secret
    assert keys.unlocked(webhook.secret) == secret
    assert (entry.code, entry.data["url"]) == ("webhook.made", "https://hooks.example.org")
    assert secret not in str(entry.data)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"receiver": "http://hooks.example.org/"}, "receiver"),
        ({"receiver": "https://127.0.0.1/"}, "receiver"),
        ({"receiver": "https://user:word@hooks.example.org/"}, "receiver"),
        ({"receiver": ""}, "receiver"),
        ({"codes": ["utilisation."]}, "codes"),
        ({"codes": ["portfolio.fee.paid"] * 5 + ["nothing.of.ours"]}, "codes"),
    ],
)
def test_make_webhook_refuses_what_will_not_do_by_field(
    owner: Organisation, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        make(owner, **fields)

    assert list(refused.value.message_dict) == [field]
    assert not Webhook.objects.exists()


def test_make_webhook_stops_at_a_number(owner: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    make(owner)

    with pytest.raises(ValidationError):
        make(owner)


@pytest.mark.parametrize("role", [Role.INVENTOR, Role.VIEWER, None])
def test_only_who_manages_webhooks_can_make_or_change_one(owner: Organisation, role: Role | None) -> None:
    user = a_user(role, owner if role else None)
    webhook, _secret = make(owner)
    acts = [
        lambda: make(owner, by=user),
        lambda: actions.change_webhook(
            webhook=webhook, receiver=webhook.url, codes=[], is_own_only=True, by=user
        ),
        lambda: actions.renew_secret(webhook=webhook, by=user),
        lambda: actions.pause_webhook(webhook=webhook, by=user),
        lambda: actions.resume_webhook(webhook=webhook, by=user),
        lambda: actions.send_test(webhook=webhook, by=user),
        lambda: actions.replay_since(webhook=webhook, since=timezone.now(), by=user),
        lambda: actions.remove_webhook(webhook=webhook, by=user),
    ]

    for act in acts:
        with pytest.raises(PermissionDenied):
            act()

    assert Webhook.objects.get() == webhook


def test_a_manager_of_another_organisation_can_do_nothing(owner: Organisation) -> None:
    webhook, _secret = make(owner)

    with pytest.raises(PermissionDenied):
        actions.pause_webhook(webhook=webhook, by=a_user(Role.MANAGER))


def test_each_act_is_told_to_the_audit(owner: Organisation) -> None:
    manager = a_user(Role.MANAGER, owner)
    webhook, _secret = make(owner, by=manager)
    actions.change_webhook(
        webhook=webhook,
        receiver="https://other.example.org/x",
        codes=["utilization."],
        is_own_only=False,
        by=manager,
    )
    actions.renew_secret(webhook=webhook, by=manager)
    actions.pause_webhook(webhook=webhook, by=manager)
    actions.pause_webhook(webhook=webhook, by=manager)
    actions.resume_webhook(webhook=webhook, by=manager)
    actions.remove_webhook(webhook=webhook, by=manager)

    told = Entry.objects.filter(code__startswith="webhook.").order_by("number")
    assert [entry.code.partition(".")[2] for entry in told] == [
        "made", "changed", "renewed", "paused", "resumed", "removed",
    ]  # fmt: skip
    assert {entry.by_id for entry in told} == {manager.pk}


def test_send_test_shows_whether_the_receiver_works(webhook: Webhook, receiver: Any) -> None:
    actions.send_test(webhook=webhook, by=None)

    jobs.work_once()

    delivery = Delivery.objects.get()
    assert (delivery.code, delivery.state, delivery.answer) == ("webhook.test", "delivered", "200 thanks")
    assert queries.webhook_rows([webhook])[0].condition == Condition.WORKS


def test_send_test_is_not_for_flooding(webhook: Webhook) -> None:
    for _ in range(5):
        actions.send_test(webhook=webhook, by=None)

    with pytest.raises(ValidationError):
        actions.send_test(webhook=webhook, by=None)


def test_replay_since_sends_again_in_order_and_no_tests(
    webhook: Webhook, right: Right, receiver: Any
) -> None:
    actions.send_test(webhook=webhook, by=None)
    events = [happens(right, happened_on=dt.date(2024, 1, day)) for day in (1, 2)]
    jobs.work_once()
    receiver.asked.clear()

    again = actions.replay_since(webhook=webhook, since=timezone.now() - dt.timedelta(hours=1), by=None)
    jobs.work_once()

    assert again == 2
    assert [headers["Mainline-Id"] for _path, headers, _body in receiver.asked] == [
        f"wh{webhook.pk}-ev{event.pk}" for event in events
    ]


def test_replay_delivery_does_nothing_to_one_that_waits_or_was_dropped(
    webhook: Webhook, right: Right
) -> None:
    happens(right)
    jobs.tell_all(jobs.Horizon())
    delivery = Delivery.objects.get()
    assert not actions.replay_delivery(delivery=delivery, by=None)

    Delivery.objects.update(state="dropped")
    assert not actions.replay_delivery(delivery=delivery, by=None)


def test_a_webhook_says_how_it_is(webhook: Webhook, right: Right, receiver: Any, settings: Any) -> None:
    def condition() -> Condition:
        return queries.webhook_rows([Webhook.objects.get()])[0].condition

    assert condition() == Condition.NEW
    happens(right)
    receiver.reply = answering(500)
    jobs.work_once()
    assert condition() == Condition.RETRYING
    Delivery.objects.update(state="failed", done_at=timezone.now())
    assert condition() == Condition.FAILING
    actions.pause_webhook(webhook=webhook, by=None)
    assert condition() == Condition.PAUSED
    actions.resume_webhook(webhook=webhook, by=None)
    settings.SECRET_KEY = "another key altogether"
    assert condition() == Condition.LOCKED


def test_failing_webhooks_are_told_to_those_who_manage_them(webhook: Webhook, owner: Organisation) -> None:
    Delivery.objects.create(
        webhook=webhook, code="webhook.test", body="{}", state="failed", made_at=timezone.now(),
        sent_at=timezone.now(), answer="-slow",
    )  # fmt: skip

    assert [row.webhook for row in queries.failing_webhooks(a_user(Role.ADMIN, owner))] == [webhook]
    assert queries.failing_webhooks(a_user(Role.VIEWER, owner)) == []
    assert queries.failing_webhooks(a_user(Role.ADMIN)) == []


def test_a_removed_organisation_part_stays_told(owner: Organisation, right: Right, receiver: Any) -> None:
    merged = Organisation.objects.create(name="旧名", name_key="旧名|CN", kind=owner.kind, merged_into=owner)
    right.parties.filter(organisation=owner).update(organisation=merged)
    a_webhook(owner, receiver)
    happens(right)

    jobs.work_once()

    assert len(receiver.asked) == 1


@pytest.mark.parametrize("secret", ["short", "x" * 65, "ä" * 40, "with blanks " * 4])
def test_a_secret_that_somebody_brings_must_be_long_and_plain(owner: Organisation, secret: str) -> None:
    with pytest.raises(ValidationError):
        make(owner, secret=secret)

    webhook, kept = make(owner, secret="s" * 64)

    assert kept == "s" * 64
    assert len(webhook.secret) <= 200


def test_a_day_long_ago_is_a_day(webhook: Webhook) -> None:
    since = queries.since_of(dt.date.min, dt.timezone(dt.timedelta(hours=8)))

    assert actions.replay_since(webhook=webhook, since=since, by=None) == 0

"""From an event to the receiver: which are told, in which order, how often, and never what is not to be known."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from mainline.orgs.models import Organisation
from mainline.register.models import Event, Right, Share
from mainline.webhooks import actions, deliveries, jobs
from mainline.webhooks.enums import DeliveryState, WebhookState
from mainline.webhooks.logic import ATTEMPTS
from mainline.webhooks.models import Delivery, Webhook
from tests.factories import an_organisation, enter, some_publications
from tests.receivers import answering
from tests.webhooks.conftest import a_webhook, happens

pytestmark = pytest.mark.django_db


def told(receiver: Any) -> list[dict[str, Any]]:
    """The bodies that arrived."""
    return [json.loads(body) for _path, _headers, body in receiver.asked]


def due_now() -> None:
    """Let all that waits be due."""
    Delivery.objects.filter(state=DeliveryState.WAITING).update(next_at=timezone.now())


def test_an_event_is_told_with_its_right_in_both_languages_and_signed(
    webhook: Webhook, right: Right, receiver: Any, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://ip.example.org"
    event = happens(right, amount_minor=1260000, currency="CNY")

    jobs.work_once()

    path, headers, body = receiver.asked[0]
    sent = json.loads(body)
    assert (path, len(receiver.asked)) == ("/in", 1)
    assert sent["id"] == headers["Mainline-Id"] == f"wh{webhook.pk}-ev{event.pk}"
    assert (sent["type"], sent["webhook"]) == ("event.recorded", webhook.pk)
    assert (sent["event"]["code"], sent["event"]["amount_minor"]) == ("utilization.licence.signed", 1260000)
    assert sent["event"]["right"]["id"] == right.pk
    assert sent["event"]["right"]["number"] == right.number
    assert sent["url"] == f"https://ip.example.org/rights/{right.pk}/"
    assert sent["event"]["sentence"]["zh"] != sent["event"]["sentence"]["en"]
    signed = b".".join([headers["Mainline-Id"].encode(), headers["Mainline-Timestamp"].encode(), body])
    expected = hmac.new(vars(webhook)["plain"].encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Mainline-Signature"] == f"v1={expected}"
    assert abs(int(headers["Mainline-Timestamp"]) - timezone.now().timestamp()) < 60


def test_what_happened_before_the_webhook_is_not_told(webhook: Webhook, receiver: Any) -> None:
    assert Event.objects.exists()

    jobs.work_once()

    assert receiver.asked == []


def test_events_are_told_in_order_each_once(webhook: Webhook, right: Right, receiver: Any) -> None:
    events = [happens(right, happened_on=dt.date(2024, 1, day)) for day in range(1, 8)]

    jobs.work_once()
    jobs.work_once()

    assert [body["event"]["id"] for body in told(receiver)] == [event.pk for event in events]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_correction_is_told_as_one(webhook: Webhook, right: Right, receiver: Any) -> None:
    first = happens(right)
    happens(right, happened_on=dt.date(2024, 3, 19), supersedes=first)

    jobs.work_once()

    assert [body["type"] for body in told(receiver)] == ["event.recorded", "event.corrected"]
    assert told(receiver)[1]["event"]["supersedes"] == first.pk


def test_only_chosen_kinds_are_told(owner: Organisation, right: Right, receiver: Any) -> None:
    a_webhook(owner, receiver, codes=["utilization.licence.", "portfolio.fee.paid"])
    happens(right, "utilization.licence.signed")
    happens(right, "utilization.transfer.agreed")
    happens(right, "portfolio.fee.paid")

    jobs.work_once()

    assert [body["event"]["code"] for body in told(receiver)] == [
        "utilization.licence.signed",
        "portfolio.fee.paid",
    ]


def test_rights_of_others_are_told_only_to_who_asks_for_all(
    owner: Organisation, right: Right, receiver: Any
) -> None:
    other = enter(*some_publications(1))[-1]
    assert other != right
    own_only, wide = a_webhook(owner, receiver), a_webhook(owner, receiver, is_own_only=False)
    happens(right)
    happens(other)

    jobs.work_once()

    assert Delivery.objects.filter(webhook=own_only).count() == 1
    assert Delivery.objects.filter(webhook=wide).count() == 2


@pytest.mark.parametrize("is_own_only", [True, False])
def test_nothing_hidden_is_ever_told(
    owner: Organisation, right: Right, receiver: Any, is_own_only: bool
) -> None:
    stranger = an_organisation()
    secret = enter(*some_publications(1))[-1]
    Right.objects.filter(pk=secret.pk).update(confidentiality="holder")
    a_webhook(owner, receiver, is_own_only=is_own_only)
    happens(secret)
    of_others = happens(right, confidentiality="own")
    Event.objects.filter(pk=of_others.pk).update(organisation=stranger)

    jobs.work_once()

    assert receiver.asked == []


def test_what_is_kept_from_strangers_is_told_to_the_holder_alone(
    owner: Organisation, webhook: Webhook, right: Right, receiver: Any
) -> None:
    a_webhook(an_organisation(), receiver, is_own_only=False)
    happens(right, confidentiality="holder")

    jobs.work_once()

    assert [body["webhook"] for body in told(receiver)] == [webhook.pk]


def test_what_is_taken_back_before_it_could_be_sent_is_dropped(owner: Organisation, receiver: Any) -> None:
    secret = enter(*some_publications(1))[-1]
    Right.objects.filter(pk=secret.pk).update(confidentiality="holder")
    share = Share.objects.create(right=secret, organisation=owner, shared_at=timezone.now(), is_named=True)
    a_webhook(owner, receiver)
    happens(secret)
    receiver.reply = answering(503)
    jobs.work_once()
    share.delete()
    due_now()

    jobs.work_once()

    delivery = Delivery.objects.get()
    assert len(receiver.asked) == 1
    assert (delivery.state, delivery.body, delivery.answer) == (DeliveryState.DROPPED, "{}", "-not_tellable")


def test_a_delivery_that_failed_is_sent_again_under_the_same_id(
    webhook: Webhook, right: Right, receiver: Any
) -> None:
    happens(right)
    receiver.reply = answering(500, b"not today")
    jobs.work_once()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.answer) == ("waiting", 1, "500 not today")
    assert delivery.next_at is not None
    assert dt.timedelta(seconds=9) < delivery.next_at - timezone.now() < dt.timedelta(seconds=13)
    assert jobs.work_once() == 0

    due_now()
    receiver.reply = answering(200)
    jobs.work_once()

    first, second = (headers["Mainline-Id"] for _path, headers, _body in receiver.asked)
    assert first == second
    assert receiver.asked[0][2] == receiver.asked[1][2]
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


def test_a_receiver_that_asks_for_time_gets_it(webhook: Webhook, right: Right, receiver: Any) -> None:
    for day in (1, 2, 3):
        happens(right, happened_on=dt.date(2024, 1, day))
    receiver.reply = answering(429, Retry_After="3600")

    jobs.work_once()

    assert len(receiver.asked) == 1
    soonest = Delivery.objects.order_by("next_at")[0].next_at
    assert soonest is not None
    assert soonest - timezone.now() > dt.timedelta(minutes=59)


def test_after_the_last_attempt_a_delivery_is_given_up(webhook: Webhook, right: Right, receiver: Any) -> None:
    happens(right)
    receiver.reply = answering(500)
    for _ in range(ATTEMPTS):
        jobs.work_once()
        due_now()
    jobs.work_once()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.next_at) == ("failed", ATTEMPTS, None)
    assert len(receiver.asked) == ATTEMPTS


def test_a_receiver_that_is_down_is_not_asked_for_every_delivery(
    webhook: Webhook, right: Right, receiver: Any
) -> None:
    events = [happens(right, happened_on=dt.date(2024, 1, day)) for day in range(1, 8)]
    receiver.reply = answering(503)
    jobs.work_once()
    assert len(receiver.asked) == 2
    assert jobs.work_once() == 0

    due_now()
    receiver.asked.clear()
    receiver.reply = answering(200)
    jobs.work_once()

    assert [body["event"]["id"] for body in told(receiver)] == [event.pk for event in events]


def test_one_message_that_is_refused_holds_up_no_other(webhook: Webhook, right: Right, receiver: Any) -> None:
    events = [happens(right, happened_on=dt.date(2024, 1, day)) for day in range(1, 5)]

    def picky(handler: Any) -> None:
        bad = f'"id":"wh{webhook.pk}-ev{events[0].pk}"'.encode() in receiver.asked[-1][2]
        answering(422 if bad else 200)(handler)

    receiver.reply = picky
    jobs.work_once()

    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["waiting"] + 3 * [
        "delivered"
    ]


def test_a_receiver_that_is_gone_is_asked_nothing_more_and_keeps_its_place(
    webhook: Webhook, right: Right, receiver: Any
) -> None:
    happens(right)
    receiver.reply = answering(410)
    jobs.work_once()
    happens(right, happened_on=dt.date(2024, 1, 1))
    jobs.work_once()
    webhook.refresh_from_db()
    assert (webhook.state, len(receiver.asked)) == (WebhookState.GONE, 1)

    receiver.reply = answering(200)
    actions.resume_webhook(webhook=webhook, by=None)
    jobs.work_once()

    assert len(receiver.asked) == 2


def test_what_happens_during_a_pause_is_told_afterwards(
    webhook: Webhook, right: Right, receiver: Any
) -> None:
    actions.pause_webhook(webhook=webhook, by=None)
    event = happens(right)
    jobs.work_once()
    assert receiver.asked == []

    actions.resume_webhook(webhook=webhook, by=None)
    jobs.work_once()

    assert [body["event"]["id"] for body in told(receiver)] == [event.pk]


def test_an_address_that_leads_inside_is_never_asked(
    webhook: Webhook, right: Right, receiver: Any, settings: Any
) -> None:
    happens(right)
    settings.OUTWARD_ALLOW = frozenset()

    jobs.work_once()

    delivery = Delivery.objects.get()
    assert (receiver.asked, delivery.state, delivery.answer) == ([], "waiting", "-scheme")


def test_nothing_is_sent_with_a_secret_that_cant_be_read(
    webhook: Webhook, right: Right, receiver: Any, settings: Any
) -> None:
    settings.SECRET_KEY = "the register was moved to another machine"
    happens(right)
    jobs.work_once()
    assert (receiver.asked, Delivery.objects.get().attempts) == ([], 0)

    actions.renew_secret(webhook=webhook, by=None)
    due_now()
    jobs.work_once()

    assert len(receiver.asked) == 1


def test_a_delivery_is_claimed_by_one_alone_and_lent_only(webhook: Webhook, right: Right) -> None:
    happens(right)
    jobs.tell_all(jobs.Horizon())
    now = timezone.now()

    first, second = deliveries.claim(webhook.pk, now), deliveries.claim(webhook.pk, now)
    again = deliveries.claim(webhook.pk, now + deliveries.LEASE)

    assert first is not None
    assert second is None
    assert again == first
    assert again.attempts == 2


def test_an_answer_that_comes_after_a_replay_changes_nothing(webhook: Webhook, right: Right) -> None:
    happens(right)
    jobs.tell_all(jobs.Horizon())
    slow = deliveries.claim(webhook.pk, timezone.now())
    assert slow is not None
    Delivery.objects.update(attempts=F("attempts") + 1)

    deliveries.note(slow, deliveries.Outcome(deliveries.Verdict.DELIVERED, "200"))

    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_a_flood_of_events_waits_in_the_register(
    webhook: Webhook, right: Right, receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_WAITING", 3)
    monkeypatch.setattr(deliveries, "_BATCH", 2)
    monkeypatch.setattr(deliveries, "WINDOW", 4)
    events = [happens(right, happened_on=dt.date(2024, 1, day)) for day in range(1, 10)]
    jobs.tell_all(jobs.Horizon())
    assert Delivery.objects.count() == 3

    for _ in range(4):
        jobs.work_once()

    assert [body["event"]["id"] for body in told(receiver)] == [event.pk for event in events]


def test_two_workers_tell_an_event_once(webhook: Webhook, right: Right) -> None:
    happens(right)
    one, two = (Webhook.objects.get(pk=webhook.pk) for _ in range(2))
    newest = jobs.Horizon().look()

    assert deliveries.tell(one, newest) == 1
    assert deliveries.tell(two, newest) == 0
    assert Delivery.objects.count() == 1


def test_deliveries_are_forgotten_in_time(webhook: Webhook, right: Right) -> None:
    happens(right)
    happens(right, happened_on=dt.date(2024, 1, 1))
    happens(right, happened_on=dt.date(2024, 1, 2))
    jobs.tell_all(jobs.Horizon())
    long_ago = timezone.now() - dt.timedelta(days=40)
    done, failed, _waiting = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=done.pk).update(state="delivered", done_at=long_ago)
    Delivery.objects.filter(pk=failed.pk).update(state="failed", done_at=long_ago)

    deliveries.forget(timezone.now() - dt.timedelta(days=30), timezone.now() - dt.timedelta(days=90))

    assert set(Delivery.objects.values_list("state", flat=True)) == {"failed", "waiting"}


def test_telling_asks_the_database_as_often_for_many_events_as_for_few(
    webhook: Webhook, right: Right, django_assert_max_num_queries: Any
) -> None:
    for day in range(1, 20):
        happens(right, happened_on=dt.date(2024, 1, day))

    with django_assert_max_num_queries(24):
        jobs.tell_all(jobs.Horizon())

    assert Delivery.objects.count() == 19

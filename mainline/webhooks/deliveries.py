"""Writes of the worker: events become deliveries, a delivery is claimed, sent, and its answer noted.

Each happens at least once and under the same id: a claim lends a delivery for :data:`LEASE`, so that one whose sender
died between sending and noting is sent again.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mainline import outward
from mainline.audit.actions import record
from mainline.register.models import Event
from mainline.webhooks import keys, logic
from mainline.webhooks.access import tellable_events
from mainline.webhooks.bodies import bodies_of, id_of
from mainline.webhooks.enums import DeliveryState, WebhookState
from mainline.webhooks.logic import TEST, Verdict
from mainline.webhooks.models import Delivery, Webhook

LEASE = dt.timedelta(seconds=90)
"""Far longer than a request can take."""
MOST_WAITING = 500
"""So many deliveries of one webhook wait; the events after them wait in the register, which knows its place."""
WINDOW = 20_000
"""Ids looked at in one query."""
_BATCH = 100
_EMPTY = "{}"


def guard() -> outward.Guard:
    """Return the rule for requests to receivers."""
    return outward.Guard(allow=settings.OUTWARD_ALLOW)


def tell(webhook: Webhook, horizon: int) -> int:
    """Make deliveries of the events after the last one looked at, up to ``horizon``, in order; return how many."""
    made = 0
    room = MOST_WAITING - Delivery.objects.filter(webhook=webhook, state=DeliveryState.WAITING).count()
    while webhook.after < horizon and room > made:
        made += _tell_some(webhook, horizon, min(_BATCH, room - made))
    return made


@transaction.atomic
def _tell_some(webhook: Webhook, horizon: int, most: int) -> int:
    end, was = min(horizon, webhook.after + WINDOW), webhook.after
    events = _wanted(webhook, was, end, most)
    webhook.after = events[-1].pk if len(events) == most else end
    if not Webhook.objects.filter(pk=webhook.pk, after=was).update(after=webhook.after):
        # Another worker was faster, or somebody removed it: what it did counts.
        webhook.after = horizon
        return 0
    now = timezone.now()
    rows = [
        Delivery(webhook=webhook, event=event, code=event.code, body=body, made_at=now, next_at=now)
        for event, body in zip(events, bodies_of(webhook, events, now), strict=True)
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _wanted(webhook: Webhook, after: int, end: int, most: int) -> list[Event]:
    """Return the first events of a span of ids that a webhook is told of."""
    events = tellable_events(webhook).filter(pk__gt=after, pk__lte=end)
    if webhook.codes:
        wanted = Q(code__in=[code for code in webhook.codes if not code.endswith(".")])
        for code in webhook.codes:
            if code.endswith("."):
                wanted |= Q(code__startswith=code)
        events = events.filter(wanted)
    return list(_with_right(events).order_by("pk")[:most])


def _with_right(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.select_related("right", "source", "recorded_by", "organisation").defer(
        "source__body", "right__abstracts"
    )


def waiting_webhooks(now: dt.datetime) -> list[int]:
    """Return the ids of webhooks that have something to send now."""
    due = Delivery.objects.filter(state=DeliveryState.WAITING, next_at__lte=now)
    rows = due.filter(webhook__state=WebhookState.ACTIVE)
    return list(rows.order_by("webhook").values_list("webhook", flat=True).distinct())


def claim(webhook: int, now: dt.datetime) -> Delivery | None:
    """Take the oldest delivery of a webhook that is due, for ourselves alone; ``None`` where there is none."""
    while True:
        due = Delivery.objects.filter(webhook=webhook, state=DeliveryState.WAITING, next_at__lte=now)
        row = due.select_related("webhook__organisation").order_by("pk").first()
        if row is None or row.webhook.state != WebhookState.ACTIVE:
            return None
        held = Delivery.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts, next_at=row.next_at)
        row.attempts += 1
        row.next_at = now + LEASE
        if held.update(attempts=row.attempts, next_at=row.next_at, sent_at=now):
            return row


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt."""

    verdict: Verdict
    line: str
    """As kept in ``answer``."""
    asked: dt.timedelta = dt.timedelta()
    """How long the receiver wants us to wait."""


def is_tellable(delivery: Delivery) -> bool:
    """Whether what a delivery tells may still be told: rights are shared and taken back, events dropped."""
    if delivery.code == TEST:
        return True
    return tellable_events(delivery.webhook).filter(pk=delivery.event_id).exists()


def send(delivery: Delivery, secret: str, rule: outward.Guard) -> Outcome:
    """Send a delivery once. Writes nothing, and holds no transaction while it waits."""
    body = delivery.body
    headers = logic.headers(secret, id_of(body), int(time.time()), body)
    try:
        answer = outward.send(delivery.webhook.url, guard=rule, body=body.encode(), headers=headers)
    except outward.Failure as failure:
        return Outcome(Verdict.RECEIVER_DOWN, logic.reason_line(failure.code))
    asked = logic.retry_after(answer.headers.get("retry-after", ""), timezone.now())
    return Outcome(logic.verdict(answer.status), logic.answer_line(answer.status, answer.body), asked)


def secret_of(webhook: int) -> str | None:
    """Return the secret of a webhook; ``None`` where it can't be read any more: nothing is sent unsigned."""
    kept = Webhook.objects.filter(pk=webhook).values_list("secret", flat=True).first()
    return keys.unlocked(kept) if kept else None


@transaction.atomic
def note(delivery: Delivery, outcome: Outcome) -> None:
    """Write down what became of an attempt, and when the next is due."""
    now, changes = timezone.now(), {"answer": outcome.line}
    if outcome.verdict == Verdict.DELIVERED:
        _close(delivery, DeliveryState.DELIVERED, now, changes)
        return
    wait = logic.wait_after(delivery.attempts, random.random(), outcome.asked)
    if outcome.verdict == Verdict.GONE:
        _stop(delivery.webhook)
        wait = None
    if wait is None:
        _close(delivery, DeliveryState.FAILED, now, changes)
        return
    delivery.next_at = now + wait
    _still_ours(delivery).update(next_at=delivery.next_at, **changes)


@transaction.atomic
def drop(delivery: Delivery) -> None:
    """Give up a delivery that must not be sent, and forget what it would have said."""
    _close(
        delivery,
        DeliveryState.DROPPED,
        timezone.now(),
        {"answer": logic.reason_line("not_tellable"), "body": _EMPTY},
    )


def let_rest(webhook: int, until: dt.datetime) -> None:
    """Put off all that waits for a receiver that is down: whoever knocks twice in vain need not try every door."""
    waiting = Delivery.objects.filter(webhook=webhook, state=DeliveryState.WAITING, next_at__lt=until)
    waiting.update(next_at=until)


def forget(before_delivered: dt.datetime, before_failed: dt.datetime) -> int:
    """Delete deliveries that ended before these instants; return how many."""
    ended = Q(state__in=(DeliveryState.DELIVERED, DeliveryState.DROPPED), done_at__lt=before_delivered)
    ended |= Q(state=DeliveryState.FAILED, done_at__lt=before_failed)
    return Delivery.objects.filter(ended).delete()[0]


def _still_ours(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, unless somebody had it sent anew meanwhile: that attempt has its own answer."""
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts)


def _close(delivery: Delivery, state: DeliveryState, now: dt.datetime, changes: dict[str, str]) -> None:
    _still_ours(delivery).update(state=state, done_at=now, next_at=None, **changes)
    delivery.next_at = None


def _stop(webhook: Webhook) -> None:
    """Tell a webhook nothing more: its receiver says that it is gone."""
    active = Webhook.objects.filter(pk=webhook.pk, state=WebhookState.ACTIVE)
    if active.update(state=WebhookState.GONE):
        record(
            code="webhook.stopped",
            by=None,
            subject=f"organisation:{webhook.organisation_id}",
            data={"url": logic.host_of(webhook.url), "webhook": webhook.pk},
        )

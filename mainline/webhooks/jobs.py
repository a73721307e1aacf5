"""The worker's part: tells events to webhooks, several receivers at once, each in the order of its events."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import close_old_connections, connection
from django.utils import timezone

from mainline import outward
from mainline.webhooks import deliveries
from mainline.webhooks.enums import WebhookState
from mainline.webhooks.horizon import Horizon
from mainline.webhooks.logic import Verdict
from mainline.webhooks.models import Delivery, Webhook

log = logging.getLogger("mainline.webhooks")
THREADS = 8
"""So many receivers are spoken to at once: one that is slow keeps one of them for seconds."""
_TURN = 100
"""Deliveries that one receiver gets before others have their turn."""
_IN_VAIN = 2
"""So many attempts in a row that found nobody end the turn: the one after the first shows whether it was the message.
A receiver that asks for time gets it at once."""
_UNREADABLE = dt.timedelta(minutes=5)
"""A webhook whose secret can't be read is looked at so often: only a person can help."""
_AFTER_A_FAULT = 5.0
_KEPT_DELIVERED = dt.timedelta(days=30)
_KEPT_FAILED = dt.timedelta(days=90)


def work(*, stop: threading.Event, pause: float = 0.5) -> None:
    """Tell events until stopped. A database that is away for a while is waited for."""
    horizon, lanes = Horizon(), Lanes()
    with lanes.pool:
        while not stop.wait(pause):
            close_old_connections()
            try:
                tell_all(horizon)
                lanes.start_due()
            except Exception:
                log.exception("Webhooks go on in %s seconds", _AFTER_A_FAULT)
                stop.wait(_AFTER_A_FAULT)
        lanes.pool.shutdown(cancel_futures=True)


def work_once() -> int:
    """Tell and send what waits now, one receiver after the other, in this thread; return the attempts made."""
    made = 0
    horizon = Horizon()
    tell_all(horizon)
    for webhook in deliveries.waiting_webhooks(timezone.now()):
        made += take_turn(webhook)
    return made


def tidy() -> int:
    """Forget deliveries that nobody asks for any more; return how many."""
    now = timezone.now()
    return deliveries.forget(now - _KEPT_DELIVERED, now - _KEPT_FAILED)


def tell_all(horizon: Horizon) -> int:
    """Make the deliveries of all that came in since; return how many."""
    active = Webhook.objects.filter(state=WebhookState.ACTIVE)
    if not active.exists():
        return 0
    newest = horizon.look()
    behind = active.filter(after__lt=newest).select_related("organisation").order_by("pk")
    return sum(deliveries.tell(webhook, newest) for webhook in behind)


class Lanes:
    """One lane a webhook, so that what is sent to it keeps its order; a few lanes at a time."""

    def __init__(self) -> None:
        """Start no thread before there is something to send."""
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="webhook")
        self._running: dict[int, Future[int]] = {}

    def start_due(self) -> None:
        """Start a turn for each webhook that has something due and is not at it."""
        self._running = {pk: turn for pk, turn in self._running.items() if not turn.done()}
        for pk in deliveries.waiting_webhooks(timezone.now()):
            if pk not in self._running:
                self._running[pk] = self.pool.submit(_in_thread, take_turn, pk)


def _in_thread(turn: Callable[[int], int], webhook: int) -> int:
    try:
        return turn(webhook)
    except Exception:
        # What was claimed is lent only: it is sent again.
        log.exception("A turn of webhook %s ended", webhook)
        time.sleep(_AFTER_A_FAULT)
        return 0
    finally:
        connection.close()


def take_turn(webhook: int) -> int:
    """Send what is due to one receiver, oldest first, until nothing is or nobody is there; return the attempts."""
    rule, secret = deliveries.guard(), deliveries.secret_of(webhook)
    if secret is None:
        deliveries.let_rest(webhook, timezone.now() + _UNREADABLE)
        return 0
    in_vain: list[dt.datetime] = []
    for made in range(_TURN):
        delivery = deliveries.claim(webhook, timezone.now())
        if delivery is None:
            return made
        outcome = _attempted(delivery, secret, rule)
        if outcome is None or outcome.verdict != Verdict.RECEIVER_DOWN:
            in_vain.clear()
            continue
        if delivery.next_at is not None:
            in_vain.append(delivery.next_at)
        if len(in_vain) >= _IN_VAIN or (in_vain and outcome.asked):
            deliveries.let_rest(webhook, min(in_vain))
            return made + 1
    return _TURN


def _attempted(delivery: Delivery, secret: str, rule: outward.Guard) -> deliveries.Outcome | None:
    """Send one delivery, note what came of it and return it; ``None`` where it must not be sent any more."""
    if not deliveries.is_tellable(delivery):
        deliveries.drop(delivery)
        return None
    outcome = deliveries.send(delivery, secret, rule)
    deliveries.note(delivery, outcome)
    return outcome

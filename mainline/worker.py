"""The worker: the steps of every part, so that no part has to know those above it.

The register's own loop runs imports one after the other, and one may take an hour; what must not wait for it runs
beside it in threads of its own. Stopped midway, each takes up at its next start what it was at.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading

from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.utils import timezone

from mainline.api.idempotency import forget_idempotency_keys
from mainline.orgs import clock
from mainline.portfolio.reductions import actions as reductions
from mainline.portfolio.reminders import jobs as reminders
from mainline.portfolio.reports import jobs as reports
from mainline.protection.evidence import jobs as evidence
from mainline.protection.watches import jobs as watches
from mainline.register import jobs as register
from mainline.strategy.indicators import levelling
from mainline.utilization.pledges import actions as pledges
from mainline.webhooks import jobs as webhooks

log = logging.getLogger("mainline.worker")
_LAST_WORDS = 10.0
"""Seconds in which what is being sent may end when the worker is stopped."""
_TIDY_EVERY = 3600.0
_KEYS_KEPT = dt.timedelta(hours=24)


def work(*, once: bool = False) -> None:
    """Work until stopped; with ``once`` only what is waiting now, one step after the other."""
    if once:
        register.work(once=True)
        watches.work_once()
        webhooks.work_once()
        reminders.work_once()
        reports.work_once()
        levelling.level()
        evidence.work_once()
        tidy()
        return
    stop = threading.Event()
    beside = [
        threading.Thread(target=step, kwargs={"stop": stop}, name=name, daemon=True)
        for name, step in (
            ("webhooks", webhooks.work),
            ("reminders", reminders.work),
            ("reports", reports.work),
            ("spans", levelling.work),
            ("evidence", evidence.work),
            ("watches", watches.work),
            ("tidy", _tidy_now_and_then),
        )
    ]
    for thread in beside:
        thread.start()
    try:
        register.work()
    finally:
        stop.set()
        for thread in beside:
            thread.join(_LAST_WORDS)


def tidy() -> None:
    """Forget what is kept for a time only."""
    forget_idempotency_keys(before=timezone.now() - _KEYS_KEPT)
    # Whoever opens an invitation begins a session, also with an address that is none.
    SessionStore.clear_expired()
    webhooks.tidy()
    reductions.carry_on(on=clock.today())
    pledges.end_expired(on=clock.today())


def _tidy_now_and_then(*, stop: threading.Event) -> None:
    while True:
        close_old_connections()
        try:
            tidy()
        except Exception:
            log.exception("Tidying up is tried again in %s seconds", _TIDY_EVERY)
        if stop.wait(_TIDY_EVERY):
            return

"""The worker's loop: runs queued imports, keeps the index level and organisations counted, derives a new day's statuses."""

from __future__ import annotations

import datetime as dt
import logging
import time

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from mainline.audit.actions import checkpoint_if_due
from mainline.orgs import clock
from mainline.register import actions, indexing, signs
from mainline.register.deadlines.renewing import carry_on
from mainline.register.documents import jobs as documents
from mainline.register.ingest.pipeline import run_import
from mainline.search.engines.base import EngineBusy, EngineOutdated

log = logging.getLogger("mainline.worker")
_AFTER_A_FAULT = 5.0
_LEVEL_EVERY = 2.0
_LEVEL_SHARE, _LEVEL_AT_LEAST = 10, 30.0
"""The index is brought level every two seconds, or ten times as long as it took last, half a minute at most: each time
it merges what it wrote before, and a worker that does little else leaves nothing for those who ask."""
_LEVEL_FOR = 20.0
"""Seconds of it at a time: meanwhile the worker gives no sign of life and takes no import."""
_KEPT = dt.timedelta(days=30)
"""So long is an upload kept that was tried and never confirmed."""
_STALE = dt.timedelta(seconds=120)
"""A running import that has not been heard of for so long is taken over: batches beat far oftener."""


def work(*, once: bool = False, pause: float = 0.5) -> None:
    """Work until stopped; with ``once`` only what is waiting now. A database that is away for a while is waited for."""
    day: dt.date | None = None
    beaten, level_at = 0.0, 0.0
    while True:
        close_old_connections()
        try:
            beaten = signs.beat(beaten)
            today = clock.today()
            if today != day:
                actions.refresh_expired(on=today)
                actions.forget_uploads(before=timezone.now() - _KEPT)
                documents.tidy()
                carry_on(on=today)
                day = today
            busy = run_next(today) or documents.read_next()
            if once or time.monotonic() > level_at:
                began = time.monotonic()
                _level_index()
                ended = time.monotonic()
                rest = max(_LEVEL_EVERY, _LEVEL_SHARE * (ended - began))
                level_at = ended + min(rest, _LEVEL_AT_LEAST)
            if not busy:
                actions.settle_organisations()
            checkpoint_if_due()
        except Exception:
            if once:
                raise
            log.exception("The worker goes on in %s seconds", _AFTER_A_FAULT)
            time.sleep(_AFTER_A_FAULT)
            continue
        if once and not busy:
            return
        if not busy:
            time.sleep(pause)


def run_next(on: dt.date) -> bool:
    """Run one queued import; say whether there was one."""
    job = actions.claim_import(stale_before=timezone.now() - _STALE)
    if job is None:
        return False
    try:
        run_import(job, on=on, workers=settings.WORKERS)
    except Exception:
        # The import keeps its own error for its page; the worker lives on for the next one.
        log.exception("Import %s failed", job.pk)
    return True


def _level_index() -> None:
    try:
        indexing.drain(patience=0, seconds=_LEVEL_FOR)
    except EngineOutdated:
        indexing.rebuild()
    except EngineBusy:
        log.info("The index is being written by another process; trying again soon")

"""The worker's part: fetches the time stamps that are due."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections

from mainline.orgs import clock
from mainline.protection.evidence import stamping

log = logging.getLogger("mainline.evidence")
_EVERY = 3.0
_AFTER_A_FAULT = 30.0


def work(*, stop: threading.Event) -> None:
    """Fetch until stopped. A database that is away for a while is waited for."""
    pause = 0.0
    while not stop.wait(pause):
        close_old_connections()
        try:
            work_once()
            pause = _EVERY
        except Exception:
            log.exception("Time stamps go on in %s seconds", _AFTER_A_FAULT)
            pause = _AFTER_A_FAULT


def work_once() -> int:
    """Fetch what is due now; return how many were tried."""
    return stamping.work_once(on=clock.today())

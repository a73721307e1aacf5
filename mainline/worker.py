"""The worker: the steps of every part, so that no part has to know those above it.

The register's own loop runs imports one after the other, and one may take an hour; what must not wait for it runs
beside it in a thread of its own. Stopped midway, each takes up at its next start what it was at.
"""

from __future__ import annotations

import logging
import threading

from mainline.register import jobs as register
from mainline.webhooks import jobs as webhooks

log = logging.getLogger("mainline.worker")
_LAST_WORDS = 10.0
"""Seconds in which what is being sent may end when the worker is stopped."""


def work(*, once: bool = False) -> None:
    """Work until stopped; with ``once`` only what is waiting now, one step after the other."""
    if once:
        register.work(once=True)
        webhooks.work_once()
        return
    stop = threading.Event()
    telling = threading.Thread(target=webhooks.work, kwargs={"stop": stop}, name="webhooks", daemon=True)
    telling.start()
    try:
        register.work()
    finally:
        stop.set()
        telling.join(_LAST_WORDS)

"""The worker's part: makes and sends the reports of a day, and what another worker left."""

from __future__ import annotations

import datetime as dt
import logging
import threading

from django.db import close_old_connections
from django.utils import timezone

from mainline.orgs import clock
from mainline.portfolio.reports import sending

log = logging.getLogger("mainline.reports")
_EVERY = 60.0
_FROM = 7
"""The hour from which a new day's reports go out; those of a worker that starts go out at once."""


def work(*, stop: threading.Event) -> None:
    """Make and send reports until stopped. A database that is away for a while is waited for."""
    day: dt.date | None = None
    while True:
        close_old_connections()
        try:
            today = clock.today()
            if today != day and (day is None or timezone.localtime().hour >= _FROM):
                work_once()
                day = today
            sending.resend(timezone.now())
        except Exception:
            log.exception("Reports go on in %s seconds", _EVERY)
        if stop.wait(_EVERY):
            return


def work_once() -> None:
    """Do what is to be done today, once."""
    sending.send_planned(on=clock.today())
    sending.resend(timezone.now())
    sending.forget(timezone.now())

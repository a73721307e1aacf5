"""The worker's part: reminds once a day and at its start, and sends what another worker left unsent."""

from __future__ import annotations

import datetime as dt
import logging
import threading

from django.db import close_old_connections
from django.utils import timezone

from mainline.orgs import clock
from mainline.portfolio.reminders import sending

log = logging.getLogger("mainline.reminders")
_EVERY = 60.0
_FROM = 7
"""The hour from which a new day's letters go out; those of a worker that starts go out at once."""
_KEPT_DAYS = 3 * 366
"""So long after its day it is still known who was told of a date."""


def work(*, stop: threading.Event) -> None:
    """Remind until stopped. A database that is away for a while is waited for."""
    day: dt.date | None = None
    while True:
        close_old_connections()
        try:
            today = clock.today()
            if today != day and (day is None or timezone.localtime().hour >= _FROM):
                remind(today)
                day = today
            sending.resend(on=today, now=timezone.now())
        except Exception:
            log.exception("Reminders go on in %s seconds", _EVERY)
        if stop.wait(_EVERY):
            return


def work_once() -> None:
    """Do what is to be done today, once."""
    today = clock.today()
    remind(today)
    sending.resend(on=today, now=timezone.now())


def remind(today: dt.date) -> None:
    """Tell everybody what is to be told on a day, and forget what was told years ago."""
    sending.remind_all(on=today)
    sending.forget(today - dt.timedelta(days=_KEPT_DAYS))

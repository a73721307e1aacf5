"""The worker's part: what the index has taken in is held against all watches."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from django.db import close_old_connections

from mainline.orgs import clock
from mainline.protection.watches.models import Watch, WatchPending
from mainline.protection.watches.percolating import percolate
from mainline.register import indexing

log = logging.getLogger("mainline.watches")
_EVERY = 5.0


def listen() -> None:
    """Be told which rights changed. Called once, when the program starts."""
    indexing.hear(note_changed)


def note_changed(rights: Sequence[int]) -> None:
    """Note which rights the watches are to be held against; nothing where nobody watches."""
    if Watch.objects.filter(ended_at=None).exists():
        WatchPending.objects.bulk_create(WatchPending(right_id=pk) for pk in rights)


def work(*, stop: threading.Event) -> None:
    """Look at what changed until stopped."""
    while True:
        close_old_connections()
        try:
            work_once(stop=stop)
        except Exception:
            log.exception("Watches go on in %s seconds", _EVERY)
        if stop.wait(_EVERY):
            return


def work_once(*, stop: threading.Event | None = None) -> int:
    """Look at all that waits now; return at how many rights."""
    done = 0
    while looked := percolate(on=clock.today()):
        done += looked
        if stop is not None and stop.is_set():
            break
    return done

"""Signs of life of the worker, for those who look whether it still works."""

from __future__ import annotations

import datetime as dt
import time

from django.db.models import Max
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from mainline.orgs.models import PlatformState
from mainline.register.enums import ImportState
from mainline.register.models import Import

_NAME = "worker"
_EVERY = 10.0
"""Seconds between two signs: each is a write that others wait for."""


def beat(last: float) -> float:
    """Give a sign of life if the last one, a reading of the monotonic clock, is some time ago; return the newest."""
    now = time.monotonic()
    if last and now - last < _EVERY:
        return last
    value = timezone.now().isoformat()
    PlatformState.objects.update_or_create(name=_NAME, defaults={"value": value})
    return now


def last_beat() -> dt.datetime | None:
    """Return when the worker was last heard of: by its own sign, or by an import that it runs."""
    told = PlatformState.objects.filter(name=_NAME).values_list("value", flat=True).first()
    own = parse_datetime(told) if isinstance(told, str) else None
    running = Import.objects.filter(state__in=[ImportState.RUNNING, ImportState.CANCELLING])
    heard = [at for at in (own, running.aggregate(newest=Max("beat_at"))["newest"]) if at is not None]
    return max(heard, default=None)

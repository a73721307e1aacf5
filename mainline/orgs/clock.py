"""The platform's day: the real one, or the fixed day of a demonstration.

Only views, jobs and commands ask; everything below takes ``on=`` or ``as_of=``.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from mainline.audit.actions import record
from mainline.orgs.models import PlatformState

NAME = "clock"
_DERIVED = "derived"


def today() -> dt.date:
    """Return the day that the platform works on."""
    state = PlatformState.objects.filter(name=NAME).first()
    if state and state.value.get("demo_day"):
        return dt.date.fromisoformat(state.value["demo_day"])
    return timezone.localdate()


def is_demo() -> bool:
    """Whether the clock stands still on a demonstration day."""
    state = PlatformState.objects.filter(name=NAME).first()
    return bool(state and state.value.get("demo_day"))


@transaction.atomic
def set_clock(demo_day: dt.date | None) -> None:
    """Fix the clock on a day, or let it run (``None``). For the command line of the machine: no page leads here."""
    value = {"demo_day": demo_day.isoformat() if demo_day else None}
    PlatformState.objects.update_or_create(name=NAME, defaults={"value": value})
    day = demo_day.isoformat() if demo_day else None
    record(code="clock.set", by=None, data={"day_zh": day or "真实日期", "day_en": day or "the real one"})


def derived_on() -> dt.date | None:
    """Return the day that the calendar's changes were last derived for; ``None`` before the first time."""
    state = PlatformState.objects.filter(name=_DERIVED).first()
    return dt.date.fromisoformat(state.value["day"]) if state else None


def note_derived(day: dt.date) -> None:
    """Note that all which the calendar alone changes has been derived for a day."""
    value = {"day": day.isoformat()}
    if not PlatformState.objects.filter(name=_DERIVED, value=value).exists():
        PlatformState.objects.update_or_create(name=_DERIVED, defaults={"value": value})

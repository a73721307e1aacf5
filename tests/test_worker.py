"""The worker does the steps of every part."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from mainline import worker
from mainline.api.models import IdempotencyKey
from tests.factories import a_user, enter
from tests.register.samples import publication


@pytest.mark.django_db
def test_once_does_what_waits_and_forgets_what_is_over() -> None:
    enter(publication())
    user, now = a_user(), timezone.now()
    for key, hours in (("old", 25), ("new", 1)):
        IdempotencyKey.objects.create(
            user=user, key=key, request_hash="x", made_at=now - dt.timedelta(hours=hours)
        )

    for key, hours in (("gone", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + dt.timedelta(hours=hours))

    worker.work(once=True)

    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["new"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


def test_what_runs_beside_the_imports_stops_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Barrier(2, timeout=10), []

    def beside(*, stop: threading.Event) -> None:
        begun.wait()
        ended.append(stop.wait(10))

    def imports() -> Any:
        begun.wait()
        raise SystemExit(0)

    monkeypatch.setattr(worker.webhooks, "work", beside)
    monkeypatch.setattr(worker.reminders, "work", lambda *, stop: None)
    monkeypatch.setattr(worker, "_tidy_now_and_then", lambda *, stop: None)
    monkeypatch.setattr(worker.register, "work", imports)

    with pytest.raises(SystemExit):
        worker.work()

    assert ended == [True]

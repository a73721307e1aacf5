"""The worker's part: once at its start, again on a new day from seven o'clock, through faults."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from mainline.portfolio.reminders import jobs
from tests.factories import DAY


class Clock:
    """Lives through some looks at the clock: the platform's day and the hour of each."""

    def __init__(self, *looks: tuple[int, int]) -> None:
        self.looks, self.at = looks, 0
        self.reminded: list[dt.date] = []
        self.faults = 0

    def today(self) -> dt.date:
        return DAY + dt.timedelta(days=self.looks[self.at][0])

    def localtime(self) -> dt.datetime:
        return dt.datetime(2026, 11, 20, self.looks[self.at][1], tzinfo=dt.UTC)

    def remind(self, today: dt.date) -> None:
        if self.faults:
            self.faults -= 1
            raise RuntimeError("the database is away")
        self.reminded.append(today)

    def wait(self, _seconds: float) -> bool:
        self.at += 1
        return self.at == len(self.looks)


def lived(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> list[int]:
    """Run the loop under a clock; return the days on which it reminded."""
    monkeypatch.setattr(jobs.clock, "today", clock.today)
    monkeypatch.setattr(jobs.timezone, "localtime", clock.localtime)
    monkeypatch.setattr(jobs, "remind", clock.remind)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    monkeypatch.setattr(jobs.sending, "resend", lambda **_: 0)
    stop: Any = clock
    jobs.work(stop=stop)
    return [(day - DAY).days for day in clock.reminded]


def test_reminds_at_its_start_and_on_a_new_day_from_seven(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = ((0, 3), (0, 23), (1, 0), (1, 6), (1, 7), (1, 8), (2, 9))
    assert lived(monkeypatch, Clock(*looks)) == [0, 1, 2]


def test_goes_on_after_a_fault(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock((0, 9), (0, 9))
    clock.faults = 1
    assert lived(monkeypatch, clock) == [0]
    assert "Reminders go on in" in caplog.text

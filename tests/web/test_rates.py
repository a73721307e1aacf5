"""Counting requests: within any window no more than the limit, and room again when the verdict says so."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.web.rates import Rate, address_of, share_of


class Clock:
    """A clock that stands where it is put."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_limit_holds_and_askers_are_counted_apart() -> None:
    rate = Rate(3, clock=Clock())

    verdicts = [rate.take("one") for _ in range(4)]

    assert [verdict.is_allowed for verdict in verdicts] == [True, True, True, False]
    assert [verdict.remaining for verdict in verdicts] == [2, 1, 0, 0]
    assert rate.take("other").is_allowed


def test_no_limit_lets_everything_through() -> None:
    rate = Rate(0)

    assert all(rate.take("one").is_allowed for _ in range(1000))


@settings(max_examples=60, deadline=None)
@given(
    limit=st.integers(1, 20),
    steps=st.lists(st.floats(0, 40, allow_nan=False), max_size=120),
    seed=st.floats(0, 60),
)
def test_wait_is_never_too_short_and_two_windows_never_hold_more_than_two_limits(
    limit: int, steps: list[float], seed: float
) -> None:
    clock = Clock()
    clock.at = 1000 + seed
    rate, allowed = Rate(limit, clock=clock), []

    for step in steps:
        clock.at += step
        verdict = rate.take("one")
        if verdict.is_allowed:
            allowed.append(clock.at)
        else:
            assert verdict.wait >= 1
            clock.at += verdict.wait
            assert rate.take("one").is_allowed
            allowed.append(clock.at)

    for first in range(len(allowed)):
        # The share of the last window is reckoned as spread evenly, so a burst may count for a little less.
        assert sum(1 for at in allowed if allowed[first] <= at < allowed[first] + 60) <= 2 * limit


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mainline.web.rates._MOST_KEYS", 10)
    rate = Rate(5, clock=Clock())

    for asker in range(1000):
        rate.take(str(asker))

    assert len(rate._now) + len(rate._last) <= 20


@pytest.mark.parametrize(
    ("told", "forwarded", "is_behind", "expected"),
    [
        ("10.1.2.3", "", False, "10.1.2.3"),
        ("10.1.2.3", "8.8.8.8", False, "10.1.2.3"),
        ("127.0.0.1", "6.6.6.6, 8.8.8.8", True, "8.8.8.8"),
        ("127.0.0.1", "", True, "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
        ("", "", False, "unknown"),
        ("127.0.0.1", "<script>", True, "unknown"),
    ],
)
def test_address_is_what_the_connection_or_our_own_proxy_says(
    settings, told: str, forwarded: str, is_behind: bool, expected: str
) -> None:
    settings.BEHIND_TLS = is_behind
    request = RequestFactory().get("/", REMOTE_ADDR=told, HTTP_X_FORWARDED_FOR=forwarded)

    assert address_of(request) == expected


@pytest.mark.parametrize(("limit", "workers", "share"), [(600, 2, 300), (60, 7, 9), (1, 4, 1), (0, 2, 0)])
def test_each_process_has_its_share(settings, limit: int, workers: int, share: int) -> None:
    settings.WORKERS = workers

    assert share_of(limit) == share

"""How often one asker may ask: counted in the memory of this process, nothing is written anywhere.

A sliding window out of two fixed ones: what the last one held counts for the part of it that the window still
covers. The serving processes know nothing of each other, so each is given its share of a limit.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

_MOST_KEYS = 50_000
"""Askers remembered in one window; past them the window is taken for over and counting begins anew."""
_IPV6_NETWORK = 64
"""A connection has at least so large a network of its own to choose addresses from."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one request."""

    is_allowed: bool
    limit: int
    """Requests in a window."""
    seconds: int
    """Length of the window."""
    remaining: int
    wait: int
    """Seconds until there is room again, at least 1; of an allowed request until its window ends."""


class Rate:
    """At most ``limit`` requests of one asker within any ``seconds``; 0 means as many as one likes."""

    def __init__(self, limit: int, seconds: int = 60, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody counted."""
        self.limit, self.seconds = limit, seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._window = 0
        self._now: dict[str, int] = {}
        self._last: dict[str, int] = {}

    def take(self, key: str) -> Verdict:
        """Count one request of an asker and say whether it is within the limit. A refused one is not counted."""
        if self.limit <= 0:
            return Verdict(True, 0, self.seconds, 0, 0)
        at = self._clock()
        with self._lock:
            self._turn(int(at // self.seconds))
            into = at % self.seconds / self.seconds
            last, now = self._last.get(key, 0), self._now.get(key, 0)
            room = self.limit - now - last * (1 - into)
            if room < 1:
                return Verdict(False, self.limit, self.seconds, 0, self._wait(now, last, into))
            self._now[key] = now + 1
        return Verdict(True, self.limit, self.seconds, int(room) - 1, math.ceil(self.seconds * (1 - into)))

    def _turn(self, window: int) -> None:
        """Begin the window of now, where another was the last one counted in."""
        if window != self._window or len(self._now) >= _MOST_KEYS:
            self._last = self._now if window - self._window <= 1 else {}
            self._window, self._now = window, {}

    def _wait(self, now: int, last: int, into: float) -> int:
        """Seconds until the part of the last window that still counts has shrunk enough."""
        if now >= self.limit:
            # This window alone is full: it has to end, and then to shrink by one.
            return math.ceil(self.seconds * (1 - into + 1 / now))
        until = 1 - (self.limit - now - 1) / last
        return max(1, math.ceil(self.seconds * (until - into)))


def share_of(limit: int) -> int:
    """Return what one serving process may let through of a limit of the whole installation; 0 stays 0."""
    return math.ceil(limit / max(1, settings.WORKERS)) if limit > 0 else 0


def address_of(request: HttpRequest) -> str:
    """Return whose connection a request came by, an IPv6 one by its network.

    Behind a TLS proxy of our own (``MAINLINE_BEHIND_TLS``) that is what the proxy says: the last address that it
    added. What stands before it anybody can have written.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_TLS:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip() or told
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))
    return str(address)

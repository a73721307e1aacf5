"""Bounds of processor time, so that a busy machine changes nothing."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Late(Exception):
    """Something took too long."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Interrupt what takes more processor time; Python's engine of expressions looks for signals while it works."""

    def late(number: int, frame: FrameType | None) -> None:
        raise Late

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def is_late(seconds: float, run: Callable[[], object]) -> bool:
    """Whether it is late three times of three: a pause of the interpreter's own is no fault of what runs."""
    for _ in range(3):
        try:
            with at_most(seconds):
                run()
        except Late:
            continue
        return False
    return True

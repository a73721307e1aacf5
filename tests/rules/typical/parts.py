"""What a typical thread is, and short ways to write one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mainline.rules.threads import Happening

Facts = Mapping[str, Any]
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Typical:
    """One thread: its name, what is known of the right, what happened."""

    id: str
    facts: Facts
    thread: tuple[Happening, ...]


def event(name: str, on: dt.date, **facts: Any) -> Happening:
    """Return an event; whole numbers are told as the rules take them."""
    typed = {key: Fraction(value) if type(value) is int else value for key, value in facts.items()}
    return Happening(name, on, f"{name} {on}", typed)


def typical(name: str, kind: str, *thread: Happening, **facts: Any) -> Typical:
    """Return a thread with its right."""
    return Typical(name, {"right_type": kind, **facts}, tuple(thread))


def days(*texts: str) -> list[dt.date]:
    """Return days of text."""
    return [dt.date.fromisoformat(text) for text in texts]

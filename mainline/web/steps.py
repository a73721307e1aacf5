"""What waits for somebody, in the one shape in which every part tells it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next: what it is, where it is done, by when, and how pressing it is."""

    text: str
    href: str
    is_wrong: bool = False
    """Whether something failed."""
    due_on: dt.date | None = None
    """The day by which it must be done; ``None`` where no rule or promise sets one."""

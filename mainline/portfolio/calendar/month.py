"""One month of dates, as weeks of days, and what a day holds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q

from mainline.orgs.access import User
from mainline.portfolio import queries
from mainline.portfolio.mine import mine
from mainline.portfolio.states import PRESSING, STATES, in_states, state_of
from mainline.register.deadlines.models import Deadline
from mainline.register.deadlines.refresh import AHEAD_DAYS

FIRST_YEAR, LAST_YEAR = 1985, 2150
_IN_A_DAY = 4
"""So many dates stand in a day of the grid; the rest are a click away."""
_WEEK = 7
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A date in a day: the law's, or the one that people here set for themselves."""

    deadline: Deadline
    state: str
    is_internal: bool

    @property
    def state_text(self) -> object:
        """How it stands, in words."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the page; ``entries`` are those that stand in it, ``more`` how many do not."""

    on: dt.date
    is_outside: bool
    """Whether it belongs to the month before or after."""
    is_today: bool
    entries: Sequence[Entry]
    more: int


def month_of(text: str, today: dt.date) -> dt.date:
    """Return the first day of a month given as ``2026-11``; of today's for what is none."""
    year, _dash, month = text.partition("-")
    is_told = len(text) == 7 and text.isascii() and year.isdecimal() and month.isdecimal()
    if is_told and FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12:
        return dt.date(int(year), int(month), 1)
    return today.replace(day=1)


def neighbours(month: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first days of the month before and after."""
    after = (month + 31 * _DAY).replace(day=1)
    return (month - _DAY).replace(day=1), after


def days_shown(month: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the whole weeks that a month touches; a week begins on Monday."""
    last = neighbours(month)[1] - _DAY
    return month - month.weekday() * _DAY, last + (_WEEK - 1 - last.weekday()) * _DAY


def beyond(month: dt.date, today: dt.date) -> dt.date | None:
    """Return the last day of which all dates are written down, where a month goes past it."""
    until = today + dt.timedelta(days=AHEAD_DAYS)
    return until if neighbours(month)[1] > until else None


def links(month: dt.date, today: dt.date, *, only_mine: bool, is_agenda: bool) -> dict[str, str]:
    """Return where the buttons of a page lead, each with what else was chosen."""
    before, after = neighbours(month)
    now = {"month": f"{month:%Y-%m}", "view": "agenda" * is_agenda, "mine": "1" * only_mine}
    changes = {
        "before": {"month": f"{before:%Y-%m}"},
        "today": {"month": f"{today:%Y-%m}"},
        "after": {"month": f"{after:%Y-%m}"},
        "grid": {"view": ""},
        "agenda": {"view": "agenda"},
        "all": {"mine": ""},
        "mine": {"mine": "1"},
    }
    return {
        name: "?" + urlencode({key: text for key, text in {**now, **change}.items() if text})
        for name, change in changes.items()
    }


def days(user: User, month: dt.date, today: dt.date, *, only_mine: bool, is_agenda: bool) -> list[Day]:
    """Return the days of a page: whole weeks for the grid, for the agenda those of the month that hold something."""
    first, last = days_shown(month)
    held = _entries(user, first, last, today, only_mine=only_mine)
    most = None if is_agenda else _IN_A_DAY
    found = []
    on = first
    while on <= last:
        is_outside = (on.year, on.month) != (month.year, month.month)
        if not is_agenda or (on in held and not is_outside):
            rows = held.get(on, [])
            shown = rows[:most]
            found.append(Day(on, is_outside, on == today, shown, len(rows) - len(shown)))
        on += _DAY
    return found


def _entries(
    user: User, first: dt.date, last: dt.date, today: dt.date, *, only_mine: bool
) -> dict[dt.date, list[Entry]]:
    """Return what each day holds, what presses first; what fell away is left out."""
    within = Q(due_on__range=(first, last))
    internal = Q(internal_on__range=(first, last)) & in_states(list(PRESSING), today)
    rows = queries.deadlines(user).filter(within & ~Q(fate__in=["void", "gone"]) | internal)
    if only_mine:
        rows = rows.filter(mine(user, today))
    held: dict[dt.date, list[Entry]] = defaultdict(list)
    for row in rows:
        state = state_of(row, today)
        if row.due_on is not None and first <= row.due_on <= last and row.fate not in ("void", "gone"):
            held[row.due_on].append(Entry(row, state, is_internal=False))
        if row.internal_on is not None and first <= row.internal_on <= last and state in PRESSING:
            held[row.internal_on].append(Entry(row, state, is_internal=True))
    for entries in held.values():
        entries.sort(key=lambda each: (each.is_internal, each.state not in PRESSING, each.deadline.pk))
    return held

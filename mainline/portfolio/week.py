"""My week: what is late, what each day asks, what waits for my word, for whom I stand in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.access import User
from mainline.orgs.gate import needs
from mainline.portfolio import queries
from mainline.portfolio.absences import absences_for
from mainline.portfolio.mine import escalated_to, mine
from mainline.portfolio.models import Absence
from mainline.portfolio.states import PRESSING, in_states, state_of
from mainline.register.deadlines.access import KEEP, VIEW
from mainline.register.deadlines.leads import CALENDAR
from mainline.register.deadlines.models import Deadline
from mainline.rules.loading import rulebook
from mainline.web.templatetags.web import page_language

_WEEK = 7
_DAY = dt.timedelta(days=1)
_FIRST, _LAST = dt.date(1985, 1, 1), dt.date(2150, 12, 31)
_COMING = 6
MOST = 50
"""So many late dates stand on the page; the list has all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A date in a day: the law's, or the one by which people here want it done."""

    deadline: Deadline
    is_internal: bool
    state: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day with what it asks; ``closed`` says why offices rest."""

    on: dt.date
    is_today: bool
    closed: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Late:
    """What is overdue, the oldest first: as much of it as the page shows, and how much there is."""

    rows: Sequence[Deadline]
    number: int


@require_safe
@needs(VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """One week, from Monday to Sunday, of one's own dates or of all."""
    on, everyone = clock.today(), request.GET.get("who") == "all"
    monday = week_of(request.GET.get("week", ""), on)
    context = {
        "days": days(request.user, monday, on, everyone=everyone),
        "late": late(request.user, on, everyone=everyone),
        "waiting": waiting(request.user, on),
        "coming": coming(request.user, monday + (_WEEK - 1) * _DAY, on, everyone=everyone),
        "check": queries.counts(request.user, on).check,
        "away": [row for row in absences_for(request.user, on) if _concerns(row, request.user)],
        "monday": monday,
        "sunday": monday + (_WEEK - 1) * _DAY,
        "is_this_week": monday <= on < monday + _WEEK * _DAY,
        "everyone": everyone,
        "links": _links(monday, everyone=everyone),
        "today": on,
    }
    return render(request, "portfolio/week.html", context)


def week_of(text: str, on: dt.date) -> dt.date:
    """Return the Monday of the week of a day given as ``2026-11-23``; of today's for what is none."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = on
    if not _FIRST <= day <= _LAST:
        day = on
    return day - day.weekday() * _DAY


def days(user: User, monday: dt.date, on: dt.date, *, everyone: bool) -> list[Day]:
    """Return the seven days with what presses on them, the law's dates before those of people."""
    sunday = monday + (_WEEK - 1) * _DAY
    within = Q(due_on__range=(monday, sunday)) | Q(internal_on__range=(monday, sunday))
    held: dict[dt.date, list[Entry]] = defaultdict(list)
    for row in _own(user, on, everyone=everyone).filter(in_states(list(PRESSING), on), within):
        state = state_of(row, on)
        for day, is_internal in ((row.due_on, False), (row.internal_on, True)):
            if day is not None and monday <= day <= sunday:
                held[day].append(Entry(row, is_internal, state))
    for entries in held.values():
        entries.sort(key=lambda each: (each.is_internal, each.deadline.pk))
    calendar, language = rulebook().books.calendars[CALENDAR], page_language()
    found = []
    for number in range(_WEEK):
        day = monday + number * _DAY
        why = calendar.why_closed(day)
        found.append(Day(day, day == on, why.of(language) if why else "", held.get(day, [])))
    return found


def late(user: User, on: dt.date, *, everyone: bool) -> Late:
    """Return what is overdue, the oldest first."""
    rows = _own(user, on, everyone=everyone).filter(in_states(["overdue"], on)).order_by("due_on", "pk")
    return Late(list(rows[:MOST]), rows.count())


def coming(user: User, after: dt.date, on: dt.date, *, everyone: bool) -> list[Deadline]:
    """Return the first dates after a day."""
    rows = _own(user, on, everyone=everyone).filter(in_states(["open"], on), due_on__gt=after)
    return list(rows.order_by("due_on", "pk")[:_COMING])


def waiting(user: User, on: dt.date) -> list[Deadline]:
    """Return the decisions of others that a user can be the second person of."""
    rows = queries.deadlines(user, KEEP).filter(in_states(["second"], on)).exclude(act_by=user.pk)
    return list(rows[:MOST])


def _own(user: User, on: dt.date, *, everyone: bool) -> QuerySet[Deadline]:
    rows = queries.deadlines(user)
    return rows if everyone else rows.filter(mine(user, on) | escalated_to(user))


def _concerns(row: Absence, user: User) -> bool:
    return user.pk in (row.user_id, row.stand_in_id)


def _links(monday: dt.date, *, everyone: bool) -> dict[str, str]:
    def link(day: dt.date | None, who: str) -> str:
        said = {"week": str(day) if day else "", "who": who}
        return "?" + urlencode({name: text for name, text in said.items() if text})

    who = "all" if everyone else ""
    return {
        "before": link(monday - _WEEK * _DAY, who),
        "now": link(None, who),
        "after": link(monday + _WEEK * _DAY, who),
        "mine": link(monday, ""),
        "all": link(monday, "all"),
    }

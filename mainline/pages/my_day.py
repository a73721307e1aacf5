"""My day: what a member should know and do today, by role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.access import User, can, is_admin, is_officer, memberships
from mainline.orgs.enums import Role
from mainline.orgs.models import Person
from mainline.orgs.persons.queries import person_of
from mainline.pages import chain
from mainline.pages.home import figures, tiles
from mainline.portfolio import queries as portfolio
from mainline.portfolio.answers.queries import waiting as waiting_answers
from mainline.portfolio.billing.queries import waiting as waiting_bills
from mainline.portfolio.mine import MOST, due_for, escalated_to, mine
from mainline.portfolio.tables import days_until
from mainline.register import desk, queries, threads
from mainline.register.deadlines.models import Deadline
from mainline.register.differences.access import open_differences
from mainline.register.enums import StatusLabel
from mainline.register.models import Right
from mainline.register.people.queries import my_person_rights
from mainline.register.search import region
from mainline.register.views.gate import signed_in
from mainline.web.steps import Step
from mainline.web.templatetags.web import number, page_language
from mainline.webhooks.logic import host_of
from mainline.webhooks.queries import failing_webhooks

_AHEAD_DAYS = 365
_RECENT = dt.timedelta(days=30)
_DATES = 12
_DATES_OPENED = 300
"""So many dates can be opened on the page."""
_INVENTIONS = 6
_NEWS = 8
_FRESH_SECONDS = 30
_SOON_DAYS = 30


@require_safe
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """What waits, which dates are ahead, what is new."""
    on, language = clock.today(), page_language()
    due = _due(request.user, on)
    ahead = desk.DatesAhead([], 0) if due else _dates_ahead(request.user, on)
    waiting = desk.waiting(request.user, since=timezone.now() - _RECENT)
    context = {
        "today": on,
        "memberships": memberships(request.user).select_related("organisation").order_by("pk"),
        "inventions": _inventions(request.user),
        "tasks": [*_tasks(request.user, waiting), *chain.steps(request.user, on)],
        "running": waiting.running,
        "due": due,
        "ahead": _shown(ahead.rows[:_DATES], on),
        "ahead_more": _shown(ahead.rows[_DATES:_DATES_OPENED], on),
        "ahead_beyond": max(0, len(ahead.rows) - _DATES_OPENED),
        "ahead_left_out": ahead.left_out,
        "statuses": [(code, StatusLabel(code).label, n) for code, n in desk.own_by_status(request.user)],
        "unpublished": desk.unpublished(request.user).count(),
        "news": threads.event_rows(request.user, desk.news(request.user, _NEWS), language),
    }
    if is_officer(request.user) or is_admin(request.user):
        context["province"] = province(request.user)
        context["newest"] = threads.event_rows(
            request.user, threads.newest_events(request.user, _NEWS), language
        )
    return render(request, "my_day.html", context)


@dataclass(frozen=True, slots=True)
class Due:
    """What presses on somebody of the dates that their organisations keep: the first of it, and how much there is."""

    rows: Sequence[tuple[Deadline, str, str]]
    """Each with how far off it is and why it is shown, where that is not that one sees to it."""
    number: int
    check: int
    """Dates that were past before they were kept, and wait to be verified."""


def _due(user: User, on: dt.date) -> Due | None:
    """Return what presses on a user; ``None`` where no organisation of theirs keeps dates."""
    if not portfolio.dockets(user).exists():
        return None
    rows = due_for(user, on)
    came_up = set(rows.filter(escalated_to(user)).exclude(mine(user, on)).values_list("pk", flat=True))
    why = _("nobody has acted yet")
    first = [(row, days_until(row, on), why if row.pk in came_up else "") for row in rows[:MOST]]
    return Due(first, rows.count(), portfolio.counts(user, on).check)


def _shown(rows: Sequence[desk.Ahead], on: dt.date) -> list[tuple[desk.Ahead, int, bool]]:
    """Return dates ahead with the days until each, and whether that is soon."""
    return [(row, row.days(on), row.days(on) <= _SOON_DAYS) for row in rows]


@dataclass(frozen=True, slots=True)
class Inventions:
    """What somebody invented, wrote, bred or designed, as far as the register knows who they are."""

    person: Person | None
    number: int
    newest: Sequence[Right]


def _inventions(user: User) -> Inventions | None:
    """Return the user's own inventions; ``None`` for whom the register does not know as an inventor."""
    person = person_of(user)
    if person is None:
        is_inventor = memberships(user).filter(role=Role.INVENTOR).exists()
        return Inventions(None, 0, ()) if is_inventor else None
    rights = my_person_rights(user)
    return Inventions(person, rights.count(), rights[:_INVENTIONS])


def province(user: User) -> dict[str, object]:
    """Return the figures of the whole register with the queries that open them."""
    found = figures(user)
    return {
        "rights": found.rights,
        "statuses": [(code, StatusLabel(code).label, n) for code, n in found.statuses.most_common()],
        "tiles": tiles(region(), found.places, page_language()),
        "name": region().name.in_language(page_language()),
        "as_of": found.as_of,
    }


def _dates_ahead(user: User, on: dt.date) -> desk.DatesAhead:
    """Derive the year ahead, half a minute old at most: of a large portfolio that takes its time."""
    cache, key = caches["local"], f"ahead:{user.pk}:{on}"
    found = cache.get(key)
    if not isinstance(found, desk.DatesAhead):
        found = desk.dates_ahead(user, on=on, until=on + dt.timedelta(days=_AHEAD_DAYS))
        cache.set(key, found, _FRESH_SECONDS)
    return found


def _tasks(user: User, waiting: desk.Waiting) -> Iterator[Step]:
    """Yield what waits, failures first."""
    for job in waiting.failed:
        yield Step(
            _("The import of %(name)s failed.") % {"name": job.name}, reverse("import", args=[job.pk]), True
        )
    for hook in failing_webhooks(user):
        words = _("The webhook to %(address)s: %(state)s.")
        told = {"address": host_of(hook.webhook.url), "state": hook.words}
        yield Step(words % told, reverse("webhook", args=[hook.pk]), True)
    for job in waiting.rehearsed:
        text = _("%(name)s was tried out and waits to be brought in.") % {"name": job.name}
        yield Step(text, reverse("import", args=[job.pk]))
    if n := waiting.quarantined:
        words = ngettext("%(n)s record is held in quarantine.", "%(n)s records are held in quarantine.", n)
        yield Step(words % {"n": number(n)}, reverse("quarantine"))
    if n := open_differences(user):
        words = ngettext(
            "%(n)s difference between your list and an office waits to be decided.",
            "%(n)s differences between your lists and an office wait to be decided.",
            n,
        )
        yield Step(words % {"n": number(n)}, reverse("differences"))
    yield from _answers(user)
    yield from _bills(user)
    if can(user, "proposal.decide") and (n := queries.proposals(user).filter(state="open").count()):
        words = ngettext(
            "%(n)s pair of bodies may be one; you decide.", "%(n)s pairs of bodies may be one; you decide.", n
        )
        yield Step(words % {"n": number(n)}, reverse("proposals"))


def _answers(user: User) -> Iterator[Step]:
    """Yield the answers to office actions that wait for a user."""
    found = waiting_answers(user)
    for words, rows in (
        (_("Read and approve the answer to an office action on %(right)s, due %(day)s."), found.to_approve),
        (_("The client sent the answer on %(right)s back, due %(day)s."), found.returned),
        (_("The answer on %(right)s is approved: file it, due %(day)s."), found.to_file),
    ):
        for row in rows:
            right = row.deadline.docket.right
            told = {"right": right.display_title or right.number, "day": row.deadline.due_on or "?"}
            yield Step(words % told, reverse("answer", args=[row.pk]))


def _bills(user: User) -> Iterator[Step]:
    """Yield the bills that wait for a user, as client first."""
    found = waiting_bills(user)
    for words, rows in (
        (_("Bill %(number)s of %(agency)s: answer its lines."), found.to_answer),
        (_("Bill %(number)s of %(agency)s: say when it was paid."), found.to_pay),
        (_("Bill %(number)s: %(client)s disputes a line."), found.disputed),
        (_("A draft of a bill for %(client)s waits to be issued."), found.drafts),
    ):
        for bill in rows:
            told = {
                "number": bill.number,
                "agency": bill.agency.display_name,
                "client": bill.client.display_name,
            }
            yield Step(words % told, reverse("bill", args=[bill.pk]))

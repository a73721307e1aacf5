"""Gathers what the plan asks: open dates, who sees to them and may see them, what they wish, what was told before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from mainline.orgs.access import VERBS
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership, Organisation
from mainline.portfolio.absences import StandIns, stand_ins
from mainline.portfolio.enums import Channel, Outcome
from mainline.portfolio.models import Reminder, ReminderWish
from mainline.portfolio.reminders.plan import USUAL_LEADS, Call, Item, Told, Wish, calls
from mainline.portfolio.states import in_states
from mainline.register.deadlines.access import KEEP, visible_deadlines
from mainline.register.deadlines.models import Deadline, DeadlineChange
from mainline.rules.loading import rulebook

CALENDAR = "cn_patent"
"""In whose working days a date goes on to others."""
_PRESSING = ("overdue", "second", "open")
"""What is reminded of. What was past before anybody kept it, and what has no day yet, is counted in each letter."""
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Gathered:
    """Who is to be told what today, by person."""

    people: Mapping[int, Any]
    wishes: Mapping[int, Wish]
    calls: Mapping[int, list[Call]]


def gather(on: dt.date) -> Gathered:
    """Return all that is to be told on a day and was not told before."""
    wishes = wishes_of_all()
    rows = open_dates(on, _farthest(wishes))
    items = list(_items(rows, stand_ins(on)))
    people = _people(items)
    sees = _sees(rows, people)
    told = _told(rows)
    found: dict[int, list[Call]] = defaultdict(list)
    working = rulebook().books.calendars[CALENDAR]
    for item in items:
        before = told.get((item.pk, item.due_on), [])
        for call in calls(
            item, wishes, before, sees[item.pk], on, lambda day: working.add_working_days(day, 1)
        ):
            if call.user in people or call.skip:
                found[call.user].append(call)
    return Gathered(people, wishes, found)


def open_dates(on: dt.date, ahead: int) -> QuerySet[Deadline]:
    """Return the dates that are open on a day, and due within so many days."""
    rows = Deadline.objects.filter(in_states(list(_PRESSING), on), docket__closed_at=None, needs_check=False)
    return rows.filter(docket__right__merged_into=None, due_on__lte=on + dt.timedelta(days=ahead))


def wishes_of_all() -> dict[int, Wish]:
    """Return what people wish, as far as they ever said; all others wish the usual."""
    return {row.user_id: wish_of(row) for row in ReminderWish.objects.all()}


def wish_of(row: ReminderWish) -> Wish:
    """Return what a row says."""
    leads = {name: tuple(row.leads.get(name, usual)) for name, usual in USUAL_LEADS.items()}
    return Wish(leads, row.digest_day, row.in_app, row.by_email, row.language)


def managers_of(organisations: set[int]) -> dict[int, tuple[int, ...]]:
    """Return for organisations whom what nobody does goes up to: managers, else who keeps dates, else who administers."""
    roots = dict(Organisation.objects.filter(pk__in=organisations).values_list("pk", "merged_into_id"))
    root_of = {pk: root or pk for pk, root in roots.items()}
    bodies = Organisation.objects.filter(Q(pk__in=root_of.values()) | Q(merged_into__in=root_of.values()))
    body_root = {pk: root or pk for pk, root in bodies.values_list("pk", "merged_into_id")}
    members: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    rows = Membership.objects.filter(organisation__in=body_root, user__is_active=True)
    for body, role, user in rows.values_list("organisation_id", "role", "user_id"):
        members[body_root[body]][role].add(user)
    return {pk: _highest(members[root]) for pk, root in root_of.items()}


def _highest(by_role: Mapping[str, set[int]]) -> tuple[int, ...]:
    for roles in ({Role.MANAGER}, VERBS[KEEP], {Role.ADMIN}):
        found = {user for role in roles for user in by_role.get(role, ())}
        if found:
            return tuple(sorted(found))
    return ()


def _farthest(wishes: Mapping[int, Wish]) -> int:
    leads = [*USUAL_LEADS.values(), *(lead for wish in wishes.values() for lead in wish.leads.values())]
    return max((day for each in leads for day in each), default=0) + _WEEK


def _items(rows: QuerySet[Deadline], away: StandIns) -> Iterator[Item]:
    changed = DeadlineChange.objects.filter(cause="person", deadline__in=rows.values("pk"))
    acted = dict(changed.values("deadline").annotate(last=Max("at")).values_list("deadline", "last"))
    told = list(
        rows.values_list(
            "pk", "due_on", "severity", "responsible_id", "docket__responsible_id", "docket__deputy_id",
            "docket__organisation_id",
        ).order_by("due_on", "pk")
    )  # fmt: skip
    managers = managers_of({row[-1] for row in told})
    for pk, due_on, severity, own, usual, deputy, organisation in told:
        at, responsible = acted.get(pk), own or usual
        yield Item(
            pk,
            due_on,
            severity,
            _there(away, organisation, responsible),
            _there(away, organisation, deputy),
            managers[organisation],
            timezone.localtime(at).date() if at else None,
        )


def _there(away: StandIns, organisation: int, user: int | None) -> int | None:
    """Return who acts for somebody: themselves, or whoever stands in while they are away."""
    return away.get((organisation, user), user) if user is not None else None


def _people(items: list[Item]) -> dict[int, Any]:
    ids = {user for item in items for user in (item.responsible, item.deputy, *item.managers)}
    return {user.pk: user for user in get_user_model().objects.filter(pk__in=ids - {None}, is_active=True)}


def _sees(rows: QuerySet[Deadline], people: Mapping[int, Any]) -> Mapping[int, set[int]]:
    """Return for each date those who may see it today."""
    found: dict[int, set[int]] = defaultdict(set)
    for pk, user in people.items():
        visible = visible_deadlines(user).filter(pk__in=rows.values("pk"))
        for deadline in visible.values_list("pk", flat=True):
            found[deadline].add(pk)
    return found


def _told(rows: QuerySet[Deadline]) -> dict[tuple[int, dt.date], list[Told]]:
    """Return what was told before, by date and the day of which it spoke. One way tells of both: they are noted at once."""
    found: dict[tuple[int, dt.date], list[Told]] = defaultdict(list)
    reminders = Reminder.objects.filter(deadline__in=rows.values("pk"), channel=Channel.APP)
    for deadline, due_on, user, step, lead, on, outcome in reminders.values_list(
        "deadline_id", "due_on", "user_id", "step", "lead", "on", "outcome"
    ):
        is_told = outcome not in (Outcome.PASSED, Outcome.HIDDEN)
        found[deadline, due_on].append(Told(user, step, lead, on, is_told))
    return found

"""Who is to be told of a date today, ahead of it and when nobody acts: what the day, the wishes and what was told before
come to. Pure: no clock, no database.

Whoever sees to a date is told so many days ahead as they wish, once each; when it is overdue, once more every seven
days. From their last lead on somebody else is told where nobody acted: a working day later the deputy, and a working day
after that the managers. A date that nobody sees to is the deputy's, else the managers', from the first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

USUAL_LEADS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"loss": (30, 7, 1), "cost": (30, 7), "chance": (30,), "office": ()}
)
"""Days ahead by what missing a date brings, for whoever wishes nothing else."""
GRAVE = frozenset({"loss", "cost"})
"""What is told when it is overdue, and goes on to others where nobody acts."""
OWN, DEPUTY, MANAGERS = 0, 1, 2
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wishes to be reminded."""

    leads: Mapping[str, Sequence[int]] = field(default_factory=lambda: USUAL_LEADS)
    digest_day: int = 0
    """0: every day; 1–7: what is not the last lead waits for, or is told ahead on, that day of the week."""
    in_app: bool = True
    by_email: bool = True
    language: str = ""

    def leads_of(self, severity: str) -> tuple[int, ...]:
        """Return the days ahead for a kind of date, most first, each once."""
        return tuple(sorted(set(self.leads.get(severity, ())), reverse=True))


@dataclass(frozen=True, slots=True)
class Item:
    """A date that is open on the day; people by their ids."""

    pk: int
    due_on: dt.date
    severity: str
    responsible: int | None = None
    deputy: int | None = None
    managers: tuple[int, ...] = ()
    acted_on: dt.date | None = None
    """When a person last did something about it, such as plan or decide."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of an item before, for the same due date."""

    user: int
    step: int
    lead: int
    on: dt.date
    is_told: bool = True
    """False for what was noted and not told."""


@dataclass(frozen=True, slots=True)
class Call:
    """That somebody is to be told, or why not: ``skip`` is ``passed`` or ``hidden``, empty where they are."""

    deadline: int
    user: int
    due_on: dt.date
    lead: int
    step: int = OWN
    skip: str = ""


def calls(
    item: Item,
    wishes: Mapping[int, Wish],
    told: Iterable[Told],
    sees: Collection[int],
    on: dt.date,
    next_working: Callable[[dt.date], dt.date],
) -> list[Call]:
    """Return who is to be told of an item on a day.

    ``sees`` are the ids of those who may see it; ``next_working`` returns the working day after a day.
    """
    before = list(told)
    known = {(each.user, each.step, each.lead) for each in before}
    owners, found = _owners(item, sees), []
    if item.responsible is not None and item.responsible not in sees:
        found += [
            Call(call.deadline, call.user, call.due_on, call.lead, skip="hidden")
            for call in _own(item, item.responsible, wishes, on)
            if not call.skip
        ]
    for owner in owners:
        found += _own(item, owner, wishes, on)
    found += _up(item, owners, wishes, before, sees, on, next_working)
    return [call for call in found if (call.user, call.step, call.lead) not in known]


def overdue_lead(due_on: dt.date, on: dt.date) -> int | None:
    """Return the lead of what is overdue: -1 in the first week, -8 in the second; ``None`` before."""
    late = (on - due_on).days
    return -1 - (late - 1) // _WEEK * _WEEK if late > 0 else None


def _owners(item: Item, sees: Collection[int]) -> tuple[int, ...]:
    for group in ((item.responsible,), (item.deputy,), item.managers):
        found = tuple(user for user in group if user is not None and user in sees)
        if found:
            return found
    return ()


def _own(item: Item, owner: int, wishes: Mapping[int, Wish], on: dt.date) -> Iterator[Call]:
    """Yield the nearest lead that is reached, and as passed those before it."""
    wish = wishes.get(owner, Wish())
    leads = wish.leads_of(item.severity)
    reached = [lead for lead in leads if _is_reached(item, lead, leads[-1], wish.digest_day, on)]
    late = overdue_lead(item.due_on, on)
    if late is not None:
        reached = [*leads, late] if item.severity in GRAVE else []
    for lead in reached[:-1]:
        yield Call(item.pk, owner, item.due_on, lead, skip="passed")
    for lead in reached[-1:]:
        yield Call(item.pk, owner, item.due_on, lead)


def _is_reached(item: Item, lead: int, last: int, digest_day: int, on: dt.date) -> bool:
    """Say whether a lead is told on a day. The last one never waits for the day of the week that somebody chose; what
    would fall between two such days is told on the first of them."""
    left = (item.due_on - on).days
    if lead == last or not digest_day:
        return left <= lead
    return on.isoweekday() == digest_day and left < lead + _WEEK


def _up(
    item: Item,
    owners: Sequence[int],
    wishes: Mapping[int, Wish],
    told: Sequence[Told],
    sees: Collection[int],
    on: dt.date,
    next_working: Callable[[dt.date], dt.date],
) -> Iterator[Call]:
    """Yield those to whom it goes on because whoever was told did not act."""
    now = _critical(item, owners, wishes, on)
    if now is None or item.severity not in GRAVE:
        return
    lead, last = now
    since = _first(told, owners, OWN, last)
    if since is None or (lead >= 0 and item.acted_on is not None and item.acted_on >= since):
        return
    above = set(owners)
    for step, group in ((DEPUTY, (item.deputy,)), (MANAGERS, item.managers)):
        fresh = [user for user in group if user is not None and user in sees and user not in above]
        if not fresh:
            continue
        if on < next_working(since):
            return
        yield from (Call(item.pk, user, item.due_on, lead, step) for user in fresh)
        above.update(fresh)
        since = _first(told, fresh, step, last)
        if since is None:
            return


def _critical(
    item: Item, owners: Sequence[int], wishes: Mapping[int, Wish], on: dt.date
) -> tuple[int, int] | None:
    """Return the lead that is told now and the last lead of its owner, where the last one is reached."""
    if not owners:
        return None
    leads = wishes.get(owners[0], Wish()).leads_of(item.severity)
    last = leads[-1] if leads else -1
    late = overdue_lead(item.due_on, on)
    if late is not None:
        return late, last
    return (last, last) if leads and (item.due_on - on).days <= last else None


def _first(told: Sequence[Told], users: Collection[int], step: int, last: int) -> dt.date | None:
    """Return the first day on which one of some people was told from the last lead on."""
    days = (
        each.on
        for each in told
        if each.is_told and each.step == step and each.lead <= last and each.user in users
    )
    return min(days, default=None)

"""Rows that point to the row which stands for them: one implementation for organisations and for persons.

The pointers follow from the accepted proposals alone, so a decision taken back leaves no trace of itself,
whatever was decided before or after it, and there are no chains and no circles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.db.models import Manager
from django.utils import timezone

from mainline.orgs.access import parts_changed
from mainline.orgs.enums import ProposalState
from mainline.orgs.models import MergeProposal, PersonProposal

_DECIDERS = 0x4D657267
"""Number of the lock under which decisions are taken: two at once could each be right, and wrong together."""


def wait_for_deciders() -> None:
    """Let one decision on what is one be taken at a time, until its transaction ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DECIDERS])


def accepted(proposals: Manager[Any]) -> list[tuple[int, int]]:
    """Return the pairs that somebody took for one."""
    return list(proposals.filter(state=ProposalState.ACCEPTED).values_list("left_id", "right_id"))


def connected(start: int, pairs: Iterable[tuple[int, int]]) -> set[int]:
    """Return all that pairs connect with ``start``, itself among them."""
    return reached(start, neighbours(pairs))


def neighbours(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Return for each row of some pairs those that it stands in a pair with."""
    beside: dict[int, list[int]] = {}
    for left, right in pairs:
        beside.setdefault(left, []).append(right)
        beside.setdefault(right, []).append(left)
    return beside


def reached(start: int, beside: Mapping[int, Sequence[int]]) -> set[int]:
    """Return all that can be reached from ``start`` from neighbour to neighbour, itself among them."""
    found, fresh = {start}, [start]
    while fresh:
        fresh = [other for pk in fresh for other in beside.get(pk, ()) if other not in found]
        found.update(fresh)
    return found


def settle(rows: Manager[Any], pairs: Collection[tuple[int, int]], start: int) -> set[int]:
    """Let every row that ``pairs`` connect with ``start`` point to the oldest of them; what they no longer connect
    stands for itself again. ``pairs`` are those accepted. Return the ids of the rows that it looked at.
    """
    pointers = rows.exclude(merged_into=None).values_list("pk", "merged_into_id")
    touched = connected(start, pointers) | connected(start, pairs)
    waiting = set(touched)
    while waiting:
        one = connected(min(waiting), pairs)
        root = min(one)
        rows.filter(pk=root).exclude(merged_into=None).update(merged_into=None)
        rows.filter(pk__in=one - {root}).update(merged_into=root)
        waiting -= one
    parts_changed()
    return touched


def take_decision(
    proposal: MergeProposal | PersonProposal, *, was: str, state: str, by: AbstractBaseUser | None
) -> bool:
    """Move a proposal from one state to another. False where somebody did so since the page was shown."""
    at = None if state == ProposalState.OPEN else timezone.now()
    by = None if state == ProposalState.OPEN else by
    rows = type(proposal)._default_manager.filter(pk=proposal.pk, state=was)
    if not rows.update(state=state, decided_by=by, decided_at=at):
        return False
    proposal.refresh_from_db()
    return True

"""Why a date: what the rules say of a deadline, step by step, from the thread as it is today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mainline.register.deadlines.happenings import Known, Thread, Told, thread_of
from mainline.register.deadlines.models import Deadline
from mainline.register.deadlines.refresh import deriver, priorities_of, threads_of
from mainline.register.models import Event, Right
from mainline.register.subsets import STANDING
from mainline.rules.explaining import Explained, explained
from mainline.rules.threads import Item


@dataclass(frozen=True, slots=True)
class Why:
    """One item with what the rules say of it."""

    item: Item
    told: Explained


def why(deadline: Deadline) -> Why | None:
    """Return what the rules say of a deadline today; ``None`` where it follows no more."""
    thread = threads_of([deadline.docket])[deadline.docket_id]
    if thread is None:
        return None
    for item in deriver().derive(thread.packs, thread.facts, thread.happenings):
        due = item.due
        same = (due.rule.id, due.bar.code, item.trigger.event, due.number or 0) == (
            deadline.rule, deadline.bar, deadline.trigger, deadline.number,
        )  # fmt: skip
        if same and (item.trigger.key == deadline.trigger_event_id or deadline.trigger_event_id is None):
            return Why(item, _told(thread, item))
    return None


def whys(right: Right, events: Iterable[Event], rule: str) -> Iterator[Why]:
    """Yield what one rule says of a right, as far as some events tell of it."""
    told = [
        Told(event.pk, event.code, event.happened_on or event.effective_on, event.details) for event in events
    ]
    known = Known(
        right.office,
        right.kind,
        right.filed_on,
        right.published_on,
        right.granted_on,
        tuple(sorted(priorities_of([right.pk]).get(right.pk, ()))),
    )
    thread = thread_of(known, told)
    if thread is not None:
        for item in deriver().derive(thread.packs, thread.facts, thread.happenings):
            if item.due.rule.id == rule:
                yield Why(item, _told(thread, item))


def standing_events(right: Right) -> list[Event]:
    """Return the events of a thread that were not corrected, for the command line, which sees all."""
    return list(Event.objects.filter(STANDING, right=right).order_by("pk"))


def _told(thread: Thread, item: Item) -> Explained:
    engine, trigger, rule = deriver().engine, item.trigger, item.due.rule
    facts = {**thread.facts, **trigger.facts, "event": trigger.event, "event_date": trigger.on}
    if rule.each is not None:
        facts[rule.each[0]] = item.due.number
    return explained(engine, engine.book.rules[rule.id], facts)

"""Derives from a thread all that somebody must do by a day: every rule that its events set running, asked once each.

Pure, and the same whatever order the events come in. What is derived twice is the same twice. Nothing past is left out:
who reads it decides by the day on which they read what is overdue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from mainline.rules.engine import Engine, Facts, Outcome, Series
from mainline.rules.loading import Ready
from mainline.rules.money import Money
from mainline.rules.schema import Bar, Rule

_KEPT = 500_000
_due = attrgetter("due.order")
_Numbered = tuple[tuple[int | None, tuple["Due", ...]], ...]
Fate = Literal["open", "done", "void", "unknown"]
"""``open``: to be done; ``done``: an event did it; ``void``: an event came by which it falls away; ``unknown``: facts are
missing without which there is no date."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a thread in the words of the rules."""

    event: str
    on: dt.date
    key: Hashable = None
    """By which the caller knows it again."""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something must be done: one bar of one rule's answer. Rights with the same facts share it."""

    rule: Rule
    bar: Bar
    number: int | None
    """Of a rule that runs once for each: the patent year, the number of the fee."""
    nominal: dt.date | None
    on: dt.date | None
    """``None`` where facts are missing."""
    fee: Money | None
    outcome: Outcome
    order: tuple[dt.date, str, str, int]


class Item(NamedTuple):
    """Something to be done by a day, set running by one event."""

    due: Due
    trigger: Happening
    fate: Fate
    ended_by: Happening | None
    """The event that did it, or by which it fell away."""

    @property
    def identity(self) -> tuple[Hashable, ...]:
        """What is the same however often it is derived, whatever its dates."""
        due = self.due
        return (due.rule.id, due.bar.code, self.trigger.event, self.trigger.key, due.number)


_new = partial(tuple.__new__, Item)
"""Makes an item of its fields as a tuple, in a third of the time; most of the work of a million rights."""


class _Run(NamedTuple):
    """A rule as a thread runs it: of the events that it names those that the thread has."""

    ready: Ready
    triggers: tuple[str, ...]
    clears: tuple[str, ...]
    unless: tuple[str, ...]
    proven_by: tuple[str, ...]


class Deriver:
    """Derives threads by one engine, and remembers what rights with the same events and the same facts share."""

    def __init__(self, engine: Engine) -> None:
        """Take the engine that it asks."""
        self.engine = engine
        self._dues: dict[int, tuple[Outcome, tuple[Due, ...]]] = {}
        self._series: dict[int, tuple[Series, _Numbered]] = {}
        self._runs: dict[tuple[frozenset[str], str, frozenset[str]], tuple[_Run, ...]] = {}

    def derive(self, packs: frozenset[str], facts: Facts, thread: Iterable[Happening]) -> list[Item]:
        """Return all items of a right, earliest first; those without a date stand last.

        ``packs`` are the ids of the packs that hold for it; ``facts`` what is known of the right itself, ``right_type``
        among it. Every happening adds its own facts for the rules that it sets running.
        """
        seen: dict[str, list[Happening]] = {}
        for each in sorted(thread, key=_order):
            seen.setdefault(each.event, []).append(each)
        runs = self._runs_of(packs, str(facts.get("right_type")), frozenset(seen))
        found: list[Item] = []
        for run in runs:
            self._add(run, facts, seen, found)
        if any(run.ready.rule.follows for run in runs):
            found = _followed(found)
        found.sort(key=_due)
        return found

    def _runs_of(self, packs: frozenset[str], kind: str, events: frozenset[str]) -> tuple[_Run, ...]:
        """Return the rules with something to be done by a day that some events set running."""
        key = (packs, kind, events)
        found = self._runs.get(key)
        if found is None:
            if len(self._runs) >= _KEPT:
                self._runs.clear()
            running = {ready.rule.id: ready for event in events for ready in self._run_by(packs, kind, event)}
            found = self._runs[key] = tuple(_run(running[rule], events) for rule in sorted(running))
        return found

    def _run_by(self, packs: frozenset[str], kind: str, event: str) -> Iterator[Ready]:
        for ready in self.engine.book.triggers.get(event, ()):
            rule = ready.rule
            if rule.bars and ready.pack.pack.id in packs and (not rule.rights or kind in rule.rights):
                yield ready

    def _add(
        self, run: _Run, facts: Facts, seen: Mapping[str, Sequence[Happening]], found: list[Item]
    ) -> None:
        """Append the items of one rule."""
        ready, rule = run.ready, run.ready.rule
        triggers = _of(run.triggers, seen)
        if rule.only_with:
            triggers = [each for each in triggers if _is_told_of(rule, facts, each)]
        clearing, ending, proving = (_of(run.clears, seen), _of(run.unless, seen), _of(run.proven_by, seen))
        used: set[int] = set()
        # Events of two names that set the same running, as filing and priority do, make one item.
        told: dict[Hashable, str] | None = {} if len(run.triggers) > 1 else None
        most = _most(rule, clearing) if rule.each is not None and clearing else 0
        for trigger in triggers:
            known = {**facts, **trigger.facts, "event": trigger.event, "event_date": trigger.on}
            for number, dues in self._numbered(ready, known):
                if told is not None:
                    dues = _not_told(dues, trigger, told)
                done = None
                if clearing and dues and (number is None or number <= most):
                    done = _done_by(trigger, number, rule, clearing, used, proving)
                    if done is not None and number is None:
                        used.add(id(done))
                for due in dues:
                    proof = done or (_proof_of(due, trigger, proving) if proving else None)
                    if proof is None and not ending:
                        found.append(_new((due, trigger, "unknown" if due.on is None else "open", None)))
                    else:
                        found.append(_item(due, trigger, proof, ending))

    def _numbered(self, ready: Ready, known: Facts) -> _Numbered:
        """Return what a rule asks for, number by number."""
        series = self.engine.series(ready, known)
        if ready.rule.each is None:
            return tuple([(number, self._dues_of(ready.rule, number, outcome)) for number, outcome in series])
        # A series that the engine keeps is the same object for all that asked with the same facts.
        kept = self._series.get(id(series))
        if kept is None or kept[0] is not series:
            if len(self._series) >= _KEPT:
                self._series.clear()
            told = ((number, self._dues_of(ready.rule, number, outcome)) for number, outcome in series)
            kept = self._series[id(series)] = (series, tuple(each for each in told if each[1]))
        return kept[1]

    def _dues_of(self, rule: Rule, number: int | None, outcome: Outcome) -> tuple[Due, ...]:
        # So is an outcome.
        kept = self._dues.get(id(outcome))
        if kept is None or kept[0] is not outcome:
            if len(self._dues) >= _KEPT:
                self._dues.clear()
            kept = self._dues[id(outcome)] = (outcome, tuple(_dues(rule, number, outcome)))
        return kept[1]


def _run(ready: Ready, events: frozenset[str]) -> _Run:
    rule = ready.rule
    return _Run(
        ready,
        *(
            tuple(event for event in names if event in events)
            for names in (rule.triggers, rule.clears, rule.unless, rule.proven_by)
        ),
    )


def _order(each: Happening) -> tuple[dt.date, str, str]:
    return each.on, each.event, repr(each.key)


def _of(events: Sequence[str], seen: Mapping[str, Sequence[Happening]]) -> Sequence[Happening]:
    """Return the events of a thread that bear one of some names that it has, in their order."""
    if not events:
        return ()
    if len(events) == 1:
        return seen[events[0]]
    return sorted((each for event in events for each in seen[event]), key=_order)


def _is_told_of(rule: Rule, facts: Facts, trigger: Happening) -> bool:
    """Whether a thread tells the facts without which a rule does not run there."""
    return all(trigger.facts.get(name) or facts.get(name) for name in rule.only_with)


def _not_told(dues: Sequence[Due], trigger: Happening, told: dict[Hashable, str]) -> tuple[Due, ...]:
    """Return the days that no event of another name has set running before."""
    return tuple(
        due
        for due in dues
        if told.setdefault((due.number, due.bar.code, due.on), trigger.event) == trigger.event
    )


def _done_by(
    trigger: Happening,
    number: int | None,
    rule: Rule,
    clearing: Sequence[Happening],
    used: set[int],
    proving: Sequence[Happening],
) -> Happening | None:
    """Return the event that does what is asked: the first from the trigger on that did not do it for another.

    What comes after a proof that it was done was done for another: a reply after the next office action answers that.
    For one number of many it must tell that number or a later one: no office takes the eighth annual fee before the
    seventh. An event that tells no number where one is asked for does nothing.
    """
    for event in clearing:
        if event.on < trigger.on or id(event) in used:
            continue
        if number is None or rule.each is None:
            is_later = any(trigger.on < proof.on < event.on for proof in proving)
            return None if is_later else event
        told = event.facts.get(rule.each[0])
        if told is not None and told.numerator >= number * told.denominator:
            return event
    return None


def _most(rule: Rule, clearing: Sequence[Happening]) -> int:
    """Return the highest whole number that one of some events tells; 0 where none does."""
    name = rule.each[0] if rule.each is not None else ""
    return max((int(told) for event in clearing if (told := event.facts.get(name)) is not None), default=0)


def _proof_of(due: Due, trigger: Happening, proving: Sequence[Happening]) -> Happening | None:
    """Return the first later event that shows that it was done; of a number whose day had not come it shows nothing."""
    for event in proving:
        is_settled = due.number is None or (due.on is not None and due.on <= event.on)
        if event.on > trigger.on and is_settled:
            return event
    return None


def _dues(rule: Rule, number: int | None, outcome: Outcome) -> Iterator[Due]:
    """Yield the bars of an answer that there are."""
    for bar in rule.bars:
        on, nominal = outcome.values.get(bar.due), outcome.values.get(bar.nominal or bar.due)
        if on is None and outcome.state != "open":
            continue
        day = on if isinstance(on, dt.date) else None
        fee = outcome.values.get(bar.fee) if bar.fee else None
        yield Due(
            rule,
            bar,
            number,
            nominal if isinstance(nominal, dt.date) else None,
            day,
            fee if isinstance(fee, Money) else None,
            outcome,
            (day or dt.date.max, rule.id, bar.code, number or 0),
        )


def _item(due: Due, trigger: Happening, done: Happening | None, ending: Sequence[Happening]) -> Item:
    if done is not None:
        return Item(due, trigger, "done", done)
    for end in ending:
        if due.on is None or end.on <= due.on:
            return Item(due, trigger, "void", end)
    return Item(due, trigger, "unknown" if due.on is None else "open", None)


def _followed(items: Sequence[Item]) -> list[Item]:
    """Return the items, those void that go on from where another was missed, where that one was not missed."""
    first = {(item.due.rule.id, item.trigger.on): item for item in items}
    return [_after_its_first(item, first) for item in items]


def _after_its_first(item: Item, first: Mapping[tuple[str, dt.date], Item]) -> Item:
    before = first.get((item.due.rule.follows or "", item.trigger.on))
    if before is None or item.fate in ("done", "void"):
        return item
    end, day = before.ended_by, before.due.on
    is_kept = before.fate == "void" or (before.fate == "done" and (day is None or (end and end.on <= day)))
    return Item(item.due, item.trigger, "void", end) if is_kept else item

"""Asks a policy: clause by clause met, not met or unknown, with what is missing; what it pays; what vetoes it. Pure.

Asked for a named day. A version that is not in force on it is never chosen: adopted and not in force, ended, and before the
first that was read are answers of their own.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from mainline.rules.engine import Engine
from mainline.rules.money import Money
from mainline.rules.policies.loading import Made, PolicyBook, PolicyEdition, ReadyPolicy
from mainline.rules.policies.schema import Clause, Count, Window
from mainline.rules.schema import Text
from mainline.rules.values import Missing, Unknown, Value

ClauseState = Literal["met", "not_met", "unknown"]
State = Literal["met", "not_met", "unknown", "vetoed", "not_yet", "ended", "before"]
WindowState = Literal["open", "before", "closed", "unknown"]
Facts = Mapping[str, Value | Missing]


@dataclass(frozen=True, slots=True)
class Item:
    """One right or deal that a count goes over."""

    ref: str
    """Under which the asker finds it again."""
    facts: Facts
    right: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of something there are for sure, and how many there may be."""

    count: Count
    least: int
    most: int
    sure: Sequence[str]
    """``ref`` of those that count."""
    open: Sequence[tuple[str, frozenset[str]]]
    """Those that may count, with what is missing of each."""


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """One clause and what came of it."""

    clause: Clause
    state: ClauseState
    asked: frozenset[str]
    """Facts and counts that it asks for."""
    missing: frozenset[str] = frozenset()
    why: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of a case on a day."""

    ready: ReadyPolicy
    on: dt.date
    state: State
    edition: PolicyEdition | None
    clauses: Sequence[ClauseResult] = ()
    amount: Money | None = None
    """Exact; ``None`` where it is not known or nothing is paid."""
    amount_missing: frozenset[str] = frozenset()
    counts: Mapping[str, Counted] = field(default_factory=dict)
    vetoed_by: Sequence[Verdict] = ()
    from_day: dt.date | None = None
    """The day on which a version comes into force, where none is yet."""

    @property
    def missing(self) -> frozenset[str]:
        """All facts that leave a clause open."""
        return frozenset[str]().union(*(result.missing for result in self.clauses))

    def of(self, state: ClauseState) -> list[ClauseResult]:
        """Return the clauses in a state."""
        return [result for result in self.clauses if result.state == state]


class Judge:
    """The policies, with the rules of law that they ask."""

    def __init__(self, book: PolicyBook) -> None:
        """Take the policies that it answers by."""
        self.book = book
        self._engine = Engine(book.law)

    def judge(
        self,
        policy: str,
        facts: Facts,
        on: dt.date,
        *,
        deals: Sequence[Item] = (),
        rights: Sequence[Item] = (),
    ) -> Verdict:
        """Return what a policy says of facts on a day. Raises ``KeyError`` for a policy that there is not."""
        ready = self.book.policies[policy]
        told = self._own(ready, facts, on, {"deal": deals, "right": rights})
        if told.edition is None or ready.policy.guard:
            return told
        vetoes = [
            veto
            for guard in self.book.guards
            if ready.policy.gain in guard.policy.vetoes
            and (veto := self._own(guard, {**facts, "policy_object": ready.policy.object}, on, {})).state
            == "met"
        ]
        if not vetoes:
            return told
        return Verdict(
            ready, on, "vetoed", told.edition, told.clauses, None, frozenset(), told.counts, tuple(vetoes)
        )

    def _own(
        self, ready: ReadyPolicy, facts: Facts, on: dt.date, items: Mapping[str, Sequence[Item]]
    ) -> Verdict:
        edition = ready.edition(on)
        if edition is None:
            return _out_of_force(ready, on)
        told = {"policy_object": ready.policy.object, **facts, **_days(on)}
        values = self._values(ready, told)
        counts = {
            count.name: self._counted(ready, count, made, told, items) for count, made in edition.counts
        }
        self._answer_of_law(ready, values, on)
        self._name(ready, values)
        clauses = [_clause(ready, values, clause, made, counts) for clause, made in edition.clauses]
        for name, each in counts.items():
            is_known = each.least == each.most
            lacking = frozenset[str]().union(*(facts for _ref, facts in each.open))
            values[ready.names.index(name)] = Fraction(each.least) if is_known else Missing(lacking)
        amount, missing = _amount(edition, values)
        return Verdict(ready, on, _state(clauses), edition, clauses, amount, missing, counts)

    def _values(self, ready: ReadyPolicy, facts: Mapping[str, Any]) -> list[Any]:
        """Return the facts by place; what is not told is missing, or nothing where it may be."""
        known = self.book.facts
        return [
            facts[name]
            if name in facts
            else None
            if name in known and known[name].optional
            else Missing(frozenset({name}))
            for name in ready.names
        ]

    def _counted(
        self,
        ready: ReadyPolicy,
        count: Count,
        made: Made,
        facts: Mapping[str, Any],
        items: Mapping[str, Sequence[Item]],
    ) -> Counted:
        sure: dict[str, str] = {}
        maybe: dict[str, tuple[str, frozenset[str]]] = {}
        for item in items.get(count.of, ()):
            key = item.right if count.distinct == "right" else item.contract if count.distinct else item.ref
            values = self._values(ready, {**facts, **item.facts})
            self._name(ready, values)
            try:
                if made.run(values):
                    sure.setdefault(key or item.ref, item.ref)
            except Unknown as unknown:
                maybe.setdefault(key or item.ref, (item.ref, unknown.facts))
        possible = {key: one for key, one in maybe.items() if key not in sure}
        least = len(sure)
        return Counted(count, least, least + len(possible), tuple(sure.values()), tuple(possible.values()))

    def _answer_of_law(self, ready: ReadyPolicy, values: list[Any], on: dt.date) -> None:
        """Ask the rule of law that the policy stands on, and put its answers in their places."""
        if ready.rule is None:
            return
        facts: dict[str, Any] = {"event": ready.policy.event, "event_date": on}
        for name, made in ready.given:
            try:
                facts[name] = made.run(values)
            except Unknown as unknown:
                facts[name] = Missing(unknown.facts, unknown.why)
        outcome = self._engine.answer(ready.rule, facts)
        lacking = Missing(outcome.missing, outcome.why)
        for name in ready.rule.rule.gives:
            values[ready.names.index(name)] = outcome.values.get(name, lacking)

    @staticmethod
    def _name(ready: ReadyPolicy, values: list[Any]) -> None:
        for name, made in ready.lets:
            values[ready.names.index(name)] = _ran(made, values)


def windows_on(edition: PolicyEdition, on: dt.date) -> list[tuple[Window, WindowState]]:
    """Return how each window of a version stands on a day. Where a day was not read, what it would decide is unknown."""
    return [(window, _window(window, on)) for window in edition.version.window]


def _window(window: Window, on: dt.date) -> WindowState:
    if window.closes is not None and on > window.closes:
        return "closed"
    if window.opens is not None and on < window.opens:
        return "before"
    return "open" if window.closes is not None else "unknown"


def _days(on: dt.date) -> dict[str, dt.date]:
    before = on.year - 1
    return {"on": on, "last_year_first": dt.date(before, 1, 1), "last_year_last": dt.date(before, 12, 31)}


def _out_of_force(ready: ReadyPolicy, on: dt.date) -> Verdict:
    coming = [edition for edition in ready.editions if edition.version.since > on]
    if coming:
        first = coming[0].version
        is_adopted = first.adopted is not None and first.adopted <= on
        return Verdict(ready, on, "not_yet" if is_adopted else "before", None, from_day=first.since)
    return Verdict(ready, on, "ended", None)


def _ran(made: Made, values: Sequence[Any]) -> Any:
    try:
        return made.run(values)
    except Unknown as unknown:
        return Missing(unknown.facts, unknown.why)


def _clause(
    ready: ReadyPolicy, values: list[Any], clause: Clause, made: Made, counts: Mapping[str, Counted]
) -> ClauseResult:
    """Answer one clause: for the least and the most of each count, which decide for all numbers between."""
    used = [counts[name] for name in counts if name in made.asks]
    states, missing, why = set[bool](), frozenset[str](), tuple[Text, ...]()
    for numbers in itertools.product(*({each.least, each.most} for each in used)):
        for each, number in zip(used, numbers, strict=True):
            values[ready.names.index(each.count.name)] = Fraction(number)
        try:
            states.add(bool(made.run(values)))
        except Unknown as unknown:
            missing, why = missing | unknown.facts, (*why, *unknown.why)
    if not missing and not why and len(states) == 1:
        return ClauseResult(clause, "met" if states.pop() else "not_met", made.asks)
    lacking = frozenset[str]().union(missing, *(facts for each in used for _ref, facts in each.open))
    return ClauseResult(clause, "unknown", made.asks, lacking, tuple(dict.fromkeys(why)))


def _state(clauses: Sequence[ClauseResult]) -> State:
    states = {result.state for result in clauses}
    return "not_met" if "not_met" in states else "unknown" if "unknown" in states else "met"


def _amount(edition: PolicyEdition, values: Sequence[Any]) -> tuple[Money | None, frozenset[str]]:
    if edition.pay is None:
        return None, frozenset()
    found = _ran(edition.pay, values)
    if isinstance(found, Missing):
        return None, found.facts
    return (found, frozenset()) if isinstance(found, Money) else (None, frozenset())


def holders(book: PolicyBook, missing: frozenset[str]) -> Iterator[tuple[str, Text, Text]]:
    """Yield what is missing: name of the fact, its words, and who holds it."""
    for name in sorted(missing):
        fact = book.facts.get(name)
        if fact is not None:
            yield name, fact.label, fact.holder

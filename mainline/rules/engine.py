"""Asks a rule: which version holds, whether it applies, and what comes of the facts. No clock, no database, no guess.

The answer depends on the facts alone, so what was answered once is kept: a million rights share some thousand dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from mainline.rules.loading import Edition, Ready, Rulebook
from mainline.rules.schema import Text
from mainline.rules.values import Missing, Unknown, Value

State = Literal["answered", "open", "not_applicable", "not_encoded"]
Facts = Mapping[str, Value]
_KEPT = 200_000
"""Answers that are kept for one rule; then it begins anew."""
BEFORE_THE_LAW = Text(
    zh="早于本规则已收录的法律", en="before the first law that this rule has; no date is given"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says of some facts.

    ``values`` are its answer by name: a value, ``None`` for nothing, or :class:`Missing`. ``open``: facts are missing
    that decide whether it applies, or every value wants for one.
    """

    rule: str
    state: State
    edition: Edition | None
    values: Mapping[str, Any] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    why: tuple[Text, ...] = ()

    def date(self, name: str) -> dt.date | None:
        """Return a date of the answer, ``None`` where there is none or it is not known."""
        value = self.values.get(name)
        return value if isinstance(value, dt.date) else None


Series = tuple[tuple[int | None, Outcome], ...]
"""Number of many → what the rule says for it."""
_SAYING = ("answered", "open")


class Engine:
    """Rules with a memory of what they were asked."""

    def __init__(self, book: Rulebook) -> None:
        """Take the rules that it answers by."""
        self.book = book
        self._kept: dict[str, dict[tuple[Any, ...], Outcome]] = {rule: {} for rule in book.rules}
        self._series: dict[str, dict[Any, Series]] = {rule: {} for rule in book.rules}
        self._unset = {
            name: None if fact.optional else Missing(frozenset({name})) for name, fact in book.facts.items()
        }

    def ask(self, rule: str, facts: Facts) -> Outcome:
        """Return what a rule says of facts. Raises ``KeyError`` for a rule that there is not."""
        return self.answer(self.book.rules[rule], facts)

    def answer(self, ready: Ready, facts: Facts) -> Outcome:
        """Return what a rule says of facts."""
        return self._answered(ready, self.slots(ready, facts))

    def _answered(self, ready: Ready, slots: tuple[Any, ...]) -> Outcome:
        told = _unless_it_applies(ready, slots)
        return told if told is not None else self._counted(ready, slots)

    def _counted(self, ready: Ready, slots: tuple[Any, ...]) -> Outcome:
        # Rights that differ only in what the condition asks for share their answers.
        kept, counted = self._kept[ready.rule.id], ready.counted(slots)
        found = kept.get(counted)
        if found is None:
            if len(kept) >= _KEPT:
                kept.clear()
            found = kept[counted] = _asked(ready, slots)
        return found

    def series(self, ready: Ready, facts: Facts) -> Series:
        """Return what a rule says of facts for each of its numbers, where it applies; for a rule without, one answer."""
        slots = self.slots(ready, facts)
        if ready.rule.each is None:
            outcome = self._answered(ready, slots)
            return ((None, outcome),) if outcome.state in _SAYING else ()
        place = ready.facts.index(ready.rule.each[0])
        before, after = slots[:place], slots[place + 1 :]
        first, last = _span(ready, slots)
        # Rights that count with the same facts share the series too, whatever else decides where it begins.
        shared = (*before, None, *after)
        key = (shared if ready.rule.when else ready.counted(shared), first, last)
        kept = self._series[ready.rule.id]
        found = kept.get(key)
        if found is None:
            if len(kept) >= _KEPT:
                kept.clear()
            # Within the span only a condition of the rule's own is left to ask.
            ask = self._answered if ready.rule.when else self._counted
            told = ((number, ask(ready, (*before, number, *after))) for number in range(first, last + 1))
            found = kept[key] = tuple(
                (number, outcome) for number, outcome in told if outcome.state in _SAYING
            )
        return found

    def slots(self, ready: Ready, facts: Facts) -> tuple[Any, ...]:
        """Return the facts that a rule asks for, by place."""
        unset = self._unset
        return tuple([facts[name] if name in facts else unset.get(name) for name in ready.facts])


def _unless_it_applies(ready: Ready, slots: Sequence[Any]) -> Outcome | None:
    """Return the answer of a rule whose condition is not fulfilled, or not known to be."""
    if ready.when is None:
        return None
    try:
        if ready.when[1](slots):
            return None
        return Outcome(ready.rule.id, "not_applicable", _edition(ready, slots))
    except Unknown as unknown:
        return Outcome(ready.rule.id, "open", _edition(ready, slots), missing=unknown.facts, why=unknown.why)


def _span(ready: Ready, slots: Sequence[Any]) -> tuple[int, int]:
    """Return the first and the last number; none at all where facts are missing that decide it."""
    if ready.span is None:
        return 1, 0
    try:
        first, last = (end(slots) for end in ready.span)
    except Unknown:
        return 1, 0
    return (1, 0) if first is None or last is None else (int(first), int(last))


def _edition(ready: Ready, slots: Sequence[Any]) -> Edition | None:
    day = slots[ready.by]
    return ready.edition(day) if isinstance(day, dt.date) else None


def _asked(ready: Ready, slots: Sequence[Any]) -> Outcome:
    rule = ready.rule
    if not isinstance(slots[ready.by], dt.date):
        return Outcome(rule.id, "open", None, missing=frozenset({rule.by}))
    edition = _edition(ready, slots)
    if edition is None:
        return Outcome(rule.id, "not_encoded", None, why=(BEFORE_THE_LAW,))
    if edition.version.not_encoded is not None:
        return Outcome(rule.id, "not_encoded", edition, why=(edition.version.not_encoded,))
    values = worked_out(edition, slots)
    answer = {name: values[place] for name, place in zip(rule.gives, edition.gives, strict=True)}
    lacking = [value for value in answer.values() if type(value) is Missing]
    missing = frozenset().union(*(value.facts for value in lacking))
    why = tuple(dict.fromkeys(text for value in lacking for text in value.why))
    state: State = "open" if lacking and len(lacking) == len(answer) else "answered"
    return Outcome(rule.id, state, edition, answer, missing, why)


def worked_out(edition: Edition, slots: Sequence[Any]) -> list[Any]:
    """Return the facts with the values of all formulas after them, in their order."""
    values = list(slots)
    for formula in edition.formulas:
        try:
            values.append(formula.run(values))
        except Unknown as unknown:
            values.append(Missing(unknown.facts, unknown.why))
    return values

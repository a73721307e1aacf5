"""Answers single cases outside any thread: ``mainline rules answer``. Of what is expected it reads ``kind`` alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from mainline.rules.engine import Engine, Outcome
from mainline.rules.explaining import cited, explained
from mainline.rules.loading import Ready
from mainline.rules.money import Money
from mainline.rules.schema import Example
from mainline.rules.values import Missing, Value


class BadCase(ValueError):
    """A case that can't be read: what is wrong, and where."""


def answer(engine: Engine, case: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``id``, ``answer``, ``steps``, ``citations`` and ``caveats`` of one case.

    ``case`` has ``id``, ``right_type``, ``event``, ``event_date``, ``inputs`` and ``expected.kind``, the id of the rule.
    Raises :class:`BadCase`.
    """
    ready, facts = case_of(engine, case)
    outcome = engine.answer(ready, facts)
    told = explained(engine, ready, facts)
    result: dict[str, Any] = {
        "id": case.get("id"),
        "answer": plain_values(ready, outcome),
        "state": outcome.state,
        "steps": [{"name": step.name, "zh": step.text.zh, "en": step.text.en} for step in told.steps],
        "citations": [cited(engine.book, cite).en for cite in told.cite],
        "caveats": [{"zh": text.zh, "en": text.en} for text in told.caveats],
    }
    if outcome.missing:
        result["missing"] = sorted(outcome.missing)
    return result


def case_of(engine: Engine, case: Any) -> tuple[Ready, dict[str, Value]]:
    """Return the rule and the facts of a case. Raises :class:`BadCase`."""
    if not isinstance(case, Mapping):
        raise BadCase("a case is a JSON object · 案例应为 JSON 对象")
    ready = engine.book.rules.get(_kind(case))
    if ready is None:
        raise BadCase(f"{case.get('id', '?')}: no rule answers {_kind(case)!r}")
    return ready, facts_of(engine, case)


def facts_of(engine: Engine, case: Mapping[str, Any]) -> dict[str, Value]:
    """Return the facts of a case, typed. Raises :class:`BadCase` for what is no fact, or not of its type."""
    facts: dict[str, Value] = {
        "event": _text(case, "event"),
        "right_type": _text(case, "right_type"),
        "event_date": _typed("event_date", "date", case.get("event_date")),
    }
    for name, given in (case.get("inputs") or {}).items():
        fact = engine.book.facts.get(name)
        if fact is None:
            raise BadCase(f"{case.get('id', '?')}: {name} is no fact that a rule knows")
        facts[name] = _typed(name, fact.type, given)
    return facts


def misses(engine: Engine, ready: Ready, example: Example) -> dict[str, tuple[Any, Any]]:
    """Return what a rule says otherwise than an example: name → (what it should be, what it is).

    The facts of an example stand without more ado: ``event`` and ``right_type`` are the rule's first where it names
    none. ``gives`` has the names of an answer; ``"none"`` where a value must not be there, ``state`` for that of the
    outcome. Raises :class:`BadCase`.
    """
    rule, facts = ready.rule, {name: _told(value) for name, value in example.facts.items()}
    told = answer(
        engine,
        {
            "id": rule.id,
            "event": facts.pop("event", rule.triggers[0] if rule.triggers else ""),
            "right_type": facts.pop("right_type", rule.rights[0] if rule.rights else ""),
            "event_date": facts.pop("event_date", None),
            "inputs": facts,
            "expected": {"kind": rule.id},
        },
    )
    said = {**told["answer"], "state": told["state"]}
    wanted = {name: _told(value) for name, value in example.gives.items()}
    return {
        name: (value, said.get(name, "none"))
        for name, value in wanted.items()
        if said.get(name, "none") != value
    }


def plain_values(ready: Ready, outcome: Outcome) -> dict[str, Any]:
    """Return the values of an answer as JSON has them; amounts are named with their currency, in whole units."""
    plain: dict[str, Any] = {}
    for name, value in outcome.values.items():
        if value is not None and not isinstance(value, Missing):
            plain[_key(name, value)] = _plain(value)
    return plain


def _told(value: Any) -> Any:
    """Return a value of a pack as a case has it: its dates are text."""
    if isinstance(value, list):
        return [_told(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _key(name: str, value: Any) -> str:
    """Return the name of an amount with its currency: ``fee`` is ``fee_cny``, ``fee_per_year`` ``fee_cny_per_year``."""
    one = next(iter(value.values()), None) if isinstance(value, Mapping) else value
    one = one[0] if isinstance(one, tuple) and one else one
    if not isinstance(one, Money) or name == "items":
        return name
    head, per, tail = name.partition("_per_")
    return f"{head}_{one.currency.lower()}{per}{tail}"


def _plain(value: Any) -> Any:
    match value:
        case dt.date():
            return value.isoformat()
        case Money():
            return _number(value.major)
        case Fraction():
            return _number(value)
        case tuple():
            return [_plain(each) for each in value]
        case Mapping():
            return {name: _plain(each) for name, each in value.items()}
        case _:
            return value


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _kind(case: Mapping[str, Any]) -> str:
    expected = case.get("expected")
    kind = expected.get("kind") if isinstance(expected, Mapping) else None
    if not isinstance(kind, str):
        raise BadCase(f"{case.get('id', '?')}: expected.kind is missing")
    return kind


def _text(case: Mapping[str, Any], name: str) -> str:
    value = case.get(name)
    if not isinstance(value, str):
        raise BadCase(f"{case.get('id', '?')}: {name} is missing")
    return value


def _typed(name: str, type_: str, given: Any) -> Value:
    try:
        return _READ[type_](given) if given is not None else None
    except (ValueError, TypeError, AttributeError, ZeroDivisionError):
        raise BadCase(f"{name}: {given!r} is no {type_}") from None


def _date(given: Any) -> dt.date:
    return dt.date.fromisoformat(given)


def _bool(given: Any) -> bool:
    if not isinstance(given, bool):
        raise TypeError
    return given


def _words(given: Any) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given


def _dates(given: Sequence[Any]) -> tuple[dt.date, ...]:
    if isinstance(given, str):
        raise TypeError
    return tuple(_date(each) for each in given)


def _fraction(given: Any) -> Fraction:
    if isinstance(given, bool):
        raise TypeError
    return Fraction(str(given))


_READ: Mapping[str, Callable[[Any], Value]] = {
    "date": _date,
    "number": _fraction,
    "bool": _bool,
    "text": _words,
    "list:date": _dates,
}

"""What fits where: the types of the rule language, and the check that a formula never meets a value it can't use.

Types are words: ``date``, ``period``, ``number``, ``bool``, ``text``, ``money``; ``list:T`` for many of one; ``map`` for
named values. A formula is checked once, when its pack is loaded: no answer ever fails for a type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mainline.rules.language import Call, Const, Many, Node, Ref
from mainline.rules.values import type_of

Types = Mapping[str, str]
_Check = Callable[[Sequence[str]], "str | None"]
EMPTY = "list:"
"""An empty list fits every list."""


class Misfit(ValueError):
    """A formula whose parts do not fit."""


def check(node: Node, known: Types) -> str:
    """Return the type of a formula; ``known`` are the types of facts and of values named before. Raises :class:`Misfit`."""
    match node:
        case Const(value):
            return type_of(value)
        case Ref(name):
            if name not in known:
                raise Misfit(f"{name} is no fact and no value named before")
            return known[name]
        case Many(items):
            found = {check(each, known) for each in items}
            if len(found) > 1:
                raise Misfit(f"a list of {', '.join(sorted(found))}")
            return f"list:{found.pop()}" if found else EMPTY
        case Call(name, args):
            if name not in SIGNATURES:
                raise Misfit(f"there is no function {name}")
            given = [check(each, known) for each in args]
            result = SIGNATURES[name](given)
            if result is None:
                raise Misfit(f"{name} does not take ({', '.join(given)})")
            return result


def _takes(*wanted: str, gives: str, least: int | None = None) -> _Check:
    """One type a place; from ``least`` on they may be left out."""

    def signature(given: Sequence[str]) -> str | None:
        if not (len(wanted) if least is None else least) <= len(given) <= len(wanted):
            return None
        fits = all(each in want.split("|") for each, want in zip(given, wanted, strict=False))
        return gives if fits else None

    return signature


def _any_of(*wanted: str, gives: str) -> _Check:
    """One or more, each of one of these types."""
    return lambda given: gives if given and all(each in wanted for each in given) else None


def _plus(given: Sequence[str]) -> str | None:
    return {
        ("number", "number"): "number",
        ("money", "money"): "money",
        ("date", "period"): "date",
        ("period", "period"): "period",
    }.get((given[0], given[1]))


def _times(given: Sequence[str]) -> str | None:
    return {
        ("number", "number"): "number",
        ("money", "number"): "money",
        ("number", "money"): "money",
        ("list:money", "number"): "list:money",
    }.get((given[0], given[1]))


def _over(given: Sequence[str]) -> str | None:
    return {
        ("number", "number"): "number",
        ("money", "number"): "money",
        ("money", "money"): "number",
    }.get((given[0], given[1]))


def _same(given: Sequence[str]) -> str | None:
    return "bool" if given[0] == given[1] and ":" not in given[0] and given[0] != "map" else None


def _ordered(given: Sequence[str]) -> str | None:
    return "bool" if given[0] == given[1] and given[0] in ("number", "date", "money") else None


def _within(given: Sequence[str]) -> str | None:
    return "bool" if given[1] in (f"list:{given[0]}", EMPTY) else None


def _choice(given: Sequence[str]) -> str | None:
    """Conditions and values in turn, a last value for all else: ``if(a, 1, b, 2, 3)``."""
    if len(given) < 3 or len(given) % 2 == 0:
        return None
    conditions, values = given[:-1:2], {*given[1::2], given[-1]}
    return values.pop() if set(conditions) == {"bool"} and len(values) == 1 else None


def _or_else(given: Sequence[str]) -> str | None:
    return given[0] if len(given) == 2 and given[0] == given[1] else None


def _extreme(given: Sequence[str]) -> str | None:
    return given[0] if given and len(set(given)) == 1 and given[0] in ("number", "money") else None


def _pick(given: Sequence[str]) -> str | None:
    return given[1][5:] if len(given) == 2 and given[0] == "number" and given[1].startswith("list:") else None


def _named(given: Sequence[str]) -> str | None:
    """Names and amounts in turn."""
    return "map" if given and len(given) % 2 == 0 and set(given[::2]) == {"text"} else None


def _total(given: Sequence[str]) -> str | None:
    return "money" if list(given) == ["map"] else None


SIGNATURES: dict[str, _Check] = {
    "+": _plus,
    "-": lambda given: "number" if list(given) == ["date", "date"] else _plus(given),
    "*": _times,
    "/": _over,
    "negative": _any_of("number", gives="number"),
    "==": _same,
    "!=": _same,
    "<": _ordered,
    "<=": _ordered,
    ">": _ordered,
    ">=": _ordered,
    "in": _within,
    "and": _takes("bool", "bool", gives="bool"),
    "or": _takes("bool", "bool", gives="bool"),
    "not": _takes("bool", gives="bool"),
    "given": lambda given: "bool" if len(given) == 1 else None,
    "or_else": _or_else,
    "when": lambda given: given[1] if len(given) == 2 and given[0] == "bool" else None,
    "if": _choice,
    "later": _any_of("date", "list:date", gives="date"),
    "earlier": _any_of("date", "list:date", gives="date"),
    "without": _takes("list:date", "date", gives="list:date"),
    "roll": _takes("date", "text", gives="date", least=1),
    "working_days": _takes("date", "number", gives="date"),
    "paused": _takes("date", "date", "list:date", "list:date", gives="date"),
    "is_published": _takes("date", "text", gives="bool", least=1),
    "served": _takes("date", "text", "date", gives="date", least=2),
    "days": _takes("number", gives="period"),
    "months": _takes("number", gives="period"),
    "years": _takes("number", gives="period"),
    "month_end": _takes("date", gives="date"),
    "year_end": _takes("date", gives="date"),
    "eve": _takes("date", "period", gives="date"),
    "months_begun": _takes("date", "date", gives="number"),
    "whole_years": _takes("date", "date", gives="number"),
    "years_between": _takes("date", "date", gives="number"),
    "least": _extreme,
    "most": _extreme,
    "whole": _takes("number", gives="number"),
    "pick": _pick,
    "fee": _takes("text", "number|text", "date", gives="money"),
    "fees": _takes("text", "date", gives="map"),
    "items": _named,
    "total": _total,
}
"""Each function: from the types that are given to the type that comes of it, ``None`` where it takes them not."""

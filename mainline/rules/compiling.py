"""Makes a function of a formula: checked once, then run for each right without reading it again.

A function takes the values by place (facts first, then the values named before) and returns one. Where facts are not
known it raises :class:`Unknown` with the names of all of them, not of the first alone, unless what is known decides:
``false and ?`` is false.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from mainline.rules import periods
from mainline.rules.books import Books
from mainline.rules.language import Call, Const, Many, Node, Ref
from mainline.rules.money import Money
from mainline.rules.periods import Duration
from mainline.rules.schema import Text
from mainline.rules.values import Missing, Unknown

Slots = Sequence[Any]
Run = Callable[[Slots], Any]


def compiled(node: Node, places: Mapping[str, int], books: Books, *, calendar: str, delivery: str) -> Run:
    """Return the function of a checked formula. ``places`` says where each name's value stands."""

    def make(each: Node) -> Run:
        match each:
            case Const(Fraction() as number) if number.denominator == 1:
                # Whole numbers are reckoned with as such: ten times as fast, and equal.
                whole = int(number)
                return lambda _: whole
            case Const(value):
                return lambda _: value
            case Ref(name):
                return _read(places[name])
            case Many(items):
                return _many([make(item) for item in items])
            case Call("and", (left, right)):
                return _both(make(left), make(right), decides=False)
            case Call("or", (left, right)):
                return _both(make(left), make(right), decides=True)
            case Call("if", args):
                return _choice([make(arg) for arg in args])
            case Call("when", (condition, value)):
                return _choice([make(condition), make(value), lambda _: None])
            case Call("+" | "-" as sign, (left, Const(Duration() as period))):
                return _shifted(make(left), period if sign == "+" else -period)
            case Call("roll", args):
                return _roll(books, calendar, [make(arg) for arg in args])
            case Call("working_days", (base, number)):
                return _working_days(books, calendar, make(base), make(number))
            case Call("is_published", args):
                return _published(books, calendar, [make(arg) for arg in args])
            case Call("served", args):
                return _served(books, delivery, [make(arg) for arg in args])
            case Call("fee", args):
                return _strict(
                    [make(arg) for arg in args], lambda t, row, day: books.fees[t].fee(_row(row), day)
                )
            case Call("fees", args):
                return _strict([make(arg) for arg in args], lambda t, day: books.fees[t].all(day))
            case Call(name, args) if name in _LOOSE:
                return _loose([make(arg) for arg in args], _LOOSE[name])
            case Call(name, args):
                return _strict([make(arg) for arg in args], _STRICT[name])

    return make(node)


def _read(place: int) -> Run:
    def run(slots: Slots) -> Any:
        value = slots[place]
        if type(value) is Missing:
            raise Unknown(value.facts, value.why)
        return value

    return run


def _shifted(of: Run, period: Duration) -> Run:
    def run(slots: Slots) -> Any:
        base = of(slots)
        if base is None:
            return None
        return base + period.days * periods.DAY if not period.months else periods.after(base, period)

    return run


def _many(parts: Sequence[Run]) -> Run:
    return lambda slots: tuple(_values(parts, slots))


def _values(parts: Sequence[Run], slots: Slots) -> list[Any]:
    """Return all values, or raise with the facts that any of them lacks."""
    try:
        return [part(slots) for part in parts]
    except Unknown:
        raise _all_unknown(parts, slots) from None


def _all_unknown(parts: Sequence[Run], slots: Slots) -> Unknown:
    facts: frozenset[str] = frozenset()
    why: tuple[Text, ...] = ()
    for part in parts:
        try:
            part(slots)
        except Unknown as unknown:
            facts, why = facts | unknown.facts, (*why, *unknown.why)
    return Unknown(facts, dict.fromkeys(why))


def _strict(parts: Sequence[Run], act: Callable[..., Any]) -> Run:
    """Nothing in, nothing out."""
    if len(parts) == 2:
        return _of_two(parts[0], parts[1], lambda a, b: None if a is None or b is None else act(a, b))

    def run(slots: Slots) -> Any:
        values = _values(parts, slots)
        return None if any(value is None for value in values) else act(*values)

    return run


def _loose(parts: Sequence[Run], act: Callable[..., Any]) -> Run:
    """For what has an answer where a value is nothing."""
    if len(parts) == 2:
        return _of_two(parts[0], parts[1], act)
    return lambda slots: act(*_values(parts, slots))


def _of_two(left: Run, right: Run, act: Callable[[Any, Any], Any]) -> Run:
    """The same for two values, as most functions have: without a list of them."""

    def run(slots: Slots) -> Any:
        try:
            one, other = left(slots), right(slots)
        except Unknown:
            raise _all_unknown((left, right), slots) from None
        return act(one, other)

    return run


def _both(left: Run, right: Run, *, decides: bool) -> Run:
    def run(slots: Slots) -> bool:
        try:
            return decides if bool(left(slots)) is decides else bool(right(slots))
        except Unknown:
            return one_open(slots)

    def one_open(slots: Slots) -> bool:
        for part in (left, right):
            try:
                if bool(part(slots)) is decides:
                    return decides
            except Unknown:
                continue
        raise _all_unknown((left, right), slots)

    return run


def _choice(parts: Sequence[Run]) -> Run:
    pairs, otherwise = list(zip(parts[:-1:2], parts[1::2], strict=False)), parts[-1]

    if len(pairs) == 1:
        ((condition, value),) = pairs
        return lambda slots: value(slots) if condition(slots) else otherwise(slots)

    def run(slots: Slots) -> Any:
        for condition, value in pairs:
            if condition(slots):
                return value(slots)
        return otherwise(slots)

    return run


def _roll(books: Books, calendar: str, parts: Sequence[Run]) -> Run:
    if len(parts) > 1:
        return _strict(parts, lambda day, name: books.roll(name, day).day)
    of, own = parts[0], books.calendar(calendar)

    def run(slots: Slots) -> Any:
        day = of(slots)
        return None if day is None else own.roll(day).day

    return run


def _working_days(books: Books, calendar: str, base: Run, number: Run) -> Run:
    own = books.calendar(calendar)
    return _strict([base, number], lambda day, days: own.add_working_days(day, int(days)))


def _published(books: Books, calendar: str, parts: Sequence[Run]) -> Run:
    if len(parts) > 1:
        return _strict(parts, lambda day, name: books.roll(name, day).is_published)
    return _strict(parts, lambda day: books.roll(calendar, day).is_published)


def _served(books: Books, rule: str, parts: Sequence[Run]) -> Run:
    def act(day: dt.date | None, delivery: str | None, proved: dt.date | None = None) -> dt.date | None:
        if day is None or delivery is None:
            return None
        return books.received(rule, day, delivery, proved).on

    return _loose(parts, act)


def _row(row: Fraction | str) -> str:
    return row if isinstance(row, str) else str(row)


def _flat(values: Sequence[Any]) -> list[Any]:
    """Return values and what lists hold, in one row, without those that are nothing."""
    flat: list[Any] = []
    for value in values:
        flat.extend(value if isinstance(value, tuple) else () if value is None else (value,))
    return flat


def _times(left: Any, right: Any) -> Any:
    if isinstance(left, tuple):
        return tuple(_times(each, right) for each in left)
    if isinstance(left, Money):
        return left.times(right)
    return right.times(left) if isinstance(right, Money) else left * right


def _over(left: Any, right: Any) -> Any:
    if isinstance(right, Money):
        # How often one amount goes into another of its currency.
        return Fraction(left.minor, (right + Money(0, left.currency)).minor)
    return left.times(1 / Fraction(right)) if isinstance(left, Money) else Fraction(left) / right


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, dt.date):
        return periods.after(left, right)
    if isinstance(left, Duration):
        return Duration(left.months + right.months, left.days + right.days, left.in_years and right.in_years)
    return left + right


def _subtract(left: Any, right: Any) -> Any:
    if isinstance(right, dt.date):
        return (left - right).days
    return _add(left, -right) if isinstance(right, Duration) else left - right


def _pick(number: Fraction, values: Sequence[Any]) -> Any:
    """Return the value at a place counted from 0; beyond the last, nothing."""
    at = int(number)
    return values[at] if 0 <= at < len(values) else None


def _items(*parts: Any) -> dict[str, Money]:
    """Return named amounts; those that are nothing or zero are left out."""
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {name: value for name, value in pairs if isinstance(value, Money) and value.minor}


def _total(items: Mapping[str, Money]) -> Money | None:
    amounts = list(items.values())
    return sum(amounts[1:], start=amounts[0]) if amounts else None


_STRICT: dict[str, Callable[..., Any]] = {
    "+": _add,
    "-": _subtract,
    "*": _times,
    "/": _over,
    "negative": lambda a: -a,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "not": lambda a: not a,
    "days": lambda n: Duration(days=int(n)),
    "months": lambda n: Duration(months=int(n)),
    "years": lambda n: Duration(months=int(n) * 12, in_years=True),
    "month_end": periods.month_end,
    "year_end": periods.year_end,
    "eve": lambda day, period: periods.eve(day, period.months),
    "months_begun": lambda a, b: Fraction(periods.months_begun(a, b)),
    "whole_years": lambda a, b: Fraction(periods.whole_years(a, b)),
    "whole": lambda a: Fraction(a.numerator // a.denominator),
    "years_between": periods.years_between,
    "least": lambda *values: min(values),
    "most": lambda *values: max(values),
    "pick": _pick,
    "without": lambda values, one: tuple(each for each in values if each != one),
    "total": _total,
}
_LOOSE: dict[str, Callable[..., Any]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "in": lambda a, b: a in (b or ()),
    "given": lambda a: a is not None,
    "or_else": lambda a, b: b if a is None else a,
    "later": lambda *values: max(_flat(values), default=None),
    "earlier": lambda *values: min(_flat(values), default=None),
    "items": _items,
    "paused": lambda start, end, begun, ended: (
        None if start is None or end is None else periods.paused(start, end, begun or (), ended or ())
    ),
}

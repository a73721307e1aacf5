"""The language of conditions and formulas in rule packs: small, typed, total, and never handed to Python.

``filing_date + 3 years``, ``later(isr_date + 2 months, priority_date + 16 months)``, ``right_type == "design" and
not given(priority_date)``. This module reads text into a tree; :mod:`mainline.rules.types` says what fits where and
:mod:`mainline.rules.compiling` makes functions of it.

    either   = all ("or" all)*                 all     = fact ("and" fact)*            fact = "not" fact | compare
    compare  = sum [("==" | "!=" | "<" | "<=" | ">" | ">=" | ["not"] "in") sum]
    sum      = product (("+" | "-") product)*  product = sign (("*" | "/") sign)*      sign = ["-"] atom
    atom     = number [unit | currency] | "text" | date | true | false | name ["(" list ")"] | "(" either ")" | "[" list "]"
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from mainline.rules.money import CURRENCIES, Money, amount
from mainline.rules.periods import Duration

UNITS = {"day": 1, "days": 1, "month": 1, "months": 1, "year": 12, "years": 12}
_TOKEN = re.compile(
    r"""\s+|(?P<date>\d{4}-\d{2}-\d{2})|(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"\n]*")|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"""
    r"""|(?P<sign>==|!=|<=|>=|[-+*/<>(),\[\]])"""
)
_COMPARE = frozenset({"==", "!=", "<", "<=", ">", ">="})
_WORDS = frozenset({"and", "or", "not", "in", "true", "false"})
_DEEPEST = 40
LONGEST = 2000
"""Characters of a formula."""


class Unreadable(ValueError):
    """A formula that is none, with the place."""

    def __init__(self, why: str, text: str, at: int) -> None:
        """Say what was found where: ``at`` is the character, from 1."""
        super().__init__(f"{why} at character {at}: {text[max(0, at - 20) : at + 20]!r}")


@dataclass(frozen=True, slots=True)
class Const:
    """A value that stands in the formula."""

    value: bool | Fraction | str | dt.date | Duration | Money


@dataclass(frozen=True, slots=True)
class Ref:
    """A fact, or a value named before."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of :mod:`mainline.rules.types` with its arguments; operators are calls too, under their sign."""

    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """Values in a row."""

    items: tuple[Node, ...]


Node = Const | Ref | Call | Many
_Part = Callable[[int], Node]


def parse(text: str) -> Node:
    """Read a formula. Raises :class:`Unreadable`."""
    if len(text) > LONGEST:
        raise Unreadable("too long", text, LONGEST)
    reader = _Reader(text, list(_tokens(text)))
    node = reader.either(0)
    reader.end()
    return node


def names(node: Node) -> frozenset[str]:
    """Return the facts and values that a formula asks for."""
    match node:
        case Ref(name):
            return frozenset({name})
        case Call(_, args):
            return frozenset().union(*(names(each) for each in args))
        case Many(items):
            return frozenset().union(*(names(each) for each in items))
        case _:
            return frozenset()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise Unreadable("unknown sign", text, at + 1)
        if found.lastgroup is not None:
            kind = "sign" if found.group() in _WORDS - {"true", "false"} else found.lastgroup
            yield _Token(kind, found.group(), at + 1)
        at = found.end()


class _Reader:
    """Reads the tokens of one formula from the left."""

    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self._text, self._tokens, self._at = text, tokens, 0

    def either(self, deep: int) -> Node:
        return self._chain(("or",), self._all, deep)

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise self._wrong("expected an end")

    def _all(self, deep: int) -> Node:
        return self._chain(("and",), self._fact, deep)

    def _fact(self, deep: int) -> Node:
        if self._take("not"):
            return Call("not", (self._fact(self._deeper(deep)),))
        return self._compare(deep)

    def _compare(self, deep: int) -> Node:
        left = self._sum(deep)
        sign = self._peek()
        if sign in _COMPARE:
            self._at += 1
            return Call(sign, (left, self._sum(deep)))
        if sign == "not" and self._peek(1) == "in":
            self._at += 2
            return Call("not", (Call("in", (left, self._sum(deep))),))
        if self._take("in"):
            return Call("in", (left, self._sum(deep)))
        return left

    def _sum(self, deep: int) -> Node:
        return self._chain(("+", "-"), self._product, deep)

    def _product(self, deep: int) -> Node:
        return self._chain(("*", "/"), self._sign, deep)

    def _sign(self, deep: int) -> Node:
        if self._take("-"):
            return Call("negative", (self._sign(self._deeper(deep)),))
        return self._atom(self._deeper(deep))

    def _atom(self, deep: int) -> Node:
        if self._at == len(self._tokens):
            raise self._wrong("expected a value")
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "number":
            return self._measured(Fraction(token.text))
        if token.kind == "date":
            return Const(self._date(token))
        if token.kind == "text":
            return Const(token.text[1:-1])
        if token.kind == "name":
            if token.text in ("true", "false"):
                return Const(token.text == "true")
            return Call(token.text, self._list(")", deep)) if self._take("(") else Ref(token.text)
        if token.text == "(":
            inner = self.either(deep)
            self._need(")")
            return inner
        if token.text == "[":
            return Many(self._list("]", deep))
        self._at -= 1
        raise self._wrong("expected a value")

    def _measured(self, number: Fraction) -> Node:
        unit = self._peek()
        if unit in UNITS:
            self._at += 1
            if number.denominator != 1:
                raise self._wrong("a period of whole days, months or years")
            count = int(number) * UNITS[unit]
            if unit.startswith("day"):
                return Const(Duration(days=count))
            return Const(Duration(months=count, in_years=unit.startswith("year")))
        if unit in CURRENCIES:
            self._at += 1
            return Const(amount(number, unit))
        return Const(number)

    def _date(self, token: _Token) -> dt.date:
        try:
            return dt.date.fromisoformat(token.text)
        except ValueError:
            raise Unreadable("no such day", self._text, token.at) from None

    def _list(self, end: str, deep: int) -> tuple[Node, ...]:
        items: list[Node] = []
        while not self._take(end):
            if items:
                self._need(",")
            items.append(self.either(deep))
        return tuple(items)

    def _chain(self, signs: tuple[str, ...], part: _Part, deep: int) -> Node:
        node = part(self._deeper(deep))
        while (sign := self._peek()) in signs:
            self._at += 1
            node = Call(sign, (node, part(self._deeper(deep))))
        return node

    def _deeper(self, deep: int) -> int:
        if deep >= _DEEPEST * 8:
            raise self._wrong("too deep")
        return deep + 1

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        # A quoted text is no sign, even where it reads like one.
        return self._tokens[at].text if at < len(self._tokens) and self._tokens[at].kind != "text" else ""

    def _take(self, sign: str) -> bool:
        if self._peek() != sign:
            return False
        self._at += 1
        return True

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise self._wrong(f"expected {sign!r}")

    def _wrong(self, why: str) -> Unreadable:
        at = self._tokens[self._at].at if self._at < len(self._tokens) else len(self._text) + 1
        return Unreadable(why, self._text, at)

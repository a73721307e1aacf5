"""The query tree: frozen nodes, and the one way each is written.

``parse(str(tree))`` gives the same tree again; positions are for messages and take no part in equality.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as attribute


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to say a term, usually in another language; a hit found only so is marked ``across``."""

    text: str
    weight: float = 1.0
    """0–1: how sure it is that this says the same."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word, in a text or party field or (``field`` empty) in all of them."""

    text: str
    field: str = ""
    across: tuple[Alternative, ...] = ()
    position: int = attribute(default=0, compare=False)
    count: int = attribute(default=1, compare=False)
    """How often it stands in running text."""

    def __str__(self) -> str:
        return _fielded(self.field, self.text)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other as written; ``slop`` words may stand between."""

    text: str
    field: str = ""
    slop: int = 0
    across: tuple[Alternative, ...] = ()
    position: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return _fielded(self.field, f'"{self.text}"' + (f"~{self.slop}" if self.slop else ""))


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A pattern: ``*`` any characters, ``?`` one."""

    text: str
    field: str = ""
    position: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return _fielded(self.field, self.text)


@dataclass(frozen=True, slots=True)
class Number:
    """An official number, maybe with a closing ``*``."""

    text: str
    position: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return _fielded("number", _quoted(self.text))


@dataclass(frozen=True, slots=True)
class Symbol:
    """A place in the IPC or CPC: everything at it and under it. ``text`` is a term of the index."""

    text: str
    field: str
    is_open: bool = False
    """Whether it ended in ``*`` in the middle of a level: everything that begins so."""
    position: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return _fielded(self.field, self.text + ("*" if self.is_open else ""))


@dataclass(frozen=True, slots=True)
class Value:
    """Codes of a closed field; any of them matches."""

    field: str
    codes: tuple[str, ...]
    position: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        written = [_fielded(self.field, _quoted(code)) for code in self.codes]
        return written[0] if len(written) == 1 else "(" + " OR ".join(written) + ")"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from first to last, both included; ``None`` is open."""

    field: str
    first: dt.date | None
    last: dt.date | None
    position: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        first, last = (day.isoformat() if day else "" for day in (self.first, self.last))
        return _fielded(self.field, first if first == last else f"{first}..{last}")


@dataclass(frozen=True, slots=True)
class Family:
    """The family of the right that bears a number."""

    text: str
    position: int = attribute(default=0, compare=False)

    def __str__(self) -> str:
        return _fielded("family", _quoted(self.text))


@dataclass(frozen=True, slots=True)
class Everything:
    """All documents."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        words = [_grouped(child) for child in self.children]
        # Side by side they could be read as one number of an office, printed with blanks.
        is_like_a_number = all(len(word) < 4 or any(map(str.isdecimal, word)) for word in words)
        return (" AND " if is_like_a_number else " ").join(words)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(_grouped(child) for child in self.children)


@dataclass(frozen=True, slots=True)
class Not:
    """None of it."""

    child: Node

    def __str__(self) -> str:
        return f"NOT {_grouped(self.child)}"


@dataclass(frozen=True, slots=True)
class Loose:
    """Running text: any word counts, the more and the rarer the better."""

    children: tuple[Term, ...]

    def __str__(self) -> str:
        return " ".join(child.text for child in self.children)


Leaf = Term | Phrase | Wildcard | Number | Symbol | Value | DateRange | Family | Everything
Node = Leaf | And | Or | Not | Loose


def _fielded(name: str, text: str) -> str:
    return f"{name}:{text}" if name else text


def _quoted(text: str) -> str:
    return text if text.replace("_", "").replace("-", "").replace(".", "").isalnum() else f'"{text}"'


def _grouped(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or | Loose) else str(node)


def leaves(node: Node, *, wanted: bool = True) -> Iterator[tuple[Leaf, bool]]:
    """Yield every leaf with whether it is wanted (``False`` under a NOT)."""
    if isinstance(node, And | Or | Loose):
        for child in node.children:
            yield from leaves(child, wanted=wanted)
    elif isinstance(node, Not):
        yield from leaves(node.child, wanted=not wanted)
    else:
        yield node, wanted


def joined(kind: type[And] | type[Or], children: list[Node]) -> Node:
    """Return the children under one node of that kind, nested ones of the same kind lifted, one alone bare."""
    flat: list[Node] = []
    for child in children:
        flat += child.children if isinstance(child, kind) else (child,)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def negated(node: Node) -> Node:
    """Return the negation; twice is none."""
    return node.child if isinstance(node, Not) else Not(node)

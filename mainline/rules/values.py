"""What a formula may come to: a value, nothing (it is known that there is none), or not known for want of named facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from mainline.rules.money import Money
from mainline.rules.periods import Duration
from mainline.rules.schema import Text

Plain = bool | Fraction | str | dt.date | Duration | Money
Value = Plain | tuple["Value", ...] | Mapping[str, "Value"] | None
"""``None`` is nothing: a priority that was never claimed. A sequence of values is a tuple."""


class Unknown(Exception):
    """Raised where a formula can't be worked out: facts are not known, or a book has no answer."""

    def __init__(self, facts: Iterable[str] = (), why: Iterable[Text] = ()) -> None:
        """Take along which facts, and what no book says."""
        self.facts, self.why = frozenset(facts), tuple(why)
        super().__init__(", ".join(sorted(self.facts)) or "; ".join(each.en for each in self.why))


@dataclass(frozen=True, slots=True)
class Missing:
    """Stands where a value would: it is not known for want of these facts, or because no book says."""

    facts: frozenset[str] = frozenset()
    why: tuple[Text, ...] = ()


def type_of(value: object) -> str:
    """Return the name of the type of a value, as :mod:`mainline.rules.types` has it."""
    match value:
        case bool():
            return "bool"
        case Fraction() | int():
            return "number"
        case str():
            return "text"
        case dt.date():
            return "date"
        case Duration():
            return "period"
        case Money():
            return "money"
        case _:
            return "other"

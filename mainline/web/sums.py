"""What the columns of a list add up to, counted while its rows go by; no domain word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _

from mainline.rules.money import Money
from mainline.web.templatetags.web import number

if TYPE_CHECKING:
    from mainline.web.exports import Cell
    from mainline.web.tables import Column

UNKNOWN = cast(Money, object())
"""An amount that is not known: counted, and never added as nothing."""


class Sums:
    """Adds up the columns that say how."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """Begin with nothing."""
        self._columns = columns
        self._numbers: Counter[str] = Counter()
        self._money: dict[str, Counter[str]] = {}
        self._unknown: Counter[str] = Counter()

    def over(self, rows: Iterable[Any]) -> Iterator[Any]:
        """Yield rows, and add each up as it goes by."""
        counted = [column for column in self._columns if callable(column.sum)]
        paid = [column for column in self._columns if column.amount is not None]
        for row in rows:
            for column in counted:
                self._numbers[column.code] += column.sum(row)  # type: ignore[operator]
            for column in paid:
                self._add(column.code, column.amount(row))  # type: ignore[misc]
            yield row

    def _add(self, code: str, amount: Money | None) -> None:
        if amount is UNKNOWN:
            self._unknown[code] += 1
        elif amount is not None:
            self._money.setdefault(code, Counter())[amount.currency] += amount.minor

    def cells(self) -> list[Cell]:
        """Return the line of sums; empty where no column is added up."""
        if not any(callable(column.sum) or column.amount for column in self._columns):
            return []
        return [self._cell(column) for column in self._columns]

    def _cell(self, column: Column) -> Cell:
        if callable(column.sum):
            return self._numbers[column.code]
        if column.amount is None:
            return ""
        return in_words(self._money.get(column.code, {}), self._unknown[column.code])


def in_words(minor: dict[str, int], unknown: int) -> str:
    """Say amounts by currency, in minor units, and how many more are not known."""
    said = [str(Money(amount, currency)) for currency, amount in sorted(minor.items())]
    if unknown:
        said.append(_("%(n)s not known") % {"n": number(unknown)})
    return " + ".join(said)

"""What the columns of a list add up to, counted while its rows go by; no domain word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from mainline.rules.money import Money
from mainline.web.templatetags.web import number

if TYPE_CHECKING:
    from mainline.web.exports import Cell
    from mainline.web.tables import Column

UNKNOWN = cast(Money, object())
"""An amount that is not known: counted, and never added as nothing."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Where the database finds amounts: fields of minor units and of their currency; which rows have one not known."""

    minor: str
    currency: str
    unknown: Q
    counted: Q = field(default_factory=Q)
    """The rows that are added up; a column's own ``amount`` is ``None`` for all others."""
    note: object = ""
    """Which rows these are, to stand beside the sum; lazy."""


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


def totals(columns: Sequence[Column], rows: QuerySet[Any]) -> dict[str, str]:
    """Add up what the columns declare, over all rows: by the database, and row by row in one query where it can't."""
    added = {column.code: column.sum for column in columns if column.sum}
    fields = {code: Sum(by) for code, by in added.items() if isinstance(by, str)}
    counts = {code: by for code, by in added.items() if not isinstance(by, str)}
    numbers = dict.fromkeys(counts, 0)
    for row in rows.iterator(chunk_size=1000) if counts else ():
        for code, count in counts.items():
            numbers[code] += count(row)
    if fields:
        numbers |= {code: total or 0 for code, total in rows.order_by().aggregate(**fields).items()}
    said = {code: number(total) for code, total in numbers.items()}
    return said | {column.code: _paid(column.amounts, rows) for column in columns if column.amounts}


def notes(columns: Iterable[Column]) -> list[str]:
    """Return what is to be said beside the sums of some columns, each once."""
    found = (str(column.amounts.note) for column in columns if column.amounts)
    return list(dict.fromkeys(note for note in found if note))


def _paid(amounts: Amounts, rows: QuerySet[Any]) -> str:
    """Add amounts up by currency, in one query."""
    told = rows.filter(amounts.counted).order_by().values_list(amounts.currency)
    told = told.annotate(minor=Sum(amounts.minor), unknown=Count("pk", filter=amounts.unknown))
    minor: Counter[str] = Counter()
    unknown = 0
    for currency, amount, missing in told:
        unknown += missing
        if amount is not None:
            minor[currency] += amount
    return in_words(minor, unknown)


def in_words(minor: dict[str, int], unknown: int) -> str:
    """Say amounts by currency, in minor units, and how many more are not known."""
    said = [str(Money(amount, currency)) for currency, amount in sorted(minor.items())]
    if unknown:
        said.append(_("%(n)s not known") % {"n": number(unknown)})
    return " + ".join(said)

"""The bulk file by which the USPTO takes many maintenance fees at once: five columns, CSV, as its page on the payment tools
tells them (www.uspto.gov/learning-and-resources/fees-and-payment/online-fee-payment-tools-faqs, stored copy read 2026-11-23).

That page gives one fee code, 1551, the first fee at the full rate. The office's own codes of payments (M1551 to M1553, M2551 to
M2553) tell those of the second and third fee and of small entities; of micro entities and of surcharges no source was at hand:
these stay out. It asks for patent numbers of seven digits, or RE and five; those of eight stay out until its word on them is read.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from mainline.portfolio.fees.board import Row
from mainline.register.models import Identifier
from mainline.rules.money import Money

OFFICE = "US"
COLUMNS = ("Patent #", "Application #", "Attorney Docket #", "Fee Code", "Fee Amount")
"""In the words of the office."""
_ENTITIES = {"large": "1", "small": "2"}
_PATENT = re.compile(r"US/P/(\d{7}|RE\d{5})")
_APPLICATION = re.compile(r"US/A/(\d{8})")
Why = Literal["amount", "number", "digits", "entity", "late", "early"]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file."""

    row: Row
    patent: str
    application: str
    reference: str
    code: str
    amount: Money

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """The five columns."""
        whole, part = divmod(self.amount.minor, 100)
        return self.patent, self.application, self.reference, self.code, f"{whole}.{part:02d}"


@dataclass(frozen=True, slots=True)
class Bulk:
    """What goes in, and what does not and why."""

    lines: Sequence[Line]
    left_out: Sequence[tuple[Row, Why]]


def bulk_of(rows: Iterable[Row]) -> Bulk:
    """Return what some fees come to in the file: those decided to be kept, of the USPTO."""
    kept = [row for row in rows if row.decision == "keep" and row.right.office == OFFICE]
    numbers = _numbers(kept)
    lines: list[Line] = []
    left_out: list[tuple[Row, Why]] = []
    for row in kept:
        told = _line(row, numbers.get(row.right.pk, ("", "", False)))
        if isinstance(told, str):
            left_out.append((row, told))
        else:
            lines.append(told)
    return Bulk(lines, left_out)


def _line(row: Row, numbers: tuple[str, str, bool]) -> Line | Why:
    patent, application, is_longer = numbers
    if row.payment is None or row.total is None or row.total.currency != "USD":
        return "amount"
    if row.payment.status != "payable":
        return "late"
    opens = window_of(row)
    if opens is not None and row.payment.on < opens:
        return "early"
    entity = _ENTITIES.get(row.deadline.docket.facts.get("entity", ""))
    if entity is None:
        return "entity"
    if not patent or not application:
        return "digits" if is_longer else "number"
    code = f"{entity}55{row.deadline.number}"
    return Line(row, patent, application, row.right.number[:25], code, row.total)


def window_of(row: Row) -> dt.date | None:
    """Return the first day on which a fee can be paid, where its rule says one."""
    told = row.payment.rules if row.payment else ()
    return next((day for _rule, outcome in told if (day := outcome.date("window_opens"))), None)


def _numbers(rows: Iterable[Row]) -> dict[int, tuple[str, str, bool]]:
    """Return patent and application number of each right, and whether its patent number is one of eight digits."""
    keys: dict[int, list[str]] = {}
    told = Identifier.objects.filter(right__in=[row.right.pk for row in rows]).order_by("pk")
    for right, key in told.values_list("right_id", "key"):
        keys.setdefault(right, []).append(key)
    return {
        right: (
            _first(_PATENT, several),
            _first(_APPLICATION, several),
            any(re.fullmatch(r"US/P/\d{8}", key) for key in several),
        )
        for right, several in keys.items()
    }


def _first(pattern: re.Pattern[str], keys: Iterable[str]) -> str:
    return next((match[1] for key in keys if (match := pattern.fullmatch(key))), "")


def as_csv(lines: Sequence[Line]) -> Iterator[bytes]:
    """Return the file: the five columns in their order, without a header."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(line.cells for line in lines)
    yield text.getvalue().encode()

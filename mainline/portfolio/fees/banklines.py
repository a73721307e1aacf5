"""Lines of a bank statement out of CSV or XLSX: day, amount, reference. Pure; amounts are exact.

The header is found by its words in Chinese or English. What can't be read is a fault with its row and column; no line is
dropped in silence.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from mainline.offices.tabular.sheets import (
    DELIMITERS,
    HEADER_ROWS,
    SheetProblem,
    decode,
    encoding_of,
    numbered_rows,
)
from mainline.offices.tabular.values import read_day

MOST_LINES = 1000
MOST_BYTES = 2_000_000
_WORDS = {
    "date": ("日期", "交易日", "付款日", "缴费日", "记账日", "date", "day", "value date", "booking date"),
    "amount": ("金额", "支出", "借方", "付款额", "amount", "debit", "paid out"),
    "currency": ("币种", "货币", "currency"),
    "year": ("年度", "第几年", "patent year", "year"),
    "reference": (
        "申请号", "专利号", "案卷", "摘要", "附言", "备注", "用途", "说明", "reference", "number", "application", "text",
        "purpose", "remittance", "details", "description", "narrative",
    ),
}  # fmt: skip
_NEEDED = ("date", "amount", "reference")
_MONEY = re.compile(r"[\s,，¥￥$€]|(?:CNY|RMB|USD|EUR|元)$", re.IGNORECASE)
_CURRENCIES = {
    "人民币": "CNY",
    "RMB": "CNY",
    "CN¥": "CNY",
    "¥": "CNY",
    "元": "CNY",
    "美元": "USD",
    "欧元": "EUR",
}
_ZIP = b"PK\x03\x04"
_NUMBER = re.compile(
    r"(?:CN|ZL|EP|US|WO|JP|KR|DE|IN)?[\s.:：]{0,4}(?<!\d)\d[\d./\-,]{5,30}[\dX]?(?:\s?[A-Z]\d?)?(?![\d])",
    re.IGNORECASE,
)


class Unreadable(ValueError):
    """A file that is no bank statement that can be read: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line as the bank told it."""

    row: int
    """Its number in the file, the first row being 1."""
    day: str
    """ISO form; empty where it could not be read."""
    minor: int | None
    """What was paid, in minor units; ``None`` where it could not be read."""
    currency: str
    """Empty: the bank does not say."""
    year: str
    reference: str
    fault: str = ""
    """What could not be read."""


def read_lines(data: bytes) -> list[BankLine]:
    """Return the lines of a statement. Raises :class:`Unreadable`."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 2 MB: split it."))
    try:
        tables = list(_tables(data))
    except (SheetProblem, csv.Error) as error:
        raise Unreadable(_("This can't be read as a table: %(why)s") % {"why": error}) from error
    for rows in tables:
        found = _lines(rows)
        if found is not None:
            if len(found) > MOST_LINES:
                words = _("The file has more than %(n)s lines: split it.")
                raise Unreadable(words % {"n": MOST_LINES})
            return found
    words = _(
        "No header was found with a date, an amount and a reference or number. The first %(n)s rows were looked at."
    )
    raise Unreadable(words % {"n": HEADER_ROWS})


def _tables(data: bytes) -> Iterator[list[tuple[int, list[str]]]]:
    if data.startswith(_ZIP):
        from mainline.offices.tabular import workbook

        for _name, rows in workbook.rows_of(data):
            yield list(enumerate(itertools.islice(rows, HEADER_ROWS + MOST_LINES + 1), 1))
        return
    text, _is_broken = decode(data, encoding_of(data))
    text = text.removeprefix("\ufeff")
    for delimiter in DELIMITERS:
        if delimiter in text:
            yield [(line.start + 1, line.cells) for line in numbered_rows(text, delimiter)]


def _lines(rows: Sequence[tuple[int, list[str]]]) -> list[BankLine] | None:
    for place, (_row, cells) in enumerate(rows[:HEADER_ROWS]):
        columns = _columns(cells)
        if columns is not None:
            below = rows[place + 1 :]
            return [_line(row, cells, columns) for row, cells in below if any(cell.strip() for cell in cells)]
    return None


def _columns(header: Sequence[str]) -> dict[str, list[int]] | None:
    """Return which columns tell what; ``None`` where day, amount or reference is lacking."""
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(header):
        words = re.sub(r"[\s_]+", " ", cell).strip().casefold()
        what = next(
            (name for name, heads in _WORDS.items() if any(_says(words, head) for head in heads)), None
        )
        if what is not None:
            found.setdefault(what, []).append(place)
    return found if all(name in found for name in _NEEDED) else None


def _says(words: str, head: str) -> bool:
    if head.isascii():
        return re.search(rf"\b{re.escape(head)}\b", words) is not None
    return head in words


def _line(row: int, cells: Sequence[str], columns: dict[str, list[int]]) -> BankLine:
    def told(name: str) -> list[str]:
        return [
            cells[place].strip()
            for place in columns.get(name, ())
            if place < len(cells) and cells[place].strip()
        ]

    day, faults = _day(told("date")), []
    minor = _minor(told("amount"))
    if not day:
        faults.append(_("no date that can be read"))
    if minor is None:
        faults.append(_("no amount that can be read"))
    currency = next(iter(told("currency")), "").upper()
    year = re.sub(r"\D", "", next(iter(told("year")), ""))[:3]
    reference = " ".join(told("reference"))[:300]
    return BankLine(
        row, day, minor, _CURRENCIES.get(currency, currency)[:3], year, reference, ", ".join(faults)
    )


def _day(cells: Iterable[str]) -> str:
    days = (read_day(cell).on for cell in cells)
    return next((day.isoformat() for day in days if day is not None), "")


def _minor(cells: Iterable[str]) -> int | None:
    """Return what was paid; money that went out may stand with a minus, or in brackets."""
    for cell in cells:
        text = _MONEY.sub("", cell).strip("()-+")
        try:
            amount = Decimal(text) * 100
        except InvalidOperation:
            continue
        if not amount.is_finite() or amount != amount.to_integral_value() or abs(amount) > 10**15:
            continue
        if amount:
            return int(abs(amount))
    return None


def as_plain(lines: Iterable[BankLine]) -> list[list[object]]:
    """Return lines as JSON has them, so that a form can carry them from the preview to the confirmation."""
    return [[x.row, x.day, x.minor, x.currency, x.year, x.reference, x.fault] for x in lines]


def from_plain(rows: Iterable[Sequence[object]]) -> list[BankLine]:
    """Return the lines that :func:`as_plain` wrote."""
    return [
        BankLine(
            int(str(row)), str(day), None if minor is None else int(str(minor)), str(currency), str(year),
            str(reference), str(fault),
        )
        for row, day, minor, currency, year, reference, fault in rows
    ]  # fmt: skip


def numbers_in(reference: str) -> list[str]:
    """Return what may be a number of a right in the words of a bank line."""
    return [match.group().strip(" .,:：/-") for match in _NUMBER.finditer(reference)]


def folded(number: str) -> str:
    """Return a number without what printing adds: marks, spaces, and the letters before a Chinese one."""
    bare = re.sub(r"[^0-9A-Z]", "", number.upper())
    return re.sub(r"^(?:ZL|CN)", "", bare)

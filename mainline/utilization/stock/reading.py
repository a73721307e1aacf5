"""A table of the stock, as people fill it in, into rows. Pure: XLSX, or text divided by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mainline.offices.tabular.formulas import unmarked
from mainline.offices.tabular.mapping import fold_header
from mainline.offices.tabular.sheets import DELIMITERS, SheetProblem, decode, encoding_of

COLUMNS: Mapping[str, tuple[str, str]] = {
    "number": ("专利号", "Number"),
    "grade": ("自评星级", "Grade"),
    "industry": ("产业", "Industry"),
    "activity": ("国民经济行业代码", "GB/T 4754"),
    "readiness": ("技术成熟度", "TRL"),
    "mode": ("意向方式", "Mode"),
    "price": ("要价", "Price"),
    "currency": ("币种", "Currency"),
    "note": ("备注", "Note"),
}
"""Code of a column to its header in Chinese and in English; the first two are needed."""
NEEDED = ("number", "grade")
MOST_ROWS = 2000
_HEADER_ROWS = 10
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number in the table, from 1, and its cells by code of the column."""

    line: int
    cells: Mapping[str, str]


class NoTable(ValueError):
    """No header with the needed columns was found; ``rows`` is true where there are too many rows."""

    def __init__(self, *, is_too_long: bool = False) -> None:
        super().__init__("too long" if is_too_long else "no header")
        self.is_too_long = is_too_long


def read(data: bytes) -> list[Row]:
    """Return the rows of a table that are not blank. Raises :class:`NoTable`, and ``SheetProblem`` for a broken file."""
    if data.startswith(_ZIP):
        from mainline.offices.tabular.workbook import rows_of

        for _name, rows in rows_of(data):
            found = _below_header(list(_bounded(rows)))
            if found is not None:
                return found
        raise NoTable
    text, _is_broken = decode(data, encoding_of(data[:4096]))
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
        try:
            found = _below_header([[unmarked(cell) for cell in row] for row in _bounded(reader)])
        except csv.Error as error:
            raise SheetProblem("table.malformed", str(error)) from error
        if found is not None:
            return found
    raise NoTable


def _bounded(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number > MOST_ROWS + _HEADER_ROWS:
            raise NoTable(is_too_long=True)
        yield row


def _below_header(rows: Sequence[Sequence[str]]) -> list[Row] | None:
    for place, header in enumerate(rows[:_HEADER_ROWS]):
        columns = _columns(header)
        if all(code in columns for code in NEEDED):
            lines = enumerate(rows[place + 1 :], place + 2)
            return [Row(line, _cells(columns, row)) for line, row in lines if any(map(str.strip, row))]
    return None


def _columns(header: Sequence[str]) -> dict[str, int]:
    known = {fold_header(text): code for code, names in COLUMNS.items() for text in (*names, code)}
    found: dict[str, int] = {}
    for place, text in enumerate(header):
        code = known.get(fold_header(text))
        if code is not None:
            found.setdefault(code, place)
    return found


def _cells(columns: Mapping[str, int], row: Sequence[str]) -> dict[str, str]:
    return {code: row[place].strip() if place < len(row) else "" for code, place in columns.items()}


def stars_of(text: str) -> int:
    """Return a grade such as ``4``, ``4.0``, ``4星`` or ``★★★★``; 0 for what is none."""
    if text and set(text) <= {"★", "☆"}:
        return text.count("★")
    bare = text.removesuffix("星").strip().removesuffix(".0")
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) == 1 else 0


def level_of(text: str) -> int | None:
    """Return a readiness level such as ``6``, ``TRL 6`` or ``6级``; ``None`` for an empty text, 0 for what is none."""
    if not text:
        return None
    bare = text.upper().removeprefix("TRL").removesuffix("级").strip().removesuffix(".0")
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) == 1 else 0

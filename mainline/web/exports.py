"""Tables as files: CSV, XLSX and JSON lines, streamed, and PDF; no domain word.

Cells that a spreadsheet would run as a formula are made text, so that an applicant's name can't
become a command on the reader's machine: in CSV by a mark that our import takes away again, in XLSX by the
cell's own type. JSON lines are read by programs and hold the text as it is.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import xlsxwriter

from mainline.offices.tabular.formulas import is_formula, marked
from mainline.web.papers import Heading, as_pdf

Cell = str | int | float | None
_XLSX_ROWS = 1_048_576 - 1
"""Rows of one sheet below its header, by the file format."""
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Table:
    """What to write: codes of the columns, their printed headers, and the rows, each in column order."""

    columns: Sequence[str]
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    looks: Sequence[str] = ()
    """``n`` for columns of numbers, on paper; empty: none is."""
    heading: Heading | None = None
    """What stands above it on paper."""
    sums: Callable[[], Sequence[Cell]] | None = field(default=None)
    """What its columns add up to, asked for when all rows were read; empty where nothing is added up."""


def safe(cell: Cell) -> Cell:
    """Return a cell of a text file that no spreadsheet takes for a formula; numbers stay numbers."""
    return marked(cell) if isinstance(cell, str) else cell


def as_csv(table: Table) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, which is how Excel knows it for UTF-8.

    Every text stands in quotation marks: some programs part unquoted cells at semicolons and tabs too.
    """
    yield b"\xef\xbb\xbf"
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([safe(header) for header in table.headers])
    for row in table.rows:
        writer.writerow([safe(cell) for cell in row])
        if buffer.tell() > _CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


def as_jsonl(table: Table) -> Iterator[bytes]:
    """One JSON object a line, under the codes of the columns."""
    encode = msgspec.json.Encoder().encode
    for row in table.rows:
        yield encode(dict(zip(table.columns, row, strict=True))) + b"\n"


def as_xlsx(table: Table) -> Iterator[bytes]:
    """A workbook with a frozen, filterable header; over a million rows go on in further sheets."""
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        bold, text = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        sheet, line = None, _XLSX_ROWS
        for row in table.rows:
            if line >= _XLSX_ROWS:
                sheet, line = _sheet(book, table.headers, bold), 0
            line += 1
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    # The prefix keeps it text also when somebody edits the cell.
                    sheet.write_string(line, column, cell[:32767], text if is_formula(cell) else None)
                elif cell is not None:
                    sheet.write_number(line, column, cell)
        if sheet is None:
            _sheet(book, table.headers, bold)
        book.close()
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _sheet(book: xlsxwriter.Workbook, headers: Sequence[str], bold: object) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        sheet.set_column(column, column, 18)
        sheet.write_string(0, column, header, bold)
    return sheet


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data


WRITERS: dict[str, tuple[str, Callable[[Table], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "jsonl": ("application/x-ndjson", as_jsonl),
    "pdf": ("application/pdf", as_pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}
"""Format to (media type, writer)."""

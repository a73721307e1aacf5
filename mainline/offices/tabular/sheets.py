"""Rows out of CSV and TSV: encoding, delimiter and header row found by content; workbooks by ``workbook.py``."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from mainline.offices.tabular.formulas import unmarked
from mainline.offices.tabular.mapping import Mapping, guess_mapping

Guess = Callable[[list[str]], Mapping | None]
"""Which mapping reads a row of headers."""

HEADER_ROWS = 20
"""A table's header stands among its first rows; exports put their query above it."""

DELIMITERS = (",", "\t", ";", "|")
MAX_CELL = 1 << 24
"""Characters of one cell; whole descriptions are exported into single cells."""

# The default of 128 KiB is smaller than the claims column of common exports. It is one setting for the process.
csv.field_size_limit(MAX_CELL)


class Found(NamedTuple):
    """Where a table's header stands and which mapping reads it."""

    mapping: Mapping
    headers: tuple[str, ...]
    header_row: int
    """Number, from 1, of the header among the rows that are not blank."""
    delimiter: str
    lines: int
    """Physical lines up to and with the header."""


class SheetProblem(Exception):
    """A spreadsheet that cannot be read; ``reason`` is a reason code."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def encoding_of(head: bytes) -> str:
    """``utf-16-le``/``-be`` by its mark, ``utf-8`` where that reads, else ``gb18030``."""
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    if _first_wrong(head, "utf-8") < 0:
        return "utf-8"
    # UTF-8 with a byte or two broken has more letters other than ASCII than wrong bytes. Chinese in GB 18030 read as UTF-8
    # has it the other way round, though now and then two of its bytes happen to be a letter, as those of 权 are.
    read = head.decode("utf-8", "replace")
    wrong = read.count("\ufffd")
    letters = sum(not letter.isascii() for letter in read) - wrong
    return "utf-8" if wrong <= letters or _first_wrong(head, "gb18030") >= 0 else "gb18030"


def _first_wrong(head: bytes, encoding: str) -> int:
    """Where the first bytes stand that are none in an encoding, -1 for nowhere; a head may end in mid-letter."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError as error:
        return error.start
    return -1


def decode(data: bytes, encoding: str) -> tuple[str, bool]:
    """The text, and whether some bytes were none in that encoding (they become U+FFFD)."""
    try:
        return data.decode(encoding), False
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), True


def find_table(text: str, guess: Guess = guess_mapping) -> Found | None:
    """The delimiter, header row and mapping of a delimited text, by its first rows; ``None`` if none fits.

    ``guess`` says which mapping reads a row of headers, ``None`` for none.
    """
    if "\x00" in text[:1024]:
        return None
    for delimiter in DELIMITERS:
        if delimiter in text and (found := find_by(text, delimiter, guess)):
            return found
    return None


def find_by(text: str, delimiter: str, guess: Guess) -> Found | None:
    """The same where the delimiter is known."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    try:
        for row in itertools.islice(reader, HEADER_ROWS):
            number += bool(row)
            mapping = guess(row) if len(row) > 1 else None
            if mapping:
                return Found(mapping, tuple(row), number, delimiter, reader.line_num)
    except csv.Error:
        return None
    return None


class Line(NamedTuple):
    """A row that is not blank, and the physical lines it stands on: from ``start`` up to before ``end``."""

    start: int
    end: int
    cells: list[str]


def numbered_rows(text: str, delimiter: str) -> Iterator[Line]:
    """The rows of a delimited text that are not blank, without the marks against formulas. Raises ``csv.Error``."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    has_marks = "'" in text
    before = 0
    for row in reader:
        if any(row):
            yield Line(before, reader.line_num, [unmarked(cell) for cell in row] if has_marks else row)
        before = reader.line_num


class Utf8Stream(io.RawIOBase):
    """A UTF-16 stream read as UTF-8, so that lines can be cut at a byte."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, count: int = -1) -> bytes:
        """Some bytes of UTF-8; empty at the end."""
        while True:
            chunk = self._stream.read(count)
            text = self._decoder.decode(chunk or b"", final=not chunk)
            if text or not chunk:
                return text.removeprefix("\ufeff").encode()


class Sheet(NamedTuple):
    """One sheet of a workbook whose header a mapping knows."""

    name: str
    found: Found
    rows: Iterator[list[str]]
    """The rows below the header, blank ones too, so that row numbers hold."""


def sheets_of(data: bytes, guess: Guess = guess_mapping) -> Iterator[Sheet]:
    """The sheets of a workbook that a mapping can read. Raises :class:`SheetProblem`, also while rows are read.

    Nothing is expanded beyond :data:`mainline.offices.tabular.workbook.MAX_UNPACKED`, no document type is
    accepted, no formula is computed: cells give the value saved with them.
    """
    # The library for workbooks takes half of the time in which a reading process starts; few files are workbooks.
    from mainline.offices.tabular import workbook

    for name, rows in workbook.rows_of(data):
        found = _find_header(rows, guess)
        if found:
            yield Sheet(name, found, rows)


def _find_header(rows: Iterator[list[str]], guess: Guess) -> Found | None:
    for number, row in enumerate(itertools.islice(rows, HEADER_ROWS), 1):
        mapping = guess(row) if len(row) > 1 else None
        if mapping:
            return Found(mapping, tuple(row), number, "", number)
    return None

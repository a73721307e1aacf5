"""Rows out of CSV, TSV and XLSX: encoding, delimiter and header row found by content."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import itertools
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple
from xml.etree.ElementTree import ParseError

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from mainline.offices.tabular.mapping import Mapping, guess_mapping

Guess = Callable[[list[str]], Mapping | None]
"""Which mapping reads a row of headers."""

HEADER_ROWS = 20
"""A table's header stands among its first rows; exports put their query above it."""

DELIMITERS = (",", "\t", ";", "|")
MAX_UNPACKED = 1 << 30
"""Bytes that a spreadsheet may unpack to."""
_AT_ONCE = 200
"""Rows of a workbook read at once."""
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
    wrong_at = _first_wrong(head, "utf-8")
    if wrong_at < 0:
        return "utf-8"
    # UTF-8 with a byte or two broken: letters other than ASCII were read before the first wrong one,
    # or the whole is no GB 18030 either.
    is_broken_utf8 = not head[:wrong_at].isascii() or _first_wrong(head, "gb18030") >= 0
    return "utf-8" if is_broken_utf8 else "gb18030"


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
    """The rows of a delimited text that are not blank. Raises ``csv.Error``."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    for row in reader:
        if any(row):
            yield Line(before, reader.line_num, row)
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

    Nothing is expanded beyond :data:`MAX_UNPACKED`, no document type is accepted, no formula is computed:
    cells give the value saved with them.
    """
    _check_package(data)
    for name, rows in _raw_sheets(data):
        guarded = _guarded(rows)
        found = _find_header(guarded, guess)
        if found:
            yield Sheet(name, found, guarded)


def _raw_sheets(data: bytes) -> list[tuple[str, Iterator[list[str]]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return [(sheet.title, _rows_of_sheet(sheet)) for sheet in workbook.worksheets]
    except _BROKEN as error:
        raise _malformed(error) from error


def _rows_of_sheet(sheet: ReadOnlyWorksheet) -> Iterator[list[str]]:
    sheet.reset_dimensions()
    return (_cells(row) for row in sheet.iter_rows(values_only=True))


def _guarded(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows, with whatever the library raises as a :class:`SheetProblem`."""
    while True:
        try:
            with warnings.catch_warnings():
                # The library warns of styles and days that it leaves out; none of them is a value.
                warnings.simplefilter("ignore")
                some = list(itertools.islice(rows, _AT_ONCE))
        except _BROKEN as error:
            raise _malformed(error) from error
        if not some:
            return
        yield from some


def _malformed(error: Exception) -> SheetProblem:
    return SheetProblem("tabular.malformed", f"{type(error).__name__}: {error}"[:300])


_BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, etree.LxmlError, KeyError, ValueError,
    TypeError, AttributeError, IndexError, EOFError, NotImplementedError, OSError, RuntimeError,
)  # fmt: skip
"""What the library raises on workbooks that are damaged or not quite what the standard says."""


def _check_package(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            if sum(info.file_size for info in infos) > MAX_UNPACKED:
                raise SheetProblem("container.bomb", f"unpacks to more than {MAX_UNPACKED} bytes")
            for info in infos:
                if info.filename.endswith((".xml", ".rels")):
                    with package.open(info) as part:
                        _check_part(info.filename, part.read(4096))
    except _BROKEN as error:
        raise _malformed(error) from error


def _check_part(name: str, head: bytes) -> None:
    """Office Open XML has no document type; one would only be there to expand entities."""
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"<\x00!\x00D" in head:
        raise SheetProblem("tabular.malformed", f"{name} declares a document type")


def _find_header(rows: Iterator[list[str]], guess: Guess) -> Found | None:
    for number, row in enumerate(itertools.islice(rows, HEADER_ROWS), 1):
        mapping = guess(row) if len(row) > 1 else None
        if mapping:
            return Found(mapping, tuple(row), number, "", number)
    return None


def _cells(row: tuple[object, ...]) -> list[str]:
    cells = [_cell(value) for value in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(value: object) -> str:
    """A cell's value as text: days in ISO form, whole numbers without a decimal point, text as it is."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "" if value.startswith("#") and value.endswith(("!", "?", "/A", "/0!")) else value
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

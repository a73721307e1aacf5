"""Rows out of XLSX by the library for workbooks, within limits; loaded only where there is a workbook to read.

The library knows what a workbook is made of: parts, formats, days. The two parts that hold nearly all bytes, the texts and
the cells, are walked here, in a tenth of the time that its own way of guarding against hostile XML takes.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from lxml import etree
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from mainline.offices.tabular.sheets import SheetProblem

MAX_UNPACKED = 1 << 30
"""Bytes that a spreadsheet may unpack to."""
MAX_AT_ONCE = 256 << 20
"""Bytes of a part of it that is held in memory whole, as the texts of all its cells are; sheets are read row by row."""
_AT_ONCE = 200
"""Rows of a workbook read at once."""
_ITEM, _RUN, _PLAIN, _ROW, _VALUE = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "r", "t", "row", "v"))
_DIGITS = "0123456789"


def rows_of(data: bytes) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The sheets of a workbook, each with its rows as text. Raises ``SheetProblem``, also while rows are read."""
    _check_package(data)
    for name, rows in _raw_sheets(data):
        yield name, _guarded(rows)


def _raw_sheets(data: bytes) -> list[tuple[str, Iterator[list[str]]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            reader.read_strings = partial(_texts, reader)
            reader.read()
            return [(sheet.title, _rows_of_sheet(sheet)) for sheet in reader.wb.worksheets]
    except _BROKEN as error:
        raise _malformed(error) from error


def _texts(reader: Any) -> None:
    """Read the texts that cells point to, in the place of the library's own way."""
    part = reader.package.find(SHARED_STRINGS)
    if part is not None:
        with reader.archive.open(part.PartName[1:]) as source:
            reader.shared_strings = [_text(item) for item in _elements(source, _ITEM)]


def _elements(source: IO[bytes], tag: str) -> Iterator[Any]:
    """The elements of one name, each forgotten once it was looked at. Nothing in them is expanded or fetched."""
    found = etree.iterparse(
        source, tag=tag, resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    for _, element in found:
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    root = found.root
    if root is not None and root.getroottree().docinfo.doctype:
        raise SheetProblem("tabular.malformed", "a part declares a document type")


def _text(item: Any) -> str:
    """The text of an item, plain or in runs of several fonts; what is said of its pronunciation is no part of it."""
    parts = [
        each.text if each.tag == _PLAIN else each.findtext(_PLAIN)
        for each in item
        if each.tag in (_PLAIN, _RUN)
    ]
    return "".join(part for part in parts if part).replace("x005F_", "")


def _rows_of_sheet(sheet: ReadOnlyWorksheet) -> Iterator[list[str]]:
    book, strings = sheet.parent, sheet._shared_strings
    with sheet._get_source() as source:
        cells = WorkSheetParser(
            source, strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        before = 0
        for row in _elements(source, _ROW):
            number = _row_number(row.get("r"), before)
            for _ in range(before + 1, number):
                yield []
            if number > before:
                before = cells.row_counter = number
                yield _cells(_values(row, cells, strings))


def _row_number(printed: str | None, before: int) -> int:
    if printed is None:
        return before + 1
    number = float(printed)
    if not number.is_integer():
        raise ValueError(f"{printed} is not a valid row number")
    return int(number)


def _values(row: Any, cells: WorkSheetParser, strings: list[str]) -> tuple[object, ...]:
    """The values of a row, each in its column."""
    found: dict[int, object] = {}
    cells.col_counter = 0
    for cell in row:
        place = cell.get("r")
        if place and cell.get("t") == "s" and (told := cell.findtext(_VALUE)):
            cells.col_counter = _column(place.rstrip(_DIGITS))
            found[cells.col_counter] = strings[int(told)]
        else:
            read = cells.parse_cell(cell)
            found[read["column"]] = read["value"]
    return tuple(found.get(column) for column in range(1, max(found, default=0) + 1))


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    return int(column_index_from_string(letters))


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
                if info.file_size > MAX_AT_ONCE and not info.filename.lower().startswith("xl/worksheets/"):
                    raise SheetProblem(
                        "container.bomb", f"{info.filename} unpacks to more than {MAX_AT_ONCE} bytes"
                    )
                if info.filename.endswith((".xml", ".rels")):
                    with package.open(info) as part:
                        _check_part(info.filename, part.read(4096))
    except _BROKEN as error:
        raise _malformed(error) from error


def _check_part(name: str, head: bytes) -> None:
    """Office Open XML has no document type; one would only be there to expand entities."""
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"<\x00!\x00D" in head:
        raise SheetProblem("tabular.malformed", f"{name} declares a document type")


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

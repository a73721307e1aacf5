"""Rows out of XLSX by the library for workbooks, within limits; loaded only where there is a workbook to read."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from mainline.offices.tabular.sheets import SheetProblem

MAX_UNPACKED = 1 << 30
"""Bytes that a spreadsheet may unpack to."""
MAX_AT_ONCE = 256 << 20
"""Bytes of a part of it that is held in memory whole, as the texts of all its cells are; sheets are read row by row."""
_AT_ONCE = 200
"""Rows of a workbook read at once."""


def rows_of(data: bytes) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The sheets of a workbook, each with its rows as text. Raises ``SheetProblem``, also while rows are read."""
    _check_package(data)
    for name, rows in _raw_sheets(data):
        yield name, _guarded(rows)


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

"""Tables of rights, CSV, TSV or XLSX, read by a column mapping found from their header.

A table whose header fits no mapping is none of ours: :func:`sniff` says no to text, :func:`passes_over`
to workbooks. A row is one record, or a ``Rejected`` that names the row and the column.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import BinaryIO, cast

import msgspec

from mainline.offices.answers import ordered
from mainline.offices.base import Piece
from mainline.offices.pieces import RAW_LIMIT, lines, position_of, reject, whole
from mainline.offices.record import Flag, Record, Rejected
from mainline.offices.tabular.formulas import marked
from mainline.offices.tabular.mapping import (
    Column,
    Mapping,
    MappingError,
    Problem,
    fits,
    guess_mapping,
    load_mapping,
    mapping_named,
    printed_headers,
    shipped_mappings,
)
from mainline.offices.tabular.rows import NAME, Layout, Reading, bind, map_row
from mainline.offices.tabular.sheets import (
    Found,
    Guess,
    SheetProblem,
    Utf8Stream,
    decode,
    encoding_of,
    find_table,
    numbered_rows,
    sheets_of,
)

__all__ = [
    "LABEL", "NAME", "Column", "Layout", "Mapping", "MappingError", "Problem", "Row", "bind", "guess_mapping",
    "load_mapping", "map_row", "mapping_named", "parse", "passes_over", "printed_headers", "read_rows",
    "shipped_mappings", "sniff", "sniff_zip", "split", "split_by",
]  # fmt: skip

LABEL = ("表格（CSV、XLSX）", "Table (CSV, XLSX)")

_BATCH = 500
_HEAD = 1 << 18
"""Bytes by which the encoding is told."""
_ZIP = b"PK\x03\x04"
_UNBALANCED = 1 << 22
"""Bytes after which a quotation mark that never closes is taken for a stray one."""


class _Header(msgspec.Struct, frozen=True):
    """What every piece of a delimited table needs to stand alone."""

    mapping: str
    headers: tuple[str, ...]
    delimiter: str
    encoding: str
    header_row: int


def sniff(head: bytes, name: str) -> bool:
    """Delimited text with a header, in its first 20 rows, that a mapping knows."""
    if head.startswith(_ZIP) or head.lstrip()[:1] in (b"<", b"{", b"["):
        return False
    text, _ = decode(head, encoding_of(head))
    return find_table(text.removeprefix("\ufeff")) is not None


def sniff_zip(names: list[str]) -> bool:
    """A workbook."""
    return "xl/workbook.xml" in names and any(each.startswith("xl/worksheets/") for each in names)


def passes_over(piece: Piece) -> str:
    """Why a workbook holds no record: ``unrecognised.table`` if no mapping knows a sheet's header, else ""."""
    if not piece.data.startswith(_ZIP):
        return ""
    try:
        is_known = next(sheets_of(piece.data, _guess_by(piece.header.decode())), None) is not None
        return "" if is_known else "unrecognised.table"
    except SheetProblem:
        return ""


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """A workbook whole; a delimited table in batches of whole rows, each with the header's facts.

    Offsets count bytes of the file, or of its UTF-8 form where the file is UTF-16.
    """
    return _cut(stream, member, "")


def split_by(mapping_text: str, stream: BinaryIO, member: str) -> Iterator[Piece]:
    """Like :func:`split`, but by one mapping somebody chose, given as TOML, which goes along with every piece.

    Raises :class:`MappingError` at once if the text is no mapping.
    """
    load_mapping(mapping_text)
    return _cut(stream, member, mapping_text)


def _cut(stream: BinaryIO, member: str, chosen: str) -> Iterator[Piece]:
    head = _read_head(stream)
    rest = cast(BinaryIO, _Chained(head, stream))
    if head.startswith(_ZIP):
        for piece in whole(rest, member):
            yield replace(piece, header=chosen.encode())
        return
    encoding = encoding_of(head)
    is_wide = encoding.startswith("utf-16")
    source = cast(BinaryIO, Utf8Stream(rest, encoding)) if is_wide else rest
    yield from _batches(_rows_whole(lines(source, member, _BATCH)), "utf-8" if is_wide else encoding, chosen)


def _read_head(stream: BinaryIO) -> bytes:
    head = b""
    while len(head) < _HEAD and (more := stream.read(_HEAD - len(head))):
        head += more
    return head


class _Chained:
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = head, stream

    def read(self, count: int = -1) -> bytes:
        """First what was read already, then the stream."""
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._stream.read(count)


def _rows_whole(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Pieces joined until no quotation is open at the end, so that a cell with line breaks stays whole."""
    held: Piece | None = None
    for piece in pieces:
        joined = piece if held is None else Piece(piece.member, held.data + piece.data, held.offset)
        is_open = joined.data.count(b'"') % 2 == 1 and len(joined.data) < _UNBALANCED and not piece.problem
        held = joined if is_open else None
        if not is_open:
            yield piece if piece.problem else joined
    if held is not None:
        yield held


def _batches(pieces: Iterator[Piece], encoding: str, chosen: str) -> Iterator[Piece]:
    """Pieces with the header's facts; the header itself is cut off the first."""
    header: bytes = b""
    ordinal = 1
    for piece in pieces:
        data, offset = piece.data, piece.offset
        if piece.problem:
            yield Piece(piece.member, data, offset, ordinal, header, piece.problem)
            ordinal += 1
            continue
        if not header:
            text, _ = decode(data, encoding)
            found = find_table(text, _guess_by(chosen))
            if found is None:
                yield Piece(piece.member, data, offset, ordinal)
                return
            cut = _length_of_lines(data, found.lines)
            data, offset = data[cut:], offset + cut
            header = _header_of(found, encoding, chosen)
        if data.strip():
            yield Piece(piece.member, data, offset, ordinal, header)
            ordinal += _count_rows(data, encoding, header)


@lru_cache(maxsize=64)
def _loaded(mapping: str) -> Mapping | None:
    """A mapping by the id of a shipped one or by its own text."""
    if "\n" not in mapping:
        return mapping_named(mapping)
    try:
        return load_mapping(mapping)
    except MappingError:
        return None


def _guess_by(chosen: str) -> Guess:
    """The shipped mappings, or the one that was chosen if the headers have what it requires."""
    mapping = _loaded(chosen) if chosen else None
    if mapping is None:
        return guess_mapping
    return lambda headers: mapping if fits(mapping, headers) else None


def _header_of(found: Found, encoding: str, chosen: str) -> bytes:
    facts = _Header(chosen or found.mapping.id, found.headers, found.delimiter, encoding, found.header_row)
    return msgspec.json.encode(facts)


def _length_of_lines(data: bytes, count: int) -> int:
    end = 0
    for line in data.splitlines(keepends=True)[:count]:
        end += len(line)
    return end


def _count_rows(data: bytes, encoding: str, header: bytes) -> int:
    """Rows that are not blank; only quoted text can hold line breaks inside a row."""
    if b'"' not in data:
        return sum(1 for line in data.splitlines() if line.strip())
    delimiter = msgspec.json.decode(header, type=_Header).delimiter
    try:
        return sum(1 for _ in numbered_rows(decode(data, encoding)[0], delimiter))
    except csv.Error:
        return data.count(b"\n")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the table has it, and what was read of it; without headers where no row is at fault but the table."""

    headers: tuple[str, ...]
    cells: Sequence[str]
    number: int
    """Which row of the table it is, the first being the header or what stands above it."""
    found: Record | Rejected


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """One answer a row."""
    return (row.found for row in read_rows(piece))


def read_rows(piece: Piece) -> Iterator[Row]:
    """The same, each with the row that it was read from."""
    if piece.problem:
        yield _no_row(reject(NAME, piece, piece.problem, "cut short before reading"))
    elif piece.data.startswith(_ZIP):
        yield from _parse_workbook(piece)
    else:
        yield from _parse_text(piece)


def _no_row(found: Rejected) -> Row:
    return Row((), (), 0, found)


def _parse_text(piece: Piece) -> Iterator[Row]:
    if not _facts_of(piece):
        piece = _with_own_header(piece)
    facts = _facts_of(piece)
    mapping = _loaded(facts.mapping) if facts else None
    if facts is None or mapping is None:
        shown = piece.data[:200].decode("utf-8", "replace").strip()
        yield _no_row(reject(NAME, piece, "tabular.no_mapping", f"first row: {shown!r}"))
        return
    text, is_damaged = decode(piece.data, facts.encoding)
    reading = Reading(bind(mapping, facts.headers))
    starts = [0, *itertools.accumulate(map(len, piece.data.splitlines(keepends=True)))]
    nth = 0
    try:
        for line in numbered_rows(text, facts.delimiter):
            row_number = facts.header_row + piece.ordinal + nth
            start, end = (starts[min(place, len(starts) - 1)] for place in (line.start, line.end))
            found = reading.read(line.cells, position_of(piece, offset=start, nth=nth), row_number)
            if isinstance(found, Rejected):
                # The row as the file has it, so that with its header it can be tried again.
                found = replace(found, raw=piece.data[start:end][:RAW_LIMIT])
            found = _flagged(found, line.cells) if is_damaged else found
            yield Row(facts.headers, line.cells, row_number, found)
            nth += 1
    except csv.Error as error:
        row_number = facts.header_row + piece.ordinal + nth
        yield _no_row(reject(NAME, piece, "tabular.malformed", f"row {row_number}: {error}", nth=nth))


def _with_own_header(piece: Piece) -> Piece:
    """A piece that begins with its header row, as the rows kept of a workbook do."""
    text, _ = decode(piece.data, "utf-8")
    found = find_table(text, _guess_by(piece.header.decode("utf-8", "replace")))
    if found is None:
        return piece
    cut = _length_of_lines(piece.data, found.lines)
    chosen = piece.header.decode("utf-8", "replace")
    facts = _header_of(found, "utf-8", chosen if "\n" in chosen else "")
    return replace(piece, data=piece.data[cut:], offset=piece.offset + cut, header=facts)


def _facts_of(piece: Piece) -> _Header | None:
    if not piece.header:
        return None
    try:
        return msgspec.json.decode(piece.header, type=_Header)
    except (msgspec.DecodeError, ValueError):
        return None


def _flagged(found: Record | Rejected, cells: list[str]) -> Record | Rejected:
    if isinstance(found, Rejected) or not any("\ufffd" in cell for cell in cells):
        return found
    return replace(found, flags=ordered({*found.flags, Flag.REPLACED_CHARACTERS}))


def _parse_workbook(piece: Piece) -> Iterator[Row]:
    nth = 0
    try:
        for sheet in sheets_of(piece.data, _guess_by(piece.header.decode())):
            reading = Reading(bind(sheet.found.mapping, sheet.found.headers))
            for row_number, cells in enumerate(sheet.rows, sheet.found.header_row + 1):
                if any(cells):
                    found = reading.read(cells, position_of(piece, nth=nth), row_number)
                    if isinstance(found, Rejected):
                        found = replace(found, raw=_as_csv(sheet.found.headers, cells))
                    yield Row(sheet.found.headers, cells, row_number, found)
                    nth += 1
    except SheetProblem as error:
        detail = f"{nth} rows read before: {error}" if nth else str(error)
        yield _no_row(reject(NAME, piece, error.reason, detail, nth=nth))


def _as_csv(headers: tuple[str, ...], cells: list[str]) -> bytes:
    """A row of a workbook with its header, as text that can be tried again without the workbook."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows((headers, [marked(cell) for cell in cells]))
    return out.getvalue().encode("utf-8", "replace")[:RAW_LIMIT]

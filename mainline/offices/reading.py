"""Read any file or folder: find the reader by content, cut, read; nothing is dropped in silence.

In one process: :func:`read_path`. For a pool or a cluster: :func:`pieces_of` in one process hands out
pieces, :func:`read_piece` reads each anywhere; both are pure over the bytes.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mainline.offices import containers, tabular
from mainline.offices.base import Piece, Reader
from mainline.offices.containers import Member
from mainline.offices.pieces import reject, whole
from mainline.offices.record import Position, Record, Rejected
from mainline.offices.registry import HEAD, READERS, reader_named
from mainline.offices.xml import is_schema

_TABLES = {"unrecognised.table", "unrecognised.text"}
_KINDS = (
    ("unrecognised.xml", (b"<?xml", b"<!DOCTYPE", b"<")),
    ("unrecognised.json", (b"{", b"[")),
)


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A file that is no record of a right: a licence, a schema, a picture, a table of unknown columns.

    ``why`` is a code explained in ``reasons.py``. It is listed, not kept for another try.
    """

    member: str
    size: int
    why: str


def read_path(path: Path) -> Iterator[Record | Rejected | Unrecognised]:
    """Everything at ``path``, in order, in this process."""
    for found in pieces_of(path):
        if isinstance(found, tuple):
            yield from read_piece(*found)
        else:
            yield found


def pieces_of(path: Path, mapping: str = "") -> Iterator[tuple[str, Piece] | Rejected | Unrecognised]:
    """Every piece at ``path`` with the name of its reader, in constant memory, in order.

    ``mapping`` is a column mapping (TOML) by which tables are read, whatever their headers look like.
    """
    for member in containers.members(path, _is_package):
        if isinstance(member, Rejected):
            yield member
        else:
            yield from _pieces_of_member(member, mapping)


def read_piece(reader_name: str, piece: Piece) -> list[Record | Rejected]:
    """The records of one piece. Pure, idempotent, and never raises: a reader's fault is a ``Rejected``."""
    if piece.problem:
        return [reject(reader_name, piece, piece.problem, f"{len(piece.data)} bytes kept")]
    reader = reader_named(reader_name)
    if reader is None:
        return [reject(reader_name, piece, "reader.unknown", reader_name)]
    found: list[Record | Rejected] = []
    try:
        found.extend(reader.parse(piece))
    except Exception as error:  # A fault in a reader must cost one piece, not the whole import.
        found.append(reject(reader_name, piece, "reader.failed", _fault(error), nth=len(found)))
    return found


def _fault(error: Exception) -> str:
    """The kind of a fault, its text and the line of our code it came from."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace else ""
    return f"{type(error).__name__}: {error}{where}"[:1000]


def _is_package(names: list[str]) -> bool:
    return _package_reader(names) is not None


def _package_reader(names: list[str]) -> Reader | None:
    """The reader that takes a zip of these names whole: one with ``sniff_zip(names) -> bool``."""
    for reader in READERS:
        sniff_zip = getattr(reader, "sniff_zip", None)
        if sniff_zip is not None and sniff_zip(names):
            return reader
    return None


def _pieces_of_member(member: Member, mapping: str) -> Iterator[tuple[str, Piece] | Rejected | Unrecognised]:
    try:
        if member.names:
            reader, head = _package_reader(list(member.names)), b"PK\0"
        else:
            head = _head_of(member)
            reader = _reader_of(_as_bytes_of_utf8(head), member.name)
        if mapping and (reader is tabular or (reader is None and _why(head, member) in _TABLES)):
            with member.open() as stream:
                for piece in tabular.split_by(mapping, stream, member.name):
                    yield tabular.NAME, piece
            return
        if reader is None:
            yield Unrecognised(member.name, member.size, _why(head, member))
            return
        with member.open() as stream:
            split = whole if member.names else reader.split
            for piece in split(stream, member.name):
                yield _kept_or_passed_over(reader, piece)
    except Exception as error:  # As in read_piece: one member must not end the import.
        yield Rejected("container", "reader.failed", _fault(error), Position(member.name))


def _kept_or_passed_over(reader: Reader, piece: Piece) -> tuple[str, Piece] | Unrecognised:
    """The piece, unless its reader says by ``passes_over(piece) -> code`` that it holds no record."""
    passes_over = getattr(reader, "passes_over", None)
    why = passes_over(piece) if passes_over is not None and not piece.problem else ""
    return Unrecognised(piece.member, len(piece.data), why) if why else (reader.NAME, piece)


def _head_of(member: Member) -> bytes:
    """The first 64 KiB, or what comes before the stream breaks; the break shows again in splitting."""
    head = b""
    with member.open() as stream:
        try:
            while len(head) < HEAD and (more := stream.read(HEAD - len(head))):
                head += more
        except Exception:
            return head
    return head


def _reader_of(head: bytes, name: str) -> Reader | None:
    if is_schema(head):
        return None
    return next((reader for reader in READERS if reader.sniff(head, name)), None)


def _as_bytes_of_utf8(head: bytes) -> bytes:
    """A head in a two-byte encoding as UTF-8, so that readers need not know."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace").encode()
    return head


def _why(head: bytes, member: Member) -> str:
    if b"\0" in head[:1024]:
        return "unrecognised.binary"
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    for why, marks in _KINDS:
        if start.startswith(marks):
            return why
    lower = member.name.lower()
    return "unrecognised.table" if lower.endswith((".csv", ".tsv")) else "unrecognised.text"

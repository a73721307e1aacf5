"""Cut streams into pieces that stand alone, in constant memory.

Every splitter walks its stream once, forward, and holds at most one piece (``limit`` bytes, 64 MiB
unless told) and one chunk. What is too large becomes a piece with ``problem="piece.too_large"`` and
the first part only, and cutting goes on at the next boundary. A stream that ends in error (a truncated
or damaged archive) gives everything that was whole before, then one piece with the problem's code.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile

from mainline.offices.base import MAX_PIECE, Piece
from mainline.offices.record import Position, Rejected

CHUNK = 1 << 20
"""Bytes read at once."""

RAW_LIMIT = 1 << 20
"""Bytes kept of what could not be read."""

BATCH_BYTES = 4 << 20
"""A batch of lines is closed at this size even when it holds fewer lines than asked."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00?\x00", b"\x00<\x00?")
_PROLOG = re.compile(rb"<\?xml\s")
_ROOT = re.compile(rb"<([A-Za-z_][\w.\-:]*)")
_OPENING = re.compile(rb"<(/?)(?:[A-Za-z_][\w.\-]*:)?\Z")
_START_TAG = re.compile(rb"<[A-Za-z_][\w.\-:]*((?:\s+[\w.\-:]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*/?>")
_ATTRIBUTE = re.compile(rb"(?<![\w.\-:])([\w.\-:]+)\s*+=\s*+(\"[^\"]*\"|'[^']*')")
_DECLARATION = re.compile(rb"<\?xml\s[^<>]*\?>")


class StreamProblem(OSError):
    """Raised by a container's stream when reading on would be wrong; ``reason`` is a reason code."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


def reject(name: str, piece: Piece, reason: str, detail: str, *, offset: int = 0, nth: int = 0) -> Rejected:
    """Say that a piece, or its ``nth`` record (from 0) at byte ``offset`` of it, could not be read."""
    position = Position(piece.member, piece.offset + offset, piece.ordinal + nth)
    return Rejected(name, reason, detail, position, piece.data[:RAW_LIMIT])


def position_of(piece: Piece, *, offset: int = 0, nth: int = 0) -> Position:
    """Where the ``nth`` record (from 0) of a piece stands, ``offset`` bytes into it."""
    return Position(piece.member, piece.offset + offset, piece.ordinal + nth)


class _Window:
    """The part of a stream that is in memory: ``data`` begins at absolute byte ``base``."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.data = bytearray()
        self.base = 0
        self.is_ended = False
        self.problem = ""

    def more(self) -> bool:
        """Append one chunk; ``False`` at the end, with ``problem`` set if the stream broke off."""
        if self.is_ended:
            return False
        chunk = b""
        try:
            chunk = self.stream.read(CHUNK)
        except StreamProblem as error:
            self.problem = error.reason
        except EOFError:
            self.problem = "stream.truncated"
        except (zlib.error, BadZipFile, OSError, NotImplementedError, RuntimeError):
            self.problem = "stream.damaged"
        self.is_ended = not chunk
        self.data += chunk
        return bool(chunk)

    def drop(self, count: int) -> None:
        """Forget the first ``count`` bytes."""
        del self.data[:count]
        self.base += count

    def cut(self, start: int, end: int) -> bytes:
        """Copy bytes out of the window."""
        return bytes(memoryview(self.data)[start:end])


def whole(stream: BinaryIO, member: str, *, limit: int = MAX_PIECE) -> Iterator[Piece]:
    """The stream as one piece; an empty stream gives none."""
    window = _Window(stream)
    while len(window.data) <= limit and window.more():
        pass
    if len(window.data) > limit:
        yield Piece(member, window.cut(0, RAW_LIMIT), problem="piece.too_large")
    elif window.data or window.problem:
        data = window.cut(0, RAW_LIMIT if window.problem else len(window.data))
        yield Piece(member, data, problem=window.problem)


def lines(stream: BinaryIO, member: str, batch: int = 200, *, limit: int = MAX_PIECE) -> Iterator[Piece]:
    """Batches of whole lines (at most ``batch``); ``ordinal`` counts lines that are not blank.

    A byte order mark at the start is left out. The last line needs no line feed.
    """
    window = _Window(stream)
    window.more()
    if window.data.startswith(b"\xef\xbb\xbf"):
        window.drop(3)
    ordinal = 1
    while True:
        end, count = _end_of_lines(window, batch, limit)
        if end:
            if count:
                yield Piece(member, window.cut(0, end), window.base, ordinal)
            ordinal += count
            window.drop(end)
        elif len(window.data) > limit:
            yield Piece(member, window.cut(0, RAW_LIMIT), window.base, ordinal, problem="piece.too_large")
            ordinal += 1
            _skip_past(window, b"\n")
        elif not window.more():
            break
    if window.data.strip() or window.problem:
        data = window.cut(0, RAW_LIMIT if window.problem else len(window.data))
        yield Piece(member, data, window.base, ordinal, problem=window.problem)


def _end_of_lines(window: _Window, batch: int, limit: int) -> tuple[int, int]:
    """End of the next batch in the window and its count of lines; 0 where more must be read first."""
    end = count = 0
    while count < batch and end < BATCH_BYTES:
        found = window.data.find(b"\n", end)
        if found < 0:
            break
        count += not window.data[end : found + 1].isspace()
        end = found + 1
    else:
        return end, count
    if window.is_ended or len(window.data) > min(limit, BATCH_BYTES):
        return end, count
    return 0, 0


def _skip_past(window: _Window, mark: bytes) -> None:
    """Drop everything up to and including the next ``mark``, or the rest of the stream."""
    while True:
        found = window.data.find(mark)
        if found >= 0:
            window.drop(found + len(mark))
            return
        window.drop(max(0, len(window.data) - len(mark) + 1))
        if not window.more():
            window.drop(len(window.data))
            return


def xml_documents(stream: BinaryIO, member: str, *, limit: int = MAX_PIECE) -> Iterator[Piece]:
    """Concatenated XML documents, one a piece, as in a weekly bulk file.

    A document starts at ``<?xml`` or, where there is none, at ``<!DOCTYPE``. Two-byte encodings are
    taken as one document.
    """
    window = _Window(stream)
    window.more()
    if window.data.startswith(_UTF16):
        yield from _rest_as_one(window, member, limit)
        return
    ordinal, searched = 1, 0
    while True:
        boundary = _next_document(window, searched)
        if boundary:
            if not window.data[:boundary].isspace():
                yield Piece(member, window.cut(0, boundary), window.base, ordinal)
                ordinal += 1
            window.drop(boundary)
            searched = 0
            continue
        if len(window.data) > limit:
            yield Piece(member, window.cut(0, RAW_LIMIT), window.base, ordinal, problem="piece.too_large")
            ordinal += 1
            _skip_to_document(window)
            searched = 0
            continue
        searched = max(0, len(window.data) - 16)
        if not window.more():
            break
    if window.data.strip() or window.problem:
        data = window.cut(0, RAW_LIMIT if window.problem else len(window.data))
        yield Piece(member, data, window.base, ordinal, problem=window.problem)


def _rest_as_one(window: _Window, member: str, limit: int) -> Iterator[Piece]:
    while len(window.data) <= limit and window.more():
        pass
    problem = "piece.too_large" if len(window.data) > limit else window.problem
    data = window.cut(0, RAW_LIMIT if problem else len(window.data))
    yield Piece(member, data, window.base, problem=problem)


def _next_document(window: _Window, searched: int) -> int:
    """Where the document after the one at the window's start begins; 0 if not in the window."""
    data = window.data
    root = _ROOT.search(data)
    if root is None:
        return 0
    match = _PROLOG.search(data, max(root.end(), searched))
    limit = match.start() if match else len(data)
    at = data.find(b"<!DOCTYPE", max(root.end(), searched), limit)
    limit = at if at > 0 else limit
    # A document without declaration and type begins where the root before it has ended.
    ended = re.compile(rb"</" + re.escape(root.group(1)) + rb"\s*>\s*(?=<[A-Za-z_])")
    closed = ended.search(data, max(root.end(), searched - 4096), limit + 2)
    if closed:
        return closed.end()
    return limit if limit < len(data) else 0


def _skip_to_document(window: _Window) -> None:
    """Drop the document at the window's start, up to the next declaration or document type."""
    root = _ROOT.search(window.data)
    window.drop(root.end() if root else 1)
    while True:
        starts = [at for at in (window.data.find(b"<?xml "), window.data.find(b"<!DOCTYPE")) if at >= 0]
        if starts:
            window.drop(min(starts))
            return
        window.drop(max(0, len(window.data) - 16))
        if not window.more():
            window.drop(len(window.data))
            return


def xml_elements(
    stream: BinaryIO, member: str, *, tag: str, limit: int = MAX_PIECE, header_limit: int = 1 << 16
) -> Iterator[Piece]:
    """Each ``tag`` element (local name, any prefix) of a huge wrapper, one a piece.

    ``header`` is a start tag ``<wrapper …>`` with every namespace declaration met on the way and the
    attributes of the root, after the XML declaration; ``xml.parse_piece`` puts the two together.
    Elements of the same name inside one another stay in one piece; commented-out ones are passed over.
    Nothing found gives one piece of the whole stream if it is small enough, so that a reader can say why.
    """
    window, name = _Window(stream), tag.encode()
    window.more()
    if window.data.startswith(_UTF16):
        yield from _rest_as_one(window, member, limit)
        return
    header, ordinal = b"", 1
    first = window.cut(0, RAW_LIMIT)
    while (start := _find_start(window, name, header_limit)) >= 0:
        header = _header_from(window.cut(0, start), header)
        window.drop(start)
        end = _find_end(window, name, limit)
        if end > 0:
            yield Piece(member, window.cut(0, end), window.base, ordinal, header)
            window.drop(end)
        else:
            problem = "piece.too_large" if len(window.data) > limit else window.problem
            data = window.cut(0, RAW_LIMIT if problem else len(window.data))
            yield Piece(member, data, window.base, ordinal, header, problem)
            window.drop(1 if len(window.data) > limit else len(window.data))
        ordinal += 1
    if window.problem or (ordinal == 1 and first.strip()):
        yield Piece(member, first if ordinal == 1 else b"", window.base, ordinal, header, window.problem)


def _find_tag(data: bytearray, name: bytes, start: int) -> tuple[int, int, bool]:
    """The next tag of that local name: (start, end of its name, whether it closes); start -1 if none."""
    at = data.find(name, start)
    while at >= 0:
        after = at + len(name)
        if after < len(data) and data[after] in b" \t\r\n/>":
            low = max(0, at - 64)
            match = _OPENING.search(data[low:at])
            if match:
                return low + match.start(), after, bool(match.group(1))
        at = data.find(name, at + 1)
    return -1, 0, False


def _find_start(window: _Window, name: bytes, keep: int) -> int:
    """Where the next element of that name starts, reading on as needed; -1 at the end of the stream."""
    searched = 0
    while True:
        at, after, is_closing = _find_tag(window.data, name, searched)
        if at >= 0 and not is_closing:
            comment = window.data.rfind(b"<!--", 0, at)
            if comment < 0 or window.data.find(b"-->", comment, at) >= 0:
                return at
        if at >= 0:
            searched = after
            continue
        spare = len(window.data) - keep - CHUNK
        if spare > 0:
            window.drop(spare)
        searched = max(0, len(window.data) - len(name) - 65)
        if not window.more():
            return -1


def _find_end(window: _Window, name: bytes, limit: int) -> int:
    """End of the element at the window's start, reading on as needed; 0 if it ends nowhere or too late."""
    depth, searched = 0, 0
    while True:
        at, after, is_closing = _find_tag(window.data, name, searched)
        closed = window.data.find(b">", after) if at >= 0 else -1
        if closed >= 0:
            is_empty = not is_closing and window.data[closed - 1] == 0x2F
            depth += 0 if is_empty else (-1 if is_closing else 1)
            searched = closed + 1
            if depth <= 0:
                return searched
            continue
        if at < 0:
            searched = max(searched, len(window.data) - len(name) - 65)
        if len(window.data) > limit or not window.more():
            return 0


def _header_from(gap: bytes, before: bytes) -> bytes:
    """The header for the elements after ``gap``: rebuilt where the gap opens a wrapper, else as before."""
    if b"xmlns" not in gap and b"<?xml" not in gap and before:
        return before
    attributes: dict[bytes, bytes] = {}
    for nth, match in enumerate(_START_TAG.finditer(gap)):
        for key, value in _ATTRIBUTE.findall(match.group(1)):
            if nth == 0 or key == b"xmlns" or key.startswith(b"xmlns:"):
                attributes[key] = value
    declaration = _DECLARATION.search(gap)
    body = b"".join(b" " + key + b"=" + value for key, value in attributes.items())
    return (declaration.group() if declaration else b"") + b"<wrapper" + body + b">"

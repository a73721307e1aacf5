"""Walk an office's decoded JSON answer: every step tolerates what is absent or of another type.

Offices leave out fields, write ``null``, ``"NULL"``, ``"N/A"`` or ``""`` for nothing, and change types
between versions. So a reader asks for text, lists and days by name and gets an empty value, never an error.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

import msgspec

from mainline.offices.base import Piece
from mainline.offices.pieces import RAW_LIMIT, position_of, reject
from mainline.offices.record import Classification, Flag, LegalEvent, Position, Record, Rejected
from mainline.offices.symbols import read_symbol

Answer = Mapping[str, object]
"""One JSON object."""

NOTHING: Answer = {}
_NO_VALUE = frozenset({"", "null", "n/a", "none", "nan", "[]", "{}"})
_DAY = re.compile(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?!\d)")
_US_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4}|1)(?!\d)")
_DECODER = msgspec.json.Decoder()


def decode(piece: Piece, name: str) -> object | Rejected:
    """The JSON of a whole piece, or why it is none (``json.malformed``, with the byte)."""
    if piece.problem:
        return reject(name, piece, piece.problem, "cut short before reading")
    data = piece.data.removeprefix(b"\xef\xbb\xbf")
    try:
        decoded: object = _DECODER.decode(data)
    except (ValueError, RecursionError) as error:
        return reject(name, piece, "json.malformed", str(error))
    return decoded


def reject_entry(name: str, piece: Piece, nth: int, reason: str, detail: str, kept: object) -> Rejected:
    """Say that the ``nth`` entry (from 0) of an answer gives no record.

    ``kept`` is the entry in an answer of its own, so that it can be tried again without the others.
    """
    raw = msgspec.json.encode(kept)[:RAW_LIMIT]
    return Rejected(name, reason, detail, position_of(piece, nth=nth), raw)


def parse_lines(
    piece: Piece, name: str, read: Callable[[Answer, Position], Record | Rejected]
) -> Iterator[Record | Rejected]:
    """One record a line of JSON; a line that is no object is rejected and the others are read."""
    if piece.problem:
        yield reject(name, piece, piece.problem, "cut short before reading")
        return
    offset = nth = 0
    for line in piece.data.splitlines(keepends=True):
        if not line.isspace():
            yield _read_line(piece, name, read, line, position_of(piece, offset=offset, nth=nth))
            nth += 1
        offset += len(line)


def _read_line(
    piece: Piece,
    name: str,
    read: Callable[[Answer, Position], Record | Rejected],
    line: bytes,
    position: Position,
) -> Record | Rejected:
    try:
        node = _DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        return Rejected(name, "json.malformed", str(error), position, line[:RAW_LIMIT])
    if not isinstance(node, dict):
        detail = f"expected an object {{…}}, found {type(node).__name__}"
        return Rejected(name, "json.malformed", detail, position, line[:RAW_LIMIT])
    record = read(node, position)
    if isinstance(record, Rejected):
        return Rejected(name, record.reason, record.detail, position, line[:RAW_LIMIT])
    return record


def fold(text: str) -> str:
    """Text with white space folded and NUL taken out."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.replace("\x00", " ").split())


def to_text(value: object) -> str:
    """A JSON scalar as folded text; "" for null, lists, objects and the words for nothing."""
    if isinstance(value, str):
        text = fold(value)
        return "" if len(text) <= 4 and text.lower() in _NO_VALUE else text
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    return ""


def text(node: object, *path: str) -> str:
    """The text at a path of keys; "" where a step is missing."""
    if len(path) == 1 and isinstance(node, dict):
        return to_text(node.get(path[0]))
    return to_text(at(node, *path))


def at(node: object, *path: str) -> object:
    """Whatever stands at a path of keys; ``None`` where a step is missing."""
    for key in path:
        if not isinstance(node, dict):
            return None
        node = node.get(key)
    return node


def child(node: object, *path: str) -> Answer:
    """The object at a path; an empty one where there is none."""
    found = at(node, *path)
    return found if isinstance(found, dict) else NOTHING


def children(node: object, *path: str) -> list[Answer]:
    """The objects of the list at a path (a single object counts as a list of one)."""
    found = at(node, *path)
    if isinstance(found, dict):
        return [found] if found else []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def texts(node: object, *path: str) -> list[str]:
    """The non-empty texts of the list at a path (a single scalar counts as a list of one)."""
    found = at(node, *path)
    values = found if isinstance(found, list) else [found]
    return [folded for folded in map(to_text, values) if folded]


def first(*candidates: str) -> str:
    """The first text that is not empty."""
    return next((each for each in candidates if each), "")


def day(value: object, flags: set[Flag] | None = None) -> dt.date | None:
    """A calendar day out of ``2016-09-02T…``, ``20160902``, ``2016/9/2`` or American ``09/02/2016``.

    A day written 00 means "that month" and year 0001 means "none": both give ``None``. Any other
    impossible day gives ``None`` too and puts ``IMPOSSIBLE_DATE`` into ``flags``.
    """
    written = to_text(value)
    if not written:
        return None
    found, is_impossible = _read_day(written)
    if is_impossible and flags is not None:
        flags.add(Flag.IMPOSSIBLE_DATE)
    return found


@lru_cache(maxsize=16384)
def _read_day(written: str) -> tuple[dt.date | None, bool]:
    """The day, and whether what was written is no day at all."""
    parts = _day_parts(written)
    if parts is None:
        return None, True
    year, month, of_month = parts
    if year <= 1 or not of_month:
        return None, False
    try:
        return dt.date(year, month, of_month), False
    except ValueError:
        return None, True


def _day_parts(written: str) -> tuple[int, int, int] | None:
    if match := _DAY.match(written):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _US_DAY.match(written):
        return int(match[3]), int(match[1]), int(match[2])
    return None


@lru_cache(maxsize=65536)
def symbol(scheme: str, printed: str, is_inventive: bool | None = None) -> Classification | None:
    """One symbol: IPC and CPC in the one printed form, other schemes as printed; ``None`` if blank."""
    if scheme not in ("ipc", "cpc"):
        written = fold(printed)
        return Classification(scheme, written, is_inventive=is_inventive) if written else None
    found = read_symbol(scheme, printed)
    return found and (found if is_inventive is None else replace(found, is_inventive=is_inventive))


def symbols(
    scheme: str, printed: Iterable[str], is_inventive: bool | None = None
) -> tuple[Classification, ...]:
    """The symbols of a list, each once, in order."""
    found = (symbol(scheme, each, is_inventive) for each in printed)
    return tuple(dict.fromkeys(each for each in found if each))


def pairs(**facts: str) -> tuple[tuple[str, str], ...]:
    """The facts that are not empty, as ``extra`` or ``details`` want them."""
    return tuple((name, value) for name, value in facts.items() if value)


def ordered(flags: set[Flag]) -> tuple[Flag, ...]:
    """Flags in the order of their definition, so that equal records are equal."""
    return tuple(flag for flag in Flag if flag in flags) if flags else ()


def latest(*days: dt.date | None) -> dt.date | None:
    """The latest of the days that are known."""
    return max((each for each in days if each), default=None)


def once(events: list[LegalEvent]) -> tuple[LegalEvent, ...]:
    """Events without exact repetitions, in the order given."""
    return tuple(dict.fromkeys(events))

"""Our own file of a whole portfolio: JSON lines, each one right with all that its sources said, to be brought in elsewhere.

The first line says what the file is. Every other holds ``sources``, the records as this program keeps them, and what no
source says: ``events`` that people recorded, and the ``docket`` with what they said for the rules. The records are read here;
the rest is taken up once they are written, by :mod:`mainline.register.taking_up`.

A file is written by whoever likes. What goes before the word of others by what it says of itself is not taken from one: a
decision on a difference, and a source that says it is of a day to come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import msgspec

from mainline.offices.base import Piece
from mainline.offices.pieces import lines, position_of, reject
from mainline.offices.record import Record, Rejected

NAME = "mainline.portfolio"
LABEL = ("主线专利组合（整体导出）", "Mainline portfolio, whole")
BEGINNING = b'{"mainline":"portfolio"'
VERSION = 1
DECISION = "decision"
"""Format of what people settled on a right: :mod:`mainline.register.decided`. No file carries it."""


class Recorded(msgspec.Struct, frozen=True):
    """An event that somebody recorded; dates as ISO texts."""

    code: str
    fingerprint: str
    happened_on: str | None = None
    effective_on: str | None = None
    source_text: str = ""
    details: dict[str, str] = {}
    amount_minor: int | None = None
    currency: str = ""
    confidentiality: str = ""
    supersedes: str = ""
    """Fingerprint of the event that it corrects."""


class Kept(msgspec.Struct, frozen=True):
    """That the dates of the right are kept, and what people said for the rules."""

    facts: dict[str, str] = {}


class Line(msgspec.Struct, frozen=True):
    """One right."""

    sources: list[Record] = []
    events: list[Recorded] = []
    docket: Kept | None = None


_decoder = msgspec.json.Decoder(Line)


def sniff(head: bytes, name: str) -> bool:
    """The first line says so."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith(BEGINNING)


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """A right a piece."""
    return (piece for piece in lines(stream, member, 1) if not piece.data.startswith(BEGINNING))


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """The records of one right, or why there is none."""
    if piece.problem:
        yield reject(NAME, piece, piece.problem, "cut short before reading")
        return
    try:
        line = line_of(piece.data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        yield reject(NAME, piece, "portfolio.malformed", str(error)[:300])
        return
    if not line.sources:
        yield reject(NAME, piece, "record.no_number", "no source tells of this right")
    for record in line.sources:
        yield replace(record, format=record.format[:40], position=position_of(piece))


def line_of(data: bytes) -> Line:
    """Return a line as it is read. Raises ``msgspec.MsgspecError`` for one that is none."""
    return _decoder.decode(data)

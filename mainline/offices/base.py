"""The one interface of every reader: sniff, split, parse.

``split`` walks a stream once, in constant memory, and cuts it into pieces that stand alone;
``parse`` is a pure, idempotent function of one piece. So a piece can be read by any process
of any machine, in any order, twice, with the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from mainline.offices.record import Record, Rejected

MAX_PIECE = 64 * 1024 * 1024
"""Bytes. A single document larger than this is rejected, not read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that stand alone: one XML document, a batch of lines, one small file."""

    member: str
    data: bytes
    offset: int = 0
    ordinal: int = 1
    """Number, from 1, of the first record of this piece within its member."""
    header: bytes = b""
    """What the piece needs from the start of its file: a CSV header, a namespace declaration."""
    problem: str = ""
    """A reason code when splitting already found this piece unreadable (too large, truncated)."""


class Reader(Protocol):
    """What a format module offers. Modules themselves satisfy it; there are no classes."""

    NAME: str
    """Stable dotted code: ``uspto.xml``, ``epo.docdb``, …"""

    LABEL: tuple[str, str]
    """(zh, en)"""

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the first 64 KiB look like this format. The file name may only break a tie."""
        ...

    def split(self, stream: BinaryIO, member: str) -> Iterator[Piece]:
        """Cut a stream into pieces, in constant memory."""
        ...

    def parse(self, piece: Piece) -> Iterator[Record | Rejected]:
        """Read one piece. Never raises for bad input, never opens or fetches anything."""
        ...

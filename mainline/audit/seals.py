"""Seals of rows: a short hash over what a row says, kept in the entry of the act that wrote it.

An entry's ``seals`` are runs of rows of one table with ids that follow each other, each run of 13 bytes of head (table
code, first id, number of rows, big-endian) and 16 bytes for each row; 16 zero bytes say that the row is gone.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mainline.audit.canonical import encode_plain, plain

SIZE = 16
GONE = bytes(SIZE)
"""Stands for a row that an act took away."""
_HEAD = struct.Struct(">BQI")
_AS_IT_IS = {str, int, bool, type(None)}
_LARGEST_ID = 2**63 - 1

Seal = tuple[int, int, bytes]
"""(code of the table, id of the row, seal)."""


class BrokenSeals(ValueError):
    """The bytes are no seals."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Which columns of a table are under seal. Declared by its model as ``SEALED``."""

    code: int
    """1 to 255, never used again: columns that change make a new code."""
    columns: tuple[str, ...]
    """In the order in which they are hashed; an id stands under the name of its column, ``right_id``."""
    is_whole: bool = True
    """Whether every row must be under seal; else those alone that an act has sealed."""
    unless: tuple[str, str] = ("", "")
    """(sealed column, value): a row with this value need not be under seal, and may go as it came."""
    covers: tuple[tuple[str, str, str], ...] = field(default=())
    """(column, sealed column that covers it, how): ``how`` is a key of :data:`COVERS`."""
    content: str = ""
    """The sealed column that holds the SHA-256 of a file in the store."""

    def spares(self, values: Mapping[str, object]) -> bool:
        """Whether a row need not be under seal; ``values`` by column."""
        column, value = self.unless
        return not self.is_whole or bool(column and values.get(column) == value)


def seal(code: int, values: Sequence[object]) -> bytes:
    """Return the seal of a row: the values of its sealed columns, in their order, under the code of its table."""
    return seal_plain(code, [value if type(value) in _AS_IT_IS else plain(value) for value in values])


def seal_plain(code: int, values: Sequence[object]) -> bytes:
    """The same of values that JSON knows already: see :func:`mainline.audit.canonical.encode_plain`."""
    return hashlib.sha256(encode_plain((code, *values))).digest()[:SIZE]


def pack(seals: Iterable[Seal]) -> bytes:
    """Put seals into bytes; of two for one row the later counts."""
    newest = {(code, row): one for code, row, one in seals}
    parts: list[bytes] = []
    run: list[bytes] = []
    head = (0, 0)
    for code, row in sorted(newest):
        if not run or (code, row) != (head[0], head[1] + len(run)):
            parts += _run(head, run)
            head, run = (code, row), []
        run.append(newest[code, row])
    return b"".join([*parts, *_run(head, run)])


def _run(head: tuple[int, int], run: Sequence[bytes]) -> list[bytes]:
    return [_HEAD.pack(*head, len(run)), *run] if run else []


def unpack(packed: bytes) -> Iterator[Seal]:
    """Yield the seals in some bytes. Raises :class:`BrokenSeals`."""
    at = 0
    while at < len(packed):
        if len(packed) - at < _HEAD.size:
            raise BrokenSeals(f"{len(packed) - at} bytes are left over at {at}")
        code, first, count = _HEAD.unpack_from(packed, at)
        at += _HEAD.size
        if count * SIZE > len(packed) - at or first + count > _LARGEST_ID:
            raise BrokenSeals(
                f"a run at {at} says {count} rows from {first}, and there are {len(packed) - at} bytes"
            )
        for offset in range(count):
            yield code, first + offset, packed[at : at + SIZE]
            at += SIZE

"""The original of a source: the bytes of its record, cut out of the file once more, where that is still there."""

from __future__ import annotations

from pathlib import Path

from mainline.offices.reading import pieces_of, read_piece
from mainline.offices.record import Record
from mainline.register.models import SourceRecord
from mainline.register.projection import pack

_LARGEST_FILE = 64 << 20
"""Files past this size are not walked through while somebody waits."""


def original_of(source: SourceRecord) -> bytes | None:
    """Return the bytes of a record as they came, or ``None`` where they can't be had.

    They can't where the file is gone or too large to look through, where today's reader cuts it otherwise, and
    where the piece holds other records too: those are of other rights.
    """
    job = source.imported_by
    path = Path(job.path) if job is not None else None
    if job is None or path is None or not path.is_file() or path.stat().st_size > _LARGEST_FILE:
        return None
    for found in pieces_of(path, job.mapping):
        if not isinstance(found, tuple):
            continue
        reader, piece = found
        if piece.member == source.member and piece.offset == source.offset:
            records = read_piece(reader, piece)
            return piece.data if len(records) == 1 and _is_same(records[0], source) else None
    return None


def _is_same(found: object, source: SourceRecord) -> bool:
    return isinstance(found, Record) and pack(found)[1] == bytes(source.digest)

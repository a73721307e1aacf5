"""Run a reader over bytes, as an import does."""

from __future__ import annotations

import io
from types import ModuleType

from mainline.offices.record import Record, Rejected


def read(reader: ModuleType, data: bytes, name: str = "sample") -> list[Record | Rejected]:
    """Everything a reader makes of a file of these bytes."""
    return [found for piece in reader.split(io.BytesIO(data), name) for found in reader.parse(piece)]


def read_one(reader: ModuleType, data: bytes) -> Record:
    """The one record in these bytes."""
    (found,) = read(reader, data)
    assert isinstance(found, Record), found
    return found


def reject_one(reader: ModuleType, data: bytes) -> Rejected:
    """The one rejection that these bytes give."""
    (found,) = read(reader, data)
    assert isinstance(found, Rejected), found
    return found

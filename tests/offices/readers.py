"""Run a reader over bytes as the import does: split, then parse each piece."""

from __future__ import annotations

import io
from pathlib import Path

from mainline.offices.base import Reader
from mainline.offices.reasons import REASONS
from mainline.offices.record import Record, Rejected


def read_all(reader: Reader, data: bytes, member: str = "x.xml") -> list[Record | Rejected]:
    """Everything the reader says about some bytes, in order."""
    return [found for piece in reader.split(io.BytesIO(data), member) for found in reader.parse(piece)]


def read_one(reader: Reader, data: bytes, member: str = "x.xml") -> Record:
    """The one record that the bytes hold."""
    found = read_all(reader, data, member)
    assert len(found) == 1, found
    assert isinstance(found[0], Record), found[0]
    return found[0]


def read_rejected(reader: Reader, data: bytes, member: str = "x.xml") -> Rejected:
    """The one rejection that the bytes give; its reason is one that people can be told."""
    found = read_all(reader, data, member)
    assert len(found) == 1, found
    assert isinstance(found[0], Rejected), found[0]
    assert found[0].reason in REASONS
    return found[0]


def read_file(reader: Reader, path: Path) -> list[Record | Rejected]:
    """A real file, after making sure that its reader knows it by its content."""
    data = path.read_bytes()
    assert reader.sniff(data[: 64 * 1024], path.name), path
    return read_all(reader, data, str(path))


def assert_well_told(found: list[Record | Rejected]) -> None:
    """Whatever the bytes: each answer is a record with a number, or a rejection with a known reason."""
    for each in found:
        if isinstance(each, Rejected):
            assert each.reason in REASONS
        else:
            assert each.numbers

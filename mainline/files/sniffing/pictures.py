"""Pictures: which format, and how many pixels their header promises. No pixel is ever unpacked here."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mainline.files.refusals import Refused

Size = tuple[int, int]
_START_OF_FRAME = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
_STANDALONE = frozenset((0x01, *range(0xD0, 0xD9)))
_MOST_TIFF_PAGES = 2000
_TIFF_NUMBERS = {1: 1, 3: 2, 4: 4}
"""TIFF type (byte, short, long) to its bytes."""


def code_of(head: bytes) -> str | None:
    """Return ``png``, ``jpeg``, ``gif``, ``webp``, ``tiff`` or ``None`` for the first bytes of a file."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "tiff"
    return None


def check(path: Path, code: str, max_pixels: int) -> None:
    """Raise :class:`Refused` where the header can't be read, or promises more pixels than may be."""
    with path.open("rb") as file:
        try:
            sizes = list(_SIZES[code](file))
        except (struct.error, ValueError, IndexError) as error:
            raise Refused("damaged") from error
    if not sizes or any(width < 1 or height < 1 for width, height in sizes):
        raise Refused("damaged")
    if sum(width * height for width, height in sizes) > max_pixels:
        raise Refused("pixels", f"{sizes[0][0]} × {sizes[0][1]}")


def _png(file: BinaryIO) -> Iterator[Size]:
    head = file.read(24)
    if head[12:16] != b"IHDR":
        raise ValueError("no IHDR")
    yield struct.unpack(">II", head[16:24])


def _gif(file: BinaryIO) -> Iterator[Size]:
    yield struct.unpack("<HH", file.read(10)[6:10])


def _webp(file: BinaryIO) -> Iterator[Size]:
    head = file.read(30)
    if head[12:16] == b"VP8X":
        yield _small(head[24:27]) + 1, _small(head[27:30]) + 1
    elif head[12:16] == b"VP8L":
        bits = struct.unpack("<I", head[21:25])[0]
        yield (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif head[12:16] == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        yield width & 0x3FFF, height & 0x3FFF


def _small(three: bytes) -> int:
    if len(three) != 3:
        raise ValueError("cut off")
    return int.from_bytes(three, "little")


def _jpeg(file: BinaryIO) -> Iterator[Size]:
    """Walk the segments to the first frame: its header says how large the picture is."""
    file.seek(2)
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            raise ValueError("no marker")
        if marker[1] == 0xFF:
            file.seek(-1, 1)
            continue
        if marker[1] in _STANDALONE:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if marker[1] in _START_OF_FRAME:
            _precision, height, width = struct.unpack(">BHH", file.read(5))
            yield width, height
            return
        if marker[1] in (0xD9, 0xDA) or length < 2:
            raise ValueError("no frame")
        file.seek(length - 2, 1)


def _tiff(file: BinaryIO) -> Iterator[Size]:
    """Yield the size of each page."""
    order = "<" if file.read(4).startswith(b"II") else ">"
    (offset,) = struct.unpack(f"{order}I", file.read(4))
    seen: set[int] = set()
    while offset:
        if offset in seen or len(seen) >= _MOST_TIFF_PAGES:
            raise ValueError("its pages run in a circle")
        seen.add(offset)
        file.seek(offset)
        (count,) = struct.unpack(f"{order}H", file.read(2))
        entries = file.read(12 * count)
        tags = dict(_entries(entries, order))
        yield tags.get(256, 0), tags.get(257, 0)
        (offset,) = struct.unpack(f"{order}I", file.read(4))


def _entries(entries: bytes, order: str) -> Iterator[tuple[int, int]]:
    for start in range(0, len(entries) - 11, 12):
        tag, kind, _count = struct.unpack(f"{order}HHI", entries[start : start + 8])
        if tag in (256, 257) and kind in _TIFF_NUMBERS:
            raw = entries[start + 8 : start + 8 + _TIFF_NUMBERS[kind]]
            yield tag, int.from_bytes(raw, "little" if order == "<" else "big")


_SIZES = {"png": _png, "gif": _gif, "webp": _webp, "jpeg": _jpeg, "tiff": _tiff}

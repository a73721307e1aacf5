"""Pictures of the pages of PDF files, as PNG.

Parses what strangers made: call it through :mod:`mainline.files.apart`.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from mainline.files.reading import pdf

LONGEST_SIDE = 1400
"""Pixels."""
_LARGEST_SCALE = 4.0
"""Pixels a point: a page the size of a stamp is not blown up."""


def page_picture(path: Path, page: int) -> bytes:
    """Return page ``page`` (from 1) of a PDF as PNG. Raises ``IndexError`` past the last page."""
    with pdf.opened(path) as document:
        if not 1 <= page <= len(document):
            raise IndexError(page)
        sheet = document[page - 1]
        longest = max(*sheet.get_size(), 1.0)
        scale = min(LONGEST_SIDE / longest, _LARGEST_SCALE)
        bitmap = sheet.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
        channels = {"RGB": 3, "L": 1}.get(bitmap.mode, 4)
        return png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, channels)


def png(pixels: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """Return rows of pixels, 8 bits a channel (1 grey, 3 RGB, 4 RGB and one that is left out), as PNG."""
    rows = []
    for start in range(0, stride * height, stride):
        row = pixels[start : start + width * channels]
        if channels == 4:
            row = _without_fourth(row)
        rows.append(b"\0" + row)
    colour = 0 if channels == 1 else 2
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    data = zlib.compress(b"".join(rows), 6)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _without_fourth(row: bytes) -> bytes:
    kept = bytearray(len(row) // 4 * 3)
    for channel in range(3):
        kept[channel::3] = row[channel::4]
    return bytes(kept)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

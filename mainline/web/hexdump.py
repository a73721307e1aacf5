"""Bytes for the eye: offset, hexadecimal, and what can be printed."""

from __future__ import annotations

_WIDTH = 16


def hexdump(data: bytes, start: int = 0) -> list[tuple[str, str, str]]:
    """Return lines of (offset, hexadecimal, text); what is not printable ASCII is a dot.

    ``start`` is the offset of the first byte in its file.
    """
    return [
        (f"{start + at:08x}", data[at : at + _WIDTH].hex(" "), _printable(data[at : at + _WIDTH]))
        for at in range(0, len(data), _WIDTH)
    ]


def _printable(data: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)

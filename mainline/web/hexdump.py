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


def as_text(data: bytes) -> str:
    """Return bytes as text in the encoding they most likely have; what no encoding reads is a dot."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return _shown(data.decode(encoding))
        except UnicodeDecodeError as error:
            # A cut in the middle of a character at the very end is the preview's doing, not the file's.
            if error.reason in ("unexpected end of data", "incomplete multibyte sequence"):
                return _shown(data[: error.start].decode(encoding))
    return _shown(data.decode("latin-1"))


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() or char in "\n\t" else "." for char in text)


def _printable(data: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)

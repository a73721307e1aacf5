"""Plain text: whether all of a file is characters in UTF-8 or GB 18030."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

ENCODINGS = ("utf-8-sig", "gb18030")
_CHUNK = 1 << 20
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
"""What no text holds; tab, line ends, form feed and vertical tab are not among them."""
_TEXTUAL = frozenset({"txt", "md", "markdown", "csv", "tsv", "log", "json", "bib", "ris", "xml", "eml"})


def encoding_of(path: Path) -> str:
    """Return the encoding by which all of a file is text, ``utf-8-sig`` or ``gb18030``; "" if it is none."""
    return next((encoding for encoding in ENCODINGS if _is_in(path, encoding)), "")


def is_text(path: Path) -> bool:
    """Whether a file is text."""
    return bool(encoding_of(path))


def _is_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                if _CONTROL.search(decoder.decode(chunk)):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def is_meant_as_text(head: bytes, ending: str) -> bool:
    """Whether what is no text was to be some: by its name, or as UTF-16, which is written with a mark."""
    return ending in _TEXTUAL or head.startswith((b"\xff\xfe", b"\xfe\xff"))

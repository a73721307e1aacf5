"""The text of a file, for finding and for reading beside it.

Parses what strangers made: call it through :mod:`mainline.files.apart`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mainline.files.kinds import Kind

LONGEST = 2_000_000
"""Characters of text that are kept of one file."""

PAGE = "\f"
"""Stands between pages, where a file has them."""
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no database and no XML takes. A PDF reader writes U+FFFE where a word was parted at the end of a line."""


class Locked(Exception):
    """The file needs a password."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was read out of a file."""

    text: str
    """Lines; pages are parted by a form feed."""
    pages: int | None
    """Pages or slides; ``None`` where the format has none."""
    state: str
    """``read``, ``none`` or ``failed``."""
    note: str = ""
    """Code of :data:`mainline.files.notes.NOTES`; ``cut`` may stand beside ``read``."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Which function reads a kind. Imported when it is asked for: no library is loaded for a file of another kind."""

    module: str
    function: str
    between: str = "\n"
    """What stands between the parts that it gives."""

    def __call__(self, path: Path) -> tuple[Iterable[str], int | None]:
        """Return the parts of a file's text, and how many pages it has."""
        module = importlib.import_module(f"{__name__}.{self.module}")
        parts, pages = getattr(module, self.function)(path)
        return parts, pages


_READERS: Mapping[str, _Reader] = {
    "pdf": _Reader("pdf", "pages", PAGE),
    "docx": _Reader("office", "paragraphs"),
    "xlsx": _Reader("workbook", "lines"),
    "pptx": _Reader("slides", "slides", PAGE),
    "odt": _Reader("opendocument", "paragraphs"),
    "text": _Reader("plain", "lines", ""),
    "markdown": _Reader("plain", "lines", ""),
    "csv": _Reader("plain", "lines", ""),
    "xml": _Reader("plain", "elements"),
    "zip": _Reader("plain", "members"),
    "mail": _Reader("mail", "lines"),
}


def extract(path: Path, kind: Kind) -> Extracted:
    """Read the text of a file of a known kind. Never raises but ``MemoryError``: what can't be read says so."""
    reader = _READERS.get(kind.code)
    if reader is None:
        return Extracted("", None, "none", "picture")
    try:
        parts, pages = reader(path)
        text, is_cut = _joined(parts, reader.between)
    except Locked:
        return Extracted("", None, "failed", "password")
    except MemoryError:
        raise
    except Exception:
        # Whatever a library raises on a file that is not quite what its format says. This is the reader's own process.
        return Extracted("", None, "failed", "damaged")
    if not text.strip():
        return Extracted("", pages, "none", "scan" if kind.code == "pdf" else "blank")
    return Extracted(text, pages, "read", "cut" if is_cut else "")


def _joined(parts: Iterable[str], between: str) -> tuple[str, bool]:
    """Join parts up to :data:`LONGEST` characters; say whether anything was left out."""
    taken: list[str] = []
    room = LONGEST
    for part in parts:
        fit = _UNFIT.sub("", part.replace("\r\n", "\n").replace("\r", "\n"))
        if between != PAGE:
            fit = fit.replace(PAGE, "\n")
        piece = f"{between}{fit}" if taken else fit
        taken.append(piece[:room])
        room -= len(piece)
        if room < 0:
            return "".join(taken), True
    return "".join(taken), False

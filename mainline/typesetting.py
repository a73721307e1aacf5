"""Pages as PDF, typeset by Typst with Noto Sans SC, both of which come with the program: no font of the system is asked for.

All words go in as data and never as markup, so nothing that somebody typed is run. The same words give the same file.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

FONTS = Path(__file__).parent / "fonts"
"""Put there by the set-up (bin/vendor.py)."""
_SECONDS = 120
"""That a long list may take."""
_PATIENCE = 20
"""Seconds to wait for a turn: long lists must not keep all that serves pages waiting."""
_ROOT = Path(__file__).resolve().parents[1]
_TYPESETTER = Lock()
_APART = Lock()
_WRITTEN = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""What the file says of its making: the same words are the same file."""


class NoFonts(RuntimeError):
    """The fonts that pages are set in are not where the set-up puts them."""


class NotTypeset(RuntimeError):
    """The typesetter gave no answer in time, or broke."""


def typeset(template: Path, said: Mapping[str, Any]) -> bytes:
    """Return what a template makes of some words, as PDF; one at a time, as the typesetter is one.

    Raises :class:`NoFonts`.
    """
    _check_fonts()
    with _TYPESETTER:
        pdf = _compiler(template).compile(
            sys_inputs={"data": json.dumps(said, ensure_ascii=False)},
            format="pdf",
            timestamp=int(_WRITTEN.timestamp()),
        )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave more than one document")
    return pdf


def typeset_apart(template: Path, said: Mapping[str, Any], *, waits: bool = True) -> bytes:
    """The same in a process of its own, for many pages: the typesetter gives none of its memory back.

    Who does not wait is refused at once while another list is being set.

    Raises :class:`NoFonts` and :class:`NotTypeset`.
    """
    _check_fonts()
    words = json.dumps({"template": str(template), "said": said}, ensure_ascii=False).encode()
    patience = _PATIENCE if waits else 0
    if not _APART.acquire(timeout=patience):
        raise NotTypeset(f"busy for {patience} seconds")
    try:
        try:
            told = subprocess.run(  # this program, and a path of its own
                [sys.executable, "-m", "mainline.typesetting"],
                input=words,
                capture_output=True,
                cwd=_ROOT,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                timeout=_SECONDS,
                check=True,
            )
        except subprocess.TimeoutExpired:
            raise NotTypeset(f"not ready after {_SECONDS} seconds") from None
        except subprocess.CalledProcessError as error:
            raise NotTypeset(error.stderr.decode(errors="replace")[-2000:]) from None
    finally:
        _APART.release()
    return told.stdout


def _check_fonts() -> None:
    if not any(FONTS.glob("NotoSansSC*.ttf")):
        raise NoFonts(f"{FONTS}: no Noto Sans SC. Run bin/setup · 未找到字体，请运行 bin/setup")


@cache
def _compiler(template: Path) -> typst.Compiler:
    """Return the typesetter of a template, which reads fonts and template once."""
    return typst.Compiler(input=str(template), font_paths=[str(FONTS)], ignore_system_fonts=True)


def _main() -> None:
    """Read what to set from the standard input, and write the pages to the standard output."""
    asked = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(typeset(Path(asked["template"]), asked["said"]))


if __name__ == "__main__":
    _main()

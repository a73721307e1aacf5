"""Search across languages: a Chinese query also finds English documents, and the reverse.

``translator()`` is an expander for :func:`mainline.search.query.expand`; see docs/operate/search-quality.md.
"""

from __future__ import annotations

import functools
import threading
from pathlib import Path

from mainline.search.crosslingual.cedict import Cedict, Dictionary
from mainline.search.crosslingual.glossary import Glossary, GlossaryError, packaged_glossary, read_glossary
from mainline.search.crosslingual.lexicon import Learned, learn
from mainline.search.crosslingual.translator import Translator

__all__ = [
    "Cedict",
    "Dictionary",
    "Glossary",
    "GlossaryError",
    "Learned",
    "Translator",
    "learn",
    "packaged_glossary",
    "read_glossary",
    "translator",
]


@functools.lru_cache(maxsize=1)
def _packaged(kept: Path | None) -> tuple[Glossary, Cedict]:
    return Glossary(packaged_glossary()), Cedict.packaged(kept)


@functools.lru_cache(maxsize=1)
def _default(kept: Path | None) -> Translator:
    return Translator(_packaged(kept))


_loading = threading.Lock()
"""Threads that come at once would each read the dictionaries, and all of them wait many times as long."""


def translator(learned: Learned | None = None, *, kept: Path | None = None) -> Translator:
    """Return the expander of our glossary and CC-CEDICT, with a learned lexicon between them if given.

    The dictionaries are read on the first call and shared by all; ``kept`` is the file in which what was made of them
    is kept for the next program.
    """
    with _loading:
        if learned is None:
            return _default(kept)
        glossary, cedict = _packaged(kept)
        return Translator((glossary, learned, cedict))

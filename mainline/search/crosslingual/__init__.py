"""Search across languages: a Chinese query also finds English documents, and the reverse.

``translator()`` is an expander for :func:`mainline.search.query.expand`; see docs/operate/search-quality.md.
"""

from __future__ import annotations

import functools

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
def _packaged() -> tuple[Glossary, Cedict]:
    return Glossary(packaged_glossary()), Cedict.packaged()


@functools.lru_cache(maxsize=1)
def _default() -> Translator:
    return Translator(_packaged())


def translator(learned: Learned | None = None) -> Translator:
    """Return the expander of our glossary and CC-CEDICT, with a learned lexicon between them if given.

    The dictionaries are read on the first call and shared by all.
    """
    if learned is None:
        return _default()
    glossary, cedict = _packaged()
    return Translator((glossary, learned, cedict))

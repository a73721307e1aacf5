"""Text that every database takes, and every file and terminal that it is later written to."""

from __future__ import annotations

import re

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no character for. PostgreSQL refuses the first of them, UTF-8 the lone surrogates."""


def storable(text: str) -> str:
    """Return a text without control characters, halves of pairs and non-characters."""
    return _UNFIT.sub("", text) if _UNFIT.search(text) else text


def all_storable(value: object) -> object:
    """The same for every text inside lists and mappings."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {all_storable(name): all_storable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [all_storable(each) for each in value]
    return value

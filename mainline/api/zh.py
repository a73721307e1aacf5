"""The texts of the schema in Chinese, for the page that explains the API. The schema itself is published in English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType({})


def in_chinese(text: str) -> str:
    """Return a text of the schema in Chinese; one that is not in the table as it is, which a test finds."""
    return WORDS.get(text, text)

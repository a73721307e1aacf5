"""Lists of words by which claims are read, from ``words.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType


def _read() -> Mapping[str, frozenset[str]]:
    told = tomllib.loads((Path(__file__).parents[1] / "data" / "words.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: frozenset(words.split()) for name, words in told.items()})


WORDS = _read()
"""Each list by its name."""

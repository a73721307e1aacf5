"""What every shape of an answer is built on."""

from __future__ import annotations

import msgspec


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """An answer, or a part of one."""


class Pair(Shape, frozen=True, kw_only=True):
    """A text in both languages."""

    zh: str
    en: str

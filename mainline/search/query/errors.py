"""What a wrong query answers: where, what, and what to type instead."""

from __future__ import annotations


class QueryError(ValueError):
    """A query that can't be read. ``position`` counts characters from 0."""

    def __init__(self, position: int, message_zh: str, message_en: str, suggestion: str = "") -> None:
        super().__init__(message_en)
        self.position = position
        self.message_zh = message_zh
        self.message_en = message_en
        self.suggestion = suggestion
        """A whole query to try instead, or ``""``; one that :func:`~mainline.search.query.parse` raised can be read."""

    def message(self, language: str) -> str:
        """Return the message in Chinese (``zh…``) or English."""
        return self.message_zh if language.startswith("zh") else self.message_en

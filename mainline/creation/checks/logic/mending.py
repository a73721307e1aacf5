"""Corrections that are mechanical, applied to the text."""

from __future__ import annotations

from collections.abc import Iterable

from mainline.creation.checks.logic.findings import Edit


def mended(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with some edits made, the last first; one that overlaps another that was made is left out."""
    kept, before = text, len(text) + 1
    for edit in sorted(set(edits), key=lambda one: (one.start, one.end), reverse=True):
        if 0 <= edit.start <= edit.end <= len(text) and edit.end <= before:
            kept, before = kept[: edit.start] + edit.text + kept[edit.end :], edit.start
    return kept

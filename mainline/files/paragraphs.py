"""Text read out of a file, as paragraphs for people: lines that a page cut in two are one again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHEET = 6000
"""Characters of a sheet of a text that has no pages; a paragraph is never cut for it."""
_PAGE = "\f"
_FULL = 0.75
"""A line this full, by the longest of its page, runs on into the next."""
_ENDS = "。！？；：.!?;:…”』」)）"
_BEGINS = re.compile(
    r"^(?:[-–•·*■□◆●]|\(?\d{1,3}[.)、）]|[（(]?[一二三四五六七八九十]{1,3}[、）)]|\[\d{3,5}\]|第[一二三四五六七八九十百\d]+[条章节])"
)
"""How a line begins that is one of a list, or a heading."""
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a text, or a stretch of one that has none."""

    number: int
    """From 1."""
    paragraphs: Sequence[str]


def sheets(text: str, *, is_set: bool) -> list[Sheet]:
    """Part a text into sheets. ``is_set``: its lines are those of printed pages, as in a PDF, and paragraphs run over them."""
    if not text:
        return []
    if _PAGE in text or is_set:
        parts = text.split(_PAGE)
        split = joined_lines if is_set else _lines
        return [Sheet(number, split(part)) for number, part in enumerate(parts, 1)]
    return [Sheet(number, lines) for number, lines in enumerate(_stretches(_lines(text)), 1)]


def joined_lines(page: str) -> list[str]:
    """Join the lines of a printed page into paragraphs."""
    lines = [line.strip() for line in page.split("\n")]
    longest = max(map(_width, lines), default=0)
    paragraphs: list[str] = []
    runs_on = False
    for line in lines:
        if runs_on and line and not _BEGINS.match(line):
            paragraphs[-1] = _joined(paragraphs[-1], line)
        elif line:
            paragraphs.append(line)
        runs_on = bool(line) and _width(line) >= longest * _FULL and line[-1] not in _ENDS
    return paragraphs


def _joined(before: str, after: str) -> str:
    """Join two halves of a line: Chinese without a space, a word parted by a hyphen without it."""
    if _WIDE.match(before[-1]) and _WIDE.match(after[0]):
        return before + after
    if before.endswith("-") and before[-2:-1].isalpha() and after[0].islower():
        return before[:-1] + after
    return f"{before} {after}"


def _width(line: str) -> int:
    """Return how wide a line is printed, in half characters: a Chinese one takes two."""
    return len(line) + len(_WIDE.findall(line))


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _stretches(lines: Sequence[str]) -> Iterator[list[str]]:
    held: list[str] = []
    length = 0
    for line in lines:
        if held and length + len(line) > SHEET:
            yield held
            held, length = [], 0
        held.append(line)
        length += len(line)
    if held:
        yield held

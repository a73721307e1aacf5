"""Marks what a query found in the text as printed. Answers in segments, never in HTML.

The raw text is searched again with the rules of the index: a word by its stem, a quoted one as written,
Chinese by its characters, whatever the width, the script form or the blanks of the print.
"""

from __future__ import annotations

import fnmatch
import functools
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mainline.search.query.tree import Node, Number, Phrase, Term, Wildcard, leaves
from mainline.search.tokens import (
    ascii_fold,
    exact_terms,
    fold,
    fold_with_origin,
    has_cjk,
    stem_terms,
    stems,
    units,
)

Segment = tuple[str, bool]
"""A piece of the raw text and whether it is a hit. The pieces joined are the text again."""

PASSAGE_LENGTH = 240
"""Characters of the best passage of a long text."""
_WORD = re.compile(r"[^\W_]+")
"""A word of a text without Chinese."""
_BORDER = re.compile(r"[\s，。；、,.;:：]")
_REACH = 24
"""How far a passage moves to begin or end between words."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark: runs of stems, runs of words as written, word patterns, and Chinese patterns."""

    stems: tuple[tuple[str, ...], ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    globs: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.stems or self.words or self.globs or self.patterns)


def marks_of(tree: Node, field: str = "") -> Marks:
    """Return what a (segmented, expanded) tree wants to see in a field; ``""`` takes words of every field."""
    found: dict[str, list[str]] = defaultdict(list)
    for leaf, is_wanted in leaves(tree):
        if not is_wanted or not isinstance(leaf, Term | Phrase | Wildcard | Number):
            continue
        own = leaf.field if not isinstance(leaf, Number) else "number"
        if field and own and own != field:
            continue
        kind = "term" if isinstance(leaf, Term | Number) else "phrase" if isinstance(leaf, Phrase) else "glob"
        found[kind].append(leaf.text)
        if isinstance(leaf, Term | Phrase):
            found["term"] += [one.text for one in leaf.across]
    return _marks(found["term"], found["phrase"], found["glob"])


def marks_of_words(texts: Iterable[str]) -> Marks:
    """Return what marks some words wherever they stand, each by its stem or its characters."""
    return _marks(list(texts), [], [])


def _marks(terms: list[str], phrases: list[str], globs: list[str]) -> Marks:
    folded = {
        kind: [fold(text) for text in texts]
        for kind, texts in zip("tpg", (terms, phrases, globs), strict=True)
    }
    chinese = [text for texts in folded.values() for text in texts if has_cjk(text)]
    latin = {kind: [text for text in texts if not has_cjk(text)] for kind, texts in folded.items()}
    return Marks(
        stems=tuple(dict.fromkeys(run for text in latin["t"] if (run := stem_terms(text)))),
        words=tuple(dict.fromkeys(run for text in latin["p"] if (run := exact_terms(text)))),
        globs=tuple(
            dict.fromkeys(glob for text in latin["g"] for glob in re.findall(r"[^\W_*?]*[\w*?]+", text))
        ),
        patterns=tuple(pattern for text in dict.fromkeys(chinese) for pattern in _chinese_patterns(text)),
    )


@functools.lru_cache(maxsize=2000)
def _chinese_patterns(folded: str) -> tuple[re.Pattern[str], ...]:
    """Return one pattern for each part between ``*``; signs may stand where they do in the query or Latin meets."""
    found: list[re.Pattern[str]] = []
    for part in folded.split("*"):
        pieces = [re.escape(unit.text) for gap in part.split("?") for unit in [*units(gap), None] if unit]
        if "?" in part:
            found.append(re.compile(".".join(re.escape(gap) for gap in part.strip("?").split("?"))))
        elif pieces:
            found.append(re.compile(r"[\W_]{0,8}".join(pieces)))
    return tuple(found)


def highlight(raw: str, marks: Marks) -> tuple[Segment, ...]:
    """Return the whole text in segments.

    >>> highlight("Turbine blades", Marks(stems=(("blade",),)))
    (('Turbine ', False), ('blades', True))
    """
    return _segments(raw, hits(raw, marks), 0, len(raw))


def passage(raw: str, marks: Marks, length: int = PASSAGE_LENGTH) -> tuple[Segment, ...]:
    """Return the part of about ``length`` characters that shows most of what was asked; ``…`` where it is cut."""
    found = hits(raw, marks)
    if len(raw) <= length:
        return _segments(raw, found, 0, len(raw))
    start, end = _window(raw, found, length)
    before: tuple[Segment, ...] = (("…", False),) if start else ()
    after: tuple[Segment, ...] = (("…", False),) if end < len(raw) else ()
    return (*before, *_segments(raw, found, start, end), *after)


def hits(raw: str, marks: Marks) -> list[tuple[int, int]]:
    """Return the (start, end) spans of the raw text that are marked, in order, none overlapping."""
    if not raw or not marks:
        return []
    folded = fold_with_origin(raw)
    spans = [match.span() for pattern in marks.patterns for match in pattern.finditer(folded.text)]
    if marks.stems or marks.words or marks.globs:
        spans += _word_spans(folded.text, marks)
    return _merged((folded.origin[start], folded.origin[end - 1] + 1) for start, end in spans if end > start)


def _word_spans(folded: str, marks: Marks) -> list[tuple[int, int]]:
    words = _words(folded)
    written = words if folded.isascii() else [ascii_fold(word) for word in words]
    runs = [*_runs(stems(written), marks.stems), *_runs(written, marks.words)]
    for glob in marks.globs:
        matching = {word for word in set(written) if fnmatch.fnmatchcase(word, glob)}
        runs += [(at, at) for at, word in enumerate(written) if word in matching]
    if not runs:
        return []
    places = _places(folded)
    return [(places[first][0], places[last][1]) for first, last in runs]


def _words(folded: str) -> list[str]:
    """Return the words that are not Chinese."""
    if has_cjk(folded):
        return [unit.text for unit in units(folded) if not unit.is_cjk]
    return _WORD.findall(folded)


def _places(folded: str) -> list[tuple[int, int]]:
    """Return where each of :func:`_words` begins and ends."""
    if has_cjk(folded):
        return [(unit.start, unit.end) for unit in units(folded) if not unit.is_cjk]
    return [match.span() for match in _WORD.finditer(folded)]


def _runs(words: list[str], wanted: Iterable[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Yield the (first, last) indices where a wanted run of words stands."""
    present = set(words) if wanted else set()
    for run in wanted:
        if not present.issuperset(run):
            continue
        at = -1
        for _ in range(words.count(run[0])):
            at = words.index(run[0], at + 1)
            if tuple(words[at : at + len(run)]) == run:
                yield at, at + len(run) - 1


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(raw: str, found: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    """Return where the passage begins and ends: the place with the most different marked words."""
    if not found:
        return 0, _border_after(raw, length)
    starts = [start for start, _ in found]
    ends = [end for _, end in found]

    def worth(index: int) -> tuple[int, int]:
        last = bisect_right(ends, starts[index] + length)
        return len({raw[a:b].lower() for a, b in found[index:last]}), last - index

    best = max(range(len(found)), key=lambda index: (*worth(index), -index))
    covered = max(ends[best], ends[max(best, bisect_right(ends, starts[best] + length) - 1)])
    slack = max(0, length - (covered - starts[best]))
    start = max(0, min(starts[best] - slack // 2, len(raw) - length))
    start = _border_before(raw, start, starts[best]) if start else 0
    return start, max(covered, _border_after(raw, start + length))


def _border_before(raw: str, start: int, first_hit: int) -> int:
    """Move right to the beginning of a word, not past the first hit."""
    match = _BORDER.search(raw, start, min(first_hit, start + _REACH))
    return match.end() if match else start


def _border_after(raw: str, end: int) -> int:
    """Move left to the end of a word, but not far."""
    if end >= len(raw):
        return len(raw)
    borders = [match.start() for match in _BORDER.finditer(raw, max(0, end - _REACH), end)]
    return borders[-1] if borders else end


def _segments(raw: str, found: Sequence[tuple[int, int]], start: int, end: int) -> tuple[Segment, ...]:
    pieces: list[Segment] = []
    at = start
    first = bisect_left([span_end for _, span_end in found], start + 1)
    for span_start, span_end in found[first:]:
        if span_start >= end:
            break
        pieces.append((raw[at : max(at, span_start)], False))
        pieces.append((raw[max(at, span_start) : min(end, span_end)], True))
        at = min(end, span_end)
    pieces.append((raw[at:end], False))
    return tuple(piece for piece in pieces if piece[0])

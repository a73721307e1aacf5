"""Other-language alternatives of the words of a query: the longest known span first, then its words."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from itertools import product

from mainline.search.crosslingual.cedict import Dictionary
from mainline.search.query import SpanAlternative
from mainline.search.tokens import fold, has_cjk, stem_terms

LONGEST_SPAN = 5
"""Words that one alternative may stand for."""
MOST_ALTERNATIVES = 8
"""Alternatives of one span; more only find noise."""
_INSIDE_SPAN = 0.7
"""Weight of a single word's alternatives where a longer span around it has its own."""
_NEXT_SOURCE = 0.8
"""Weight of a source's renderings where a source before it has some."""
_LONE_CHARACTER = 0.5
"""Weight of a rendering from or to one Chinese character, which has many meanings."""
_COMPOSED = 0.8
"""Weight of a rendering put together from parts of a Chinese word."""

Rendering = tuple[str, float]


class Translator:
    """An :class:`~mainline.search.query.Expander` over dictionaries, the most trusted first."""

    def __init__(self, sources: Sequence[Dictionary], most: int = MOST_ALTERNATIVES) -> None:
        """Take the sources and how many alternatives a span may have."""
        self._sources = tuple(sources)
        self._most = most
        self.renderings = functools.lru_cache(maxsize=20_000)(self._renderings)

    def __call__(self, words: Sequence[str]) -> list[SpanAlternative]:
        """Return alternatives of any span of neighbouring words, those of the longest spans the heaviest."""
        keys = [_key(word) for word in words]
        found: list[SpanAlternative] = []
        start = 0
        while start < len(keys):
            end = self._span_end(keys, start)
            found += self._alternatives(keys, start, end, 1.0)
            if end - start > 1:
                for inner in range(start, end):
                    found += self._alternatives(keys, inner, inner + 1, _INSIDE_SPAN)
            start = end
        return found

    def _alternatives(
        self, keys: Sequence[str], start: int, end: int, share: float
    ) -> Iterator[SpanAlternative]:
        for text, weight in self.renderings(_joined(keys[start:end])):
            yield SpanAlternative(start, end, text, round(weight * share, 3))

    def _span_end(self, keys: Sequence[str], start: int) -> int:
        """Return the end of the longest span from ``start`` that a source knows; one word if none does."""
        is_chinese = has_cjk(keys[start])
        end = start + 1
        while end < len(keys) and end - start < LONGEST_SPAN and has_cjk(keys[end]) == is_chinese:
            end += 1
        while end - start > 1 and not self._is_known(_joined(keys[start:end])):
            end -= 1
        return end

    def _is_known(self, key: str) -> bool:
        if has_cjk(key):
            return any(source.english(key) for source in self._sources)
        return any(source.chinese(key) for source in self._sources)

    def _renderings(self, key: str) -> tuple[Rendering, ...]:
        """Return the best renderings of a Chinese word or of English stems, each with its weight."""
        found = (self._looked_up(key) or self._composed(key)) if has_cjk(key) else self._chinese(key)
        return tuple(sorted(found.items(), key=lambda item: -item[1])[: self._most])

    def _looked_up(self, chinese: str) -> dict[str, float]:
        found: dict[str, float] = {}
        share = 1.0 if len(chinese) > 1 else _LONE_CHARACTER
        for source in self._sources:
            renderings = source.english(chinese)
            for english, weight in renderings:
                found.setdefault(english, weight * share)
            share *= _NEXT_SOURCE if renderings else 1.0
        return found

    def _chinese(self, stems: str) -> dict[str, float]:
        found: dict[str, float] = {}
        share = 1.0
        for source in self._sources:
            renderings = source.chinese(stems)
            for chinese, weight in renderings:
                found.setdefault(chinese, weight * share * (1.0 if len(chinese) > 1 else _LONE_CHARACTER))
            share *= _NEXT_SOURCE if renderings else 1.0
        if any(len(chinese) > 1 for chinese in found):
            return {chinese: weight for chinese, weight in found.items() if len(chinese) > 1}
        return found

    def _composed(self, chinese: str) -> dict[str, float]:
        """Return renderings of a word that no source knows, put together from the longest parts they know."""
        parts = self._parts(chinese)
        known = sum(len(part) for part in parts) / len(chinese)
        if not parts or known < 0.5:
            return {}
        choices = [list(self._looked_up(part).items())[:2] for part in parts[:3]]
        found: dict[str, float] = {}
        for chosen in product(*choices):
            weight = _COMPOSED * known * min(weight for _, weight in chosen)
            found.setdefault(" ".join(english for english, _ in chosen), weight)
        return found

    def _parts(self, chinese: str) -> list[str]:
        parts: list[str] = []
        start = 0
        while start < len(chinese) - 1:
            end = len(chinese)
            while end - start > 1 and not self._looked_up(chinese[start:end]):
                end -= 1
            if end - start > 1:
                parts.append(chinese[start:end])
            start = end
        return parts


def _key(word: str) -> str:
    """Return what the sources are asked for: folded Chinese, or English stems divided by blanks."""
    folded = fold(word)
    return folded if has_cjk(folded) else " ".join(stem_terms(folded))


def _joined(keys: Sequence[str]) -> str:
    return "".join(keys) if has_cjk(keys[0]) else " ".join(keys)

"""Did you mean: the nearest frequent words of the index itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mainline.search.tokens import HAN_RUN, fold

SHORTEST_LATIN = 4
"""Shorter words have too many neighbours to guess."""
RATHER = 5
"""How many times as frequent as the word itself a suggestion must be."""
KNOWN = 5
"""A word that stands in so many texts is no typing error, however few texts have it with the others."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and in how many texts each stands, ordered for looking up neighbours."""

    counts: Mapping[str, int]
    by_start: Mapping[tuple[str, int], tuple[str, ...]]
    """Latin words by first letter and length."""
    by_character: Mapping[tuple[str, int], tuple[str, ...]]
    """Chinese words by each of their characters and by length."""

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Self:
        """Arrange words by their beginning and by their characters; words that stand once are typing errors themselves."""
        by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        by_character: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word, count in counts.items():
            if count < 2:
                continue
            if HAN_RUN.fullmatch(word):
                for char in set(word):
                    by_character[char, len(word)].append(word)
            elif word.isalpha():
                by_start[word[0], len(word)].append(word)
        return cls(
            counts,
            {start: tuple(words) for start, words in by_start.items()},
            {key: tuple(words) for key, words in by_character.items()},
        )

    def nearest(self, word: str) -> str:
        """Return the best other spelling of a word, or ``""``."""
        folded = fold(word)
        if self.counts.get(folded, 0) >= KNOWN:
            return ""
        floor = max(1, RATHER * self.counts.get(folded, 0))
        near = self._chinese(folded) if HAN_RUN.fullmatch(folded) else self._latin(folded)
        ranked = [
            (distance, -self.counts.get(other, 0), other)
            for other, distance in near
            if other != folded and self.counts.get(other, 0) >= floor
        ]
        return min(ranked)[2] if ranked else ""

    def _latin(self, word: str) -> Iterable[tuple[str, float]]:
        """Return words at most one or two edits away; the first letter is right, or changed places with the next."""
        if len(word) < SHORTEST_LATIN:
            return []
        most = 1 if len(word) < 6 else 2
        found: list[tuple[str, float]] = []
        for length in range(len(word) - most, len(word) + most + 1):
            for letter in {word[0], word[1]}:
                others = self.by_start.get((letter, length), ())
                near = process.extract(word, others, scorer=OSA.distance, score_cutoff=most, limit=20)
                found += [(str(other), float(distance)) for other, distance, _ in near]
        return found

    def _chinese(self, word: str) -> Iterable[tuple[str, float]]:
        """Return words of about the same length that share at least half the characters."""
        if len(word) < 2:
            return []
        others = {
            other
            for char in set(word)
            for length in (len(word) - 1, len(word), len(word) + 1)
            for other in self.by_character.get((char, length), ())
        }
        alike = ((other, OSA.distance(word, other)) for other in others)
        return [(other, float(distance)) for other, distance in alike if 2 * distance <= len(word)]


def correct(query: str, words: Iterable[str], vocabulary: Vocabulary) -> str:
    """Return the query with its unknown or rare words replaced, or ``""`` when there is nothing better."""
    fixed = query
    for word in dict.fromkeys(words):
        nearest = vocabulary.nearest(word)
        if nearest and word in fixed:
            fixed = fixed.replace(word, nearest, 1)
    return fixed if fixed != query else ""

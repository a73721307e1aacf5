"""The telling words of a text, and how much of them another has: likeness that can be counted and shown. Pure.

A profile is made once, with weights by how rare its words were in the register then. So a score says the same whatever a
batch holds: the share of the profile's weight that a document has, by language, the best of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TEXT_COLUMNS = ("title", "abstract", "claims")
_STREAMS = ("la", "zh")
"""Stems of western words, and Chinese words as cut."""
MOST_TERMS = 40
LEAST_TERMS = 3
"""A profile of fewer words would call everything alike."""
_TITLE = 2.0
"""A word of the title counts twice."""

WHOLE = 1_000_000
"""What the weights of one language come to, about: whole numbers, so that a profile has one canonical form."""
Profile = tuple[tuple[tuple[str, int], ...], ...]
"""For each language (term, weight) pairs, the weightiest first."""


@dataclass(frozen=True, slots=True)
class Match:
    """How much of a profile a document has, of 100, and by which words, the weightiest first."""

    score: int
    words: tuple[str, ...]


def terms_of(columns: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return the words of a prepared document by stream: of title, abstract and claims."""
    found: dict[str, frozenset[str]] = {}
    for stream in _STREAMS:
        texts = (text for name in TEXT_COLUMNS for text in columns.get(f"{name}_{stream}", ()))
        found[stream] = frozenset(term for text in texts for term in text.split(" ") if term)
    return found


def profile_of(
    columns: Mapping[str, Any], rarity: Callable[[str, str], float], is_empty: Callable[[str], bool]
) -> Profile:
    """Return the profile of a prepared document. ``rarity(stream, term)`` is its share of all documents, 0 to 1."""
    made = []
    titles = {s: {t for text in columns.get(f"title_{s}", ()) for t in text.split(" ")} for s in _STREAMS}
    for stream, terms in terms_of(columns).items():
        weights = {
            term: -math.log(max(rarity(stream, term), 1e-6)) * (_TITLE if term in titles[stream] else 1.0)
            for term in sorted(terms)
            if not _is_noise(term) and not is_empty(term)
        }
        kept = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TERMS]
        kept = [(term, weight) for term, weight in kept if weight > 0]
        whole = sum(weight for _, weight in kept)
        if len(kept) >= LEAST_TERMS and whole:
            made.append(tuple((term, round(WHOLE * weight / whole)) for term, weight in kept))
    return tuple(made)


def _is_noise(term: str) -> bool:
    return len(term) < 2 or term.isdecimal()


def match(profile: Profile, terms: Mapping[str, frozenset[str]]) -> Match:
    """Return how much of a profile a document has: the best of its languages."""
    every = frozenset().union(*terms.values())
    best = Match(0, ())
    for one in profile:
        found = [(term, weight) for term, weight in one if term in every]
        score = _percent(sum(weight for _, weight in found))
        if score > best.score:
            best = Match(score, tuple(term for term, _ in found))
    return best


def _percent(weight: int) -> int:
    return min(100, (200 * weight + WHOLE) // (2 * WHOLE))


class Percolator:
    """Many profiles, asked of by one document at a time: only the words that a document has are looked at."""

    def __init__(self, profiles: Iterable[tuple[int, Profile]]) -> None:
        """``profiles`` are (any number, profile) pairs."""
        self._terms: dict[str, list[tuple[int, int, int]]] = {}
        self._profiles: dict[int, Profile] = {}
        for key, profile in profiles:
            self._profiles[key] = profile
            for language, one in enumerate(profile):
                for term, weight in one:
                    self._terms.setdefault(term, []).append((key, language, weight))

    def matches(self, terms: Mapping[str, frozenset[str]], least: Mapping[int, int]) -> dict[int, Match]:
        """Return the profiles of which a document has at least ``least`` percent."""
        sums: dict[tuple[int, int], int] = {}
        for term in frozenset().union(*terms.values()):
            for key, language, weight in self._terms.get(term, ()):
                sums[key, language] = sums.get((key, language), 0) + weight
        near = {key for (key, _), weight in sums.items() if _percent(weight) >= least[key]}
        return {key: match(self._profiles[key], terms) for key in sorted(near)}


def class_nearness(own: Sequence[str], others: Sequence[str]) -> tuple[int, str]:
    """Return how near two rights stand in a classification, of 100, and the symbol that they share.

    The same main group is 100, the same subclass 60, the same class 30.

    >>> class_nearness(["H01M 4/36"], ["H01M 10/05", "A01D 41/12"])
    (60, 'H01M')
    """
    best = (0, "")
    for level, score in ((_group, 100), (_subclass, 60), (_class, 30)):
        shared = sorted({level(one) for one in own} & {level(one) for one in others} - {""})
        if shared and score > best[0]:
            best = (score, shared[0])
    return best


def _group(symbol: str) -> str:
    head, slash, _ = "".join(symbol.split()).partition("/")
    return f"{head[:4]} {head[4:]}" if slash and len(head) > 4 else ""


def _subclass(symbol: str) -> str:
    bare = "".join(symbol.split())[:4]
    return bare if len(bare) == 4 and bare[3].isalpha() else ""


def _class(symbol: str) -> str:
    bare = "".join(symbol.split())[:3]
    return bare if len(bare) == 3 and bare[1:].isdecimal() else ""


def in_classes(wanted: Sequence[str], classes: Iterable[Sequence[str]]) -> str:
    """Return the first of the wanted classes in which a right stands, ``""`` for none: ``H01M`` takes what is below it, a
    number is a Nice class.

    >>> in_classes(["h01m 4"], [("ipc", "H01M 4/36")]), in_classes(["9"], [("nice", "09")])
    ('h01m 4', '9')
    """
    for one in wanted:
        bare = "".join(one.split()).upper()
        for scheme, symbol in classes:
            told = "".join(symbol.split()).upper()
            is_number = bare.isdecimal()
            if is_number and scheme == "nice" and told.lstrip("0") == bare.lstrip("0"):
                return one
            if not is_number and bare and told.startswith(bare):
                return one
    return ""

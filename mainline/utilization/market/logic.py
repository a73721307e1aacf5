"""How alike a need and a right are: a score taken apart into its parts, each with what it follows from.

Pure and exact: the same pair has the same score from either side, on any day on which the same is known of it. What is
not known of a pair is left out, and the other parts count for the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mainline.search.tokens import fold, has_cjk, latin_words, stems

ALIVE = frozenset({"in_force", "under_challenge", "published", "pending"})
"""Statuses of rights that can be matched."""
_ACROSS = Fraction(9, 10)
"""What a word counts that is found in the other language alone, beside how sure its translation is."""
_BESIDE = Fraction(5, 10)
"""The same where the text has the need's language too, and says it with another word there."""
_HALF = Fraction(1, 2)
_DOUBLE = 2
"""So many times the budget still counts by half."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a need: how much it tells, and what says the same in the other language, with how sure that is."""

    text: str
    weight: int
    """In thousandths; 0 for a word that tells nothing."""
    others: tuple[tuple[str, int], ...] = ()
    """(text, how sure in thousandths)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A word of a need that a text has: as written, or as ``other`` in the other language."""

    word: str
    other: str
    weight: int
    """Of the word, in thousandths, times how sure it is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a need. Empty and ``None`` stand for what it does not say."""

    words: Sequence[Word]
    classes: Collection[str] = ()
    """Beginnings of IPC symbols that belong to its industry."""
    industry: str = ""
    modes: Collection[str] = ()
    most_minor: int | None = None
    """Upper end of its budget; with ``is_budget_open`` there is none."""
    is_budget_open: bool = False
    readiness: int | None = None
    """The least technology readiness level that would do."""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a right, and of the offer in which it stands, if there is one."""

    text: str
    is_across: bool = True
    """Whether it is written in another language than the need alone: then translations count nearly as the words."""
    symbols: Sequence[str] = ()
    status: str = "unknown"
    place: str = ""
    is_offered: bool = False
    industry: str = ""
    mode: str = ""
    price_minor: int | None = None
    """In CNY; ``None``: open to talk, in another currency, or no offer."""
    readiness: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score. ``value`` from 0 to 1, ``None`` where it is not known; ``why`` is the code of its reason."""

    code: str
    weight: int
    value: Fraction | None
    why: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def percent(self) -> int | None:
        """The value in hundredths."""
        return None if self.value is None else round(self.value * 100)

    @property
    def speaks(self) -> str:
        """``for``, ``against``, or ``open`` where it is not known."""
        if self.value is None:
            return "open"
        return "for" if self.value >= _HALF else "against"


@dataclass(frozen=True, slots=True)
class Score:
    """How alike two are, from 0 to 100, with the parts of it and the words found, the most telling first."""

    total: int
    parts: tuple[Part, ...]
    found: tuple[Found, ...]


def score(wanted: Wanted, candidate: Candidate, weights: Mapping[str, int], enough_percent: int) -> Score:
    """Compare a need with a right.

    ``weights`` by code of the part; ``enough_percent`` is the share of a need's words whose being found counts as whole.
    """
    hits = found_in(wanted.words, candidate.text, is_across=candidate.is_across)
    parts = (
        _words(wanted, hits, weights["words"], enough_percent),
        _industry(wanted, candidate, weights["industry"]),
        _force(candidate, weights["force"]),
        _offered(candidate, weights["offered"]),
        _mode(wanted, candidate, weights["mode"]),
        _price(wanted, candidate, weights["price"]),
        _readiness(wanted, candidate, weights["readiness"]),
        _place(wanted, candidate, weights["place"]),
    )
    return Score(total_of(parts), parts, hits)


def total_of(parts: Sequence[Part]) -> int:
    """Return the mean of the known parts by their weights, 0 to 100; 0 where none is known."""
    known = [(part.weight, part.value) for part in parts if part.value is not None]
    whole = sum(weight for weight, _ in known)
    return round(sum(weight * value for weight, value in known) * 100 / whole) if whole else 0


def found_in(words: Sequence[Word], text: str, *, is_across: bool = True) -> tuple[Found, ...]:
    """Return the words that a text has, the most telling first; ``is_across``: it lacks the need's language."""
    folded = fold(text)
    known = _Known(folded, frozenset(stems(latin_words(folded))))
    hits = [hit for word in words if word.weight and (hit := _found(word, known, is_across)) is not None]
    return tuple(sorted(hits, key=lambda hit: (-hit.weight, hit.word)))


@dataclass(frozen=True, slots=True)
class _Known:
    folded: str
    stems: frozenset[str]

    def has(self, text: str) -> bool:
        word = fold(text)
        if has_cjk(word):
            return word in self.folded
        wanted = stems(latin_words(word))
        return bool(wanted) and all(stem in self.stems for stem in wanted)


def _found(word: Word, text: _Known, is_across: bool) -> Found | None:
    if text.has(word.text):
        return Found(word.text, "", word.weight)
    others = [(sure, other) for other, sure in word.others if text.has(other)]
    if not others:
        return None
    sure, other = max(others)
    return Found(
        word.text, other, round(word.weight * Fraction(sure, 1000) * (_ACROSS if is_across else _BESIDE))
    )


def _words(wanted: Wanted, hits: Sequence[Found], weight: int, enough: int) -> Part:
    whole = sum(word.weight for word in wanted.words)
    if not whole:
        return Part("words", weight, None, "words.none")
    share = Fraction(sum(hit.weight for hit in hits), whole)
    facts = {"percent": str(round(share * 100)), "enough": str(enough)}
    return Part("words", weight, min(Fraction(1), share * 100 / enough), "words.share", facts)


def _industry(wanted: Wanted, candidate: Candidate, weight: int) -> Part:
    if not wanted.industry:
        return Part("industry", weight, None, "industry.not_said")
    if candidate.industry == wanted.industry:
        return Part("industry", weight, Fraction(1), "industry.offer")
    if not wanted.classes or not candidate.symbols:
        return Part("industry", weight, None, "industry.no_classes")
    bare = ["".join(symbol.split()) for symbol in candidate.symbols]
    same = next((one for one in bare for begin in wanted.classes if one.startswith(begin)), "")
    if same:
        return Part("industry", weight, Fraction(1), "industry.class", {"code": same})
    near = next((one for one in bare for begin in wanted.classes if one[:3] == begin[:3]), "")
    if near:
        return Part("industry", weight, _HALF, "industry.near", {"code": near})
    return Part("industry", weight, Fraction(0), "industry.other", {"code": bare[0]})


def _force(candidate: Candidate, weight: int) -> Part:
    values = {"in_force": Fraction(1), "under_challenge": _HALF, "published": _HALF, "pending": _HALF}
    if candidate.status == "unknown":
        return Part("force", weight, None, "force.unknown")
    value = values.get(candidate.status, Fraction(0))
    return Part("force", weight, value, "force.status", {"status": candidate.status})


def _offered(candidate: Candidate, weight: int) -> Part:
    if candidate.is_offered:
        return Part("offered", weight, Fraction(1), "offered.yes")
    return Part("offered", weight, Fraction(0), "offered.no")


def _mode(wanted: Wanted, candidate: Candidate, weight: int) -> Part:
    if not wanted.modes:
        return Part("mode", weight, None, "mode.not_said")
    if not candidate.mode:
        return Part("mode", weight, None, "mode.not_offered")
    if candidate.mode in wanted.modes:
        return Part("mode", weight, Fraction(1), "mode.same", {"mode": candidate.mode})
    return Part("mode", weight, Fraction(0), "mode.other", {"mode": candidate.mode})


def _price(wanted: Wanted, candidate: Candidate, weight: int) -> Part:
    if wanted.most_minor is None and not wanted.is_budget_open:
        return Part("price", weight, None, "price.not_said")
    if candidate.price_minor is None:
        return Part("price", weight, None, "price.open")
    facts = {"price": str(candidate.price_minor)}
    if wanted.most_minor is None or candidate.price_minor <= wanted.most_minor:
        return Part("price", weight, Fraction(1), "price.within", facts)
    if candidate.price_minor <= _DOUBLE * wanted.most_minor:
        return Part("price", weight, _HALF, "price.above", facts)
    return Part("price", weight, Fraction(0), "price.far", facts)


def _readiness(wanted: Wanted, candidate: Candidate, weight: int) -> Part:
    if wanted.readiness is None:
        return Part("readiness", weight, None, "readiness.not_said")
    if candidate.readiness is None:
        return Part("readiness", weight, None, "readiness.unknown")
    facts = {"trl": str(candidate.readiness), "least": str(wanted.readiness)}
    if candidate.readiness >= wanted.readiness:
        return Part("readiness", weight, Fraction(1), "readiness.enough", facts)
    gap = wanted.readiness - candidate.readiness
    return Part("readiness", weight, max(Fraction(0), 1 - Fraction(gap, 3)), "readiness.less", facts)


def _place(wanted: Wanted, candidate: Candidate, weight: int) -> Part:
    """Places are codes of GB/T 2260: two digits the province, four the city."""
    if not wanted.place or not candidate.place:
        return Part("place", weight, None, "place.unknown")
    if wanted.place[:4] == candidate.place[:4]:
        return Part("place", weight, Fraction(1), "place.city")
    if wanted.place[:2] == candidate.place[:2]:
        return Part("place", weight, _HALF, "place.province")
    return Part("place", weight, Fraction(0), "place.other")

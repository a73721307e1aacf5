"""Antecedents in English (C6): every "the X" and "said X" is compared with what stands before it.

No parts of speech are known: a name ends at a preposition, a conjunction, a verb of the list below or a sign, and the
longest beginning of it that was written before counts. What follows of a thing known is taken as a part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mainline.creation.checks.logic.claims import Claim
from mainline.creation.checks.logic.findings import Edit, Finding, Severity
from mainline.creation.checks.logic.references import Graph
from mainline.creation.checks.logic.scope import Occurrences, Scope
from mainline.creation.checks.logic.titles import singular
from mainline.creation.checks.logic.vocabulary import WORDS

MOST_WORDS = 8
_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9\-/]{0,60}|[0-9]{1,12}|[^\sA-Za-z0-9]")
_ENDS = WORDS["english_ends"]
_QUANTITY = WORDS["english_quantity"]
_NEUTRAL = WORDS["english_neutral"]
_ORDINALS = WORDS["english_ordinals"]
_NOBODY = WORDS["english_nobody"]
"""What begins so needs no introduction: everybody has one, or it is no thing."""
_ROOT = 4
"""Letters that words of one root share: "the separation" after "separating"."""


@dataclass(frozen=True, slots=True)
class _Words:
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    plain: tuple[str, ...]
    """Small, and without the ending of the plural."""
    raw: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> _Words:
        found = list(_WORD.finditer(text))
        raw = tuple(one[0].lower() for one in found)
        return cls(
            tuple(one.start() for one in found),
            tuple(one.end() for one in found),
            tuple(map(singular, raw)),
            raw,
        )

    def is_end(self, nth: int) -> bool:
        return self.raw[nth] in _ENDS or not self.raw[nth][0].isalpha()

    def is_verbal(self, nth: int) -> bool:
        """Whether a name that ends before this word is whole: what follows is an end, or may be a verb."""
        return self.is_end(nth) or self.raw[nth].endswith(("ed", "ing", "ly", "s"))


@dataclass(frozen=True, slots=True)
class _Said:
    claim: Claim
    nth: int
    """Of the word "the" or "said"."""
    first: int
    last: int
    """Of the words of the name."""
    has_said: bool


class _Reader:
    """The English claims of a text, and what stands where in them."""

    def __init__(self, claims: Sequence[Claim], graph: Graph, scope: Scope) -> None:
        """Cut the claims into words and note where the names stand that are asked for."""
        self.claims, self.graph, self.scope = {claim.index: claim for claim in claims}, graph, scope
        self.words = {claim.index: _Words.of(claim.text) for claim in claims}
        self.said = [one for claim in claims for one in self._find(claim)]
        wanted = {name for one in self.said for name in self._names(one)}
        wanted |= {word for one in self.said for word in self._parts(one)}
        self.found, self.loose, self.roots = Occurrences(), Occurrences(), Occurrences()
        """Where a name stands whole, where it stands at all, and where a word of its root does."""
        for claim in claims:
            self._note(claim, wanted)

    def _find(self, claim: Claim) -> Iterator[_Said]:
        words = self.words[claim.index]
        lead = next((r for r in self.graph.references[claim.index] if r.is_dependency), None)
        # Up to its reference a dependent claim names its subject: that is rule C7.
        title = lead.start - claim.start if lead else 1
        for nth, word in enumerate(words.raw):
            if word not in ("the", "said") or nth + 1 >= len(words.raw):
                continue
            if nth and words.raw[nth - 1] == "the" and word == "said":
                continue
            first = nth + 1
            while first < len(words.raw) and words.raw[first] in ("said", "the"):
                first += 1
            while first + 1 < len(words.raw) and words.raw[first] in _QUANTITY:
                first += 1
            if first < len(words.raw) and words.raw[first] == "of":
                continue
            last = first
            while last < len(words.raw) and last < first + MOST_WORDS and not words.is_end(last):
                last += 1
            while last > first + 1 and words.raw[last - 1].endswith("ed"):
                last -= 1
            if last > first and words.starts[nth] >= title and words.raw[first] not in _NOBODY:
                yield _Said(claim, nth, first, last - 1, word == "said")

    def _names(self, one: _Said) -> list[str]:
        """Return the names that it may be, the longest first, and its last word."""
        plain = self.words[one.claim.index].plain
        whole = [" ".join(plain[one.first : end + 1]) for end in range(one.last, one.first - 1, -1)]
        tails = [" ".join(plain[begin : one.last + 1]) for begin in range(one.first + 1, one.last + 1)]
        return [*whole, *tails]

    def _parts(self, one: _Said) -> list[str]:
        """Return its words, and what stands behind an ordinal."""
        plain = self.words[one.claim.index].plain
        bare = (" ".join(plain[one.first + 1 : end + 1]) for end in range(one.first + 1, one.last + 1))
        return [*plain[one.first : one.last + 1], *bare]

    def _note(self, claim: Claim, wanted: set[str]) -> None:
        words, count = self.words[claim.index], len(self.words[claim.index].plain)
        for nth, word in enumerate(words.plain):
            if len(word) >= _ROOT:
                self.roots.add(word[:_ROOT], claim.index, words.starts[nth])
        longest = max((name.count(" ") + 1 for name in wanted), default=0)
        for first in range(count):
            name = ""
            for last in range(first, min(count, first + longest)):
                name = f"{name} {words.plain[last]}" if name else words.plain[last]
                if name not in wanted:
                    continue
                before = words.raw[first - 1] if first else ""
                ordinal = None if before in ("the", "said") else before if before in _ORDINALS else ""
                self.loose.add(name, claim.index, words.starts[first], ordinal)
                if last + 1 >= count or words.is_verbal(last + 1):
                    self.found.add(name, claim.index, words.starts[first], ordinal)

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong, once for each name in a claim."""
        told: set[tuple[int, str]] = set()
        for one in self.said:
            if self.scope.is_spent:
                return
            finding = self._judged(one)
            name = self._names(one)[0]
            if finding is not None and (one.claim.index, name) not in told:
                told.add((one.claim.index, name))
                yield finding

    def _state(self, places: Occurrences, name: str, one: _Said) -> str:
        at = self.words[one.claim.index].starts[one.nth]
        return self.scope.introduced(places.first.get(name, {}), one.claim.index, at)

    def _judged(self, one: _Said) -> Finding | None:
        words = self.words[one.claim.index]
        plain = words.plain
        if self._is_neutral(one):
            return None
        if self._state(self.loose, " ".join(plain[one.first : one.last + 1]), one) == "all":
            return self._unclear(one)
        partly = False
        for end in range(one.last, one.first - 1, -1):
            name = " ".join(plain[one.first : end + 1])
            if end == one.first and plain[end] in _ORDINALS:
                break
            state = self._state(self.found if end < one.last else self.loose, name, one)
            if state == "all":
                return self._unclear(one, end) if end == one.last else None
            partly = partly or state == "some"
        if partly:
            return self._finding(one, "path", Severity.WARNING)
        return self._unknown(one)

    def _is_neutral(self, one: _Said) -> bool:
        """Whether it is a word that needs no introduction: a measure, a side, a part that everything has."""
        words = self.words[one.claim.index]
        last = words.raw[one.last]
        follows = words.raw[one.last + 1] if one.last + 1 < len(words.raw) else ""
        if last in _NEUTRAL and (follows in ("of", "between", "that", "in", "at") or one.first == one.last):
            return True
        return words.raw[one.first].endswith("est") or words.raw[one.first] in ("most", "maximum", "minimum")

    def _unclear(self, one: _Said, end: int | None = None) -> Finding | None:
        """Return a finding where only things told apart by ordinals were introduced, and this one has none."""
        plain = self.words[one.claim.index].plain
        name = " ".join(plain[one.first : (one.last if end is None else end) + 1])
        if plain[one.first] in _ORDINALS or one.first > one.nth + 1:
            return None
        if self.words[one.claim.index].raw[one.last] != plain[one.last]:
            return None  # The plural speaks of all of them.
        rows, index = self.loose.ordinals.get(name, {}), one.claim.index
        if len(rows) > 50:
            return None
        above = self.scope.ancestors(index)
        seen = {o for place, each in rows.items() if place == index or place in above for o in each}
        if len(seen) > 1 and "" not in seen:
            return self._finding(one, "ambiguous", Severity.WARNING, tuple(sorted(seen)))
        return None

    def _unknown(self, one: _Said) -> Finding | None:
        """Say how far an unknown name is from what is known."""
        words = self.words[one.claim.index]
        plain = words.plain
        if plain[one.first] in _ORDINALS and one.last > one.first:
            for end in range(one.last, one.first, -1):
                if self._state(self.loose, " ".join(plain[one.first + 1 : end + 1]), one) == "all":
                    return self._finding(replace(one, last=end), "ordinal", Severity.WARNING)
        for begin in range(one.first + 1, one.last + 1):
            if self._state(self.loose, " ".join(plain[begin : one.last + 1]), one) == "all":
                return self._finding(one, "otherwise", Severity.INFO)
        follows = words.raw[one.last + 1] if one.last + 1 < len(words.raw) else ""
        if follows == ":":
            return None  # It is defined here.
        if any(self._is_akin(plain[nth], one) for nth in range(one.first, one.last + 1)):
            return self._finding(one, "otherwise", Severity.INFO)
        if follows in ("of", "between", "in", "from") and not one.has_said:
            return self._finding(one, "inherent", Severity.INFO)
        name = " ".join(plain[one.first : one.last + 1])
        places = self.loose.first.get(name, {})
        if places.get(one.claim.index, -1) > words.starts[one.last]:
            return self._finding(one, "later", Severity.WARNING)
        numbers = [str(self.claims[place].number) for place in places if place < one.claim.index]
        if numbers:
            return self._finding(one, "elsewhere", Severity.ERROR, tuple(numbers[:3]))
        return self._finding(one, "unknown", Severity.ERROR)

    def _is_akin(self, word: str, one: _Said) -> bool:
        """Whether a word, or one of its root, was written before."""
        if self._state(self.loose, word, one) == "all":
            return True
        return len(word) > _ROOT + 1 and self._state(self.roots, word[:_ROOT], one) == "all"

    def _finding(self, one: _Said, kind: str, severity: Severity, more: tuple[str, ...] = ()) -> Finding:
        words, claim = self.words[one.claim.index], one.claim
        start, end = claim.start + words.starts[one.nth], claim.start + words.ends[one.last]
        name = claim.text[words.starts[one.first] : words.ends[one.last]]
        zh, en = _SAYS[kind]
        zh = zh % ((name, "、".join(more)) if zh.count("%s") == 2 else name)
        en = en % ((name, ", ".join(more)) if en.count("%s") == 2 else name)
        mend: tuple[Edit, ...] = ()
        if kind == "unknown" and one.first == one.nth + 1:
            raw = words.raw[one.last]
            article = "" if raw != words.plain[one.last] else ("an " if name[:1].lower() in "aeiou" else "a ")
            mend = (Edit(start, claim.start + words.starts[one.first], article),)
        return Finding("C6", kind, severity, claim.number, start, end, (zh, en), advice=_DO, mend=mend)


_SAYS = {
    "unknown": ("“the %s”在此之前没有出现。", "“%s” was not introduced before."),
    "inherent": ("“the %s”没有先引入；如是固有部分则无妨。", "“%s” was not introduced; fine if it is inherent in what follows."),
    "later": ("“the %s”在此之后才出现。", "“%s” is introduced only later in this claim."),
    "elsewhere": ("“the %s”只在没有被引用的权利要求%s中出现。", "“%s” is introduced in claim %s, to which this claim does not refer."),
    "path": ("“the %s”并非在每一项被引用的权利要求中都出现。", "“%s” is not introduced in each of the claims that it refers to."),
    "ordinal": ("“the %s”与前面出现的序号不一致。", "“%s” has another ordinal than what was introduced."),
    "ambiguous": ("“the %s”指代不明：前面有%s。", "“%s” may be any of several: %s."),
    "otherwise": ("“the %s”与前面的用语不一致。", "“%s” was introduced in other words, if at all."),
}  # fmt: skip
_DO = ("先引入该特征，或者改用不定冠词。", "Introduce it before, or say “a”.")


def antecedents(claims: Sequence[Claim], graph: Graph, scope: Scope) -> Iterator[Finding]:
    """Yield each "the X" and "said X" for which no X was introduced. ``claims`` are the English ones."""
    yield from _Reader(claims, graph, scope).findings()

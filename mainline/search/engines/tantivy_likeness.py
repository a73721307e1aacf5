"""How much each word of a query counts: fairly between languages, and in running text by what it tells.

Two faults of a plain sum of BM25 are mended here.

* One index holds columns of several languages. BM25 takes the number of documents and the mean length over
  all documents, those without a word of that language included: the words of a language that few documents
  have look rarer, and its texts longer, than they are. :meth:`Balance.factor` gives each word the weight
  that it would have in an index of its language alone.
* A long text has hundreds of words, most of which tell nothing. In :func:`running_text` a word counts by the
  square root of how often it stands in the text, times its rarity once more; neighbouring words count again
  where they stand together.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import tantivy
from tantivy import Query

from mainline.search.fields import TEXT_FIELDS
from mainline.search.query.tree import Loose, Phrase, Term
from mainline.search.tokens import fold, has_cjk, is_lone, phrase_grams, stem_terms

if TYPE_CHECKING:
    from mainline.search.engines.tantivy_query import Compiler

MOST_LOOSE_TERMS = 48
"""Of running text so many words rank, the most telling; the others add little and cost time."""
MOST_NEIGHBOURS = 24
NEIGHBOURS = 0.5
"""Weight of two neighbouring words found together, against that of each."""
ACROSS_IN_TEXT = 1.15
"""In running text a translation weighs this times ``Weights.across``: many words bear each other out.

Measured so that of documents that stand in both languages each language has half of the first ten."""
PARTS = 0.7
"""The words of a translation apart, against the same together."""
_K1, _B = 1.2, 0.75
"""BM25 as tantivy has it."""
_TIMES = 2
"""How often a word stands in a text of usual length that has it, about."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The documents of one state of the index: all, those with Chinese, those with another language."""

    searcher: tantivy.Searcher
    present: Collection[str]
    total: int
    chinese: int
    other: int
    _frequencies: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, searcher: tantivy.Searcher, present: Collection[str]) -> Balance:
        """Count the documents of a state of the index."""
        total = searcher.num_docs
        chinese = searcher.doc_freq("lang", "zh")
        other = max(searcher.doc_freq("lang", "en"), total - chinese)
        return cls(searcher, present, total, chinese or total, other or total)

    def having(self, word: str) -> int:
        """Return how many documents have the language of a folded word."""
        return self.chinese if has_cjk(word) else self.other

    def frequency(self, word: str) -> int:
        """Return in how many documents a folded word stands, by its commonest column; 0 for none."""
        known = self._frequencies.get(word)
        if known is None:
            known = self._frequencies[word] = self._counted(word)
        return known

    def _counted(self, word: str) -> int:
        is_chinese = has_cjk(word)
        suffix = ("ch" if is_lone(word) else "gr") if is_chinese else "la"
        columns = [column for name in TEXT_FIELDS if (column := f"{name}_{suffix}") in self.present]
        terms = [gram for _, gram in phrase_grams(word)] if is_chinese else stem_terms(word)
        counts = [
            max((self.searcher.doc_freq(column, term) for column in columns), default=0) for term in terms
        ]
        return min(counts, default=0)

    def rarity(self, word: str) -> float:
        """Return the inverse document frequency of a folded word among the documents of its language."""
        return _idf(self.having(word), self.frequency(word))

    def factor(self, word: str) -> float:
        """Return what makes a BM25 score over all documents one over those of the word's language."""
        having, count = self.having(word), self.frequency(word)
        if not having or not count:
            return 1.0
        share = having / self.total
        length = (_TIMES + _K1 * (1 - _B + _B / share)) / (_TIMES + _K1)
        return length * _idf(having, count) / _idf(self.total, count)


def _idf(total: int, count: int) -> float:
    return math.log(1 + (max(total, count) - count + 0.5) / (count + 0.5))


def in_both_languages(
    compiler: Compiler, node: Term | Phrase, share: float, *, is_running_text: bool = False
) -> Query:
    """Return a word as typed or by its best translation, which counts ``share`` times its own weight.

    In running text a translation of several words also counts by each of them.
    """
    direct = compiler.text(node)
    if not node.across:
        return direct
    balance = compiler.balance
    found: list[Query] = []
    for one in node.across:
        word = fold(one.text)
        weight = share * one.weight
        if balance.frequency(word):
            found.append(_translation(compiler, word, node.field, weight))
        if is_running_text and " " in word and not has_cjk(word):
            found.append(_parts(compiler, word, node.field, PARTS * weight))
    direct = Query.boost_query(direct, balance.factor(fold(node.text)))
    return Query.disjunction_max_query([direct, *found], 0.0) if found else direct


def _translation(compiler: Compiler, word: str, name: str, weight: float) -> Query:
    """Return a folded translation in the text fields; names of parties are not translated."""
    weight *= compiler.balance.factor(word)
    return compiler.any_of(
        [
            Query.boost_query(
                compiler.sequence(column, reading.terms), weight * compiler.weights.of(one) * reading.weight
            )
            for one in ((name,) if name else TEXT_FIELDS)
            for reading in compiler.readings(word, one, is_exact=False)
            if reading.terms and (column := one + reading.suffix) in compiler.present
        ]
    )


def _parts(compiler: Compiler, words: str, name: str, weight: float) -> Query:
    """Return each of several words of a translation, all of them together counting as one."""
    telling = [word for word in words.split() if len(word) > 2]
    return compiler.any_of(
        [
            _translation(compiler, word, name, weight / len(telling))
            for word in telling
            if compiler.balance.frequency(word)
        ]
    )


def running_text(compiler: Compiler, node: Loose) -> Query:
    """Return the most telling words of running text as a disjunction."""
    balance = compiler.balance
    weighed = [(telling(balance, term), term) for term in by_stem(node.children)]
    chosen = [pair for pair in sorted(weighed, key=lambda pair: -pair[0])[:MOST_LOOSE_TERMS] if pair[0]]
    share = ACROSS_IN_TEXT * compiler.weights.across
    queries = [
        Query.boost_query(in_both_languages(compiler, term, share, is_running_text=True), weight)
        for weight, term in chosen
    ]
    queries += [
        Query.boost_query(compiler.text(Term(text)), NEIGHBOURS * weight)
        for weight, text in neighbours(weighed)
    ]
    return compiler.any_of(queries)


def telling(balance: Balance, term: Term) -> float:
    """Return how much a word of running text counts; 0 for one that no document has, nor its translations.

    A word that only its translations stand for counts as they do: else unknown words would push out others.
    """
    word = fold(term.text)
    if is_lone(word):
        return math.sqrt(term.count)
    if balance.frequency(word):
        return math.sqrt(term.count) * balance.rarity(word)
    translations = [other for one in term.across if balance.frequency(other := fold(one.text))]
    return math.sqrt(term.count) * max((balance.rarity(other) for other in translations), default=0.0)


def by_stem(terms: Sequence[Term]) -> list[Term]:
    """Return the terms, those of one English stem as one with the sum of their counts.

    Single characters of Chinese are left out, unless there is nothing else: they tell little, and are slow
    to look up.
    """
    found: dict[str, Term] = {}
    for term in terms:
        word = fold(term.text)
        if is_lone(word):
            continue
        key = word if has_cjk(word) else " ".join(stem_terms(word))
        before = found.setdefault(key, term)
        if before is not term:
            found[key] = replace(before, count=before.count + term.count)
    return list(found.values()) or list(terms)


def neighbours(weighed: Sequence[tuple[float, Term]]) -> list[tuple[float, str]]:
    """Return the most telling pairs of Latin words that stand next to each other in the text."""
    found = [
        ((weight + next_weight) / 2, f"{term.text} {follower.text}")
        for (weight, term), (next_weight, follower) in pairwise(weighed)
        if weight
        and next_weight
        and follower.position - term.position - len(term.text) == 1
        and not has_cjk(term.text)
        and not has_cjk(follower.text)
    ]
    return sorted(found, reverse=True)[:MOST_NEIGHBOURS]

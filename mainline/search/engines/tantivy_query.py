"""From the query tree to tantivy's queries."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import tantivy
from tantivy import Occur, Query

from mainline.search.documents import RESTRICTED, day_number
from mainline.search.engines.base import Notice
from mainline.search.engines.tantivy_likeness import Balance, in_both_languages, running_text
from mainline.search.engines.tantivy_schema import build_schema
from mainline.search.fields import EXACT_FIELDS, FACETS, PARTY_FIELDS, TEXT_FIELDS, TREES, Weights, narrowest
from mainline.search.query.numbers import is_number, look_ups
from mainline.search.query.tree import (
    And,
    DateRange,
    Everything,
    Family,
    Loose,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Symbol,
    Term,
    Value,
    Wildcard,
)
from mainline.search.tokens import (
    HAN_RUN,
    exact_terms,
    fold,
    has_cjk,
    is_lone,
    number_term,
    phrase_grams,
    stem_terms,
)

MOST_FORMS = 1000
"""Words that one wildcard may stand for; more are cut, and the answer says so."""

MOST_NAMESAKES = 100
"""Rights that one number may mean; their families are looked up."""

FEW_VALUES = 100
"""Up to so many values are a query each."""

_NUMBER_LIKE = re.compile(r"(?=(?:\D*\d){5})[A-Za-z]{0,5}[\d./-]{5,}[A-Za-z]{0,2}\d?")
_OF_CHINA = re.compile("^ZL")
"""The index has Chinese numbers with CN always, with ZL only where a source printed it."""
_PIECE = re.compile(r"[^\W_]*(?:[*?]+[^\W_]*)+|[^\W_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """Text as terms at relative positions, in the columns of a suffix, and what a match of this kind counts."""

    suffix: str
    terms: tuple[tuple[int, str], ...]
    weight: float


@dataclass(slots=True)
class Compiler:
    """Compiles one query against one state of the index.

    ``present`` are the columns that hold anything: looking words up in empty ones costs time.
    """

    schema: tantivy.Schema
    searcher: tantivy.Searcher
    present: Collection[str]
    weights: Weights
    audience: tuple[str, ...] | None = ()
    """Under which names the asker may know of restricted documents, as in a request."""
    notices: list[Notice] = field(default_factory=list)
    _balance: Balance | None = None

    @property
    def balance(self) -> Balance:
        """How many documents have which language; counted when first asked for."""
        if self._balance is None:
            self._balance = Balance.of(self.searcher, self.present)
        return self._balance

    def node(self, node: Node) -> Query:
        """Return the query of any node."""
        if isinstance(node, And):
            return self.all_of(node.children)
        if isinstance(node, Or):
            return self.any_of([self.node(child) for child in node.children])
        if isinstance(node, Not):
            return self.all_of((node,))
        if isinstance(node, Loose):
            return self.loose(node)
        if isinstance(node, Term | Phrase):
            return in_both_languages(self, node, self.weights.across)
        return self.leaf(node)

    def leaf(self, node: Node) -> Query:
        """Return the query of a leaf that is no text."""
        if isinstance(node, Wildcard):
            return self.wildcard(node)
        if isinstance(node, Number):
            return self.number(node.text)
        if isinstance(node, Symbol):
            return self.symbol(node)
        if isinstance(node, Value):
            return self.any_of([self.unscored(self.term(node.field, code)) for code in node.codes])
        if isinstance(node, DateRange):
            return self.dates(node)
        if isinstance(node, Family):
            return self.family(node)
        if isinstance(node, Everything):
            return self.unscored(Query.all_query())
        raise TypeError(f"no query for {type(node).__name__}")

    def all_of(self, children: Sequence[Node]) -> Query:
        """Return the conjunction; what is negated is taken away from the rest, or from everything."""
        wanted = [(Occur.Must, self.node(child)) for child in children if not isinstance(child, Not)]
        unwanted = [(Occur.MustNot, self.node(child.child)) for child in children if isinstance(child, Not)]
        if not wanted:
            wanted = [(Occur.Must, self.unscored(Query.all_query()))]
        return wanted[0][1] if len(wanted) + len(unwanted) == 1 else Query.boolean_query(wanted + unwanted)

    def any_of(self, queries: Sequence[Query]) -> Query:
        """Return the disjunction."""
        if not queries:
            return Query.empty_query()
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, q) for q in queries])

    def unscored(self, query: Query) -> Query:
        """Return the query without a say in the ranking."""
        return Query.const_score_query(query, 0.0)

    def term(self, column: str, value: str) -> Query:
        """Return the query of one term of one column."""
        return Query.term_query(self.schema, column, value)

    def sequence(self, column: str, words: Sequence[tuple[int, str]], slop: int = 0) -> Query:
        """Return the query of terms at relative positions."""
        if len(words) == 1 and (column.endswith("_ch") or not is_lone(words[0][1])):
            return self.term(column, words[0][1])
        if any(is_lone(word) for _, word in words):
            return self.characters(column, words, slop)
        return Query.phrase_query(self.schema, column, list(words), slop)

    def characters(self, column: str, words: Sequence[tuple[int, str]], slop: int) -> Query:
        """Return the same where single characters stand among them: any may follow in its term."""
        patterns = [(at, f"{word}.?" if is_lone(word) else re.escape(word)) for at, word in words]
        if len(patterns) == 1:
            return _regex(column, patterns[0][1])
        return Query.regex_phrase_query(self.schema, column, list(patterns), slop)

    def columns(self, name: str) -> list[tuple[str, float]]:
        """Return the logical text and party fields that a field name stands for, with their weights."""
        if name:
            return [(name, self.weights.of(name))]
        return [(one, self.weights.of(one)) for one in (*TEXT_FIELDS, "party")]

    def text(self, node: Term | Phrase) -> Query:
        """Return the query of a word or phrase in its field, or in all."""
        folded = fold(node.text)
        slop = node.slop if isinstance(node, Phrase) else 0
        is_exact = isinstance(node, Phrase)
        queries = [
            Query.boost_query(self.sequence(column, reading.terms, slop), weight * reading.weight)
            for name, weight in self.columns(node.field)
            for reading in self.readings(folded, name, is_exact=is_exact)
            if reading.terms and (column := name + reading.suffix) in self.present
        ]
        if not node.field and (_NUMBER_LIKE.fullmatch(node.text) or is_number(node.text)):
            queries.append(self.number(node.text))
        return self.any_of(queries)

    def readings(self, folded: str, name: str, *, is_exact: bool) -> tuple[Reading, ...]:
        """Return the ways to look text up in a field: stems or words as written; Chinese by characters and as a word."""
        if name in PARTY_FIELDS:
            return (Reading("", phrase_grams(folded), 1.0),)
        if not has_cjk(folded):
            is_written = is_exact and name in EXACT_FIELDS
            words = exact_terms(folded) if is_written else stem_terms(folded)
            return (Reading("_lx" if is_written else "_la", tuple(enumerate(words)), self.weights.stem),)
        if is_lone(folded):
            return (Reading("_ch", ((0, folded),), self.weights.gram),)
        anywhere = Reading("_gr", phrase_grams(folded), self.weights.gram)
        if len(folded) > 1 and HAN_RUN.fullmatch(folded):
            return (anywhere, Reading("_zh", ((0, folded),), self.weights.word))
        return (anywhere,)

    def loose(self, node: Loose) -> Query:
        """Return the most telling words of running text as a disjunction."""
        return running_text(self, node)

    def number(self, text: str) -> Query:
        """Return the query of an official number, spelled in any way."""
        if text.endswith("*"):
            query = self.prefixed("number", _OF_CHINA.sub("CN", number_term(text.rstrip("*"))))
        else:
            query = self.one_of("number", look_ups(text))
        return Query.boost_query(Query.const_score_query(query, 1.0), self.weights.number)

    def family(self, node: Family) -> Query:
        """Return the query of the families of the rights that bear a number, of those that the asker may know of."""
        own = self.number(node.text)
        hidden = self.hidden(self.audience)
        shown = [(Occur.Must, own), *([(Occur.MustNot, hidden)] if hidden is not None else [])]
        hits = self.searcher.search(Query.boolean_query(shown), MOST_NAMESAKES, count=False).hits
        values = self.searcher.fast_field_values("family", [address for _, address in hits])
        families = list(dict.fromkeys(int(value) for value in values if value is not None))
        return self.unscored(self.any_of([own, self.one_of("family", families)] if families else [own]))

    def symbol(self, node: Symbol) -> Query:
        """Return the query of a classification and everything under it."""
        query = self.prefixed(node.field, node.text) if node.is_open else self.term(node.field, node.text)
        return self.unscored(query)

    def dates(self, node: DateRange) -> Query:
        """Return the query of a range of days."""
        first, last = (day_number(day) if day else None for day in (node.first, node.last))
        return self.unscored(
            Query.range_query(self.schema, node.field, tantivy.FieldType.Integer, first, last)
        )

    def prefixed(self, column: str, prefix: str) -> Query:
        """Return the query of the first :data:`MOST_FORMS` terms that begin so."""
        forms = [term for term, _ in self.searcher.terms_with_prefix(column, prefix, limit=MOST_FORMS + 1)]
        if len(forms) > MOST_FORMS:
            self.notices.append(_cut_forms(prefix))
        return Query.term_set_query(self.schema, column, forms[:MOST_FORMS]) if forms else Query.empty_query()

    def wildcard(self, node: Wildcard) -> Query:
        """Return the query of a pattern; patterns of several words need all of them."""
        folded = fold(node.text)
        if has_cjk(folded):
            return self.gapped(node, folded)
        pieces = _PIECE.findall(folded)
        found = [self.any_of(self.pattern(piece, node.field)) for piece in pieces if piece.strip("*?")]
        if not found:
            return Query.empty_query()
        return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Must, query) for query in found])

    def pattern(self, piece: str, name: str) -> list[Query]:
        """Return the queries of a one-word pattern in the columns of a field."""
        queries = [
            Query.boost_query(self.forms(column, piece), weight)
            for one, weight in self.columns(name)
            if (column := one + _written_suffix(one)) in self.present
        ]
        if not name and piece.endswith("*") and any(char.isdigit() for char in piece):
            queries.append(self.number(piece))
        return queries

    def forms(self, column: str, piece: str) -> Query:
        """Return the words of a column that fit a pattern; where only stems stand, those of its beginning too."""
        stem = piece.rstrip("*")
        if "*" not in stem and "?" not in stem:
            beginnings = dict.fromkeys((stem, *stem_terms(stem)) if column.endswith("_la") else (stem,))
            look_up = self.term if piece == stem else self.prefixed
            return self.any_of([look_up(column, beginning) for beginning in beginnings])
        return _regex(column, pattern_regex(piece))

    def gapped(self, node: Wildcard, folded: str) -> Query:
        """Return a Chinese pattern: ``?`` is one character, what ``*`` divides must all be there."""
        parts = [words for part in folded.split("*") if (words := gapped_grams(part))]
        found = [self.gapped_part(words, node.field) for words in parts]
        return Query.boolean_query([(Occur.Must, query) for query in found])

    def gapped_part(self, words: Sequence[tuple[int, str]], name: str) -> Query:
        """Return what no ``*`` divides of a Chinese pattern, in the columns of a field."""
        suffix = "_ch" if len(words) == 1 and is_lone(words[0][1]) else "_gr"
        return self.any_of(
            [
                Query.boost_query(self.sequence(column, words), weight)
                for one, weight in self.columns(name)
                if (column := one if one in PARTY_FIELDS else one + suffix) in self.present
            ]
        )

    def filters(self, filters: Mapping[str, tuple[str, ...]]) -> list[Query]:
        """Return one query a facet that is filtered by: any of its values. Unknown facets find nothing."""
        return [self.unscored(self.facet_filter(name, values)) for name, values in filters.items()]

    def facet_filter(self, name: str, values: Sequence[str]) -> Query:
        """Return the query of any value of a facet."""
        column = FACETS.get(name)
        if column is None:
            return Query.empty_query()
        if column.endswith("_year"):
            years = [int(value) for value in values if value.isdecimal() and len(value) < 10]
            return self.one_of(column, years)
        return self.one_of(column, narrowest(values) if name in TREES else values)

    def facet_value(self, column: str, value: str) -> Query:
        """Return the query of one value of a facet's column."""
        return self.facet_filter(column, (value,))

    def one_of(self, column: str, values: Sequence[str] | Sequence[int]) -> Query:
        """Return the query of any of the values.

        A few are looked up one by one: a set becomes an automaton, which takes longer than most queries run.
        """
        if len(values) > FEW_VALUES:
            return Query.term_set_query(self.schema, column, list(values))
        return self.any_of([Query.term_query(self.schema, column, value) for value in values])

    def hidden(self, audience: tuple[str, ...] | None) -> Query | None:
        """Return the query of all that ``audience`` may not know of; ``None`` where there is nothing to hide.

        Exclusion costs what is hidden; a filter for what is public would walk nearly every document.
        """
        restricted = Query.term_query(self.schema, "audience", RESTRICTED)
        if audience is None or "audience" not in self.present:
            return None
        if not audience:
            return restricted
        return Query.boolean_query(
            [(Occur.Must, restricted), (Occur.MustNot, self.one_of("audience", audience))]
        )


def _written_suffix(name: str) -> str:
    """Return the stream of a field that is nearest to words as written."""
    if name in PARTY_FIELDS:
        return ""
    return "_lx" if name in EXACT_FIELDS else "_la"


@functools.lru_cache(maxsize=2000)
def _regex(column: str, pattern: str) -> Query:
    """Building an automaton takes longer than most queries run."""
    return Query.regex_query(build_schema(), column, pattern)


def without_across(tree: Node) -> Node:
    """Return the tree with its alternatives taken off."""
    if isinstance(tree, Term | Phrase):
        return replace(tree, across=())
    if isinstance(tree, And):
        return And(tuple(without_across(child) for child in tree.children))
    if isinstance(tree, Or):
        return Or(tuple(without_across(child) for child in tree.children))
    if isinstance(tree, Loose):
        return Loose(tuple(replace(child, across=()) for child in tree.children))
    return tree


@functools.lru_cache(maxsize=1000)
def pattern_regex(piece: str) -> str:
    """Return a pattern as a regular expression of the engine's automaton; it has no backtracking."""
    signs = {"*": ".*", "?": "."}
    return "".join(signs.get(char) or re.escape(char) for char in re.sub(r"\*+", "*", piece))


def gapped_grams(part: str) -> list[tuple[int, str]]:
    """Return the grams of Chinese text in which ``?`` leaves the place of one character open."""
    found: list[tuple[int, str]] = []
    position = 0
    for run in re.findall(r"[^?]+|\?", part):
        if run == "?":
            position += 1
            continue
        found += [(position + offset, gram) for offset, gram in phrase_grams(run)]
        position += len(run)
    return found


def _cut_forms(prefix: str) -> Notice:
    return Notice(
        "wildcard.cut",
        f"“{prefix}*”可代表的词超过 {MOST_FORMS} 个，只用了最常见的 {MOST_FORMS} 个。请多写几个字符。",
        f"“{prefix}*” stands for more than {MOST_FORMS} words; the {MOST_FORMS} most frequent were used. Type more of it.",
    )

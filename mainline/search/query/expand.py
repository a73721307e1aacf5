"""From the tree as typed to the tree as searched: Chinese cut into words, empty words dropped, terms expanded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from mainline.search.fields import PARTY_FIELDS
from mainline.search.query.tree import Alternative, And, Loose, Node, Not, Or, Phrase, Term, joined, negated
from mainline.search.tokens import cut_words, fold, has_cjk, units

EMPTY_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "by",
        "can",
        "for",
        "from",
        "has",
        "have",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "such",
        "that",
        "the",
        "their",
        "thereof",
        "this",
        "to",
        "was",
        "were",
        "which",
        "wherein",
        "with",
        "said",
        "的",
        "了",
        "和",
        "与",
        "及",
        "或",
        "在",
        "是",
        "于",
        "其",
        "该",
        "之",
        "等",
        "中",
        "为",
        "由",
        "并",
        "将",
        "对",
        "从",
        "以",
        "以及",
        "一种",
        "所述",
        "其中",
        "包括",
        "具有",
        "用于",
        "及其",
    ]
)
"""Words that say nothing on their own; not required, unless nothing else was asked."""


@dataclass(frozen=True, slots=True)
class SpanAlternative:
    """An alternative for ``words[start:end]`` of the words an :class:`Expander` was shown."""

    start: int
    end: int
    text: str
    weight: float = 1.0


class Expander(Protocol):
    """Gives other ways to say words: translations, synonyms."""

    def __call__(self, words: Sequence[str]) -> Iterable[SpanAlternative]:
        """Return alternatives for any span of these neighbouring words (a phrase's words come alone)."""
        ...


def segment(tree: Node) -> Node:
    """Return the tree with Chinese runs cut into words that are all required, and empty words dropped.

    Under a NOT a run stays one phrase: who excludes 大豆育种 does not exclude every text with both words.
    """
    if isinstance(tree, Term):
        return joined(And, list(_meaningful(_cut(tree))))
    if isinstance(tree, And):
        cut = [piece for child in tree.children for piece in _parts(child)]
        return joined(And, _meaningful(cut))
    if isinstance(tree, Or):
        return joined(Or, [segment(child) for child in tree.children])
    if isinstance(tree, Not):
        return negated(_whole(tree.child) if isinstance(tree.child, Term) else segment(tree.child))
    if isinstance(tree, Loose):
        pieces = [piece for child in tree.children for piece in _cut(child)]
        return Loose(_counted([piece for piece in _meaningful(pieces) if isinstance(piece, Term)]))
    return tree


def _counted(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Return each different word once, where it first stands, with how often it stands in all."""
    unique: dict[str, Term] = {}
    for term in terms:
        before = unique.setdefault(fold(term.text), term)
        if before is not term:
            unique[fold(term.text)] = replace(before, count=before.count + term.count)
    return tuple(unique.values())


def _parts(child: Node) -> Sequence[Node]:
    return _cut(child) if isinstance(child, Term) else (segment(child),)


def _whole(term: Term) -> Node:
    return Phrase(term.text, term.field, position=term.position) if has_cjk(term.text) else term


def _cut(term: Term) -> list[Node]:
    """Return the words of one term; party names stay whole, as a name is one thing."""
    if term.field in PARTY_FIELDS or not has_cjk(term.text):
        return [term]
    words = [
        word
        for unit in units(fold(term.text))
        for word in (_bound(cut_words(unit.text)) if unit.is_cjk else (unit.text,))
    ]
    return [replace(term, text=word) for word in words]


def _bound(words: Sequence[str]) -> list[str]:
    """Join a lone character to the word before it, or after it at the beginning.

    磷酸|铁|锂电池 is asked as 磷酸铁 and 锂电池: whoever typed them together means them together, and a
    character alone stands in nearly every text.
    """
    bound: list[str] = []
    is_open = False
    for word in words:
        if word in EMPTY_WORDS:
            bound.append(word)
            is_open = False
            continue
        if bound and (is_open and (len(word) == 1 or len(bound[-1]) == 1)):
            bound[-1] += word
        else:
            bound.append(word)
        is_open = True
    return bound


def _meaningful(nodes: Sequence[Node]) -> list[Node]:
    kept = [node for node in nodes if not (isinstance(node, Term) and is_empty_word(node.text))]
    return kept or list(nodes)


def is_empty_word(text: str) -> bool:
    """Whether a word is one of those that say nothing on their own."""
    return fold(text) in EMPTY_WORDS


def expand(tree: Node, expander: Expander) -> Node:
    """Return the (segmented) tree with alternatives at its terms and phrases.

    An alternative for several words is given to each of them: a document that has the translation of a
    compound satisfies every part of it. What a NOT excludes is not expanded.
    """
    if isinstance(tree, Term):
        return _expand_terms([tree], expander)[0]
    if isinstance(tree, Phrase):
        found = expander((tree.text,))
        return replace(tree, across=tuple(Alternative(one.text, one.weight) for one in found))
    if isinstance(tree, Loose):
        return Loose(tuple(_expand_terms(list(tree.children), expander)))
    if isinstance(tree, And):
        return And(tuple(_expand_children(tree.children, expander)))
    if isinstance(tree, Or):
        return Or(tuple(expand(child, expander) for child in tree.children))
    return tree


def _expand_children(children: Sequence[Node], expander: Expander) -> list[Node]:
    """Expand neighbouring terms of one field together, everything else by itself."""
    done: list[Node] = []
    group: list[Term] = []
    for child in children:
        if isinstance(child, Term) and (not group or group[-1].field == child.field):
            group.append(child)
            continue
        done += _expand_terms(group, expander)
        group = [child] if isinstance(child, Term) else []
        if not group:
            done.append(expand(child, expander))
    return done + _expand_terms(group, expander)


def _expand_terms(terms: list[Term], expander: Expander) -> list[Term]:
    if not terms or terms[0].field in PARTY_FIELDS:
        return terms
    found: list[list[Alternative]] = [[] for _ in terms]
    for one in expander(tuple(term.text for term in terms)):
        for index in range(one.start, one.end):
            found[index].append(Alternative(one.text, one.weight))
    return [replace(term, across=tuple(dict.fromkeys(new))) for term, new in zip(terms, found, strict=True)]

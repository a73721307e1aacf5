"""Running text pasted as a query: an abstract, a claim, a sentence. Its signs are no syntax.

A lawyer's short query means AND. A pasted paragraph means "find what is like this": every word counts, none
is required, BM25 ranks. The border: more than :data:`SHORT` words and no sign of the query language.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mainline.search.fields import BY_NAME
from mainline.search.query.lexer import LONGEST_QUERY, same_signs
from mainline.search.query.tree import And, Loose, Node, Term, joined
from mainline.search.tokens import CJK_RUN, cut_words, fold

SHORT = 8
"""Up to so many words, all must match."""
LONG = 30
"""From so many words on, quotation marks and dashes are those of the text."""
MOST_TERMS = 300

_OPERATOR = re.compile(r"(?<!\S)(?:AND|OR|NOT)(?!\S)|&&|\|\|")
_FIELD = re.compile(r"([^\W\d]\w{0,29}):")
_STRONG = re.compile(r'"|(?<!\S)-\w|[\w一-鿿]\*')
_PROSE_WORD = re.compile(r"\w+(?:[-.'/]\w+)*")
_PART = re.compile(r"[^\W_]+")


def is_prose(query: str) -> bool:
    """Whether a query is running text: long, without field names, operators, quotes or wildcards."""
    text = same_signs(query[:LONGEST_QUERY])
    count = count_words(text)
    if count <= SHORT or _OPERATOR.search(text):
        return False
    if any(_is_field(text, match) for match in _FIELD.finditer(text)):
        return False
    return count >= LONG or _STRONG.search(text) is None


def _is_field(text: str, match: re.Match[str]) -> bool:
    return match.group(1).lower() in BY_NAME and text[match.end() : match.end() + 1].strip() != ""


def count_words(text: str) -> int:
    """Return how many words a text has: Latin ones, and Chinese as cut."""
    if text.isascii():
        return len(_PROSE_WORD.findall(text))
    count = 0
    for match in _PROSE_WORD.finditer(text):
        runs = CJK_RUN.findall(match.group())
        count += sum(len(cut_words(run)) for run in runs) if runs else 1
    return count


def prose(query: str) -> Node:
    """Return the different words of running text; text that repeats a few words is a short query of those."""
    loose = running(query)
    return loose if is_prose(str(loose)) else joined(And, list(loose.children))


def running(text: str) -> Loose:
    """Return the different words of a text with their counts, the first :data:`MOST_TERMS` of them.

    The parts of a hyphenated word count by themselves, as they stand in the index.
    """
    found: dict[str, Term] = {}
    for match in _PART.finditer(same_signs(text[:LONGEST_QUERY])):
        word = match.group()
        before = found.get(fold(word))
        if before is not None:
            found[fold(word)] = replace(before, count=before.count + 1)
        elif len(found) < MOST_TERMS:
            shown = word.lower() if _OPERATOR.fullmatch(word) else word
            found[fold(word)] = Term(shown, position=match.start())
    return Loose(tuple(found.values()))

"""From lexemes to the tree. Recursive descent, bounded in depth; AND between words that have nothing between."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile

from mainline.search.fields import BY_NAME, Field, FieldType
from mainline.search.query.errors import QueryError
from mainline.search.query.lexer import Lexeme, LexemeKind, check_length, lex, same_signs
from mainline.search.query.numbers import is_number
from mainline.search.query.prose import is_prose, prose
from mainline.search.query.tree import And, Everything, Node, Or, Phrase, Value, joined, negated
from mainline.search.query.values import Vocabulary, field_leaf, text_leaf

DEEPEST = 24
"""Brackets and negations inside each other."""
_MOST_MENDS = 32
"""Mistakes that one suggestion puts right."""

_ENDS = frozenset({LexemeKind.WORD, LexemeKind.PHRASE, LexemeKind.CLOSE})
"""What a query may end with."""
_NUMBERS = frozenset({FieldType.NUMBER, FieldType.FAMILY})
"""Types of fields whose value is an official number."""
_MOST_PARTS = 5
"""Words after the first that a number's blanks and commas cut off."""
_GROUP = re.compile(r"\d{1,4}/(?:\d{1,8}|\*)")


def parse(query: str, vocabulary: Vocabulary | None = None) -> Node:
    """Return the tree of a query; running text becomes :class:`Loose`.

    Raises :class:`QueryError` for one that can't be read or is longer than ``LONGEST_QUERY``. What the error
    suggests can be read.
    """
    try:
        return _read(query, vocabulary or {})
    except QueryError as error:
        error.suggestion = _mended(error.suggestion, vocabulary or {})
        raise


def _mended(suggestion: str, vocabulary: Vocabulary) -> str:
    """Return a suggestion with its own mistakes put right in turn, or ``""`` where that leads nowhere.

    Whoever left two things open is told of the first, but would not thank us for a query with the second.
    """
    for _ in range(_MOST_MENDS):
        if not suggestion:
            break
        try:
            _read(suggestion, vocabulary)
        except QueryError as error:
            suggestion = error.suggestion
        else:
            return suggestion
    return ""


def _read(query: str, vocabulary: Vocabulary) -> Node:
    check_length(query)
    if is_prose(query):
        return prose(query)
    whole = " ".join(same_signs(query).split())
    if _has_divider(whole) and is_number(whole):
        return Phrase(whole)
    lexemes = lex(query)
    if not lexemes:
        raise _empty(query)
    parser = _Parser(same_signs(query), lexemes, vocabulary)
    tree = parser.either(0)
    if parser.here is not None:
        raise parser.stray()
    return tree


def _has_divider(text: str) -> bool:
    return " " in text or "," in text


def _empty(query: str) -> QueryError:
    if query.strip():
        return QueryError(
            0,
            "检索式里没有可检索的字词。",
            "The query has no word to search for.",
            f'"{query.strip()}"' if any(char.isalnum() for char in query) else "*",
        )
    return QueryError(0, "请输入检索词；* 表示全部。", "Type what to search for; * means everything.", "*")


@dataclass(slots=True)
class _Parser:
    """A cursor over the lexemes of one query."""

    query: str
    lexemes: list[Lexeme]
    vocabulary: Vocabulary
    at: int = field(default=0)

    @property
    def here(self) -> Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def take(self, *kinds: LexemeKind) -> Lexeme | None:
        lexeme = self.here
        if lexeme is None or lexeme.kind not in kinds:
            return None
        self.at += 1
        return lexeme

    def either(self, depth: int, within: Field | None = None) -> Node:
        children = [self.both(depth, within)]
        while self.take(LexemeKind.OR):
            children.append(self.both(depth, within))
        return joined(Or, children)

    def both(self, depth: int, within: Field | None) -> Node:
        children = [self.one(depth, within)]
        while self.here is not None and self.here.kind not in {LexemeKind.OR, LexemeKind.CLOSE}:
            self.take(LexemeKind.AND)
            children.append(self.one(depth, within))
        return joined(And, children)

    def one(self, depth: int, within: Field | None) -> Node:
        if depth > DEEPEST:
            position = self.here.start if self.here else len(self.query)
            raise QueryError(
                position,
                f"括号嵌套超过 {DEEPEST} 层。请简化。",
                f"Brackets are nested more than {DEEPEST} deep. Simplify the query.",
            )
        if self.take(LexemeKind.NOT):
            return negated(self.one(depth + 1, within))
        opened = self.take(LexemeKind.OPEN)
        if opened:
            return self.group(opened, depth, within)
        named = self.take(LexemeKind.FIELD)
        if named:
            return self.fielded(named, depth)
        lexeme = self.take(LexemeKind.WORD, LexemeKind.PHRASE)
        if lexeme is None:
            raise self.missing()
        return self.leaf(lexeme, within)

    def group(self, opened: Lexeme, depth: int, within: Field | None) -> Node:
        inside = self.either(depth + 1, within)
        if self.take(LexemeKind.CLOSE) is None:
            raise QueryError(
                opened.start,
                f"第 {opened.start + 1} 个字符处的括号没有结束。请补上右括号。",
                f"The bracket at character {opened.start + 1} is not closed. Add a closing ).",
                self.query + ")",
            )
        return inside

    def fielded(self, named: Lexeme, depth: int) -> Node:
        target = BY_NAME[named.text]
        opened = self.take(LexemeKind.OPEN)
        if opened:
            return self.group(opened, depth, target)
        lexeme = self.take(LexemeKind.WORD, LexemeKind.PHRASE)
        if lexeme is None:
            raise QueryError(
                named.start,
                f"“{named.text}:”后面没有值。",
                f"Nothing follows “{named.text}:”.",
                _without(self.query, named.start, named.end),
            )
        return self.leaf(lexeme, target)

    def leaf(self, lexeme: Lexeme, within: Field | None) -> Node:
        is_quoted = lexeme.kind is LexemeKind.PHRASE
        if is_quoted and not any(char.isalnum() for char in lexeme.text):
            raise QueryError(
                lexeme.start,
                "引号里没有可检索的字词。",
                "There is no word between the quotation marks.",
                _without(self.query, lexeme.start, lexeme.end),
            )
        if lexeme.text == "*" and not is_quoted and within is None:
            return Everything()
        if within is None:
            if is_quoted:
                return Phrase(lexeme.text, "", lexeme.slop, position=lexeme.start)
            return text_leaf(lexeme.text, "", lexeme.start)
        first = self.at - 1
        text = lexeme.text if is_quoted else self.value_text(lexeme, within)
        try:
            leaf = field_leaf(
                within, text, lexeme.start, self.vocabulary, slop=lexeme.slop, is_quoted=is_quoted
            )
        except QueryError as error:
            error.suggestion = self.with_value(error.suggestion, first)
            raise
        if isinstance(leaf, Value) and len(leaf.codes) > 1:
            return joined(Or, [Value(leaf.field, (code,), position=leaf.position) for code in leaf.codes])
        return leaf

    def with_value(self, better: str, first: int) -> str:
        """Return the whole query with ``field:value`` in place of the wrong one, whose value begins at lexeme ``first``."""
        if not better:
            return ""
        before = self.lexemes[first - 1]
        has_name = before.kind is LexemeKind.FIELD
        start = before.start if has_name else self.lexemes[first].start
        shown = better if has_name else better.partition(":")[2]
        return self.query[:start] + shown + self.query[self.lexemes[self.at - 1].end :]

    def value_text(self, lexeme: Lexeme, within: Field) -> str:
        """Return the value of a field as written, with what belongs to it after a blank or a comma."""
        if within.type is FieldType.SYMBOL:
            return self.symbol_text(lexeme)
        return self.number_text(lexeme) if within.type in _NUMBERS else lexeme.text

    def number_text(self, first: Lexeme) -> str:
        """Return the longest number that begins here: ``number:WO 2018/980006``, ``number:US 99,800,006 B2``."""
        words = list(
            takewhile(lambda one: one.kind is LexemeKind.WORD, self.lexemes[self.at :][:_MOST_PARTS])
        )
        for count in range(len(words), 0, -1):
            text = self.query[first.start : words[count - 1].end]
            if is_number(text, fewest_digits=1):
                self.at += count
                return text
        return first.text

    def symbol_text(self, lexeme: Lexeme) -> str:
        """Return the symbol with its group where a blank divides them: ``ipc:H01M 4/36``."""
        after = self.here
        if after is not None and after.kind is LexemeKind.WORD and _GROUP.fullmatch(after.text):
            self.at += 1
            return lexeme.text + after.text
        return lexeme.text

    def missing(self) -> QueryError:
        """Say that a word was expected where an operator, a bracket or the end stands."""
        lexeme = self.here
        if lexeme is None:
            last = self.lexemes[-1]
            return QueryError(
                last.start,
                f"“{last.text}”后面缺少检索词。",
                f"A word is missing after “{last.text}”.",
                self.query[: self.loose_end()].strip(),
            )
        before = self.lexemes[self.at - 1] if self.at else lexeme
        is_empty = (before.kind, lexeme.kind) == (LexemeKind.OPEN, LexemeKind.CLOSE)
        return QueryError(
            lexeme.start,
            f"“{lexeme.text}”前面缺少检索词。",
            f"A word is missing before “{lexeme.text}”.",
            _without(self.query, before.start if is_empty else lexeme.start, lexeme.end),
        )

    def loose_end(self) -> int:
        """Return where the operators, opening brackets and field names begin that nothing follows."""
        kept = len(self.lexemes)
        while kept and self.lexemes[kept - 1].kind not in _ENDS:
            kept -= 1
        return self.lexemes[kept - 1].end if kept else 0

    def stray(self) -> QueryError:
        """Say that a bracket closes what was never opened."""
        lexeme = self.lexemes[self.at]
        return QueryError(
            lexeme.start,
            f"第 {lexeme.start + 1} 个字符处的右括号没有对应的左括号。",
            f"The bracket at character {lexeme.start + 1} closes nothing.",
            _without(self.query, lexeme.start, lexeme.end),
        )


def _without(query: str, start: int, end: int) -> str:
    return " ".join((query[:start] + " " + query[end:]).split())

"""From characters to lexemes. Full-width signs count as their half-width ones, so no one must switch keyboards."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import Enum

from mainline.search.fields import BY_NAME
from mainline.search.query.errors import QueryError

LONGEST_QUERY = 4_000
"""Characters. Longer than any abstract; a description is no query. Longer ones are an error, never cut in silence."""
MOST_LEXEMES = 400

_SAME_SIGN = str.maketrans("（）：“”„＂～＊－＜＞＝　", '():""""~*-<>= ') | dict.fromkeys(
    range(0xD800, 0xE000), " "
)
_PLAIN_END = " \t\r\n\v\f,;，。、；！？!…《》【】「」『』·|&"
_WORD = re.compile(r'[^\s():"' + re.escape(_PLAIN_END) + "]+")
_NAME = re.compile(r"[^\W\d][\w]{0,29}")
_SLOP = re.compile(r"~(\d{1,3})")
_OPERATORS = {"AND": "and", "OR": "or", "NOT": "not"}


class LexemeKind(Enum):
    """Kinds of lexeme."""

    OPEN = "("
    CLOSE = ")"
    AND = "and"
    OR = "or"
    NOT = "not"
    FIELD = "field"
    WORD = "word"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One sign or word and where it stood. ``text`` of a field is its canonical name."""

    kind: LexemeKind
    text: str
    start: int
    end: int
    slop: int = 0


def same_signs(query: str) -> str:
    """Return the query with full-width signs in half width, character for character."""
    return query.translate(_SAME_SIGN)


def check_length(query: str) -> None:
    """Raise :class:`QueryError` for a query that is longer than any is read."""
    if len(query) > LONGEST_QUERY:
        raise QueryError(
            LONGEST_QUERY,
            f"检索式有 {len(query)} 个字符，上限为 {LONGEST_QUERY}。请缩短。",
            f"The query has {len(query)} characters; the limit is {LONGEST_QUERY}. Shorten it.",
        )


def lex(query: str) -> list[Lexeme]:
    """Cut a query. Raises :class:`QueryError` for an open quote, an unknown field, or too much of it."""
    text = same_signs(query)
    found: list[Lexeme] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        lexeme, at = _next(text, at)
        if lexeme is not None:
            found.append(lexeme)
        if len(found) > MOST_LEXEMES:
            raise QueryError(
                at,
                f"检索式超过 {MOST_LEXEMES} 个词或符号。请缩短或分成几次检索。",
                f"The query has more than {MOST_LEXEMES} words and signs. Shorten it, or search in parts.",
            )
    return found


def _next(text: str, at: int) -> tuple[Lexeme | None, int]:
    char = text[at]
    if char == "(":
        return Lexeme(LexemeKind.OPEN, char, at, at + 1), at + 1
    if char == ")":
        return Lexeme(LexemeKind.CLOSE, char, at, at + 1), at + 1
    if char == '"':
        return _phrase(text, at)
    if text[at : at + 2] in {"&&", "||"}:
        kind = LexemeKind.AND if char == "&" else LexemeKind.OR
        return Lexeme(kind, text[at : at + 2], at, at + 2), at + 2
    if char in "-!" and _begins_word(text, at):
        return Lexeme(LexemeKind.NOT, char, at, at + 1), at + 1
    match = _WORD.match(text, at)
    if match is None:
        return None, at + 1
    return _word(text, match.group(), at)


def _begins_word(text: str, at: int) -> bool:
    """Whether a minus at this place negates what follows: after a blank or bracket, before a word."""
    is_first = at == 0 or text[at - 1].isspace() or text[at - 1] == "("
    after = text[at + 1 : at + 2]
    return is_first and bool(after) and (after in '("' or after.isalnum())


def _phrase(text: str, at: int) -> tuple[Lexeme, int]:
    end = text.find('"', at + 1)
    if end < 0:
        raise QueryError(
            at,
            f"第 {at + 1} 个字符处的引号没有结束。请补上右引号。",
            f'The quotation mark at character {at + 1} is not closed. Add a closing ".',
            text + '"',
        )
    slop = _SLOP.match(text, end + 1)
    after = slop.end() if slop else end + 1
    distance = min(int(slop.group(1)), 50) if slop else 0
    inner = " ".join(text[at + 1 : end].split())
    return Lexeme(LexemeKind.PHRASE, inner, at, after, distance), after


def _word(text: str, word: str, at: int) -> tuple[Lexeme | None, int]:
    end = at + len(word)
    if word in _OPERATORS:
        return Lexeme(LexemeKind(_OPERATORS[word]), word, at, end), end
    if text[end : end + 1] == ":" and _NAME.fullmatch(word):
        field = BY_NAME.get(word.lower())
        if field is not None:
            return Lexeme(LexemeKind.FIELD, field.name, at, end + 1), end + 1
        if text[end + 1 : end + 2].strip() and text[end + 1] != "/":
            raise _unknown_field(text, word, at)
    cleaned = word.lstrip("-").rstrip("?")
    if not any(char.isalnum() for char in cleaned) and cleaned != "*":
        return None, end
    return Lexeme(LexemeKind.WORD, cleaned.lower() if cleaned in _OPERATORS else cleaned, at, end), end


def _unknown_field(text: str, name: str, at: int) -> QueryError:
    near = difflib.get_close_matches(name.lower(), BY_NAME, n=1, cutoff=0.5)
    fixed = near[0] if near else ""
    rest = text[at + len(name) :]
    suggestion = text[:at] + fixed + rest if fixed else f'{text[:at]}"{name}" {rest[1:]}'
    return QueryError(
        at,
        f"没有名为“{name}”的字段。" + (f"是否要用“{fixed}”？" if fixed else "若要检索这几个字，请去掉冒号。"),
        f"There is no field “{name}”. "
        + (f"Did you mean “{fixed}”?" if fixed else "Leave out the colon to search for the word."),
        suggestion,
    )

"""Values of fields: dates, classification symbols, closed vocabularies. Each returns a leaf or a helpful error."""

from __future__ import annotations

import calendar
import datetime as dt
import difflib
import re
from collections.abc import Mapping

from mainline.search.fields import Field, FieldType
from mainline.search.query.errors import QueryError
from mainline.search.query.tree import DateRange, Family, Leaf, Number, Phrase, Symbol, Term, Value, Wildcard
from mainline.search.tokens import fold, has_cjk, number_term, symbol_path, symbol_term

Vocabulary = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Field → name as a user may write it (any language, or the code itself) → the codes it stands for.

A field that is not in it takes any value as its own code.
"""

_DATE = re.compile(r"(\d{4})(?:[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2})日?|月)?|年)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SHORTEST_STEM = 2
"""Characters a pattern must show besides its wildcards."""


def text_leaf(text: str, name: str, at: int) -> Leaf:
    """Return a word of a text or party field, as a wildcard where it has ``*`` or ``?``."""
    if "*" not in text and "?" not in text:
        return Term(text, name, position=at)
    shown = text.replace("*", "").replace("?", "")
    shortest = 1 if has_cjk(shown) else SHORTEST_STEM
    if len(shown) < shortest or (text[0] in "*?" and len(shown) < shortest + 1):
        raise QueryError(
            at,
            f"“{text}”太宽。通配符之外至少要有 {shortest + (text[0] in '*?')} 个字符。",
            f"“{text}” is too wide. Give at least {shortest + (text[0] in '*?')} characters besides the wildcard.",
        )
    return Wildcard(text, name, position=at)


def field_leaf(
    field: Field, text: str, at: int, vocabulary: Vocabulary, *, slop: int, is_quoted: bool
) -> Leaf:
    """Return the leaf for ``field:text``. Raises :class:`QueryError` where the value can't be one."""
    if field.type is FieldType.DATE:
        return date_range(field.name, text, at)
    if field.type is FieldType.SYMBOL:
        return symbol(field.name, text, at)
    if field.type is FieldType.NUMBER:
        return _number(text, at)
    if field.type is FieldType.FAMILY:
        return _family(text, at)
    if field.type is FieldType.VALUE:
        return value(field, text, at, vocabulary)
    return Phrase(text, field.name, slop, position=at) if is_quoted else text_leaf(text, field.name, at)


def _number(text: str, at: int) -> Number:
    if not number_term(text.rstrip("*")):
        raise QueryError(at, f"“{text}”不是号码。", f"“{text}” is no number.", "number:CN109999999A")
    return Number(text, position=at)


def _family(text: str, at: int) -> Family:
    if not number_term(text) or "*" in text:
        raise QueryError(
            at,
            f"“{text}”不是完整的号码。family: 后面写同族中任何一件的号码。",
            f"“{text}” is no whole number. Write the number of any member after family:.",
            "family:CN109999999A",
        )
    return Family(text, position=at)


def value(field: Field, text: str, at: int, vocabulary: Vocabulary) -> Value:
    """Return the codes a name stands for."""
    names = vocabulary.get(field.name)
    if names is None and any(char.isalnum() for char in text):
        return Value(field.name, (text,), position=at)
    known = {fold(name): codes for name, codes in (names or {}).items()}
    codes = known.get(fold(text)) or known.get(fold(text).replace(" ", "_"))
    if codes is not None:
        return Value(field.name, tuple(codes), position=at)
    near = difflib.get_close_matches(fold(text), known, n=3, cutoff=0.4) or list(known)[:5]
    listed_zh, listed_en = "、".join(near), ", ".join(near)
    raise QueryError(
        at,
        f"字段“{field.zh}”没有“{text}”这个值。可用：{listed_zh}。",
        f"“{text}” is no value of {field.name}. For example: {listed_en}.",
        str(Value(field.name, (near[0],))) if near else "",
    )


def symbol(name: str, text: str, at: int) -> Symbol:
    """Return a classification: ``C12N15/*`` and ``C12N15`` are the group, ``C12N1*`` whatever begins so."""
    term = symbol_term(text)
    is_open = term.endswith("*") and not term.endswith("/*")
    bare = term.rstrip("*").rstrip("/")
    if symbol_path(bare):
        return Symbol(bare, name, is_open and not _is_whole(bare), position=at)
    raise QueryError(
        at,
        f"“{text}”不是分类号。分类号如 H、H01、H01M、H01M4、H01M4/36。",
        f"“{text}” is no classification symbol. Symbols look like H, H01, H01M, H01M4, H01M4/36.",
        f"{name}:H01M4/36",
    )


def _is_whole(term: str) -> bool:
    """Whether the term ends a level that has a fixed length, so that ``*`` after it adds nothing."""
    return len(term) in {1, 3, 4}


def date_range(name: str, text: str, at: int) -> DateRange:
    """Return the days that ``2019``, ``2019-05..``, ``>=2019-05-03`` … mean."""
    if text.startswith((">", "<")):
        text = _compared(name, text, at)
    low, divider, high = text.partition("..")
    if not low and not high:
        raise _bad_date(name, text, at)
    first = _day(name, low, at, is_last=False) if low else None
    last = _day(name, high if divider else low, at, is_last=True) if (high or not divider) else None
    if first and last and first > last:
        raise QueryError(
            at,
            f"起始日 {first} 晚于结束日 {last}。请对调。",
            f"The range begins on {first}, after its end on {last}. Swap them.",
            f"{name}:{high}..{low}",
        )
    return DateRange(name, first, last, position=at)


def _compared(name: str, text: str, at: int) -> str:
    sign = text[:2] if text[1:2] == "=" else text[0]
    day = text[len(sign) :]
    if sign in {">=", "<="}:
        return f"{day}.." if sign == ">=" else f"..{day}"
    edge = _day(name, day, at, is_last=sign == ">")
    try:
        beyond = edge + dt.timedelta(days=1 if sign == ">" else -1)
    except OverflowError:
        raise _bad_date(name, text, at) from None
    return f"{beyond.isoformat()}.." if sign == ">" else f"..{beyond.isoformat()}"


def _day(name: str, text: str, at: int, *, is_last: bool) -> dt.date:
    match = _COMPACT.fullmatch(text) or _DATE.fullmatch(text)
    if match is None:
        raise _bad_date(name, text, at)
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if month is None:
            return dt.date(year or 0, 12, 31) if is_last else dt.date(year or 0, 1, 1)
        if day is None:
            day = calendar.monthrange(year or 0, month)[1] if is_last else 1
        return dt.date(year or 0, month, day)
    except ValueError:
        raise _bad_date(name, text, at) from None


def _bad_date(name: str, text: str, at: int) -> QueryError:
    return QueryError(
        at,
        f"“{text}”不是日期。写法如 2019、2019-05、2019-05-03、2019..2023、2019-05..。",
        f"“{text}” is no date. Write 2019, 2019-05, 2019-05-03, 2019..2023 or 2019-05...",
        f"{name}:2019..2023",
    )

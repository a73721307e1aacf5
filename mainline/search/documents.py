"""What the index is given: one document a right, by value, and the same document ready to be indexed.

:func:`prepare` is pure and its result pickles, so an ingest prepares in as many processes as it likes and
one writer adds.
"""

from __future__ import annotations

import base64
import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from mainline.search.fields import EXACT_FIELDS, PARTY_FIELDS, PARTY_ROLES, TEXT_FIELDS, TREES
from mainline.search.query.numbers import key_term
from mainline.search.tokens import (
    characters_stream,
    fold,
    grams_stream,
    has_cjk,
    latin_words,
    number_term,
    stems,
    symbol_path,
    western_words,
    words_stream,
)

Texts = Mapping[str, str] | tuple[tuple[str, str], ...]
"""Text by language (ISO 639-1, ``""`` unknown): a mapping, or pairs, where a language may come twice."""

RESTRICTED = "restricted"
"""The term that marks documents which are not for everybody."""

STREAMS = ("la", "lx", "zh", "gr", "ch")
"""The streams of terms of a text field, see :mod:`mainline.search.tokens`; the column is ``title_la``."""

ASKED_FOR = frozenset(
    {f"{name}_{stream}" for name in TEXT_FIELDS for stream in STREAMS} | {*PARTY_FIELDS, "audience"}
)
"""The columns of which a search asks whether any document fills them."""

SAMPLE_LENGTH = 1500
"""Characters of title and abstract kept in the index itself, to find documents like this one."""


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One right as search sees it. Codes are the caller's own; search knows none of them."""

    id: int
    titles: Texts = ()
    abstracts: Texts = ()
    claims: Texts = ()
    descriptions: Texts = ()
    numbers: tuple[str, ...] = ()
    """Every spelling by which a number may be looked for."""
    number_keys: tuple[str, ...] = ()
    """The keys of its numbers, under which all prints of each meet, see :mod:`mainline.offices.numbers`."""
    parties: tuple[tuple[str, str], ...] = ()
    """(role, name) pairs."""
    ipc: tuple[str, ...] = ()
    """Symbols as printed: ``H01M 4/36``."""
    cpc: tuple[str, ...] = ()
    kind: str = ""
    office: str = ""
    status: str = ""
    region: str = ""
    holder_kind: str = ""
    filed_on: dt.date | None = None
    published_on: dt.date | None = None
    granted_on: dt.date | None = None
    family: int | None = None
    demo: bool = False
    audience: tuple[str, ...] = ()
    """Empty: everybody. Else only a request whose ``audience`` names one of these may know of it."""


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document tokenised. ``body`` is one JSON object: column → terms divided by blanks, values or numbers.

    A string goes between processes and into the engine several times as fast as the values in it.
    """

    id: int
    body: str

    def columns(self) -> dict[str, Any]:
        """Return the body read: text columns as lists, date and flag columns as integers."""
        return dict(msgspec.json.decode(self.body))


def pairs(texts: Texts) -> tuple[tuple[str, str], ...]:
    """Return texts as (language, text) pairs, the empty ones left out."""
    found = texts if isinstance(texts, tuple) else texts.items()
    return tuple([pair for pair in found if pair[1]])


def prepare(document: IndexDocument) -> PreparedDocument:
    """Tokenise one document. Pure: same document, same result."""
    texts = _text_columns(document) | _party_columns(document) | _term_columns(document)
    columns: dict[str, list[str] | int | str] = {**_integer_columns(document), **texts}
    columns["has"] = " ".join(column for column in texts if column in ASKED_FOR)
    columns["sample"] = base64.b64encode(_sample(document).encode(errors="replace")).decode()
    return PreparedDocument(id=document.id, body=msgspec.json.encode(columns).decode())


def _put(columns: dict[str, list[str]], column: str, text: str) -> None:
    """Add a text to a column, once."""
    texts = columns.setdefault(column, [])
    if text not in texts:
        texts.append(text)


def _text_columns(document: IndexDocument) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field, texts in (
        ("title", document.titles),
        ("abstract", document.abstracts),
        ("claims", document.claims),
        ("description", document.descriptions),
    ):
        for language, text in pairs(texts):
            for column, stream in _streams(field, language, text):
                _put(found, column, stream)
    return found


def _streams(field: str, language: str, text: str) -> Iterator[tuple[str, str]]:
    words = western_words(text)
    folded = ""
    if words is None:
        folded = fold(text)
        words = latin_words(folded)
    if words:
        yield f"{field}_la", " ".join(stems(words))
        if field in EXACT_FIELDS:
            yield f"{field}_lx", " ".join(words)
    if has_cjk(folded):
        yield f"{field}_gr", grams_stream(folded)
        yield f"{field}_ch", characters_stream(folded)
        if language not in {"ja", "ko"} and (cut := words_stream(folded)):
            yield f"{field}_zh", cut


def _party_columns(document: IndexDocument) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for role, name in document.parties:
        stream = _name_stream(name)
        if not stream:
            continue
        _put(found, "party", stream)
        for field, roles in PARTY_ROLES.items():
            if role in roles:
                _put(found, field, stream)
        if role in {"applicant", "holder"}:
            _put(found, "applicant_name", " ".join(name.encode(errors="replace").decode().split()))
    return found


@functools.lru_cache(maxsize=20_000)
def _name_stream(name: str) -> str:
    """The same applicants come again and again."""
    return grams_stream(fold(name))


def _term_columns(document: IndexDocument) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {
        "number": _number_column(document),
        **_symbol_columns("ipc", document.ipc),
        **_symbol_columns("cpc", document.cpc),
        "audience": list(dict.fromkeys((RESTRICTED, *document.audience))) if document.audience else [],
        "lang": sorted(_languages(document)),
    }
    for column, value in (
        ("kind", document.kind),
        ("office", document.office),
        ("status", document.status),
        ("region", document.region),
        ("holder", document.holder_kind),
    ):
        found[column] = [value] if value else []
    return {column: terms for column, terms in found.items() if terms}


def _number_column(document: IndexDocument) -> list[str]:
    terms = [term for number in document.numbers for term in number_terms(number)]
    return list(dict.fromkeys(terms + [key_term(key) for key in document.number_keys]))


def _symbol_columns(field: str, symbols: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the symbols with their ancestors, most of which they share; the upper levels by themselves too."""
    paths = [symbol_path(symbol) for symbol in symbols]
    found = {field: list(dict.fromkeys(term for path in paths for term in path))}
    for level, column in enumerate(TREES[field]):
        found[column] = list(dict.fromkeys(path[level] for path in paths if len(path) > level))
    return found


def _languages(document: IndexDocument) -> set[str]:
    texts = (document.titles, document.abstracts, document.claims, document.descriptions)
    return {language for text in texts for language, _ in pairs(text) if language}


_OFFICE = re.compile(r"^(?:ZL|[A-Z]{2})(?=\d{4})")
_CHECK_DIGIT = re.compile(r"(?<=\d{6})\.[\dXx]\s*$")
_KIND_CODE = re.compile(r"(?<=\d{5})[A-Z]\d?$")


def number_terms(spelling: str) -> tuple[str, ...]:
    """Return the terms under which a number is found: whole, and without office, kind code or check digit.

    >>> number_terms("CN 109999999 A")
    ('CN109999999A', '109999999A', 'CN109999999', '109999999')
    >>> number_terms("ZL201710601862.4")
    ('ZL2017106018624', '2017106018624', 'ZL201710601862', '201710601862')
    """
    found: list[str] = []
    forms = (spelling, _CHECK_DIGIT.sub("", spelling)) if "." in spelling else (spelling,)
    for form in dict.fromkeys(forms):
        whole = number_term(form)
        if not whole:
            continue
        bare = whole if whole[0].isdecimal() else _OFFICE.sub("", whole)
        found += [whole, bare]
        if not whole[-2:].isdecimal():  # most numbers end in digits, and the pattern is slow
            found += [_KIND_CODE.sub("", whole), _KIND_CODE.sub("", bare)]
    return tuple(dict.fromkeys(found))


def day_number(day: dt.date) -> int:
    """Return a day as an integer that sorts and can be read: 2019-05-03 is 20190503."""
    return day.year * 10_000 + day.month * 100 + day.day


def _integer_columns(document: IndexDocument) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, day in (
        ("filed", document.filed_on),
        ("published", document.published_on),
        ("granted", document.granted_on),
    ):
        if day is not None:
            found[name] = day_number(day)
            found[f"{name}_year"] = day.year
    if document.family is not None:
        found["family"] = document.family
    found["demo"] = int(document.demo)
    return found


def _sample(document: IndexDocument) -> str:
    texts = [text for part in (document.titles, document.abstracts) for _, text in pairs(part)]
    return "\n".join(texts)[:SAMPLE_LENGTH]

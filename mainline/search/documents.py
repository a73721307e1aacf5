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

from mainline.search.fields import PARTY_FIELDS, PARTY_ROLES, TEXT_FIELDS
from mainline.search.tokens import (
    characters_stream,
    fold,
    grams_stream,
    has_cjk,
    latin_words,
    number_term,
    stems,
    symbol_path,
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
    found = texts.items() if isinstance(texts, Mapping) else texts
    return tuple((language, text) for language, text in found if text)


def prepare(document: IndexDocument) -> PreparedDocument:
    """Tokenise one document. Pure: same document, same result."""
    texts: dict[str, dict[str, None]] = {}
    for column, text in (*_text_columns(document), *_party_columns(document), *_term_columns(document)):
        texts.setdefault(column, {})[text] = None
    columns: dict[str, list[str] | int | str] = dict(_integer_columns(document))
    columns |= {column: list(found) for column, found in texts.items()}
    columns["has"] = [column for column in texts if column in ASKED_FOR]
    columns["sample"] = base64.b64encode(_sample(document).encode(errors="replace")).decode()
    return PreparedDocument(id=document.id, body=msgspec.json.encode(columns).decode())


def _text_columns(document: IndexDocument) -> Iterator[tuple[str, str]]:
    for field, texts in (
        ("title", document.titles),
        ("abstract", document.abstracts),
        ("claims", document.claims),
        ("description", document.descriptions),
    ):
        for language, text in pairs(texts) if texts else ():
            yield from _streams(field, language, fold(text))


def _streams(field: str, language: str, folded: str) -> Iterator[tuple[str, str]]:
    latin = latin_words(folded)
    if latin:
        yield f"{field}_la", " ".join(stems(latin))
        yield f"{field}_lx", " ".join(latin)
    if has_cjk(folded):
        yield f"{field}_gr", grams_stream(folded)
        yield f"{field}_ch", characters_stream(folded)
        if language not in {"ja", "ko"} and (words := words_stream(folded)):
            yield f"{field}_zh", words


def _party_columns(document: IndexDocument) -> Iterator[tuple[str, str]]:
    for role, name in document.parties:
        stream = _name_stream(name)
        if not stream:
            continue
        yield "party", stream
        for field, roles in PARTY_ROLES.items():
            if role in roles:
                yield field, stream
        if role in {"applicant", "holder"}:
            yield "applicant_name", " ".join(name.encode(errors="replace").decode().split())


@functools.lru_cache(maxsize=20_000)
def _name_stream(name: str) -> str:
    """The same applicants come again and again."""
    return grams_stream(fold(name))


def _term_columns(document: IndexDocument) -> Iterator[tuple[str, str]]:
    for number in document.numbers:
        for term in number_terms(number):
            yield "number", term
    for field, symbols in (("ipc", document.ipc), ("cpc", document.cpc)):
        paths = [symbol_path(symbol) for symbol in symbols]
        # Symbols of one right share most of their ancestors.
        for term in dict.fromkeys(term for path in paths for term in path):
            yield field, term
        if field == "ipc":
            for path in paths:
                yield from zip(("ipc_section", "ipc_class", "ipc_subclass"), path, strict=False)
    for field in ("kind", "office", "status", "region"):
        if value := getattr(document, field):
            yield field, value
    if document.audience:
        yield "audience", RESTRICTED
        for name in document.audience:
            yield "audience", name
    if document.holder_kind:
        yield "holder", document.holder_kind
    for language in sorted(_languages(document)):
        yield "lang", language


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
    for form in dict.fromkeys((spelling, _CHECK_DIGIT.sub("", spelling))):
        whole = number_term(form)
        if not whole:
            continue
        bare = _OFFICE.sub("", whole)
        found += [whole, bare]
        if not whole[-2:].isdecimal():  # most numbers come with digits alone, and the pattern is slow
            found += [_KIND_CODE.sub("", whole), _KIND_CODE.sub("", bare)]
    return tuple(dict.fromkeys(found))


def day_number(day: dt.date) -> int:
    """Return a day as an integer that sorts and can be read: 2019-05-03 is 20190503."""
    return day.year * 10_000 + day.month * 100 + day.day


def _integer_columns(document: IndexDocument) -> Iterator[tuple[str, int]]:
    for name, day in (
        ("filed", document.filed_on),
        ("published", document.published_on),
        ("granted", document.granted_on),
    ):
        if day is not None:
            yield name, day_number(day)
            yield f"{name}_year", day.year
    if document.family is not None:
        yield "family", document.family
    yield "demo", int(document.demo)


def _sample(document: IndexDocument) -> str:
    texts = [text for part in (document.titles, document.abstracts) for _, text in pairs(part)]
    return "\n".join(texts)[:SAMPLE_LENGTH]

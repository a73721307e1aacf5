"""Official numbers in a query: what is one, under which terms its prints are found, and why one can't be right."""

from __future__ import annotations

import re

from mainline.offices import numbers
from mainline.offices.numbers import NumberError, ParsedNumber
from mainline.offices.record import NumberRole
from mainline.search.query.errors import QueryError
from mainline.search.query.expand import EMPTY_WORDS
from mainline.search.tokens import number_term

FEWEST_DIGITS = 5
"""Fewer digits are a year, a size or a model in a sentence far more often than a number; in one word one fewer will do."""
_LONGEST = 40
_SHAPE = re.compile(
    r"(?:(?P<office>[A-Z]{2}|PCT)[ ./-]{1,2})?(?:[A-Z]{1,5}[./-]?)?[0-9][0-9,./-]*"
    r"(?:(?:/?[A-Z]{1,5}/?| )[0-9][0-9,./-]*){0,4}(?:\.?X)?(?: ?[A-Z][0-9]?)?",
    re.ASCII,
)
_SHAPE_IN_CHINESE = re.compile(
    r"[第号號番专專利权權申请請公开開布告授登记記注册録特許願平表昭令和実用新案意匠商標0-9A-Z ,./()-]+"
)
_BARE = re.compile(r"[A-Z]{0,5}[0-9][0-9,./-]*(?: ?[A-Z][0-9]?)", re.IGNORECASE)
"""Digits and a kind code, as a list of publications of one office prints them."""
_YEARS = re.compile(r"(?:(?:19|20)[0-9]{2}(?: |$)){2}")
_CHECK = re.compile(r"[0-9X](?=(?: ?[A-Z][0-9]?)?$)", re.IGNORECASE)
_SAME_CHARACTER = str.maketrans("０１２３４５６７８９，．／－", "0123456789,./-")


def is_number(text: str, fewest_digits: int = FEWEST_DIGITS) -> bool:
    """Whether text is an official number in some office's print, right or wrong, and nothing besides.

    Where the user says that it is a number, ``fewest_digits`` may be fewer.

    >>> is_number("EP 9998005 B1"), is_number("US 2019 2020"), is_number("soybean 12345")
    (True, False, False)
    """
    digits = sum(char.isdecimal() for char in text)
    if len(text) > _LONGEST or digits < fewest_digits - (" " not in text) or not _has_shape(text):
        return False
    try:
        parsed = numbers.parse(text)
    except NumberError:
        return True
    is_of_an_office = parsed.office != "" and (parsed.understood or text.isascii())
    return is_of_an_office or _BARE.fullmatch(text) is not None


def _has_shape(text: str) -> bool:
    upper = text.translate(_SAME_CHARACTER).upper()
    if not upper.isascii():
        return _SHAPE_IN_CHINESE.fullmatch(upper) is not None
    match = _SHAPE.fullmatch(upper)
    if match is None or _YEARS.search(upper):
        return False
    office = text[: match.end("office")] if match["office"] else ""
    return office not in EMPTY_WORDS  # “in 12345” is English, “IN 12345” is India


def key_term(key: str) -> str:
    """Return the key of a number as a term of the index; no number begins like it, so no wildcard meets it."""
    return f"={key}"


def look_ups(text: str) -> tuple[str, ...]:
    """Return the terms under which a number stands in the index, however it is printed here.

    As it is written comes first: a number that no rule reads is found by that alone.
    """
    found = {number_term(text): None}
    for parsed in _readings(text):
        found[key_term(parsed.key)] = None
        found |= dict.fromkeys(_exchange_forms(parsed))
    for key in _other_keys(text):
        found[key_term(key)] = None
    found.pop("", None)
    return tuple(found)


def _readings(text: str) -> tuple[ParsedNumber, ...]:
    """The readings of a number: the plain one, or where there is none as a filing and as a publication."""
    found = [one for one in [_read(text, None)] if one is not None and one.understood and one.office]
    if not found and is_number(text):
        roles = (NumberRole.APPLICATION, NumberRole.PUBLICATION)
        found = [one for role in roles if (one := _read(text, role)) is not None and one.understood]
    return tuple(found)


def _read(text: str, role: NumberRole | None) -> ParsedNumber | None:
    try:
        return numbers.parse(text, role=role)
    except NumberError:
        return None


def _exchange_forms(parsed: ParsedNumber) -> list[str]:
    """The forms that name the office: without it, digits are of any. With a kind code none that leaves it out."""
    forms = ["".join(parsed.docdb)] if parsed.kind_code else ["".join(parsed.docdb), parsed.epodoc]
    return [number_term(form) for form in forms]


def _other_keys(text: str) -> tuple[str, ...]:
    try:
        return numbers.keys(text)[1:]
    except NumberError:
        return ()


def wrong_number(text: str, query: str) -> QueryError | None:
    """Return why a number can't be right, with the query that has the right check digit; ``None`` for all others."""
    try:
        numbers.parse(text)
    except NumberError as error:
        start = max(0, query.find(text))
        place = _CHECK.search(text)
        better = _with_right_digit(text)
        return QueryError(
            start + (place.start() if place else 0),
            f"“{text}”：{error.message_zh}。",
            f"“{text}”: {error.message_en}.",
            query.replace(text, better, 1) if better else "",
        )
    return None


def _with_right_digit(text: str) -> str:
    place = _CHECK.search(text)
    if place is None:
        return ""
    tried = (f"{text[: place.start()]}{digit}{text[place.end() :]}" for digit in "0123456789X")
    return next((one for one in tried if (parsed := _read(one, None)) is not None and parsed.understood), "")

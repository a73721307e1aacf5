"""United Kingdom and France: year and five digits; published numbers of seven."""

from __future__ import annotations

import re

from mainline.offices.numbers.given import Given, answer
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole

_LONG = re.compile(r"((?:19|20)[0-9]{2})([0-9]{5})([0-9])?")
_EPODOC = re.compile(r"((?:19|20)[0-9]{2})00([0-9]{5})")
_GB_SHORT = re.compile(r"(7[89]|[89][0-9]|0[0-9]|1[0-2])([0-9]{5})")
_GB_CHECKED = re.compile(r"([0-9]{2})([0-9]{5})\.[0-9]")
_GB_SINCE_2013 = re.compile(r"(1[3-9]|2[0-9])([0-9]{5})")
_GB_BEFORE_1978 = re.compile(r"([0-9]{1,5})(1[6-9]|[2-6][0-9]|7[0-7])")
_GB_SLASHED = re.compile(r"([0-9]{1,5})/([0-9]{2})")
_FR_SHORT = re.compile(r"(6[89]|[789][0-9]|[0-3][0-9])([0-9]{5})")
_FR_OLD_EPODOC = re.compile(r"(19[0-6][0-9])0([0-9]{6})")
_PUBLISHED = re.compile(r"0*([1-9][0-9]{0,6})")


def read_gb(given: Given) -> ParsedNumber | None:
    """Read a British number: year and serial since 1978, serial and year before."""
    text = given.plain
    if given.is_filing or given.kind.startswith("D"):
        return _read_gb_filing(given, text)
    match = _PUBLISHED.fullmatch(text)
    return answer(given, "", match[1]) if match else None


def _read_gb_filing(given: Given, text: str) -> ParsedNumber | None:
    match = _GB_SLASHED.fullmatch(given.marked)
    if match:
        return _yearly(given, 1900 + int(match[2]), match[1])
    marked = _GB_CHECKED.fullmatch(given.marked)
    match = _EPODOC.fullmatch(text) or _LONG.fullmatch(text)
    if match:
        return _yearly(given, int(match[1]), match[2])
    if marked:
        # Only the office's own print has a check digit, and it had none before 1978.
        return _yearly(given, _gb_year(marked[1]), marked[2])
    match = _GB_SHORT.fullmatch(text)
    if match and not _filed_before_1978(given):
        return _yearly(given, _gb_year(match[1]), match[2])
    match = _GB_BEFORE_1978.fullmatch(text)
    if match:
        return _yearly(given, 1900 + int(match[2]), match[1])
    match = _GB_SINCE_2013.fullmatch(text)
    return _yearly(given, _gb_year(match[1]), match[2]) if match else None


def _gb_year(two: str) -> int:
    return int(two) + (1900 if two >= "78" else 2000)


def _filed_before_1978(given: Given) -> bool:
    return given.filed_on is not None and given.filed_on.year < 1978


def _yearly(given: Given, year: int, serial: str) -> ParsedNumber:
    return answer(given, "", f"{year}{serial.zfill(5)}", year=year)


def read_fr(given: Given) -> ParsedNumber | None:
    """Read a French number: year and serial since 1968, a running number before."""
    text = given.plain
    if not given.is_filing:
        match = _PUBLISHED.fullmatch(text)
        return answer(given, "", match[1]) if match else None
    match = _EPODOC.fullmatch(text)
    if match:
        return _yearly(given, int(match[1]), match[2])
    match = _FR_OLD_EPODOC.fullmatch(text)
    if match:
        return answer(given, "", match[2], year=int(match[1]), role=NumberRole.APPLICATION)
    match = _FR_SHORT.fullmatch(text)
    if match:
        return _yearly(given, int(match[1]) + (1900 if match[1] >= "68" else 2000), match[2])
    return answer(given, "", text, role=NumberRole.APPLICATION) if re.fullmatch(r"[0-9]{6}", text) else None

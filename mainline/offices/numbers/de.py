"""Germany: file numbers of 7 digits (to 1994), 8 (1995–2003) and 12 (since 2004), and older ones with a letter.

A publication carries the number of its filing. Kinds: 1 or 10, 11 patent; 2 or 20, 21 utility
model; 3 or 30 mark; 4 or 40 design; 5, 6 or 50, 60 European patents.
"""

from __future__ import annotations

import re

from mainline.offices.numbers.checks import de_check, require
from mainline.offices.numbers.given import Given, answer
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.numbers.years import full_year
from mainline.offices.record import NumberRole, RightKind

_TWELVE = re.compile(r"(1[0-2]|2[01]|3[0-2]|40|5[01]|6[01])((?:19|20)[0-9]{2})([0-9]{6})([0-9])?")
_EIGHT = re.compile(r"([1-6])(9[0-9]|0[0-4])([0-9]{5})([0-9])?")
_SEVEN = re.compile(r"([0-9]{2})([0-9]{5})")
_SEVEN_CHECKED = re.compile(r"([0-9]{2})[ .]?([0-9]{2})[ .]?([0-9]{3})\.([0-9])")
_LETTERED = re.compile(r"([A-OQ-Z])0*([0-9]{1,7})")
_TRANSLATION = re.compile(r"(?:(?:19|20)[0-9]{2})?([0-9]{8})")
_OLD_LETTERS = re.compile(r"[PG] ?(?=[0-9])")
_EPODOC_TWELVE = re.compile(r"((?:19|20)[0-9]{2})(1[0-2]|2[01]|5[01]|6[01])([0-9]{6})")
_EPODOC_ELEVEN = re.compile(r"(20(?:0[4-9]|[1-9][0-9]))(1[0-2]|2[01]|5[01]|6[01])([0-9]{5})")
_EPODOC_EIGHT = re.compile(r"(199[5-9]|200[0-3])([1-6])0([0-9]{5})")
_EPODOC_SEVEN = re.compile(r"(19[0-9]{2})([0-9]{7})")
_EPODOC_LETTERED = re.compile(r"(19[0-9]{2})([A-Z])([0-9]{6})")
_RIGHTS = {
    "1": RightKind.INVENTION,
    "2": RightKind.UTILITY_MODEL,
    "3": RightKind.TRADEMARK,
    "4": RightKind.DESIGN,
    "5": RightKind.INVENTION,
    "6": RightKind.INVENTION,
}


def read(given: Given) -> ParsedNumber | None:
    """Read a German number.

    Raises:
        NumberError: the check digit of a filing since 1981 does not fit.
    """
    text = given.plain
    match = _TWELVE.fullmatch(text)
    # Utility models never reach 100,000 a year: 2020 10 123456 is EPODOC for 10 2020 123456.
    is_epodoc = given.is_filing and text[:2] == "20" and text[6:7] != "0" and _EPODOC_TWELVE.fullmatch(text)
    if match and int(match[2]) >= 1990 and not is_epodoc:
        return _checked(given, match[1] + match[2] + match[3], int(match[2]), match[4])
    match = _EIGHT.fullmatch(text)
    if match:
        year = int(match[2]) + (1900 if match[2][0] == "9" else 2000)
        return _checked(given, match[1] + match[2] + match[3], year, match[4])
    found = _read_epodoc(given, text) if given.is_filing else None
    return found or _read_translation(given, text) or _read_old(given, text)


def _read_translation(given: Given, text: str) -> ParsedNumber | None:
    """Kind T with the number of the European filing, which is no German file number."""
    match = _TRANSLATION.fullmatch(text) if given.kind[:1] == "T" else None
    if match is None or (len(text) == 12 and text[2:4] != match[1][:2]):
        return None
    return answer(given, "T.", match[1], year=full_year(match[1][:2]), right=RightKind.INVENTION)


def _checked(given: Given, serial: str, year: int, seen: str | None) -> ParsedNumber:
    check = de_check(serial)
    require(serial, seen or "", check, "DE")
    return answer(given, "", serial, year=year, right=_RIGHTS[serial[0]], check=seen or check)


def _read_epodoc(given: Given, text: str) -> ParsedNumber | None:
    match = _EPODOC_TWELVE.fullmatch(text)
    if match:
        return _checked(given, match[2] + match[1] + match[3], int(match[1]), None)
    match = _EPODOC_ELEVEN.fullmatch(text)
    if match:
        return _checked(given, f"{match[2]}{match[1]}0{match[3]}", int(match[1]), None)
    match = _EPODOC_EIGHT.fullmatch(text)
    if match:
        return _checked(given, match[2] + match[1][2:] + match[3], int(match[1]), None)
    match = _EPODOC_LETTERED.fullmatch(text)
    if match:
        return _lettered(given, match[2], match[3], int(match[1]))
    match = _EPODOC_SEVEN.fullmatch(text)
    return _seven(given, match[2]) if match else None


def _read_old(given: Given, text: str) -> ParsedNumber | None:
    marked = _SEVEN_CHECKED.fullmatch(_OLD_LETTERS.sub("", given.marked).strip())
    if marked:
        return _seven(given, marked[1] + marked[2] + marked[3])
    match = _LETTERED.fullmatch(text)
    if match and given.is_filing and match[1] != "G":
        return _lettered(given, match[1], match[2], None)
    if match and given.is_filing and len(match[2]) <= 5:
        return _lettered(given, match[1], match[2], None)
    bare = _OLD_LETTERS.sub("", text)
    if not bare.isdigit() or len(bare) > 7:
        return None
    return _seven(given, bare.lstrip("0") or "0", text[0] == "G")


def _seven(given: Given, serial: str, is_utility: bool = False) -> ParsedNumber:
    """Seven digits: the year less 50 and five digits (patents since 1968), or a running number."""
    is_utility = is_utility or given.kind[:1] == "U" or given.right is RightKind.UTILITY_MODEL
    is_utility = is_utility or (len(serial) == 7 and "68" <= serial[:2] <= "94")
    # Marks and designs had runs of their own.
    series = "U" if is_utility else {RightKind.TRADEMARK: "TM", RightKind.DESIGN: "D"}.get(_right(given), "")
    year = int(serial[:2]) + 1950 if not series and len(serial) == 7 and "18" <= serial[:2] <= "44" else None
    right = RightKind.UTILITY_MODEL if is_utility else None
    return answer(given, series, serial, year=year, right=right)


def _right(given: Given) -> RightKind:
    return given.right or RightKind.INVENTION


def _lettered(given: Given, letter: str, serial: str, year: int | None) -> ParsedNumber:
    return answer(given, f"{letter}.", f"{int(serial)}", year=year, role=NumberRole.APPLICATION)

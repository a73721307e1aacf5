"""China: filings of 8 and 12 digits with their check digit, ZL numbers, publications, marks.

The kind of right stands in the number: 1 invention, 2 utility model, 3 design, 8 and 9
international filings of the first two (numbering standard ZC 0006-2003).
"""

from __future__ import annotations

import re

from mainline.offices.numbers.checks import cn_check, require, require_year
from mainline.offices.numbers.given import Given, answer
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole, RightKind

_RIGHTS = {
    "1": RightKind.INVENTION,
    "2": RightKind.UTILITY_MODEL,
    "3": RightKind.DESIGN,
    "8": RightKind.INVENTION,
    "9": RightKind.UTILITY_MODEL,
}
_TWELVE = re.compile(r"([0-9]{4})([12389])([0-9]{7})([0-9X])?")
_EIGHT = re.compile(r"(8[5-9]|9[0-9]|0[0-3])([12389])([0-9]{5})([0-9X])?")
_EPODOC = re.compile(r"((?:19|20)[0-9]{2})([12389])([0-9]{6})")
_FILE = re.compile(r"([123])0((?:19|20)[0-9]{2})([0-9]{9})")
_PUBLICATION = re.compile(r"[123](?:[0-9]{6}|[0-9]{8})")
_SOFTWARE = re.compile(r"((?:19|20)[0-9]{2})SR([0-9]{6,7})")
_VARIETY = re.compile(r"CNA[0-9]{6,12}[A-Z]?")
_LAYOUT = re.compile(r"BS([0-9]{2})([0-9]{7})")


def read(given: Given) -> ParsedNumber | None:
    """Read a Chinese number.

    Raises:
        NumberError: the check digit does not fit, or the filing year cannot be.
    """
    text = given.plain
    is_zl = text.startswith("ZL")
    if is_zl:
        text = text[2:]
    if given.right is RightKind.TRADEMARK:
        return answer(given, "TM", text) if text[:1].isdigit() else None
    if is_zl or given.is_filing:
        return _read_filing(given, text, is_zl)
    return _read_publication(given, text)


def _read_filing(given: Given, text: str, is_zl: bool) -> ParsedNumber | None:
    match = _TWELVE.fullmatch(text)
    if match:
        return _filing(given, match[1] + match[2] + match[3], int(match[1]), match[2], match[4] or "")
    match = _EIGHT.fullmatch(text)
    if match:
        year = _old_year(match[1])
        return _filing(given, match[1] + match[2] + match[3], year, match[2], match[4] or "")
    match = _EPODOC.fullmatch(text)
    if match:
        return _from_epodoc(given, match)
    match = _FILE.fullmatch(text)
    if match:
        return _from_file_number(given, match)
    return None if is_zl else _read_other(given, text)


def _old_year(two: str) -> int:
    return int(two) + (1900 if two[0] in "89" else 2000)


def _filing(given: Given, serial: str, year: int, kind: str, seen: str) -> ParsedNumber:
    require_year(serial, year, 1985, 2099, "CN")
    right = cn_check(serial)
    # The filings of 1985 to 1988 were printed with no check digit; their file numbers end in 0.
    if not (len(serial) == 8 and year < 1989):
        require(serial, seen, right, "CN")
    return answer(given, "", serial, year=year, role=NumberRole.APPLICATION, right=_RIGHTS[kind], check=right)


def _from_epodoc(given: Given, match: re.Match[str]) -> ParsedNumber:
    """EPODOC: year, kind, six digits; the running number of old filings has five, after a 0."""
    year, kind, serial = int(match[1]), match[2], match[3]
    if year < 2003 or (year == 2003 and serial[0] == "0"):
        return _filing(given, f"{match[1][2:]}{kind}{serial[1:]}", year, kind, "")
    return _filing(given, f"{year}{kind}0{serial}", year, kind, "")


def _from_file_number(given: Given, match: re.Match[str]) -> ParsedNumber:
    """The office's own file number: kind and 0, year, nine digits."""
    kind, year, serial = match[1], int(match[2]), int(match[3])
    if year <= 2003 and serial < 100_000:
        return _filing(given, f"{year % 100:02}{kind}{serial:05}", year, kind, "")
    return _filing(given, f"{year}{kind}{serial:07}", year, kind, "")


def _read_publication(given: Given, text: str) -> ParsedNumber | None:
    if _PUBLICATION.fullmatch(text):
        # Grants of 1993 to 2010 (kind C) count on in a run that crosses the one of applications.
        series = "C" if given.kind[:1] == "C" and len(text) == 7 else ""
        return answer(given, series, text, role=_published(given), right=_RIGHTS[text[0]])
    match = _EIGHT.fullmatch(text)
    if match and not match[4] and "85" <= match[1] <= "88" and (given.role or given.kind):
        year = 1900 + int(match[1])
        return answer(given, "", text, role=_published(given), year=year, right=_RIGHTS[match[2]])
    if given.role is NumberRole.PUBLICATION and len(text) < 12:
        return _read_other(given, text)
    return _read_filing(given, text, False)


def _published(given: Given) -> NumberRole:
    return NumberRole.REGISTRATION if given.role is NumberRole.REGISTRATION else NumberRole.PUBLICATION


def _read_other(given: Given, text: str) -> ParsedNumber | None:
    """Software copyright, plant varieties, layout designs, whose letters say what they are."""
    match = _SOFTWARE.fullmatch(text)
    if match:
        serial = f"{match[1]}{int(match[2]):07}"
        role, right = NumberRole.REGISTRATION, RightKind.SOFTWARE_COPYRIGHT
        return answer(given, "SR", serial, year=int(match[1]), role=role, right=right)
    match = _VARIETY.fullmatch(text)
    if match:
        return answer(given, "CNA", text[3:], right=RightKind.PLANT_VARIETY)
    match = _LAYOUT.fullmatch(text)
    if match:
        return answer(given, "BS", text[2:], year=2000 + int(match[1]), right=RightKind.IC_LAYOUT)
    return None

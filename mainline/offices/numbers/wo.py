"""WIPO: international filings under the PCT in every form, their publications, Hague and Madrid."""

from __future__ import annotations

import re

from mainline.offices.numbers.checks import require_year
from mainline.offices.numbers.given import ST3, Given, answer
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole, RightKind

_LONG = re.compile(r"([A-Z]{2})((?:19|20)[0-9]{2})([0-9]{5,7})")
_SHORT = re.compile(r"([A-Z]{2})([0-9]{2})([0-9]{5,6})")
_EPODOC = re.compile(r"((?:19|20)[0-9]{2})([A-Z]{2})([0-9]{5,6})")
_OFFICE_LONG = re.compile(r"((?:19|20)[0-9]{2})([0-9]{5,7})")
_OFFICE_SHORT = re.compile(r"([0-9]{2})([0-9]{5})")
_PUBLISHED_LONG = re.compile(r"((?:19|20)[0-9]{2})([0-9]{5,6})")
_PUBLISHED_SHORT = re.compile(r"([0-9]{2})([0-9]{5,6})")
_HAGUE = re.compile(r"DMA?([0-9]{5,6})")


def read_filing(given: Given, text: str, office: str = "") -> ParsedNumber | None:
    """Read an international filing; ``office`` receives it where the text does not name it.

    Raises:
        NumberError: filed before the treaty (1978).
    """
    if office:
        match = _OFFICE_LONG.fullmatch(text) or _OFFICE_SHORT.fullmatch(text)
        return _filing(given, office, match[1], match[2]) if match else None
    match = _LONG.fullmatch(text) or _SHORT.fullmatch(text)
    if match and match[1] in ST3:
        return _filing(given, match[1], match[2], match[3])
    match = _EPODOC.fullmatch(text)
    if match and match[2] in ST3:
        return _filing(given, match[2], match[1], match[3])
    return None


def _filing(given: Given, receiver: str, year_text: str, serial: str) -> ParsedNumber | None:
    year, running = _year(year_text), int(serial)
    if running > 999_999:
        return None
    require_year(f"{receiver}{year}{running:06}", year, 1978, 2099, "WO")
    whole = f"{receiver}{year}{running:06}"
    return answer(given, "", whole, year=year, role=NumberRole.APPLICATION, office="WO")


def _year(text: str) -> int:
    """Four digits, or two: the treaty took two until the end of 2003."""
    return int(text) if len(text) == 4 else int(text) + (1900 if int(text) >= 78 else 2000)


def read(given: Given) -> ParsedNumber | None:
    """Read a number of WIPO itself: WO publication, PCT filing, Hague or Madrid registration."""
    text = given.plain
    if text.startswith("PCT"):
        return read_filing(given, text[3:])
    if given.right is RightKind.TRADEMARK:
        return answer(given, "TM", text, role=NumberRole.REGISTRATION) if text.isdigit() else None
    match = _HAGUE.fullmatch(text)
    if match:
        return answer(given, "DM", match[1], role=NumberRole.REGISTRATION, right=RightKind.DESIGN)
    if text[:2].isalpha() or not text.isdigit():
        return read_filing(given, text)
    match = _PUBLISHED_LONG.fullmatch(text) if len(text) >= 9 else None
    if match is None and len(text) in (7, 8) and not given.is_filing:
        match = _PUBLISHED_SHORT.fullmatch(text)
        if len(text) == 8 and match and match[2][0] != "0":
            return None
    if match is None or (len(match[1]) == 4 and len(match[2]) != 6):
        return None
    year = _year(match[1])
    if not 1978 <= year <= 2099:
        return None
    return answer(given, "", f"{year}{int(match[2]):06}", year=year, role=NumberRole.PUBLICATION)

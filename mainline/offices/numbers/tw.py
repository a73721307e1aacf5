"""Taiwan: filings by the year of the Republic (Western less 1911), a kind digit and five digits."""

from __future__ import annotations

import re

from mainline.offices.numbers.given import Given, answer
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole, RightKind

_RIGHTS = {"1": RightKind.INVENTION, "2": RightKind.UTILITY_MODEL, "3": RightKind.DESIGN}
_FILING = re.compile(r"(0?[6-9][0-9]|1[0-9]{2})([123])([0-9]{5})")
_EPODOC = re.compile(r"((?:19|20)[0-9]{2})0([123])([0-9]{5})")
_LAID_OPEN = re.compile(r"(20[0-9]{2})([0-9]{5})")
_GRANTED = re.compile(r"([IMD])([0-9]{6})")


def read(given: Given) -> ParsedNumber | None:
    """Read a number of the TIPO."""
    text = given.plain
    if given.right is RightKind.TRADEMARK:
        return answer(given, "TM", text) if text.isdigit() else None
    match = _GRANTED.fullmatch(text)
    if match:
        right = {"I": RightKind.INVENTION, "M": RightKind.UTILITY_MODEL, "D": RightKind.DESIGN}[match[1]]
        return answer(given, match[1], match[2], right=right)
    if given.is_filing:
        return _read_filing(given, text)
    match = _LAID_OPEN.fullmatch(text)
    if match:
        return answer(given, "", text, year=int(match[1]), role=NumberRole.PUBLICATION)
    return _read_filing(given, text) if given.role is None else None


def _read_filing(given: Given, text: str) -> ParsedNumber | None:
    match = _FILING.fullmatch(text)
    if match:
        year = int(match[1]) + 1911
        serial = f"{int(match[1]):03}{match[2]}{match[3]}"
        return answer(given, "", serial, year=year, role=NumberRole.APPLICATION, right=_RIGHTS[match[2]])
    match = _EPODOC.fullmatch(text)
    if match:
        serial = f"{int(match[1]) - 1911:03}{match[2]}{match[3]}"
        role = NumberRole.APPLICATION
        return answer(given, "", serial, year=int(match[1]), role=role, right=_RIGHTS[match[2]])
    return None

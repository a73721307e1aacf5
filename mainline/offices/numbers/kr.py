"""Korea: right code, year, seven digits; registrations are right code and seven digits."""

from __future__ import annotations

import re

from mainline.offices.numbers.given import Given, answer
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole, RightKind

#: Right codes of the office's numbers; 41 to 45 were service marks and others before 2016.
_CODES = {"10": "", "20": "U", "30": "D", "40": "TM", "41": "SM", "45": "BM"}
CODES = {series: code for code, series in _CODES.items()}
_RIGHTS = {
    "": RightKind.INVENTION,
    "U": RightKind.UTILITY_MODEL,
    "D": RightKind.DESIGN,
    "TM": RightKind.TRADEMARK,
    "SM": RightKind.TRADEMARK,
    "BM": RightKind.TRADEMARK,
}
_FULL = re.compile(r"([1-4][015])((?:19|20)[0-9]{2})([0-9]{7})")
_YEARED = re.compile(r"((?:19|20)[0-9]{2})([0-9]{7})")
_DERWENT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{6})")
_OLD = re.compile(r"([4-9][0-9])([0-9]{7})")
_REGISTERED = re.compile(r"([1-4][015])([0-9]{7})(?:0000)?")
_OLD_REGISTERED = re.compile(r"0?([0-9]{6})")


def read(given: Given) -> ParsedNumber | None:
    """Read a Korean number; the right code in it wins over the kind code."""
    text = given.plain
    if not text.isdigit():
        return None
    match = _FULL.fullmatch(text)
    if match and match[1] in _CODES:
        return _yeared(given, _CODES[match[1]], int(match[2]), match[3])
    series = _series(given)
    match = _YEARED.fullmatch(text) or _DERWENT.fullmatch(text)
    if match:
        return _yeared(given, series, int(match[1]), match[2])
    if not given.is_filing:
        match = _REGISTERED.fullmatch(text)
        if match and match[1] in _CODES and given.kind[:1] != "A":
            return _registered(given, _CODES[match[1]], match[2])
    match = _OLD.fullmatch(text)
    if match:
        return _yeared(given, series, 1900 + int(match[1]), match[2])
    match = _OLD_REGISTERED.fullmatch(text)
    if match and not given.is_filing and given.kind[:1] in ("B", "Y", ""):
        return _registered(given, series, match[1].zfill(7))
    return None


def _series(given: Given) -> str:
    by_right = {right: series for series, right in _RIGHTS.items() if series in ("", "U", "D", "TM")}
    if given.right in by_right:
        return by_right[given.right]
    return {"U": "U", "Y": "U", "S": "D"}.get(given.kind[:1], "")


def _yeared(given: Given, series: str, year: int, serial: str) -> ParsedNumber:
    role = None if given.role else NumberRole.APPLICATION if not given.kind else NumberRole.PUBLICATION
    return answer(given, series, f"{year}{serial.zfill(7)}", year=year, role=role, right=_RIGHTS[series])


def _registered(given: Given, series: str, serial: str) -> ParsedNumber:
    role = NumberRole.REGISTRATION if given.role is NumberRole.REGISTRATION else NumberRole.PUBLICATION
    return answer(given, series, serial, role=role, right=_RIGHTS[series])

"""European Patent Office: filings of 8 digits with a check digit, publications of 7; EUIPO marks and designs."""

from __future__ import annotations

import re

from mainline.offices.numbers.checks import ep_check, require
from mainline.offices.numbers.given import Given, answer
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole, RightKind

_FILING = re.compile(r"(7[89]|[89][0-9]|[0-6][0-9])([0-9]{6})([0-9])?")
_EPODOC = re.compile(r"((?:19[789]|20[0-9])[0-9])([0-9]{7})")
_KEY = re.compile(r"((?:19[789]|20[0-9])[0-9])([0-9]{6})")
_PUBLICATION = re.compile(r"0*([1-9][0-9]{0,6})")
_EU_DESIGN = re.compile(r"(0[0-9]{8})([0-9]{4})")
_EU_MARK = re.compile(r"(?:W[0-9]{7,8}[A-Z]?|[0-9]{9})")


def read(given: Given) -> ParsedNumber | None:
    """Read a European patent number.

    Raises:
        NumberError: the check digit does not fit.
    """
    text = given.plain
    if given.is_filing or (given.role is None and len(text) >= 8):
        return _read_filing(given, text)
    match = _PUBLICATION.fullmatch(text)
    if match is None:
        return None
    return answer(given, "", match[1].zfill(7), role=NumberRole.PUBLICATION, right=RightKind.INVENTION)


def _read_filing(given: Given, text: str) -> ParsedNumber | None:
    match = _FILING.fullmatch(text)
    if match:
        seen = match[3] or ""
        number = match[1] + match[2]
        require(number, seen, ep_check(number), "EP")
        year = int(match[1]) + (1900 if match[1] >= "78" else 2000)
        return _filing(given, year, match[2])
    match = _EPODOC.fullmatch(text)
    if match and match[2][0] == "0":
        return _filing(given, int(match[1]), match[2][1:])
    match = _KEY.fullmatch(text)
    return _filing(given, int(match[1]), match[2]) if match else None


def _filing(given: Given, year: int, serial: str) -> ParsedNumber:
    check = ep_check(f"{year % 100:02}{serial}")
    role, right = NumberRole.APPLICATION, RightKind.INVENTION
    return answer(given, "", f"{year}{serial}", year=year, role=role, right=right, check=check)


def read_euipo(given: Given) -> ParsedNumber | None:
    """Read a number of the EUIPO (EM): designs ``004247823-0007``, marks ``018123456``, ``W00928475``."""
    match = _EU_DESIGN.fullmatch(given.plain)
    if match and given.right is not RightKind.TRADEMARK:
        role = NumberRole.REGISTRATION
        return answer(given, "D", match[1] + match[2], role=role, right=RightKind.DESIGN)
    if _EU_MARK.fullmatch(given.plain) and given.right in (None, RightKind.TRADEMARK):
        # Filing and registration of an EU mark share one number.
        role = NumberRole.REGISTRATION
        return answer(given, "TM", given.plain, role=role, right=RightKind.TRADEMARK)
    return None

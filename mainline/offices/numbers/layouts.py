"""Further offices: filings by the table of their forms, publications by their kind letter."""

from __future__ import annotations

import re

from mainline.offices.numbers.given import Given, answer
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.numbers.table import BARE, FILINGS, ONE_NUMBER, RUNNING, TRANSLATIONS
from mainline.offices.numbers.years import full_year
from mainline.offices.record import NumberRole, RightKind

_EPODOC = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<p>[A-Z]{0,2})(?P<s>[0-9]{5,7})")
_SINGAPORE = re.compile(r"(1[01]20[0-9]{7})([A-Z]?)")
_OA = re.compile(r"1((?:19|20)[0-9]{2})([0-9]{5})")


def read(given: Given) -> ParsedNumber | None:
    """Read a number of an office of the table; publications of all offices by their kind letter."""
    match = _SINGAPORE.fullmatch(given.plain) if given.office == "SG" else None
    if match:
        # Kind of filing, year, five digits and a check letter that is not always printed.
        return answer(given, "", match[1], year=int(match[1][2:6]), check=match[2])
    if given.right is RightKind.TRADEMARK and any(sign.isdigit() for sign in given.plain):
        # Marks everywhere: letters and digits as printed, in a run of their own.
        return answer(given, "TM-", given.plain)
    if given.is_filing:
        return _read_filing(given) if given.office in FILINGS or given.office in BARE else None
    return _read_publication(given)


def _read_filing(given: Given) -> ParsedNumber | None:
    text, office = given.plain, given.office
    series = given.kind[0] if given.kind[:1] in ("T", "U") else ""
    match = _EPODOC.fullmatch(text)
    if match and len(match["p"]) + len(match["s"]) == 7 and match["y"] > "1920":
        return _filing(given, series, int(match["y"]), match["p"], match["s"])
    if office in BARE:
        return (
            answer(given, series, text.lstrip("0"), role=NumberRole.APPLICATION) if text.isalnum() else None
        )
    match = _OA.fullmatch(text) if office == "OA" else None
    if match:
        return _filing(given, series, int(match[1]), "", f"10{match[2]}")
    layouts = (TRANSLATIONS,) if series == "T" and len(text) == 8 else FILINGS[office]
    for layout in layouts:
        match = layout.pattern.fullmatch(text)
        if match and office in RUNNING and _is_bare(given, match["y"]):
            return answer(given, series, text.lstrip("0"), role=NumberRole.APPLICATION)
        if match:
            year = match["y"]
            return _filing(
                given, series, int(year) if len(year) == 4 else full_year(year), match["p"], match["s"]
            )
    return None


def _is_bare(given: Given, year: str) -> bool:
    """Whether the last two digits are no year: the office's own print, told by the filing date."""
    return given.filed_on is not None and abs(full_year(year) - given.filed_on.year) > 1


def _filing(given: Given, series: str, year: int, letters: str, serial: str) -> ParsedNumber:
    role = NumberRole.APPLICATION
    if given.office in RUNNING and series != "T":
        return answer(given, series, letters + serial.lstrip("0"), year=year, role=role)
    return answer(given, series, f"{year}{letters}{int(serial):0{7 - len(letters)}}", year=year, role=role)


def _read_publication(given: Given) -> ParsedNumber | None:
    """The letter of the kind tells runs of published numbers apart, unless one number serves all."""
    text, letter = given.plain, given.kind[:1]
    is_patent = given.right in (None, RightKind.INVENTION, RightKind.UTILITY_MODEL)
    if not is_patent or not (text.isdigit() or any(sign.isdigit() for sign in text)):
        return None
    if given.office == "AT" and letter == "T":
        # Austria prints E before the number of a translated European patent, DOCDB does not.
        text = text.removeprefix("E")
    if letter and letter in "TUY":
        return answer(given, f"{letter}-", text, role=NumberRole.PUBLICATION)
    has_long_number = given.office == "AU" and len(text) == 10
    if letter and letter in "BCE" and given.office not in ONE_NUMBER and not has_long_number:
        return answer(given, "B-", text, role=NumberRole.PUBLICATION)
    return answer(given, "", text, role=NumberRole.PUBLICATION)

"""United States: patents of every series, published applications, filings with and without series code.

DOCDB drops the series code of filings before about 2010 and puts the year behind the serial
number (``US 82713507 A`` is 11/827,135 of 2007). Where the year alone settles the series code it
is given back; elsewhere the number stays year and serial, and :func:`keys` offers the other name.
"""

from __future__ import annotations

import datetime as dt
import re

from mainline.offices.numbers.given import Given, answer
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.numbers.years import full_year
from mainline.offices.record import NumberRole, RightKind

_CODES = "02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 29 35 60 61 62 63 90 95 96"
_SERIES = frozenset(_CODES.split())
_PROVISIONAL = frozenset(("60", "61", "62", "63"))
_DESIGN = frozenset(("29", "35"))
_MARKED = re.compile(r"([0-9]{2})\s*/\s*([0-9]{1,3}[, ]?[0-9]{3})")
_PREFIXED = re.compile(r"(D|PP|RE|RX|AI|H|T|X)0*([1-9][0-9]{0,7})")
_PREGRANT = re.compile(r"(20[0-9]{2})0?([0-9]{6})")
_YEAR_SERIES = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{6})")
_EPODOC = re.compile(r"((?:19|20)[0-9]{2})0?([0-9]{6})")
_RIGHTS = {"D": RightKind.DESIGN, "PP": RightKind.PLANT_VARIETY}

#: Years in which a filing can only have one series code, even as a national stage filed up to three
#: years after its international date (periods of the codes: MPEP 503; years next to a change left out).
_SURE = (
    (1949, 1958, "03"),
    (1961, 1968, "04"),
    (1971, 1975, "05"),
    (1980, 1982, "06"),
    (1988, 1989, "07"),
    (1994, 1994, "08"),
)


def read(given: Given) -> ParsedNumber | None:
    """Read a US number: role, kind code and date decide where one string has two readings."""
    if given.right is RightKind.TRADEMARK:
        text = given.plain
        return answer(given, "TM", text.zfill(8) if given.is_filing else text) if text.isdigit() else None
    match = _MARKED.fullmatch(given.marked) if "/" in given.marked else None
    if match and match[1] in _SERIES:
        return _filing(
            given, match[1], plain_serial(match[2]), given.filed_on.year if given.filed_on else None
        )
    if given.is_filing:
        return _read_filing(given, given.plain)
    return _read_publication(given, given.plain)


def plain_serial(text: str) -> str:
    """``123,456`` or ``1,234`` as six digits."""
    return text.replace(",", "").replace(" ", "").zfill(6)


def _filing(given: Given, series: str, serial: str, year: int | None) -> ParsedNumber:
    right = RightKind.DESIGN if series in _DESIGN else None
    return answer(given, "", series + serial, year=year, role=NumberRole.APPLICATION, right=right)


def _read_filing(given: Given, text: str) -> ParsedNumber | None:
    if not text.isdigit():
        return None
    match = _YEAR_SERIES.fullmatch(text)
    if match and match[2] in _SERIES:
        return _filing(given, match[2], match[3], int(match[1]))
    match = _EPODOC.fullmatch(text)
    if match:
        return _seriesless(given, int(match[1]), match[2])
    if len(text) == 8 and text[:2] in _SERIES and not _is_docdb(given, text):
        return _filing(given, text[:2], text[2:], given.filed_on.year if given.filed_on else None)
    if given.filed_on and len(text) <= 6 and not _ends_with_year(text, given.filed_on):
        return _seriesless(given, given.filed_on.year, text.zfill(6))
    if 3 <= len(text) <= 8 and given.kind:
        return _seriesless(given, full_year(text[-2:]), text[:-2].zfill(6))
    return None


def _is_docdb(given: Given, text: str) -> bool:
    """Whether eight digits are serial and year, not series code and serial.

    DOCDB always gives a kind code, the USPTO never; a date that ends the number settles it.
    """
    if given.kind[:1] not in ("A", "P", "F"):
        return False
    return given.filed_on is None or _ends_with_year(text, given.filed_on)


def _ends_with_year(text: str, filed_on: dt.date) -> bool:
    """Whether the last two digits are the year of filing, or one beside it where a date was corrected."""
    return abs(full_year(text[-2:].zfill(2)) - filed_on.year) <= 1


def _seriesless(given: Given, year: int, serial: str) -> ParsedNumber:
    series = _series_of(year, serial, given.kind)
    if series:
        return _filing(given, series, serial, year)
    tag = "P" if given.kind == "P" else "F" if given.kind[:1] == "F" else ""
    return answer(given, tag, f"{year}.{serial}", year=year, role=NumberRole.APPLICATION)


def _series_of(year: int, serial: str, kind: str) -> str:
    """The series code that year and serial leave no doubt about, else ""."""
    if kind == "P":
        # Provisional filings: 60 from June 1995; it ran out late in 2007, when 61 began at 1.
        if 1995 <= year <= 2006 or (year == 2007 and serial >= "800000"):
            return "60"
        return "61" if 2008 <= year <= 2012 or (year == 2007 and serial < "200000") else ""
    if kind[:1] == "F":
        # Designs of the Hague system got a code of their own, 35, in 2015.
        return "29" if 1993 <= year <= 2014 else ""
    return next((series for first, last, series in _SURE if first <= year <= last), "")


def _read_publication(given: Given, text: str) -> ParsedNumber | None:
    match = _PREFIXED.fullmatch(text)
    if match:
        return answer(given, match[1], match[2], role=_published(given), right=_RIGHTS.get(match[1]))
    if not text.isdigit():
        return None
    if len(text) >= 10:
        return _read_long(given, text)
    serial = text.lstrip("0")
    if not serial or len(serial) > 8:
        return None
    if given.right is RightKind.DESIGN or given.kind[:1] == "S":
        return answer(given, "D", serial, role=_published(given), right=RightKind.DESIGN)
    series = {"E": "RE", "H": "H"}.get(given.kind[:1], "")
    if given.kind in ("P", "P2", "P3") and len(serial) <= 6:
        series = "PP"
    return answer(given, series, serial, role=_published(given))


def _read_long(given: Given, text: str) -> ParsedNumber | None:
    match = _PREGRANT.fullmatch(text)
    if match and int(match[1]) >= 2001:
        return answer(given, "", f"{match[1]}0{match[2]}", year=int(match[1]), role=NumberRole.PUBLICATION)
    return _read_filing(given, text) if given.role is None else None


def _published(given: Given) -> NumberRole:
    return NumberRole.REGISTRATION if given.role is NumberRole.REGISTRATION else NumberRole.PUBLICATION


def is_provisional(parsed: ParsedNumber) -> bool:
    """Whether a US filing is provisional, by its series code or the kind of the source."""
    return parsed.series == "P" or (not parsed.series and parsed.serial[:2] in _PROVISIONAL)


def other_name(parsed: ParsedNumber) -> str:
    """The key a source without series code gives the same filing; "" where the year is unknown."""
    if parsed.year is None or parsed.series or "." in parsed.serial or len(parsed.serial) != 8:
        return ""
    code, serial = parsed.serial[:2], parsed.serial[2:]
    tag = "P" if code in _PROVISIONAL else "F" if code in _DESIGN else ""
    return f"US/A/{tag}{parsed.year}.{serial}"

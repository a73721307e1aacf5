"""Japan: filings, laid-open and examined publications, registrations; Western and era years.

Era years: Showa n = 1925 + n, Heisei n = 1988 + n, Reiwa n = 2018 + n. The office counts in
Western years since 2000; a utility model, design or mark has its own run beside the patents.
"""

from __future__ import annotations

import re

from mainline.offices.numbers.given import Given, answer, plain
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole, RightKind

_ERAS = {"S": 1925, "H": 1988, "R": 2018, "昭": 1925, "平": 1988, "令": 2018, "3": 1925, "4": 1988, "5": 2018}
_SIGNS = str.maketrans(
    {
        "願": "愿", "開": "开", "實": "实", "録": "录", "錄": "录", "許": "许",
        "號": "号", "発": "", "和": "", "成": "", "元": "1", "実": "实",
    }
)  # fmt: skip
_RIGHTS = {
    "": RightKind.INVENTION,
    "U": RightKind.UTILITY_MODEL,
    "D": RightKind.DESIGN,
    "TM": RightKind.TRADEMARK,
}
_TAGS = {RightKind.UTILITY_MODEL: "U", RightKind.DESIGN: "D", RightKind.TRADEMARK: "TM"}

#: Words of the office: (run of right, publication or filing).
_WORDS = {
    "特愿": ("", "filing"), "实愿": ("U", "filing"), "意愿": ("D", "filing"), "商愿": ("TM", "filing"),
    "特开": ("", "open"), "特表": ("", "open"), "再表": ("", "open"), "再公表": ("", "open"),
    "实开": ("U", "open"), "实表": ("U", "open"), "特公": ("", "examined"), "实公": ("U", "examined"),
    "特许": ("", "registered"), "特许第": ("", "registered"), "实用新案登录": ("U", "registered"),
    "实登": ("U", "registered"), "登录实用新案": ("U", "registered"), "意匠登录": ("D", "registered"),
    "意登": ("D", "registered"), "商标登录": ("TM", "registered"), "商標登录": ("TM", "registered"),
    "登商": ("TM", "registered"),
}  # fmt: skip
_WORDED = re.compile(
    r"([^0-9A-Z平昭令第\s]+)第?\s*+([平昭令HSR]?)\s*+([0-9]+)(?:[-/ ]+([0-9]+))?\s*号?(?:公报)?"
)
#: ``JP-A-2020-123456``, ``JPA 414233033``
_LETTERED = re.compile(r"([ABUY])[ -]+(?=[HSR]?[0-9])")
_WESTERN = re.compile(r"((?:19|20)[0-9]{2})([0-9]{6})")
_EPODOC = re.compile(r"((?:19|20)[0-9]{2})0([0-9]{6})")
_ERA_FILING = re.compile(r"([HSR])([0-9]{2})([0-9]{1,6})")
_DOCDB_OLD = re.compile(r"([0-9]{1,6})([0-9]{2})")
_MARKED_FILING = re.compile(r"([HSR]?)([0-9]{1,4})[-/]([0-9]{1,6})")
_JPO_CODE = re.compile(r"([345])([0-9]{2})([0-9]{6})")
_REPUBLISHED = re.compile(r"WO((?:19|20)[0-9]{2}|[0-9]{2})([0-9]{6})")
_REGISTERED = re.compile(r"0*([1-9][0-9]{3,6})")


def read(given: Given) -> ParsedNumber | None:
    """Read a Japanese number."""
    if not given.marked.isascii():
        return _read_worded(given)
    match = _LETTERED.match(given.marked)
    if match:
        rest = given.marked[match.end() :]
        given = given._replace(marked=rest, plain=plain(rest), kind=given.kind or match[1])
    series = _series(given)
    if given.is_filing:
        return _read_filing(given, series)
    return _read_publication(given, series)


def _series(given: Given) -> str:
    if given.right in _TAGS:
        return _TAGS[given.right]
    return {"U": "U", "Y": "U", "S": "D"}.get(given.kind[:1], "")


def _read_worded(given: Given) -> ParsedNumber | None:
    match = _WORDED.fullmatch(given.marked.translate(_SIGNS))
    if match is None or match[1] not in _WORDS:
        return None
    series, sort = _WORDS[match[1]]
    if sort == "registered":
        return _registered(given, series, match[3].lstrip("0")) if not match[4] else None
    year, serial = _year_and_serial(match[2], match[3], match[4])
    if year is None or not serial:
        return None
    return (
        _filing(given, series, year, serial)
        if sort == "filing"
        else _published(given, series, year, serial, sort)
    )


def _year_and_serial(era: str, first: str, second: str | None) -> tuple[int | None, str]:
    if second is None and len(first) == 10:
        first, second = first[:4], first[4:]
    if not second:
        return None, ""
    if era:
        return int(first) + _ERAS[era], second
    return _western(int(first)), second


def _western(value: int) -> int | None:
    """A year as printed: four digits, or an era year that only one era can have had."""
    if value >= 1900:
        return value
    if 46 <= value <= 64:
        return value + _ERAS["S"]
    return value + _ERAS["H"] if 1 <= value <= 12 else None


def _filing(given: Given, series: str, year: int, serial: str) -> ParsedNumber:
    role = NumberRole.APPLICATION
    return answer(given, series, f"{year}{int(serial):06}", year=year, role=role, right=_RIGHTS[series])


def _published(given: Given, series: str, year: int, serial: str, sort: str) -> ParsedNumber:
    run = {"open": "", "examined": "K"}[sort]
    return answer(
        given,
        series + run,
        f"{year}{int(serial):06}",
        year=year,
        role=NumberRole.PUBLICATION,
        right=_RIGHTS[series],
    )


def _registered(given: Given, series: str, serial: str) -> ParsedNumber:
    role = NumberRole.REGISTRATION if given.role is NumberRole.REGISTRATION else NumberRole.PUBLICATION
    return answer(given, series, serial, role=role, right=_RIGHTS[series])


def _read_filing(given: Given, series: str) -> ParsedNumber | None:
    match = _WESTERN.fullmatch(given.plain) or _EPODOC.fullmatch(given.plain)
    if match:
        return _filing(given, series, int(match[1]), match[2])
    match = _MARKED_FILING.fullmatch(given.marked)
    if match:
        year, serial = _year_and_serial(match[1], match[2], match[3])
        return _filing(given, series, year, serial) if year else None
    match = _ERA_FILING.fullmatch(given.plain)
    if match:
        return _filing(given, series, int(match[2]) + _ERAS[match[1]], match[3])
    match = _DOCDB_OLD.fullmatch(given.plain) if len(given.plain) <= 8 else None
    if match and (match[2] >= "36" or given.kind):
        year = int(match[2]) + (1900 if match[2] >= "36" else 2000)
        return _filing(given, series, year, match[1])
    return None


def _read_publication(given: Given, series: str) -> ParsedNumber | None:
    text, kind = given.plain, given.kind
    match = _REPUBLISHED.fullmatch(text)
    if match:
        year = int(match[1]) if len(match[1]) == 4 else int(match[1]) + (1900 if match[1] > "78" else 2000)
        return answer(given, "WO", f"{year}{match[2]}", year=year, role=NumberRole.PUBLICATION)
    sort = "examined" if kind[:1] == "Y" or kind[:1] == "B" else "open"
    match = _WESTERN.fullmatch(text) or _EPODOC.fullmatch(text)
    if match and (given.role or given.kind or series):
        return _published(given, series, int(match[1]), match[2], sort)
    match = _ERA_FILING.fullmatch(text)
    if match:
        return _published(given, series, int(match[2]) + _ERAS[match[1]], match[3], sort)
    if kind[:1] == "A" or "-" in given.marked:
        found = _read_laid_open(given, series, sort)
        if found:
            return found
    match = _REGISTERED.fullmatch(text)
    if match:
        return _registered(given, series, match[1])
    return _published(given, series, int(text[:4]), text[4:], sort) if _WESTERN.fullmatch(text) else None


def _read_laid_open(given: Given, series: str, sort: str) -> ParsedNumber | None:
    """``4-365581``, ``58181591 A`` and the office's own ``414233033`` (era, year, serial)."""
    text = given.plain
    match = _JPO_CODE.fullmatch(text)
    if match:
        return _published(given, series, int(match[2]) + _ERAS[match[1]], match[3], sort)
    match = _MARKED_FILING.fullmatch(given.marked)
    if match is None and text.isdigit() and len(text) in (7, 8):
        match = re.fullmatch(r"()([0-9]{1,2})([0-9]{6})", text)
    if match is None:
        return None
    year, serial = _year_and_serial(match[1], match[2], match[3])
    return _published(given, series, year, serial, sort) if year else None

"""How a number is written: by its office today, by DOCDB, by EPODOC.

The canonical parts are enough for all three; a number that was not understood is written as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from mainline.offices.numbers.table import docdb_filing, is_running
from mainline.offices.record import NumberRole

if TYPE_CHECKING:
    from mainline.offices.numbers.parsed import ParsedNumber

_JP_WORDS = {"": "特", "U": "実", "D": "意", "TM": "商"}
_JP_REGISTERED = {"": "特許第{}号", "U": "実用新案登録第{}号", "D": "意匠登録第{}号", "TM": "商標登録第{}号"}
_KR_CODES = {"": "10", "U": "20", "D": "30", "TM": "40", "SM": "41", "BM": "45"}


def original(number: ParsedNumber) -> str:
    """The office's own print of today."""
    if not number.understood:
        return _as_it_stands(number)
    printer = _ORIGINALS.get(number.office)
    return printer(number) if printer else _plain_original(number)


def docdb(number: ParsedNumber) -> tuple[str, str, str]:
    """(country, number, kind)."""
    if not number.understood:
        return number.office, _as_it_stands(number), number.kind_code
    printer = _DOCDB.get(number.office)
    if printer:
        return printer(number)
    return number.office, _table_docdb(number), number.kind_code


def epodoc(number: ParsedNumber) -> str:
    """One word, country code first; a publication gets its kind letter only where EPODOC needs it."""
    if not number.understood:
        return number.office + _as_it_stands(number)
    if number.series == "X":
        return f"{number.office}X{number.serial}"
    if not _is_filing(number):
        return _published_epodoc(number)
    printer = _EPODOC.get(number.office)
    return printer(number) if printer else _table_epodoc(number)


def _is_filing(number: ParsedNumber) -> bool:
    return number.role in (NumberRole.APPLICATION, NumberRole.INTERNATIONAL)


def _as_it_stands(number: ParsedNumber) -> str:
    """Without the kind letter that only the identity needs."""
    tail = f"-{number.kind_code[:1]}"
    return number.serial.removesuffix(tail) if number.kind_code else number.serial


def _plain_original(number: ParsedNumber) -> str:
    return _table_docdb(number)


# China


def _cn_original(number: ParsedNumber) -> str:
    if number.series in ("SR", "CNA", "BS"):
        return _cn_lettered(number)
    if not _is_filing(number):
        return number.serial if number.series == "TM" else f"CN{number.serial}{number.kind_code}"
    if number.series == "TM" or (len(number.serial) == 8 and (number.year or 0) < 1989):
        return number.serial
    return f"{number.serial}.{number.check}"


def _cn_lettered(number: ParsedNumber) -> str:
    if number.series == "SR":
        return f"{number.serial[:4]}SR{number.serial[4:]}"
    return f"{number.series}.{number.serial}" if number.series == "BS" else number.series + number.serial


def _cn_docdb(number: ParsedNumber) -> tuple[str, str, str]:
    text = _cn_lettered(number) if number.series in ("SR", "CNA", "BS") else number.serial
    return "CN", text, number.kind_code


def _cn_epodoc(number: ParsedNumber) -> str:
    serial = number.serial
    if number.series:
        return "CN" + _cn_docdb(number)[1]
    if len(serial) == 8:
        return f"CN{number.year}{serial[2]}0{serial[3:]}"
    return f"CN{serial[:5]}{serial[6:]}" if serial[5] == "0" else f"CN{serial}"


# WIPO


def _wo_original(number: ParsedNumber) -> str:
    serial = number.serial
    if number.series:
        return f"DM/{serial}" if number.series == "DM" else serial
    if _is_filing(number):
        return f"PCT/{serial[:6]}/{serial[6:]}"
    return f"WO {serial[:4]}/{serial[4:]}"


def _wo_docdb(number: ParsedNumber) -> tuple[str, str, str]:
    serial = number.serial
    if number.series:
        return "WO", ("DM" if number.series == "DM" else "") + serial, number.kind_code
    if _is_filing(number):
        return serial[:2], _short_century(serial[2:6], serial[6:]), "W"
    # DOCDB took ten digits with the publications of July 2004; of that year both are met.
    return "WO", _short_century(serial[:4], serial[4:]), number.kind_code


def _short_century(year: str, serial: str) -> str:
    return f"{year[2:]}{serial[1:]}" if year < "2004" and serial[0] == "0" else year + serial


def _wo_epodoc(number: ParsedNumber) -> str:
    serial = number.serial
    if number.series:
        return "WO" + _wo_docdb(number)[1]
    running = serial[6:].removeprefix("0") if serial[6] == "0" else serial[6:]
    return f"WO{serial[2:6]}{serial[:2]}{running}"


# European Patent Office and EUIPO


def _ep_original(number: ParsedNumber) -> str:
    return f"{number.serial[2:]}.{number.check}" if _is_filing(number) else f"EP {number.serial}"


def _ep_docdb(number: ParsedNumber) -> tuple[str, str, str]:
    return "EP", number.serial[2:] if _is_filing(number) else number.serial, number.kind_code


def _ep_epodoc(number: ParsedNumber) -> str:
    return f"EP{number.serial[:4]}0{number.serial[4:]}"


def _em_original(number: ParsedNumber) -> str:
    return f"{number.serial[:9]}-{number.serial[9:]}" if number.series == "D" else number.serial


# United States


def _commas(digits: str) -> str:
    return f"{int(digits):,}"


def _us_original(number: ParsedNumber) -> str:
    serial = number.serial
    if _is_filing(number):
        if number.series == "TM":
            return f"{serial[:2]}/{serial[2:5]},{serial[5:]}"
        if "." in serial:
            return f"{serial[5:8]},{serial[8:]} ({serial[:4]})"
        return f"{serial[:2]}/{serial[2:5]},{serial[5:]}"
    if len(serial) == 11:
        return f"US {serial[:4]}/{serial[4:]}"
    return f"{'' if number.series == 'TM' else number.series}{_commas(serial)}"


def _us_docdb(number: ParsedNumber) -> tuple[str, str, str]:
    serial, kind = number.serial, number.kind_code
    if number.series == "TM":
        return "US", serial, kind
    if not _is_filing(number):
        return "US", f"{serial[:4]}{serial[5:]}" if len(serial) == 11 else number.series + serial, kind
    if number.series == "X":
        return "US", f"{serial}X", kind
    if "." in serial:
        return "US", f"{int(serial[5:])}{serial[2:4]}", kind
    if number.year is None:
        # Without a year DOCDB's form cannot be built; a kind code would make it look like one.
        return "US", serial, ""
    # DOCDB gives the series code from series 13 and 61 of 2011 on.
    if serial[:2] in _US_WITH_SERIES or number.year >= 2011:
        return "US", f"{number.year}{serial}", kind
    return "US", f"{int(serial[2:])}{number.year % 100:02}", kind


_US_WITH_SERIES = frozenset(("13", "14", "15", "16", "17", "18", "19", "62", "63"))


def _us_epodoc(number: ParsedNumber) -> str:
    serial = number.serial
    suffix = "P" if number.kind_code == "P" or number.series == "P" else ""
    if number.series == "TM":
        return f"US{serial}"
    if "." in serial:
        return f"US{serial[:4]}0{serial[5:]}{suffix}"
    if number.year is None:
        return f"US{serial}{suffix}"
    if serial[:2] in _US_WITH_SERIES or number.year >= 2011:
        return f"US{number.year}{serial}{suffix}"
    return f"US{number.year}0{serial[2:]}{suffix}"


# Japan


def _jp_original(number: ParsedNumber) -> str:
    serial = number.serial
    if number.series == "WO":
        return f"WO{serial[:4]}/{serial[4:]}"
    base = number.series.removesuffix("K")
    if len(serial) != 10:
        return _JP_REGISTERED[base].format(serial)
    word = "願" if _is_filing(number) else "公" if number.series.endswith("K") else "開"
    return f"{_JP_WORDS[base]}{word}{_jp_year(serial)}-{serial[4:]}"


def _jp_year(serial: str) -> str:
    year = int(serial[:4])
    if year >= 2000:
        return serial[:4]
    return f"平{year - 1988}" if year >= 1989 else f"昭{year - 1925}"


def _jp_docdb(number: ParsedNumber) -> tuple[str, str, str]:
    # The kind letter is all that tells utility models here.
    serial, kind = number.serial, number.kind_code or ("U" if number.series == "U" else "")
    if number.series == "WO":
        return "JP", f"WO{serial}", kind
    if len(serial) != 10 or serial[:4] >= "2000":
        return "JP", serial, kind
    year, running = int(serial[:4]), serial[4:]
    if _is_filing(number):
        return "JP", f"{int(running)}{year % 100:02}", kind
    era = f"H{year - 1988:02}" if year >= 1989 else f"S{year - 1925:02}"
    return "JP", f"{era}{int(running):04}", kind


def _jp_epodoc(number: ParsedNumber) -> str:
    return f"JP{number.serial[:4]}0{number.serial[4:]}" + ("U" if number.series == "U" else "")


# Korea


def _kr_original(number: ParsedNumber) -> str:
    code, serial = _KR_CODES[number.series], number.serial
    return f"{code}-{serial}" if len(serial) == 7 else f"{code}-{serial[:4]}-{serial[4:]}"


def _kr_docdb(number: ParsedNumber) -> tuple[str, str, str]:
    code = _KR_CODES[number.series] if len(number.serial) == 7 or number.series not in ("", "U") else ""
    kind = number.kind_code or ("U" if number.series == "U" and not code else "")
    return "KR", code + number.serial, kind


def _kr_epodoc(number: ParsedNumber) -> str:
    return "KR" + _kr_docdb(number)[1] + ("U" if number.series == "U" else "")


# Germany


def _de_original(number: ParsedNumber) -> str:
    serial = number.serial
    if number.series.endswith(".") and number.series != "T.":
        return f"{number.series[:-1]} {serial}"
    if number.series == "T." or not _is_filing(number):
        return f"DE {serial}"
    tail = f".{number.check}" if number.check else ""
    if len(serial) == 12:
        return f"{serial[:2]} {serial[2:6]} {serial[6:9]} {serial[9:]}{tail}"
    if len(serial) == 8:
        return f"{serial[:3]} {serial[3:5]} {serial[5:]}{tail}"
    letter = "G" if number.series == "U" else "P"
    return f"{letter} {serial[:2]} {serial[2:4]} {serial[4:]}" if len(serial) == 7 else serial


def _de_docdb(number: ParsedNumber) -> tuple[str, str, str]:
    if number.series.endswith(".") and number.series != "T.":
        return "DE", f"{number.series[:-1]}{int(number.serial):07}", number.kind_code
    kind = number.kind_code or ("U" if number.series == "U" else "")
    return "DE", number.serial, kind


def _de_epodoc(number: ParsedNumber) -> str:
    serial, year = number.serial, number.year
    tail = number.kind_code[0] if number.kind_code[:1] in ("T", "U") else ""
    if year is None:
        return f"DE{_de_docdb(number)[1]}{tail}"
    if number.series == "T.":
        return f"DE{year}{serial}T"
    if number.series.endswith("."):
        return f"DE{year}{number.series[:-1]}{int(serial):06}"
    if len(serial) == 12:
        running = serial[7:] if serial[6] == "0" else serial[6:]
        return f"DE{year}{serial[:2]}{running}{tail}"
    return f"DE{year}{serial[0]}0{serial[3:]}{tail}" if len(serial) == 8 else f"DE{year}{serial}{tail}"


# United Kingdom, France, India, Taiwan


def _gb_docdb(number: ParsedNumber) -> tuple[str, str, str]:
    serial = number.serial
    if len(serial) != 9:
        return number.office, serial, number.kind_code
    year = int(serial[:4])
    if number.office == "GB" and year < 1978:
        return "GB", f"{int(serial[4:])}{serial[2:4]}", number.kind_code
    long_since = 2013 if number.office == "GB" else 2100
    return number.office, serial if year >= long_since else serial[2:], number.kind_code


def _gb_original(number: ParsedNumber) -> str:
    serial = number.serial
    if len(serial) != 9:
        return f"{number.office} {serial}" if not _is_filing(number) else serial
    if number.office == "GB" and serial[:4] < "1978":
        return f"{int(serial[4:])}/{serial[2:4]}"
    return _gb_docdb(number)[1]


def _gb_epodoc(number: ParsedNumber) -> str:
    serial = number.serial
    if len(serial) == 9:
        return f"{number.office}{serial[:4]}00{serial[4:]}"
    return f"{number.office}{number.year}0{serial}" if number.year else f"{number.office}{serial}"


_BRANCHED = re.compile(r"([0-9]+)([A-Z]+)([0-9]{4})")


def _in_original(number: ParsedNumber) -> str:
    match = _BRANCHED.fullmatch(number.serial)
    if match is None:
        return number.serial
    if number.series == "PCT":
        return f"IN/PCT/{match[3]}/{match[1]}/{match[2]}"
    return f"{match[1]}/{match[2]}/{match[3]}"


def _in_docdb(number: ParsedNumber) -> tuple[str, str, str]:
    match = _BRANCHED.fullmatch(number.serial)
    if match is None or number.series == "PCT":
        return "IN", ("PCT" if number.series else "") + number.serial, number.kind_code
    return "IN", f"{match[1]}{_IN_SHORT.get(match[2], match[2])}{match[3]}", number.kind_code


_IN_SHORT = {
    "DEL": "DE", "MUM": "MU", "CHE": "CH", "KOL": "KO", "CAL": "CA", "MAS": "MA", "BOM": "BO",
    "DELNP": "DN", "MUMNP": "MN", "CHENP": "CN", "KOLNP": "KN",
}  # fmt: skip


def _tw_docdb(number: ParsedNumber) -> tuple[str, str, str]:
    series = "" if number.series == "TM" else number.series
    serial = number.serial
    if _is_filing(number) and not number.series and serial[0] == "0":
        serial = serial[1:]
    return "TW", series + serial, number.kind_code


def _tw_original(number: ParsedNumber) -> str:
    return ("" if number.series == "TM" else number.series) + number.serial


def _tw_epodoc(number: ParsedNumber) -> str:
    return f"TW{number.year}0{number.serial[3:]}" if number.year else f"TW{number.serial}"


# Offices of the table, and publications in general


def _table_docdb(number: ParsedNumber) -> str:
    if number.series == "X":
        return f"{number.serial}X"
    if number.office == "SG" and number.check:
        return number.serial + number.check
    if _is_filing(number):
        return docdb_filing(number.office, number.series, number.year, number.serial)
    return number.serial


def _table_epodoc(number: ParsedNumber) -> str:
    tail = number.series if number.series in ("T", "U") else ""
    if is_running(number.office) and number.series != "T":
        year = str(number.year) if number.year else ""
        return f"{number.office}{year}{number.serial.zfill(7) if year else number.serial}{tail}"
    return f"{number.office}{number.serial}{tail}"


def _published_epodoc(number: ParsedNumber) -> str:
    office, serial, kind = docdb(number)
    needs_letter = kind[:1] in ("T", "U", "D", "L", "C", "E") or (kind[:1] == "B" and number.series == "B-")
    needs_letter = needs_letter or (kind[:1] == "B" and office in ("JP", "KR"))
    needs_letter = needs_letter and office not in ("US", "EP", "WO", "FR", "GB")
    return f"{office}{serial}{kind[:1] if needs_letter else ''}"


_ORIGINALS: dict[str, Callable[[ParsedNumber], str]] = {
    "CN": _cn_original,
    "DE": _de_original,
    "EM": _em_original,
    "EP": _ep_original,
    "FR": _gb_original,
    "GB": _gb_original,
    "IN": _in_original,
    "JP": _jp_original,
    "KR": _kr_original,
    "TW": _tw_original,
    "US": _us_original,
    "WO": _wo_original,
}
_DOCDB: dict[str, Callable[[ParsedNumber], tuple[str, str, str]]] = {
    "CN": _cn_docdb,
    "DE": _de_docdb,
    "EP": _ep_docdb,
    "FR": _gb_docdb,
    "GB": _gb_docdb,
    "IN": _in_docdb,
    "JP": _jp_docdb,
    "KR": _kr_docdb,
    "TW": _tw_docdb,
    "US": _us_docdb,
    "WO": _wo_docdb,
}
_EPODOC: dict[str, Callable[[ParsedNumber], str]] = {
    "CN": _cn_epodoc,
    "DE": _de_epodoc,
    "EP": _ep_epodoc,
    "FR": _gb_epodoc,
    "GB": _gb_epodoc,
    "JP": _jp_epodoc,
    "KR": _kr_epodoc,
    "TW": _tw_epodoc,
    "US": _us_epodoc,
    "WO": _wo_epodoc,
}

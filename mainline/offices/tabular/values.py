"""What stands in a cell: days in the many ways people write them, lists, and words for nothing."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

NOTHING = frozenset(
    {"", "-", "--", "—", "/", "n/a", "na", "null", "none", "nan", "nat", "无", "暂无", "#n/a"}
)
"""Words for an empty cell, in small letters."""

SERIAL_BASE = dt.date(1899, 12, 30)
"""Day 0 of spreadsheet serials (the 1900 system with its leap-year error), good from serial 61 on."""

_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s].*)?$")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?:[T\s].*)?$")
_DAY_NAMED = re.compile(r"(\d{1,2})[\s-]+([A-Za-z]{3,9})\.?[\s,-]+(\d{4})$")
_NAMED_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$")
_PARTIAL = re.compile(r"\d{4}(?:\s*+[-/.年]\s*+(?:\d{1,2}\s*+)?月?)?$")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


class Day(NamedTuple):
    """A day read from a cell: ``on`` is ``None`` where there is none; then it may have been impossible."""

    on: dt.date | None
    is_impossible: bool = False


NO_DAY = Day(None)
_IMPOSSIBLE = Day(None, True)


@lru_cache(maxsize=16384)
def read_day(text: str, orders: tuple[str, ...] = ("ymd",)) -> Day:
    """The day that a cell names.

    Read in any table: ``2018-01-05``, ``2018/1/5``, ``20180105``, ``2018年1月5日``, ``5 Jan 2018``, a time after it,
    and spreadsheet serials of five digits (45678 is 2025-01-21). ``orders`` says whether ``05/01/2018`` is
    ``dmy`` or ``mdy``; where neither is named it is impossible to know, so it is not read. A year or a month
    alone is no day and not impossible.
    """
    written = text.strip()
    if written.casefold() in NOTHING:
        return NO_DAY
    if match := _SERIAL.match(written):
        return Day(from_serial(int(match[1])))
    if match := _COMPACT.match(written) or _YEAR_FIRST.match(written):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.match(written):
        return _year_last(int(match[1]), int(match[2]), int(match[3]), orders)
    if match := _DAY_NAMED.match(written):
        return _named(match[2], int(match[1]), int(match[3]))
    if match := _NAMED_DAY.match(written):
        return _named(match[1], int(match[2]), int(match[3]))
    return NO_DAY if _PARTIAL.match(written) else _IMPOSSIBLE


def from_serial(serial: int) -> dt.date:
    """The day of a spreadsheet serial (1900 system)."""
    return SERIAL_BASE + dt.timedelta(days=serial)


def to_serial(day: dt.date) -> int:
    """The spreadsheet serial of a day (1900 system)."""
    return (day - SERIAL_BASE).days


def _year_last(first: int, second: int, year: int, orders: tuple[str, ...]) -> Day:
    for order in orders:
        if order == "dmy":
            return _day(year, second, first)
        if order == "mdy":
            return _day(year, first, second)
    is_clear = first > 12 or second > 12 or first == second
    if not is_clear:
        return _IMPOSSIBLE
    return _day(year, second, first) if first > 12 else _day(year, first, second)


def _named(month: str, day: int, year: int) -> Day:
    number = _MONTHS.get(month[:3].casefold())
    return _day(year, number, day) if number else _IMPOSSIBLE


def _day(year: int, month: int, day: int) -> Day:
    try:
        return Day(dt.date(year, month, day))
    except ValueError:
        return _IMPOSSIBLE


def split_list(text: str, separators: tuple[str, ...]) -> list[str]:
    """The parts of a cell that holds several values, blanks around them taken off, empty ones left out."""
    parts = [text]
    for separator in separators:
        if separator not in text:
            continue
        parts = [piece for part in parts for piece in part.split(separator)]
    return [folded for folded in (" ".join(part.split()) for part in parts) if folded]

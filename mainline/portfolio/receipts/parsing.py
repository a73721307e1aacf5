"""Reads out of the text of a receipt for which application, which year's fee and what amount it is. Pure.

Nothing is guessed: a number must have the right check digit, an amount stand beside the name of its fee or the word for the
sum, and where several numbers share a receipt each line must name its own. What is left open is chosen by hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mainline.offices import numbers
from mainline.offices.record import NumberRole

_LINE = re.compile("[\n\f]")
_BLANKS = re.compile(r"\s+")
_NUMBERS = (
    re.compile(r"(?<!\d)(?:ZL|CN)?\d{12}\.?[\dX](?!\d)", re.I),
    re.compile(r"(?<!\d)(?:ZL|CN)?\d{8}\.[\dX](?!\d)", re.I),
    re.compile(r"(?<!\d)(?:EP)?\d{8}\.\d(?!\d)"),
)
_YEAR = re.compile(r"第(\d{1,2})年(?:度)?(?:的)?年费|(\d{1,2})年年费")
_LATE = re.compile(r"滞纳金")
_FEE = re.compile(r"年费|滞纳金|renewal fee|maintenance fee|annual fee", re.I)
_YEAR_EN = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th) year\b|\byear (\d{1,2})\b", re.I)
_SUM = re.compile(r"合计|总计|小写|\btotal\b", re.I)
_AMOUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3}){1,4}|\d{1,9})\.(\d{2})(?![\d.])")
_CURRENCIES = (
    ("CNY", re.compile(r"(?<![A-Z])(?:CNY|RMB)(?![A-Z])|¥|人民币|\d\s{0,3}元|[(:]\s{0,3}元", re.I)),
    ("EUR", re.compile(r"(?<![A-Z])EUR(?:OS?)?(?![A-Z])|€|欧元", re.I)),
    ("USD", re.compile(r"(?<![A-Z])(?:USD(?![A-Z])|US\$|\$)|美元", re.I)),
)
_USUAL = "CNY"
"""Of a receipt that tells no currency."""
_LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class Item:
    """What one receipt says of one fee."""

    number: str
    """Of the application, as it stands."""
    year: str
    """Empty: it does not say."""
    minor: int
    """With the surcharge of that year, in hundredths."""
    line: int
    """From 1: where it stands."""
    problem: str = ""
    """``sum``: what the receipt adds up to is another amount than that of its lines."""
    currency: str = _USUAL
    """What the line tells, else the receipt; yuan where nothing tells one, empty where several are told."""


@dataclass(frozen=True, slots=True)
class _Said:
    number: str
    year: str
    minor: int
    line: int
    currency: str


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as they are counted here."""
    return _LINE.split(text)


def parse(text: str) -> list[Item]:
    """Return what a receipt is for, one of each application and year; empty where that can't be read."""
    lines = [unicodedata.normalize("NFKC", line)[:_LONGEST_LINE] for line in lines_of(text)]
    found = [list(_numbers(line)) for line in lines]
    named = list(dict.fromkeys(number for several in found for number in several))
    has_wrong = not all(map(_can_be, named))
    if not named:
        return []
    total = _total(lines)
    # An amount beside a number that is misread must go to no other: each line then needs a right one of its own.
    said = list(_said(lines, found, [] if has_wrong else named))
    if not said:
        return [] if has_wrong else _by_total(lines, named, total)
    items = _joined(said)
    if total is not None and sum(item.minor for item in items) != total:
        return [replace(item, problem="sum") for item in items]
    return items


def numbers_in(text: str) -> set[str]:
    """Return all that stands in a text in the form of the number of an application, whether it can be one or not."""
    return {number for line in lines_of(text) for number in _numbers(unicodedata.normalize("NFKC", line))}


def _numbers(line: str) -> Iterator[str]:
    """Yield what stands in a line in the form of the number of an application."""
    bare = _BLANKS.sub(" ", line)
    return (match.group().upper() for pattern in _NUMBERS for match in pattern.finditer(bare))


def _can_be(number: str) -> bool:
    """Whether an application can have a number."""
    try:
        numbers.parse(number, role=NumberRole.APPLICATION)
    except numbers.NumberError:
        return False
    return True


def _said(lines: Sequence[str], found: Sequence[Sequence[str]], named: Sequence[str]) -> Iterator[_Said]:
    """Yield the lines that name a fee and one amount; of several numbers on a receipt each must name its own."""
    told = _told_currencies("\n".join(lines))
    for place, (line, own) in enumerate(zip(lines, found, strict=True), start=1):
        amount = _amount(line)
        numbers_ = list(dict.fromkeys(own)) or (list(named) if len(named) == 1 else [])
        if amount is None or len(numbers_) != 1 or not _FEE.search(line) or _SUM.search(line):
            continue
        if _can_be(numbers_[0]):
            yield _Said(numbers_[0], _year(line), amount, place, _currency(line, told))


def _amount(line: str) -> int | None:
    """Return the one amount of a line, ``None`` for none and for several that differ."""
    amounts = {int(whole.replace(",", "") + part) for whole, part in _AMOUNT.findall(line)}
    return amounts.pop() if len(amounts) == 1 else None


def _told_currencies(text: str) -> set[str]:
    return {code for code, pattern in _CURRENCIES if pattern.search(text)}


def _currency(line: str, of_receipt: set[str]) -> str:
    """Return in what the amount of a line is: by its own words, else by those of the receipt; empty for several."""
    told = _told_currencies(line) or of_receipt or {_USUAL}
    return next(iter(told)) if len(told) == 1 else ""


def _year(line: str) -> str:
    for pattern in (_YEAR, _YEAR_EN):
        match = pattern.search(line)
        if match is not None:
            return str(int(match[1] or match[2]))
    return ""


def _total(lines: Sequence[str]) -> int | None:
    """Return the sum that a receipt states, ``None`` for none and for several that differ."""
    sums = {amount for line in lines if _SUM.search(line) and (amount := _amount(line)) is not None}
    return sums.pop() if len(sums) == 1 else None


def _joined(said: Sequence[_Said]) -> list[Item]:
    """Add a surcharge to the fee of its year: the one that it names, else the only one of its number."""
    years: dict[str, set[str]] = {}
    for each in said:
        if each.year:
            years.setdefault(each.number, set()).add(each.year)
    added: dict[tuple[str, str, str], Item] = {}
    for each in said:
        own = years.get(each.number, set())
        year = each.year or (next(iter(own)) if len(own) == 1 else "")
        key = (each.number, year, each.currency)
        before = added.get(key)
        added[key] = Item(
            each.number,
            year,
            each.minor + (before.minor if before else 0),
            before.line if before else each.line,
            currency=each.currency,
        )
    return list(added.values())


def _by_total(lines: Sequence[str], named: Sequence[str], total: int | None) -> list[Item]:
    """Return what a receipt of one application is for by its sum, where no line has a fee and its amount."""
    if total is None or len(named) != 1:
        return []
    years = {year for line in lines if _FEE.search(line) and (year := _year(line))}
    place = next(at for at, line in enumerate(lines, start=1) if _SUM.search(line) and _amount(line) == total)
    currency = _currency(lines[place - 1], _told_currencies("\n".join(lines)))
    return [Item(named[0], years.pop() if len(years) == 1 else "", total, place, currency=currency)]

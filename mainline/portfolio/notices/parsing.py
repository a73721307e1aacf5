"""Reads what an office's notice says out of its text, and where each of it stands. Pure.

What stands nowhere is left out, and what can't be is told as such: nothing is guessed, for dates follow from it.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mainline.offices import numbers
from mainline.offices.record import NumberRole

_DATA = Path(__file__).with_name("notices.toml")
_LINE = re.compile("[\n\f]")
_BLANKS = re.compile(r"\s+")
_HEAD = re.compile(r"^(?:中华人民共和国)?(?:国家知识产权局)?[:：]?")
_TAIL = re.compile(r"[（(](?!3\)|1\)|s\))[^（()）]{0,30}[)）]$")
"""What may follow a title in brackets, as that the application came by way of the PCT."""
_NUMBERS = (
    re.compile(r"PCT/[A-Z]{2}\d{4}/\d{6}"),
    re.compile(r"(?:ZL|CN)? ?\d{12} ?\.? ?[\dXx](?!\d)", re.I),
    re.compile(r"(?:ZL|CN)? ?\d{8} ?\. ?[\dXx](?!\d)", re.I),
    re.compile(r"(?:EP)? ?\d{2} ?\d{3} ?\d{3}\.\d(?!\d)"),
    re.compile(r"(?:US)? ?\d{2}/\d{3},?\d{3}(?!\d)"),
)
_DAYS = (
    re.compile(r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
    re.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{2})\.(?P<m>\d{2})\.(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"),
)
_REFERENCE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{3,39}")
_PERIOD = re.compile(
    r"(?:之日起|起算?)的?(?P<cn>[一二两三四五六七八九十]{1,3}|\d{1,2})个?月"
    r"|within(?: a period of)? (?P<en>\d{1,2}|two|three|four|six) months?",
    re.I,
)
_ASKS = re.compile(r"答复|陈述意见|补正|办理|缴纳|respon|reply|observations", re.I)
_YEAR = re.compile(r"第(?P<year>\d{1,2})年(?:度|的)?")
_DIGITS = {sign: place for place, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_ENGLISH = {"two": "2", "three": "3", "four": "4", "six": "6"}
FIELDS = ("kind", "number", "issued_on", "received_on", "delivery", "count", "months", "year", "reference")
"""What is known of a notice, in the order in which people look it over."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice."""

    code: str
    zh: str
    en: str
    event: str
    day: str
    needs: tuple[str, ...]
    match: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Read:
    """One thing that was read: its value in our form, and where it stands."""

    value: str
    line: int
    """From 1."""
    text: str
    problem: str = ""
    """``day`` or ``number``: what stands there cannot be; the value is then as it stands."""


@dataclass(frozen=True, slots=True)
class _Words:
    labels: Mapping[str, re.Pattern[str]]
    electronic: tuple[str, ...]
    ordinals: Mapping[str, int]


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as they are counted here."""
    return _LINE.split(text)


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds of notices by code."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["notice"]
    return {
        row["kind"]: Kind(
            row["kind"],
            row["title"]["zh"],
            row["title"]["en"],
            row["event"],
            row["day"],
            tuple(row.get("needs", ())),
            tuple(re.compile(each) for each in row["match"]),
        )
        for row in rows
    }


@cache
def _words() -> _Words:
    found = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    labels = {
        name: re.compile(
            rf"(?<![A-Za-z])(?:{'|'.join(re.escape(each).replace(' ', ' ?') for each in sorted(given, key=len, reverse=True))})"
            r"\.?\s*[:：]?\s*",
            re.I,
        )
        for name, given in found["labels"].items()
    }
    return _Words(labels, tuple(found["electronic"]["elements"]), found["ordinals"])


def parse(text: str) -> dict[str, Read]:
    """Return what a notice says, by :data:`FIELDS`; what it does not say is left out."""
    lines = [unicodedata.normalize("NFKC", line).strip() for line in lines_of(text)]
    found = {**_title(lines), **_number(lines), **_issued(lines)}
    for name, read in (
        ("reference", _reference),
        ("months", _months),
        ("year", _year),
        ("delivery", _served),
    ):
        one = read(lines)
        if one is not None:
            found[name] = one
    if found.get("kind") is None or found["kind"].value != "cessation":
        found.pop("year", None)
    return found


def _title(lines: Sequence[str]) -> dict[str, Read]:
    """Return the kind and which of its row it is, of the first line that is a title and nothing else."""
    for place, line in enumerate(lines, start=1):
        labelled = _words().labels["title"].match(line)
        plain = _HEAD.sub("", _BLANKS.sub("", (line[labelled.end() :] if labelled else line))).lower()
        for kind in kinds().values():
            for pattern in kind.match:
                match = pattern.fullmatch(plain) or pattern.fullmatch(_TAIL.sub("", plain))
                if match is not None:
                    found = {"kind": Read(kind.code, place, line)}
                    if count := _ordinal(match.groupdict().get("count") or ""):
                        found["count"] = Read(str(count), place, line)
                    return found
    return {}


def _number(lines: Sequence[str]) -> dict[str, Read]:
    """Return the number of the application: of its places the first whose number can be, else the first."""
    wrong: Read | None = None
    for place, value, line in _labelled(lines, "number", _NUMBERS):
        number = _BLANKS.sub("", value) if value[:1].isdigit() or value[:2].upper() in ("ZL", "CN") else value
        try:
            numbers.parse(number, role=NumberRole.APPLICATION)
        except numbers.NumberError:
            wrong = wrong or Read(number, place, line, "number")
            continue
        return {"number": Read(number, place, line)}
    return {"number": wrong} if wrong is not None else {}


def _issued(lines: Sequence[str]) -> dict[str, Read]:
    wrong: Read | None = None
    for place, value, line in _labelled(lines, "issued_on", _DAYS):
        day = day_of(value)
        if day is not None:
            return {"issued_on": Read(day.isoformat(), place, line)}
        wrong = wrong or Read(value, place, line, "day")
    return {"issued_on": wrong} if wrong is not None else {}


def day_of(text: str) -> dt.date | None:
    """Return the day that a text names; ``None`` for one that no calendar has."""
    for pattern in _DAYS:
        match = pattern.search(text)
        if match is not None:
            try:
                return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                return None
    return None


def _labelled(
    lines: Sequence[str], name: str, patterns: Sequence[re.Pattern[str]]
) -> Iterator[tuple[int, str, str]]:
    """Yield (line, value, text) of what follows a label: behind it, or on the next line that is not empty."""
    for place, line in enumerate(lines, start=1):
        for label in _words().labels[name].finditer(line):
            rest = line[label.end() :]
            if value := _first(rest, patterns):
                yield place, value, line
            elif not rest:
                below = next(((at, each) for at, each in _below(lines, place) if each), None)
                if below is not None and (value := _first(below[1], patterns)):
                    yield below[0], value, below[1]


def _below(lines: Sequence[str], place: int) -> Iterator[tuple[int, str]]:
    return ((at, lines[at - 1]) for at in range(place + 1, min(place + 4, len(lines) + 1)))


def _first(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    """Return the first value in a text that has one of some forms, if nothing but a few signs stands before it."""
    found = [match for pattern in patterns if (match := pattern.search(text)) and match.start() <= _NEAR]
    return min(found, key=lambda match: match.start()).group().strip() if found else ""


_NEAR = 6
"""So far behind its label a value may begin: what stands further off belongs to something else."""


def _reference(lines: Sequence[str]) -> Read | None:
    found = next(_labelled(lines, "reference", (_REFERENCE,)), None)
    return Read(found[1], found[0], found[2]) if found else None


def _months(lines: Sequence[str]) -> Read | None:
    """Return the months within which to act; a sentence may go on in the next line."""
    for place, line in enumerate(lines, start=1):
        sentence = line + (lines[place] if place < len(lines) else "")
        match = _PERIOD.search(sentence)
        if match is not None and match.start() < len(line) and _ASKS.search(sentence):
            said = match["cn"] or match["en"]
            months = _ordinal(_ENGLISH.get(said.lower(), said))
            if months:
                return Read(str(months), place, line)
    return None


def _year(lines: Sequence[str]) -> Read | None:
    for place, line in enumerate(lines, start=1):
        match = _YEAR.search(line)
        if match is not None and "年费" in line:
            return Read(match["year"], place, line)
    return None


def _served(lines: Sequence[str]) -> Read | None:
    """Return that the office served it electronically, where it came in the package in which it does so."""
    for place, line in enumerate(lines, start=1):
        if line.startswith(_words().electronic):
            return Read("electronic", place, line)
    return None


def _ordinal(text: str) -> int:
    """Return a small number in words or digits; 0 where it is none."""
    if text.isdecimal():
        return int(text)
    if text in _words().ordinals:
        return _words().ordinals[text]
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS.get(text, 0)

"""Writes calendars as iCalendar, RFC 5545. Pure.

Every date here is a whole day. Lines end with CRLF and are folded at 75 octets, never within a character.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_FOLD = 75
"""Octets of a line without its end, RFC 5545 3.1."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole day in a calendar. ``sequence`` grows with each change; who cancels keeps the uid."""

    uid: str
    day: dt.date
    summary: str
    changed_at: dt.datetime
    sequence: int = 0
    is_cancelled: bool = False
    description: str = ""
    url: str = ""
    category: str = ""


def calendar(name: str, language: str, entries: Iterable[Entry]) -> str:
    """Return a whole calendar; ``language`` is that of its texts, as ``zh`` or ``en``."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Mainline//Dates//{language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    for entry in entries:
        lines += _lines(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _lines(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_instant(entry.changed_at)}"
    yield f"LAST-MODIFIED:{_instant(entry.changed_at)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + _DAY:%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{escaped(entry.description)}"
    if entry.url:
        yield f"URL:{_CONTROL.sub('', entry.url)}"
    if entry.category:
        yield f"CATEGORIES:{escaped(entry.category)}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Return a text as the value of a property: nothing in it can end the line or begin another value."""
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line in parts of at most 75 octets, each but the first begun with a space."""
    octets = line.encode()
    if len(octets) <= _FOLD:
        return line
    parts, start, length = [], 0, _FOLD
    while start < len(octets):
        end = start + length
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(octets[start:end].decode())
        # The space that begins each further part counts too.
        start, length = end, _FOLD - 1
    return "\r\n ".join(parts)


def _instant(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")

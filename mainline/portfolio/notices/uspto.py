"""Notices out of the list of documents that the USPTO answers for an application (Open Data Portal, ``documentBag``). Pure.

The list holds all that came in and went out; a notice is what went out and sets something running. Each is kept as its
own entry of the list, whole. What the entry does not tell, as the months that an action gives, is told by nobody here.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mainline.portfolio.notices.parsing import Read

KINDS: Mapping[str, str] = {
    "CTNF": "action",
    "CTFR": "action",
    "CTEQ": "action",
    "CTRS": "action",
    "NOA": "allowance",
    "ABN": "loss",
    "M903": "acceptance",
}
"""Document code of the office → kind of notice: actions on the merits, Ex parte Quayle, restriction, allowance, abandonment,
acceptance of a national stage. Codes and titles as the office prints them in its lists."""
_SERIAL = re.compile(r"\d{8}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST = 5_000
"""Entries of one list that are looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One notice of a list: what its file is called, and the file."""

    name: str
    content: bytes


def entries(content: bytes) -> list[Entry] | None:
    """Return the notices of a list of documents; ``None`` for what is no such list."""
    rows = _rows(content)
    if rows is None:
        return None
    return [Entry(_name(row), _written(row)) for row in rows if _is_notice(row)]


def read_entry(text: str) -> dict[str, Read] | None:
    """Return what one entry says, with its lines; ``None`` for a text that is none."""
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not _is_notice(row):
        return None
    lines = text.splitlines()
    return dict(_fields(row, lines))


def _fields(row: Mapping[str, Any], lines: Sequence[str]) -> Iterator[tuple[str, Read]]:
    def told(name: str, key: str, value: str, problem: str = "") -> tuple[str, Read]:
        at = next((place for place, line in enumerate(lines, start=1) if f'"{key}"' in line), 1)
        return name, Read(value, at, lines[at - 1].strip(), problem)

    yield told("kind", "documentCode", KINDS[row["documentCode"]])
    serial = str(row.get("applicationNumberText", ""))
    if _SERIAL.fullmatch(serial):
        yield told("number", "applicationNumberText", f"US {serial[:2]}/{serial[2:5]},{serial[5:]}")
    elif serial:
        yield told("number", "applicationNumberText", serial, "number")
    # The day as the office prints it, at its own place: not as it is elsewhere at that moment.
    day = str(row.get("officialDate", ""))[:10]
    if day:
        yield told("issued_on", "officialDate", day, "" if _is_day(day) else "day")
    if row.get("documentIdentifier"):
        yield told("reference", "documentIdentifier", str(row["documentIdentifier"])[:40])


def _rows(content: bytes) -> list[Any] | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    bag = found.get("documentBag") if isinstance(found, dict) else None
    return bag[:_MOST] if isinstance(bag, list) else None


def _is_notice(row: Any) -> bool:
    if not isinstance(row, dict):
        return False
    went = str(row.get("directionCategory") or row.get("documentDirectionCategory") or "")
    code = row.get("documentCode")
    return went.upper() == "OUTGOING" and isinstance(code, str) and code in KINDS


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and dt.date.fromisoformat(text) is not None
    except ValueError:
        return False


def _name(row: Mapping[str, Any]) -> str:
    parts = (
        "US",
        row.get("applicationNumberText"),
        row["documentCode"],
        str(row.get("officialDate", ""))[:10],
    )
    return re.sub(r"[^A-Za-z0-9.-]", "", "-".join(str(part) for part in parts if part)) + ".json"


def _written(row: Mapping[str, Any]) -> bytes:
    return (json.dumps(row, ensure_ascii=False, indent=1) + "\n").encode()

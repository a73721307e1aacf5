"""From what a notice says to the event that it makes. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from mainline.portfolio.notices.parsing import FIELDS, Read, kinds

PLAIN = "portfolio.notice.received"
"""The event of a notice that calls for no event of its own."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that is still to be confirmed."""

    code: str
    happened_on: dt.date
    details: Mapping[str, str]
    source_text: str


class Wrong(ValueError):
    """Something that a notice needs is missing or cannot be. ``field`` names it, ``why`` is a code."""

    def __init__(self, field: str, why: str) -> None:
        """Keep both."""
        super().__init__(field, why)
        self.field, self.why = field, why


def values_of(read: Mapping[str, Read], said: Mapping[str, str]) -> dict[str, str]:
    """Return what is known of a notice by field: what people said, where they said anything; else what could be read."""
    if said:
        return {name: said[name] for name in FIELDS if said.get(name)}
    return {name: read[name].value for name in FIELDS if name in read and not read[name].problem}


def draft_of(values: Mapping[str, str], on: dt.date, filed_on: dt.date | None = None) -> Draft:
    """Return the event of a notice with these values, seen on the day ``on``.

    Raises :class:`Wrong`: ``missing``, ``ahead`` for a day to come, ``before_issue``, ``before_filing``.
    """
    kind = kinds().get(values.get("kind", ""))
    if kind is None:
        raise Wrong("kind", "missing")
    issued, received = _day(values, "issued_on"), _day(values, "received_on")
    for name, day in (("issued_on", issued), ("received_on", received)):
        if day is None and (name in kind.needs or name == f"{kind.day}_on"):
            raise Wrong(name, "missing")
        if day is not None and day > on:
            raise Wrong(name, "ahead")
        if day is not None and filed_on is not None and day < filed_on:
            raise Wrong(name, "before_filing")
    if issued is not None and received is not None and received < issued:
        raise Wrong("received_on", "before_issue")
    day = issued if kind.day == "issued" else received
    if day is None:
        raise Wrong(f"{kind.day}_on", "missing")
    return Draft(kind.event, day, dict(_details(values, kind.event, kind.zh)), _source(values, kind.zh))


def _day(values: Mapping[str, str], name: str) -> dt.date | None:
    return dt.date.fromisoformat(values[name]) if values.get(name) else None


def _details(values: Mapping[str, str], code: str, title: str) -> list[tuple[str, str]]:
    found = [("delivery", values.get("delivery", "")), ("notified_on", values.get("received_on", ""))]
    if code == "creation.examination.action_issued":
        count, months = values.get("count", ""), values.get("months", "")
        found += [("count", count), ("nth", count), ("months", months)]
    if code == "creation.examination.allowed":
        found.append(("months", values.get("months", "")))
    if code == "portfolio.right.cessation_notified":
        found.append(("year", values.get("year", "")))
    if code == PLAIN:
        found += [("document", title), ("issued_on", values.get("issued_on", ""))]
    found.append(("reference", values.get("reference", "")))
    return [(name, text) for name, text in found if text]


def _source(values: Mapping[str, str], title: str) -> str:
    count, reference = values.get("count", ""), values.get("reference", "")
    named = f"第{count}次{title}" if count else title
    return f"{named} {reference}".strip()

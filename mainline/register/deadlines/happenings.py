"""Tells the rules of law what happened to a right, in their words. Pure.

The table ``data/happenings.toml`` says what our events are called there, office by office. What an event does not tell,
the rules are not told: they answer that it is missing.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from typing import Any

from mainline.register.codes import DATA
from mainline.register.logic import EventFact, paid_years
from mainline.rules.loading import rulebook
from mainline.rules.periods import add_months
from mainline.rules.threads import Happening

_PAID = ("portfolio.annuity.paid", "portfolio.annuity.paid_late")
_FIRST = {
    "trademark": "creation.mark.registered",
    "plant_variety": "creation.variety.granted",
}
_FILINGS = frozenset({"creation.application.filed", "creation.layout.filed", "creation.pct.filed"})
_PUBLICATION = "creation.application.published"
_GRANTS = frozenset(
    {*_FIRST.values(), *("creation.right.granted", "creation.grant.published", "creation.right.registered")}
)
_TEN_YEARS = 120


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a thread as the register has it; ``key`` finds it again."""

    key: Hashable
    code: str
    on: dt.date | None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a right beside its events."""

    office: str
    kind: str
    filed_on: dt.date | None = None
    published_on: dt.date | None = None
    granted_on: dt.date | None = None
    priorities: tuple[dt.date, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What people said for the rules: typed, under the names of the rules."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A right as the rules are asked about it."""

    packs: frozenset[str]
    facts: Mapping[str, Any]
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """A line of the table."""

    names: tuple[str, ...]
    offices: frozenset[str]
    kinds: frozenset[str]
    day: str
    facts: Mapping[str, str]
    says: Mapping[str, str]
    unless: Mapping[str, str]
    """Details with which an event says nothing under these names."""


def thread_of(known: Known, told: Iterable[Told]) -> Thread | None:
    """Return a right in the words of the rules; ``None`` for a kind of right that no rule is for."""
    kind = _table()["right_type"].get(known.office, {}).get(known.kind)
    packs = _table()["packs"].get(known.office, {})
    names = packs.get(known.kind, packs.get("*"))
    if kind is None or names is None:
        return None
    told = list(told)
    known = _with_days(known, told)
    events = sorted(_completed(known, told), key=lambda each: (each.on or dt.date.max, repr(each.key)))
    happenings = _once([*_happenings(known, events), *_of_the_right(known, events)])
    return Thread(frozenset(names), _facts(known, kind, events), tuple(happenings))


def _with_days(known: Known, told: Sequence[Told]) -> Known:
    """Return what is known of a right, with the days that only its events tell."""

    def first(codes: Collection[str]) -> dt.date | None:
        return min((each.on for each in told if each.code in codes and each.on is not None), default=None)

    return replace(
        known,
        filed_on=known.filed_on or first(_FILINGS),
        published_on=known.published_on or first({_PUBLICATION}),
        granted_on=known.granted_on or first(_GRANTS),
    )


def _completed(known: Known, told: list[Told]) -> list[Told]:
    """Return the events, and those that only the right itself tells of: its filing, publication and grant."""
    dated = {each.code for each in told if each.on is not None}
    filing = "creation.pct.filed" if known.office == "WO" else "creation.application.filed"
    grant = _FIRST.get(known.kind, "creation.right.granted")
    for code, day, others in (
        (filing, known.filed_on, _FILINGS),
        (_PUBLICATION, known.published_on, {_PUBLICATION}),
        (grant, known.granted_on, _GRANTS),
    ):
        if day is not None and not dated & others:
            told.append(Told(f"right.{code}", code, day))
    return told


def _happenings(known: Known, events: Sequence[Told]) -> Iterator[Happening]:
    nth: Counter[str] = Counter()
    years = dict(_years(known, events))
    for event in events:
        nth[event.code] = _place(event, nth[event.code])
        details = {**event.details, "nth": str(nth[event.code])}
        if event.key in years:
            details["year"] = str(years[event.key])
        for line in _lines(event.code):
            if (line.offices and known.office not in line.offices) or (
                line.kinds and known.kind not in line.kinds
            ):
                continue
            if any(details.get(name) == value for name, value in line.unless.items()):
                continue
            day = _date(details.get(line.day, "")) if line.day else event.on
            if day is None:
                continue
            facts = {**line.says, **_typed(line.facts, details)}
            yield from (Happening(name, day, event.key, facts) for name in line.names)


def names_of(code: str, office: str, kind: str) -> frozenset[str]:
    """Return under which names the rules know an event of this code on a right of this office and kind."""
    return frozenset(
        name
        for line in _lines(code)
        if (not line.offices or office in line.offices) and (not line.kinds or kind in line.kinds)
        for name in line.names
    )


def _place(event: Told, before: int) -> int:
    """Return which of its code an event is: as it says itself, for a thread may lack those before it, else by counting."""
    said = event.details.get("nth", "")
    return int(said) if said.isdecimal() and 0 < len(said) < 4 and int(said) else before + 1


def _years(known: Known, events: Sequence[Told]) -> Iterator[tuple[Hashable, int]]:
    """Yield for each payment of an annuity its year: the one it names, else the one that was due by its day."""
    so_far: list[EventFact] = []
    before: frozenset[int] = frozenset()
    for event in events:
        if event.code not in _PAID or event.on is None:
            continue
        so_far.append(EventFact(event.code, event.on, details=tuple(event.details.items())))
        now = paid_years(so_far, known.filed_on)
        if fresh := now - before:
            yield event.key, max(fresh)
        before = now


def _of_the_right(known: Known, events: Sequence[Told]) -> Iterator[Happening]:
    """Yield what happened by the law alone: the priority, and the terms that renewals began."""
    if known.priorities:
        yield Happening("priority_date", min(known.priorities), "right.priority")
    elif known.filed_on is not None and known.office == "WO":
        yield Happening("priority_date", known.filed_on, "right.priority")
    elif known.filed_on is not None and known.office == "CN":
        yield Happening("first_filing_cn", known.filed_on, "right.priority")
    if known.kind == "trademark" and known.granted_on is not None:
        renewals = [event for event in events if event.code == "portfolio.right.renewed" and event.on]
        for number, event in enumerate(renewals, start=1):
            begun = add_months(known.granted_on, _TEN_YEARS * number)
            yield Happening("renewal_term_begun", begun, event.key)


def _once(happenings: Iterable[Happening]) -> Iterator[Happening]:
    """Yield each thing that happened on a day once, however many events tell of it."""
    seen: set[tuple[str, dt.date, str]] = set()
    for each in happenings:
        identity = (each.event, each.on, repr(sorted(each.facts.items())))
        if identity not in seen:
            seen.add(identity)
            yield each


def _facts(known: Known, kind: str, events: Sequence[Told]) -> dict[str, Any]:
    """Return what rules may ask of the right itself; what is not known is left out."""
    told: dict[str, Any] = {
        "right_type": kind,
        "filing_date": known.filed_on,
        "grant_date": known.granted_on,
        "publication_date": known.published_on,
        "priority_date": min(known.priorities, default=None),
        "other_priority_dates": known.priorities or None,
    }
    if known.office == "WO":
        told["international_filing_date"] = known.filed_on
    received = next((each.on for each in events if each.code == "creation.application.accepted"), None)
    told["acceptance_notice_received"] = received
    return {**{name: value for name, value in told.items() if value is not None}, **known.facts}


def _typed(names: Mapping[str, str], details: Mapping[str, str]) -> dict[str, Any]:
    """Return the details of an event under the names of the rules; what can't be read as its type is not told."""
    found: dict[str, Any] = {}
    for fact, detail in names.items():
        given = str(details.get(detail, "")).strip()
        value = typed(fact, given) if given else None
        if value is not None:
            found[fact] = value
    return found


def typed(fact: str, given: str) -> Any:
    """Return a text as the type of a fact; ``None`` where it is none of it. Raises ``KeyError`` for no fact."""
    return _READ[rulebook().facts[fact].type](given)


def _date(given: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        return None


def _number(given: str) -> Fraction | None:
    try:
        return Fraction(given)
    except (ValueError, ZeroDivisionError):
        return None


def _bool(given: str) -> bool | None:
    return {"true": True, "false": False}.get(given.lower())


def _words(given: str) -> str:
    return given


_READ: Mapping[str, Callable[[str], Any]] = {
    "date": _date,
    "number": _number,
    "bool": _bool,
    "text": _words,
    "money": lambda given: None,
    "list:date": lambda given: tuple(filter(None, map(_date, given.split(",")))) or None,
}


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((DATA / "happenings.toml").read_text("utf-8"))


@cache
def _lines(code: str) -> tuple[_Name, ...]:
    return tuple(
        _Name(
            tuple(row["as"]),
            frozenset(row.get("offices", ())),
            frozenset(row.get("kinds", ())),
            row.get("day", ""),
            row.get("facts", {}),
            row.get("says", {}),
            row.get("unless", {}),
        )
        for row in _table()["event"]
        if row["code"] == code
    )

"""What stands on a right and binds whoever disposes of it: pledges, licences, preservation, stays. Pure.

Sources: Patent Law 14, 50, 51; Implementing Rules 15, 85–88, 103, 104; Civil Code 444; interpretation of the Supreme People's
Court on disputes over technology contracts, article 25.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from mainline.register.logic.facts import EventLike


class Kind(StrEnum):
    """Kinds of encumbrance."""

    PLEDGE = "pledge"
    EXCLUSIVE_LICENCE = "exclusive_licence"
    SOLE_LICENCE = "sole_licence"
    ORDINARY_LICENCE = "ordinary_licence"
    LICENCE = "licence"
    """A licence of which nobody has said what kind it is."""
    OPEN_LICENCE = "open_licence"
    PRESERVATION = "preservation"
    STAY = "stay"
    """Proceedings stayed, as in a dispute over ownership."""


@dataclass(frozen=True, slots=True)
class Encumbrance:
    """One thing that stands on a right."""

    kind: Kind
    event: EventLike
    """The event that began it."""
    other: str
    """Licensee, pledgee or court, as told."""
    other_id: str
    """Id of that organisation in the register; empty where nobody said."""
    references: tuple[str, ...]
    """Numbers by which it is known: a licence has one of the contract and, once recorded, one of the office."""
    key: str
    """What a later event of the same matter names: agreement, pledge or number."""
    since: dt.date | None
    until: dt.date | None
    is_recorded: bool = False
    """Whether the office has entered it."""


_BEGINS: Mapping[str, Kind] = {
    "utilization.pledge.registered": Kind.PLEDGE,
    "utilization.licence.signed": Kind.LICENCE,
    "utilization.licence.recorded": Kind.LICENCE,
    "utilization.licence.compelled": Kind.ORDINARY_LICENCE,
    "utilization.open_licence.declared": Kind.OPEN_LICENCE,
    # Who took it up keeps the licence when the declaration is withdrawn (Patent Law 50 and 51).
    "utilization.open_licence.accepted": Kind.ORDINARY_LICENCE,
    "protection.preservation.ordered": Kind.PRESERVATION,
    "portfolio.procedure.suspended": Kind.STAY,
}
_ENDS: Mapping[str, frozenset[Kind]] = {
    "utilization.pledge.released": frozenset({Kind.PLEDGE}),
    "utilization.pledge.enforced": frozenset({Kind.PLEDGE}),
    "utilization.licence.ended": frozenset(
        {Kind.LICENCE, Kind.EXCLUSIVE_LICENCE, Kind.SOLE_LICENCE, Kind.ORDINARY_LICENCE}
    ),
    "utilization.licence.cancelled": frozenset(
        {Kind.LICENCE, Kind.EXCLUSIVE_LICENCE, Kind.SOLE_LICENCE, Kind.ORDINARY_LICENCE}
    ),
    "utilization.open_licence.withdrawn": frozenset({Kind.OPEN_LICENCE}),
    "protection.preservation.lifted": frozenset({Kind.PRESERVATION}),
    "portfolio.procedure.resumed": frozenset({Kind.STAY}),
}
_OF_LICENCE: Mapping[str, Kind] = {
    "exclusive": Kind.EXCLUSIVE_LICENCE,
    "sole": Kind.SOLE_LICENCE,
    "ordinary": Kind.ORDINARY_LICENCE,
    "open": Kind.ORDINARY_LICENCE,
}
"""Who takes an open licence up holds an ordinary one (Patent Law 51)."""
LICENCES = (Kind.LICENCE, Kind.EXCLUSIVE_LICENCE, Kind.SOLE_LICENCE, Kind.ORDINARY_LICENCE)


def standing_on(events: Iterable[EventLike], on: dt.date) -> tuple[Encumbrance, ...]:
    """Return what stands on a right on a day, oldest first. Events without a day count as told before all others.

    What ends something ends what it names by its key; what names nothing ends the oldest of its kind.
    """
    found: list[Encumbrance] = []
    told = [event for event in events if event.code in _BEGINS or event.code in _ENDS]
    for event in sorted(told, key=lambda each: _day(each) or dt.date.min):
        day = _day(event)
        if day is not None and day > on:
            continue
        if event.code in _ENDS:
            _end(found, event, _ENDS[event.code])
        else:
            _begin(found, _encumbrance(event))
    return tuple(each for each in found if each.until is None or each.until >= on)


def _day(event: EventLike) -> dt.date | None:
    return event.effective_on or event.happened_on


def _encumbrance(event: EventLike) -> Encumbrance:
    details = dict(event.details)
    kind = _BEGINS[event.code]
    if kind is Kind.LICENCE:
        kind = _OF_LICENCE.get(details.get("licence", ""), kind)
    other_id = details.get("to_org", "") or details.get("by_org", "")
    return Encumbrance(
        kind,
        event,
        details.get("other", "") or details.get("party", ""),
        other_id,
        tuple(filter(None, (details.get("reference", ""),))),
        _key(details),
        _day(event),
        _iso(details.get("until", "")),
        event.code.endswith((".recorded", ".registered")),
    )


def _key(details: Mapping[str, str]) -> str:
    for name in ("agreement", "pledge"):
        if details.get(name):
            return f"{name}:{details[name]}"
    return ""


def _iso(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _begin(found: list[Encumbrance], new: Encumbrance) -> None:
    """Add what begins, unless it is told again: a licence is signed and then recorded, and is one."""
    same = [each for each in found if _is_same(each, new)] or [
        each for each in found if _is_record_of(new, each)
    ]
    if not same:
        found.append(new)
        return
    old = same[0]
    found[found.index(old)] = replace(
        old,
        kind=new.kind if old.kind is Kind.LICENCE else old.kind,
        until=old.until or new.until,
        references=tuple(dict.fromkeys((*old.references, *new.references))),
        is_recorded=old.is_recorded or new.is_recorded,
    )


def _is_same(old: Encumbrance, new: Encumbrance) -> bool:
    """Whether two tell of one matter by what they call it."""
    if old.kind != new.kind and not (old.kind in LICENCES and new.kind in LICENCES):
        return False
    if old.key and new.key:
        return old.key == new.key
    return bool(set(old.references) & set(new.references))


def _is_record_of(new: Encumbrance, old: Encumbrance) -> bool:
    """Whether an office records a licence that was signed: it gives a number of its own, and names the licensee or nobody."""
    if not (new.kind in LICENCES and old.kind in LICENCES) or old.is_recorded or not new.is_recorded:
        return False
    return not (old.key and new.key) and (not old.other or not new.other or old.other == new.other)


def _end(found: list[Encumbrance], event: EventLike, kinds: frozenset[Kind]) -> None:
    details = dict(event.details)
    key, reference, other = _key(details), details.get("reference", ""), details.get("other", "")
    candidates = [each for each in found if each.kind in kinds]
    named = (
        [each for each in candidates if key and each.key == key]
        or [each for each in candidates if reference in each.references]
        or [each for each in candidates if other and each.other == other]
    )
    if named:
        found.remove(named[0])
    elif candidates and not (key or reference or other):
        found.remove(candidates[0])

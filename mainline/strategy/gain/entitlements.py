"""Support that a holder is entitled to, asked for and got: from the events ``service.policy.*`` of its rights.

What it may claim now, by the rules themselves, tells :mod:`mainline.strategy.gain.claimable`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mainline.register.models import Event
from mainline.strategy.gain.access import Subject
from mainline.web.templatetags.web import page_language

VERBS = ("matched", "claimed", "approved", "refused", "paid", "withdrawn", "taken_back")
CODES = tuple(f"service.policy.{verb}" for verb in VERBS)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One rule that a right meets for a holder, with the days of what followed; amounts in minor units."""

    rule: str
    title: str
    right: int
    matched_on: dt.date | None = None
    claimed_on: dt.date | None = None
    approved_on: dt.date | None = None
    refused_on: dt.date | None = None
    paid_on: dt.date | None = None
    taken_back_on: dt.date | None = None
    entitled_minor: int | None = None
    """What the rule gives; ``None``: it has no amount that is known."""
    paid_minor: int | None = None
    currency: str = ""
    paid_event: int | None = None

    @property
    def is_unclaimed(self) -> bool:
        """Whether nobody asked for it yet."""
        return self.claimed_on is None and self.refused_on is None and self.is_open

    @property
    def is_waiting(self) -> bool:
        """Whether it was approved and not paid."""
        return self.approved_on is not None and self.refused_on is None and self.is_open

    @property
    def is_open(self) -> bool:
        """Whether it was neither paid nor taken back."""
        return self.paid_on is None and self.taken_back_on is None


def entitlements_of(subject: Subject) -> list[Entitlement]:
    """Return what the events of its rights, and those recorded for it, tell of an organisation's support, in the order in
    which it began.

    Whose a claim is says who made it; a match before it belongs to it, and one that nobody followed to the holder.
    """
    if subject.kind != "organisation":
        return []
    events = (subject.events() | subject.recorded()).filter(code__in=CODES).order_by("happened_on", "pk")
    return _of(list(events), set(subject.ids))


@dataclass(slots=True)
class _Case:
    """One case while its events are read: whose claim it is, and its id where they name it."""

    told: Entitlement
    claim: str = ""
    claimant: int | None = None


def _of(events: Sequence[Event], own: set[int]) -> list[Entitlement]:
    cases: dict[tuple[int, str], list[_Case]] = {}
    for event in events:
        rule = str(event.details.get("rule") or event.details.get("policy") or "")
        verb = event.code.rsplit(".", 1)[1]
        known = cases.setdefault((event.right_id, rule), [])
        case = _case(known, verb, str(event.details.get("claim", "")))
        if case is None:
            case = _Case(Entitlement(rule, _title(event), event.right_id))
            known.append(case)
        case.claim = str(event.details.get("claim", "")) or case.claim
        if verb == "withdrawn":
            # As it was before: a rule that is met, or nothing.
            case.told = Entitlement(rule, case.told.title, event.right_id, case.told.matched_on)
            case.claim, case.claimant = "", None
            continue
        case.claimant = event.organisation_id if verb == "claimed" else case.claimant
        case.told = _told(case.told, verb, event)
    found = [case for known in cases.values() for case in known if _is_own(case.claimant, own)]
    return [case.told for case in found if _says_something(case.told)]


def _case(known: Sequence[_Case], verb: str, claim: str) -> _Case | None:
    """Return the case that an event goes on with: of its claim, though handed in twice; else the last, unless it begins one."""
    if claim and (same := next((case for case in known if case.claim == claim), None)):
        return same
    last = known[-1] if known else None
    if last is None or verb == "matched" or (claim and last.claim):
        return None
    return None if verb == "claimed" and last.told.claimed_on is not None else last


def _says_something(told: Entitlement) -> bool:
    """Whether more stands than a claim that was withdrawn."""
    days = (
        told.matched_on,
        told.claimed_on,
        told.approved_on,
        told.refused_on,
        told.paid_on,
        told.taken_back_on,
    )
    return any(day is not None for day in days)


def _is_own(claimant: int | None, own: set[int]) -> bool:
    return claimant is None or claimant in own


def _told(case: Entitlement, verb: str, event: Event) -> Entitlement:
    day = event.happened_on
    if verb == "claimed":
        # Handed in again after it was sent back: it was claimed on the first day.
        day = case.claimed_on or day
    changed = replace(case, title=case.title or _title(event), **{f"{verb}_on": day})
    if verb in ("claimed", "approved") and event.amount_minor is not None:
        return replace(changed, entitled_minor=event.amount_minor, currency=event.currency)
    if verb == "paid":
        return replace(changed, paid_minor=event.amount_minor, currency=event.currency, paid_event=event.pk)
    return changed


def _title(event: Event) -> str:
    details = event.details
    return str(details.get(f"title_{page_language()}") or details.get("title") or "")


def take_up(found: Iterable[Entitlement]) -> tuple[int, int]:
    """Return (Σ received, Σ entitled) in minor units over what has an amount; the others are counted apart. What was taken
    back is neither, and of what was paid without an amount nobody knows how much it was.
    """
    priced = [one for one in found if one.entitled_minor is not None and one.taken_back_on is None]
    priced = [one for one in priced if one.paid_on is None or one.paid_minor is not None]
    return sum(one.paid_minor or 0 for one in priced), sum(one.entitled_minor or 0 for one in priced)

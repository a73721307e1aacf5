"""Support that a holder is entitled to, asked for and got: from the events ``service.policy.*`` of its rights.

:func:`entitlements_of` is the one place where the part of policies is to be joined: a rule that it finds true for a
holder, with its amount where the rule has one, becomes one more :class:`Entitlement`, and nothing else changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mainline.register.models import Event
from mainline.strategy.gain.access import Subject
from mainline.web.templatetags.web import page_language

CODES = tuple(f"service.policy.{verb}" for verb in ("matched", "claimed", "approved", "refused", "paid"))


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
    entitled_minor: int | None = None
    """What the rule gives; ``None``: it has no amount that is known."""
    paid_minor: int | None = None
    currency: str = ""
    paid_event: int | None = None

    @property
    def is_unclaimed(self) -> bool:
        """Whether nobody asked for it yet."""
        return self.claimed_on is None and self.refused_on is None and self.paid_on is None

    @property
    def is_waiting(self) -> bool:
        """Whether it was approved and not paid."""
        return self.approved_on is not None and self.paid_on is None and self.refused_on is None


def entitlements_of(subject: Subject) -> list[Entitlement]:
    """Return what the events of its rights tell of an organisation's support, in the order in which it began.

    Whose a claim is says who made it; a match before it belongs to it, and one that nobody followed to the holder.
    """
    if subject.kind != "organisation":
        return []
    events = subject.events().filter(code__in=CODES).order_by("happened_on", "pk")
    return _of(list(events), set(subject.ids))


def _of(events: Sequence[Event], own: set[int]) -> list[Entitlement]:
    cases: dict[tuple[int, str], list[tuple[Entitlement, int | None]]] = {}
    for event in events:
        rule = str(event.details.get("rule") or event.details.get("policy") or "")
        known = cases.setdefault((event.right_id, rule), [])
        verb = event.code.rsplit(".", 1)[1]
        if verb == "matched" or not known or (verb == "claimed" and known[-1][0].claimed_on is not None):
            known.append((Entitlement(rule, _title(event), event.right_id), None))
        case, claimant = known[-1]
        claimant = event.organisation_id if verb == "claimed" else claimant
        known[-1] = (_told(case, verb, event), claimant)
    return [case for known in cases.values() for case, claimant in known if _is_own(claimant, own)]


def _is_own(claimant: int | None, own: set[int]) -> bool:
    return claimant is None or claimant in own


def _told(case: Entitlement, verb: str, event: Event) -> Entitlement:
    changed = replace(case, title=case.title or _title(event), **{f"{verb}_on": event.happened_on})
    if verb in ("claimed", "approved") and event.amount_minor is not None:
        return replace(changed, entitled_minor=event.amount_minor, currency=event.currency)
    if verb == "paid":
        return replace(changed, paid_minor=event.amount_minor, currency=event.currency, paid_event=event.pk)
    return changed


def _title(event: Event) -> str:
    details = event.details
    return str(details.get(f"title_{page_language()}") or details.get("title") or "")


def take_up(found: Iterable[Entitlement]) -> tuple[int, int]:
    """Return (Σ received, Σ entitled) in minor units over what has an amount; the others are counted apart."""
    priced = [one for one in found if one.entitled_minor is not None]
    return sum(one.paid_minor or 0 for one in priced), sum(one.entitled_minor or 0 for one in priced)

"""Deals out of events: a licence that was signed and recorded is one deal, whoever told which half. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

KINDS: Mapping[str, str] = {
    "utilization.licence.signed": "licence",
    "utilization.licence.recorded": "licence",
    "utilization.open_licence.accepted": "licence",
    "utilization.transfer.agreed": "assignment",
    "utilization.transfer.recorded": "assignment",
    "utilization.equity.contributed": "equity",
}
RECORDED = frozenset({"utilization.licence.recorded", "utilization.transfer.recorded"})
INCOME = frozenset({"utilization.transfer.paid", "utilization.royalty.received"})
__all__ = ["INCOME", "KINDS", "RECORDED", "Deal", "Told", "contract_key", "deals_of"]


@dataclass(frozen=True, slots=True)
class Told:
    """What is read of one event."""

    id: int
    right: int
    code: str
    on: dt.date | None
    details: Mapping[str, str]
    minor: int | None = None
    currency: str = ""


@dataclass(slots=True)
class Deal:
    """One deal on one right."""

    right: int
    kind: str
    agreement: str = ""
    """Key of the agreement of this platform that it is."""
    giver: str = ""
    """Id of the organisation that gives, or its printed name after ``name:``; empty: the holder of the right."""
    taker: str = ""
    signed: Told | None = None
    recorded: Told | None = None
    paid: list[Told] = field(default_factory=list)

    @property
    def contract(self) -> str:
        """The key of its contract: the agreement of this platform, else the number of the recordal, which is public and one in
        the country, so that both parties come to the same; without either the number that the contract itself bears.
        """
        told = [event.details for event in (self.recorded, self.signed) if event is not None]
        return self.agreement or next((key for details in told if (key := contract_key(details))), "")

    @property
    def keys(self) -> frozenset[str]:
        """All keys under which its events may name it, or named it before it was written down as an agreement here. The number
        of a recordal is one in the country; that which a contract bears beside its agreement is not.
        """
        told = [event.details for event in (self.recorded, self.signed) if event is not None]
        office = (
            contract_key({"reference": self.recorded.details.get("reference", "")}) if self.recorded else ""
        )
        return frozenset({self.agreement, office, *map(contract_key, told)}) - {""}

    @property
    def first(self) -> Told:
        """The event that it is known by."""
        found = self.signed or self.recorded
        assert found is not None
        return found

    @property
    def dated(self) -> Told:
        """The event whose day counts: an assignment takes effect when it is registered (Patent Law 10), a licence when signed."""
        one, other = (
            (self.recorded, self.signed) if self.kind == "assignment" else (self.signed, self.recorded)
        )
        return one or other or self.first


def contract_key(details: Mapping[str, str]) -> str:
    """Return the key of the contract that an event names: the agreement of this platform, else its number as letters and digits."""
    if details.get("agreement"):
        return f"agreement:{details['agreement']}"[:80]
    number = "".join(sign for sign in details.get("reference", "").upper() if sign.isalnum())
    return f"ref:{number}"[:80] if number else ""


def deals_of(events: Iterable[Told]) -> list[Deal]:
    """Return the deals that events tell of. A recordal belongs to the deal of its agreement; without one to the last deal of its
    kind on the right with the same taker.
    """
    found: dict[int, list[Deal]] = defaultdict(list)
    for event in sorted(events, key=lambda each: (each.on or dt.date.min, each.id)):
        if event.code in INCOME:
            _pay(found[event.right], event)
        elif event.code in KINDS:
            _tell(found[event.right], event)
    return [deal for deals in found.values() for deal in deals]


def _tell(deals: list[Deal], event: Told) -> None:
    kind, taker, is_recorded = KINDS[event.code], _party(event, "to_org", "other"), event.code in RECORDED
    agreement = contract_key(event.details) if event.details.get("agreement") else ""
    known = next(
        (
            deal
            for deal in reversed(deals)
            if deal.kind == kind
            and (deal.recorded if is_recorded else deal.signed) is None
            and (
                deal.contract == agreement
                if agreement
                else not taker or not deal.taker or deal.taker == taker
            )
        ),
        None,
    )
    if known is None:
        known = Deal(event.right, kind)
        deals.append(known)
    known.agreement = known.agreement or agreement
    known.taker, known.giver = known.taker or taker, known.giver or _party(event, "from_org", "party")
    if is_recorded:
        known.recorded = event
    else:
        known.signed = event


def _pay(deals: list[Deal], event: Told) -> None:
    key = contract_key(event.details)
    for deal in deals:
        if key in deal.keys:
            deal.paid.append(event)
            return


def _party(event: Told, by_id: str, by_name: str) -> str:
    if event.details.get(by_id):
        return event.details[by_id]
    name = event.details.get(f"{by_name}_zh") or event.details.get(by_name, "")
    return f"name:{name}" if name else ""

"""What stands on a thread that a decision on its fees must not overlook: licences, matches, a pledge, a case, income."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainline.orgs.models import Organisation
from mainline.portfolio.fees.upkeep import totals
from mainline.register.access import events_for
from mainline.register.derivation import event_facts
from mainline.register.logic.encumbrances import LICENCES, Kind, standing_on
from mainline.register.models import Event
from mainline.register.subsets import STANDING
from mainline.rules.money import CURRENCIES, Money

LICENCE, OPEN_LICENCE, PLEDGE = "utilization.licence.", "utilization.open_licence.", "utilization.pledge."
MATCH = "utilization.match."
INCOME = "utilization.royalty.received"
DECLINED = "portfolio.annuity.declined"
USES = (
    *(f"{LICENCE}{verb}" for verb in ("signed", "recorded", "compelled")),
    *(f"{OPEN_LICENCE}{verb}" for verb in ("declared", "accepted")),
    *("utilization.product.launched", "utilization.royalty.reported", INCOME),
)
"""Events that tell of some use of a right."""
LABELS = {
    "licensed": _("Licensed"),
    "open_licence": _("Open licence"),
    "matched": _("Matched with a need"),
    "pledged": _("Pledged"),
    "case": _("Case open"),
    "income": _("Brings income"),
}
_CASES: Mapping[str, frozenset[str]] = {
    "protection.suit.": frozenset({"filed"}),
    "protection.adjudication.": frozenset({"requested", "accepted"}),
    "protection.invalidation.": frozenset({"requested"}),
}
"""Kinds of case → what leaves one open; anything later of its kind ends it."""
_PREFIXES = (LICENCE, OPEN_LICENCE, PLEDGE, MATCH, *_CASES)


@dataclass(frozen=True, slots=True)
class Flags:
    """What the events of one right say."""

    codes: tuple[str, ...] = ()
    """Of :data:`LABELS`."""
    pledge: Event | None = None
    """The registration that was not released."""
    income: tuple[Money, ...] = field(default=())


def flags_of(organisation: Organisation, rights: Collection[int], on: dt.date) -> dict[int, Flags]:
    """Return the flags of some rights on a day, as far as an organisation may know of their events."""
    wanted = Q(code=INCOME)
    for prefix in _PREFIXES:
        wanted |= Q(code__startswith=prefix)
    by_right: dict[int, list[Event]] = defaultdict(list)
    for event in events_for(organisation).filter(STANDING, wanted, right__in=rights).order_by():
        by_right[event.right_id].append(event)
    return {right: _flags(sorted(by_right.get(right, ()), key=_when), on) for right in rights}


def _when(event: Event) -> tuple[dt.date, int]:
    return event.happened_on or event.effective_on or dt.date.min, event.pk


def _flags(events: Sequence[Event], on: dt.date) -> Flags:
    standing = standing_on(event_facts(events), on)
    by_fingerprint = {event.fingerprint: event for event in events}
    pledged = [by_fingerprint[each.event.fingerprint] for each in standing if each.kind is Kind.PLEDGE]
    income = tuple(totals(_received(events)))
    found = {
        "licensed": any(each.kind in LICENCES for each in standing),
        "open_licence": any(each.kind is Kind.OPEN_LICENCE for each in standing),
        "matched": _has_match(events),
        "pledged": bool(pledged),
        "case": any(_is_pending(events, prefix, opens) for prefix, opens in _CASES.items()),
        "income": bool(income),
    }
    return Flags(
        tuple(code for code, is_so in found.items() if is_so), pledged[0] if pledged else None, income
    )


def _has_match(events: Iterable[Event]) -> bool:
    """Whether a match was proposed that nobody declined: what is accepted goes on."""
    verbs = [event.code.removeprefix(MATCH) for event in events if event.code.startswith(MATCH)]
    begun = verbs.count("proposed") or verbs.count("accepted")
    return begun > verbs.count("declined")


def _is_pending(events: Iterable[Event], prefix: str, opens: frozenset[str]) -> bool:
    verbs = [event.code.removeprefix(prefix) for event in events if event.code.startswith(prefix)]
    return bool(verbs) and verbs[-1] in opens


def _received(events: Iterable[Event]) -> Iterable[Money]:
    return (
        Money(event.amount_minor, event.currency)
        for event in events
        if event.code == INCOME and event.amount_minor is not None and event.currency in CURRENCIES
    )

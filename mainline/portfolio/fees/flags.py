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
_ENDS = {
    LICENCE: frozenset({"ended", "cancelled"}),
    OPEN_LICENCE: frozenset({"withdrawn"}),
    MATCH: frozenset({"declined"}),
    PLEDGE: frozenset({"released", "enforced"}),
}
_FOLLOWS = frozenset({"recorded", "accepted"})
"""What happens to something under way and begins nothing of its own, unless nothing is."""
_PREFIXES = (*_ENDS, *_CASES)


@dataclass(frozen=True, slots=True)
class Flags:
    """What the events of one right say."""

    codes: tuple[str, ...] = ()
    """Of :data:`LABELS`."""
    pledge: Event | None = None
    """The registration that was not released."""
    income: tuple[Money, ...] = field(default=())


def flags_of(organisation: Organisation, rights: Collection[int]) -> dict[int, Flags]:
    """Return the flags of some rights, as far as an organisation may know of their events."""
    wanted = Q(code=INCOME)
    for prefix in _PREFIXES:
        wanted |= Q(code__startswith=prefix)
    by_right: dict[int, list[Event]] = defaultdict(list)
    for event in events_for(organisation).filter(STANDING, wanted, right__in=rights).order_by():
        by_right[event.right_id].append(event)
    return {right: _flags(sorted(by_right.get(right, ()), key=_when)) for right in rights}


def _when(event: Event) -> tuple[dt.date, int]:
    return event.happened_on or event.effective_on or dt.date.min, event.pk


def _flags(events: Sequence[Event]) -> Flags:
    pledge = _standing(events, PLEDGE, frozenset({"registered"}))
    licence = _standing(events, LICENCE, frozenset({"signed", "recorded", "compelled"}))
    free = _standing(events, OPEN_LICENCE, frozenset({"declared"}))
    match = _standing(events, MATCH, frozenset({"proposed", "accepted"}))
    income = tuple(totals(_received(events)))
    found = {
        "licensed": licence is not None,
        "open_licence": free is not None,
        "matched": match is not None,
        "pledged": pledge is not None,
        "case": any(_is_pending(events, prefix, opens) for prefix, opens in _CASES.items()),
        "income": bool(income),
    }
    return Flags(tuple(code for code, is_so in found.items() if is_so), pledge, income)


def _standing(events: Iterable[Event], prefix: str, begins: frozenset[str]) -> Event | None:
    """Return the first event that began something which as many later events did not end.

    A licence signed and then recorded is one: what is recorded under way begins none of its own.
    """
    open_: list[Event] = []
    for event in events:
        verb = event.code.removeprefix(prefix) if event.code.startswith(prefix) else ""
        if verb in begins and not (verb in _FOLLOWS and open_):
            open_.append(event)
        elif verb in _ENDS[prefix] and open_:
            open_.pop(_ended(open_, event))
    return open_[0] if open_ else None


def _ended(open_: Sequence[Event], event: Event) -> int:
    """Return which of those open an event ends: the one of its number, else the first."""
    reference = event.details.get("reference")
    return next(
        (place for place, one in enumerate(open_) if reference and one.details.get("reference") == reference),
        0,
    )


def _is_pending(events: Iterable[Event], prefix: str, opens: frozenset[str]) -> bool:
    verbs = [event.code.removeprefix(prefix) for event in events if event.code.startswith(prefix)]
    return bool(verbs) and verbs[-1] in opens


def _received(events: Iterable[Event]) -> Iterable[Money]:
    return (
        Money(event.amount_minor, event.currency)
        for event in events
        if event.code == INCOME and event.amount_minor is not None and event.currency in CURRENCIES
    )

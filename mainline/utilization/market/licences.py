"""Open licences on rights that are offered: read from the thread, where holders and the office tell of them.

Declared and not withdrawn, as of a day (Patent Law 50 and 51). Without a fee in the event the fee is not known; it is free only
where the declaration says so.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from mainline.orgs import clock
from mainline.register.derivation import event_facts
from mainline.register.enums import PartConfidentiality
from mainline.register.logic.encumbrances import Kind, standing_on
from mainline.register.models import Event, Right
from mainline.register.subsets import STANDING
from mainline.rules.money import Money
from mainline.utilization.market.models import Offer, OfferRight
from mainline.web.templatetags.web import day, page_language

CODES = ("utilization.open_licence.declared", "utilization.open_licence.withdrawn")
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class OpenTerms:
    """On what terms whoever asks gets a licence of a right."""

    right: Right
    since: dt.date | None
    until: dt.date | None
    """``None``: no end was told."""
    fixed: Money | None
    standard: str
    """How the fee is reckoned, in the language of the page; empty where nobody told."""

    @property
    def fee(self) -> str:
        """The fee and its standard in words."""
        return self.standard or (str(self.fixed) if self.fixed is not None else _("fee not told"))

    def __str__(self) -> str:
        until = _("until %(day)s") % {"day": day(self.until)} if self.until else ""
        return " · ".join(filter(None, (self.fee, until)))


def events() -> QuerySet[Event]:
    """Return the public events that tell of open licences, those that stand."""
    rows = Event.objects.filter(STANDING, code__in=CODES, confidentiality=PartConfidentiality.PUBLIC)
    return rows.order_by("pk")


def with_events(parts: QuerySet[OfferRight]) -> QuerySet[OfferRight]:
    """Return rights in offers with what their threads tell of open licences, read once for all."""
    return parts.prefetch_related(Prefetch("right__events", events(), to_attr="open_licence_events"))


def terms_of(right: Right, told: Sequence[Event], on: dt.date) -> OpenTerms | None:
    """Return the terms of the open licence that stands on a right on a day; ``None`` where none does."""
    by_fingerprint = {event.fingerprint: event for event in told}
    for each in standing_on(event_facts(told), on):
        if each.kind is Kind.OPEN_LICENCE:
            event = by_fingerprint[each.event.fingerprint]
            known = event.amount_minor is not None and bool(event.currency)
            fixed = Money(cast("int", event.amount_minor), event.currency) if known else None
            standard = event.details.get(f"standard_{page_language()}") or event.details.get("standard", "")
            return OpenTerms(right, each.since, each.until, fixed, str(standard))
    return None


def open_terms(offer: Offer) -> list[OpenTerms]:
    """Return the open licences that stand today on the rights of an offer, of a row that :func:`with_events` read."""
    today = clock.today()
    found = (terms_of(part.right, part.right.open_licence_events, today) for part in offer.parts.all())  # type: ignore[attr-defined]
    return [one for one in found if one is not None]


def in_words(offer: Offer) -> str:
    """Print the terms of an offer's open licences; empty for none."""
    return "; ".join(dict.fromkeys(str(one) for one in open_terms(offer)))


def choices() -> dict[str, object]:
    """Return what the list is narrowed by."""
    return {YES: _("Open licence stands"), NO: _("No open licence")}


def narrowed(codes: Iterable[str]) -> Q:
    """Return the condition of offers of which a right has, or none has, an open licence today."""
    asked = set(codes)
    if asked >= {YES, NO}:
        return Q()
    held = Q(pk__in=OfferRight.objects.filter(right__in=open_rights(clock.today())).values("offer"))
    return held if YES in asked else ~held


def open_rights(on: dt.date) -> Collection[int]:
    """Return the ids of the rights in offers on which an open licence stands on a day."""
    by_right: dict[int, list[Event]] = defaultdict(list)
    for event in events().filter(right__in=OfferRight.objects.values("right")):
        by_right[event.right_id].append(event)
    return [
        pk
        for pk, told in by_right.items()
        if any(each.kind is Kind.OPEN_LICENCE for each in standing_on(event_facts(told), on))
    ]

"""Where the five links meet: what each shows of a right, which record proves an event, and what waits for somebody.

The links know nothing of each other; what one must know of another it reads on the thread. Here alone they stand beside each other.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mainline.creation.checks import panels as checks_panels
from mainline.creation.checks import queries as checks
from mainline.creation.checks.access import visible_versions
from mainline.creation.disclosures import panels as disclosure_panels
from mainline.creation.disclosures import queries as disclosures
from mainline.creation.disclosures.access import visible_disclosures
from mainline.creation.prior_art import panels as prior_art_panels
from mainline.creation.prior_art import queries as prior_art
from mainline.creation.prior_art.access import visible_reports as visible_novelty_reports
from mainline.orgs.access import User
from mainline.protection.cases import panels as case_panels
from mainline.protection.cases import queries as cases
from mainline.protection.cases.access import published_cases, visible_cases
from mainline.protection.evidence import panels as evidence_panels
from mainline.protection.evidence import queries as evidence
from mainline.protection.evidence.access import visible_evidence
from mainline.protection.watches import panels as watch_panels
from mainline.protection.watches import queries as watches
from mainline.protection.watches.access import visible_hits, visible_watches
from mainline.register.derivation import event_facts
from mainline.register.logic.encumbrances import Kind, standing_on
from mainline.register.models import Event, Right
from mainline.service.claims import panels as claim_panels
from mainline.service.claims import queries as claims
from mainline.service.claims.access import visible_claims
from mainline.service.policies import queries as policies
from mainline.service.questions import queries as questions
from mainline.service.requests import queries as requests
from mainline.service.requests.access import visible_requests
from mainline.strategy import queries as strategy
from mainline.utilization.agreements import queries as agreements
from mainline.utilization.agreements.access import visible_agreements, visible_declarations
from mainline.utilization.distribution import queries as distribution
from mainline.utilization.distribution.access import visible_plans
from mainline.utilization.distribution.panels import panel as agreements_panel
from mainline.utilization.market import panels as market_panels
from mainline.utilization.market import queries as market
from mainline.utilization.market.access import visible_matches, visible_offers
from mainline.utilization.pledges import panels as pledge_panels
from mainline.utilization.pledges import queries as pledges
from mainline.utilization.pledges.access import visible_pledges
from mainline.utilization.royalties import queries as royalties
from mainline.utilization.royalties.access import visible_receipts, visible_reports
from mainline.utilization.stock import panels as stock_panels
from mainline.utilization.stock import queries as stock
from mainline.utilization.stock.access import visible_items
from mainline.web.panels import Panel
from mainline.web.steps import Step

_STEPS: Sequence[Callable[[User, dt.date], Iterable[Step]]] = (
    disclosures.steps,
    prior_art.steps,
    checks.steps,
    market.steps,
    stock.steps,
    agreements.steps,
    royalties.steps,
    distribution.steps,
    pledges.steps,
    watches.steps,
    evidence.steps,
    cases.steps,
    policies.steps,
    claims.steps,
    requests.steps,
    questions.steps,
    strategy.steps,
)
_PANELS: Sequence[Callable[[User, Right], Panel | None]] = (
    disclosure_panels.panel,
    prior_art_panels.panel,
    checks_panels.panel,
    market_panels.panel,
    stock_panels.panel,
    agreements_panel,
    pledge_panels.panel,
    watch_panels.panel,
    evidence_panels.panel,
    case_panels.panel,
    claim_panels.panel,
)
_PROOFS: Mapping[str, Callable[[User], QuerySet[object]]] = {
    "disclosure": visible_disclosures,
    "claims_version": visible_versions,
    "novelty_report": visible_novelty_reports,
    "offer": visible_offers,
    "match": visible_matches,
    "stock_item": visible_items,
    "agreement": visible_agreements,
    "open_licence": visible_declarations,
    "royalty_report": visible_reports,
    "royalty_receipt": visible_receipts,
    "distribution_plan": visible_plans,
    "pledge": visible_pledges,
    "evidence": visible_evidence,
    "case": visible_cases,
    "decision": lambda user: published_cases(),
    "watch": visible_watches,
    "hit": visible_hits,
    "claim": visible_claims,
    "service_request": visible_requests,
}
"""Name of the address of a record → those of them that a user may open."""
ENCUMBRANCES: Mapping[Kind, object] = {
    Kind.PLEDGE: _("Pledged"),
    Kind.EXCLUSIVE_LICENCE: _("Exclusive licence"),
    Kind.SOLE_LICENCE: _("Sole licence"),
    Kind.ORDINARY_LICENCE: _("Licensed"),
    Kind.LICENCE: _("Licensed"),
    Kind.OPEN_LICENCE: _("Open licence"),
    Kind.PRESERVATION: _("Preserved by a court"),
    Kind.STAY: _("Proceedings stayed"),
}


def steps(user: User, on: dt.date) -> list[Step]:
    """Return what waits for a user in all links: failures first, then by day, what has no day last."""
    found = chain.from_iterable(part(user, on) for part in _STEPS)
    return sorted(found, key=lambda step: (not step.is_wrong, step.due_on or dt.date.max))


def panels(user: User, right: Right) -> list[Panel]:
    """Return what the links show of a right to a user, in the order of the chain."""
    return [panel for part in _PANELS if (panel := part(user, right)) is not None]


def proofs(user: User, events: Iterable[Event]) -> dict[int, str]:
    """Return, by the id of an event, the address of the record behind it, of those that the user may open."""
    named: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        name, _colon, number = str(event.details.get("proof", "")).partition(":")
        if name in _PROOFS and number.isdecimal() and len(number) < 19:
            named[name][int(number)].append(event.pk)
    return dict(_addresses(user, named))


def _addresses(user: User, named: Mapping[str, Mapping[int, Sequence[int]]]) -> Iterator[tuple[int, str]]:
    for name, records in named.items():
        seen = _PROOFS[name](user).filter(pk__in=list(records)).values_list("pk", flat=True)
        for record in seen:
            for event in records[record]:
                yield event, reverse(name, args=[record])


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that stands on a right, in words, and the event that tells of it."""

    kind: Kind
    label: object
    other: str
    event: int


def flags(events: Iterable[Event], on: dt.date) -> list[Flag]:
    """Return what stands on a right on a day, as far as the events tell that its reader may know of."""
    known = list(events)
    by_fingerprint = {event.fingerprint: event.pk for event in known}
    return [
        Flag(each.kind, ENCUMBRANCES[each.kind], each.other, by_fingerprint[each.event.fingerprint])
        for each in standing_on(event_facts(known), on)
    ]

"""Reads of pledges; each takes the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User, organisation_ids
from mainline.orgs.models import Organisation
from mainline.register.access import events_on
from mainline.register.models import Event, Right
from mainline.register.sentences import sentence
from mainline.rules.money import Money
from mainline.utilization.agreements.typed import percent
from mainline.utilization.pledges.access import (
    KEEP,
    LEND,
    SIGN,
    is_of_holder,
    lenders_here,
    lenders_of,
    live_invitations,
    may_keep,
    sides_of,
    visible_offers,
    visible_pledges,
)
from mainline.utilization.pledges.enums import OfferState, PledgeState, Side
from mainline.utilization.pledges.models import Pledge, PledgeInvitation, PledgeOffer, PledgeSignature
from mainline.utilization.pledges.sheets import loan_end
from mainline.utilization.pledges.telling import accepted_offer
from mainline.web.steps import Step
from mainline.web.templatetags.web import page_language

ALERTS = (
    "portfolio.annuity.missed",
    "protection.invalidation.requested",
    "protection.invalidation.whole",
    "protection.preservation.ordered",
    "protection.ownership.claimed",
)
_ALERT_DAYS = 30
_MOST = 50


def pledges(user: User) -> QuerySet[Pledge]:
    """Return the pledges that a user may see, newest first, each with the bank whose offer was accepted."""
    taken = PledgeOffer.objects.filter(state=OfferState.ACCEPTED).select_related("organisation")
    rows = visible_pledges(user).select_related("holder")
    return rows.prefetch_related(Prefetch("offers", taken, to_attr="taken"), "covered").order_by(
        "-made_at", "-pk"
    )


def pledge_of(user: User, pk: int) -> Pledge | None:
    """Return one pledge, if the user may see it."""
    return visible_pledges(user).select_related("holder", "made_by").filter(pk=pk).first()


def pledges_on(user: User, right: Right) -> list[Pledge]:
    """Return the pledges of a right that the user may see and that were not given up, the newest first."""
    return list(pledges(user).filter(covered__right=right).exclude(state=PledgeState.WITHDRAWN))


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer as its reader sees it."""

    offer: PledgeOffer
    money: Money | None
    rate: str
    """Per cent a year."""
    can_accept: bool


@dataclass(frozen=True, slots=True)
class PledgePage:
    """All that the page of one pledge shows beside its rights."""

    pledge: Pledge
    wished: Money
    paid: Money | None
    offers: Sequence[OfferRow]
    accepted: OfferRow | None
    signatures: Sequence[PledgeSignature]
    invitations: Sequence[tuple[PledgeInvitation, bool]]
    """With whether it is live; empty for a bank."""
    invited_until: dt.date | None
    """Until when the reader's bank may read it."""
    banks: Sequence[Organisation]
    """Whom the reader can invite."""
    lenders: Sequence[Organisation]
    """For whom the reader can offer."""
    unpublished: int
    is_holder: bool
    can: frozenset[str]
    """Names of the acts that the page offers."""


def page_of(user: User, pledge: Pledge, on: dt.date) -> PledgePage:
    """Return the page of a pledge for a reader who may see it."""
    keeps, is_holder = may_keep(user, pledge), is_of_holder(user, pledge)
    is_open = pledge.state == PledgeState.OPEN
    rows = [
        OfferRow(
            one,
            Money(one.minor, pledge.currency) if one.minor is not None else None,
            percent(Fraction(one.rate)) if one.rate else "",
            keeps and is_open and one.state == OfferState.MADE,
        )
        for one in visible_offers(user, pledge).select_related("organisation", "said_by").order_by("-pk")
    ]
    accepted = next((row for row in rows if row.offer.state == OfferState.ACCEPTED), None)
    invitations = pledge.invitations.select_related("organisation").order_by("pk") if is_holder else ()
    lenders = lenders_of(user, pledge)
    own = live_invitations().filter(pledge=pledge, organisation__in=[one.pk for one in lenders])
    signatures = accepted.offer.signatures.select_related("signed_by").order_by("pk") if accepted else ()
    return PledgePage(
        pledge=pledge,
        wished=Money(pledge.minor, pledge.currency),
        paid=Money(pledge.paid_minor, pledge.currency) if pledge.paid_minor is not None else None,
        offers=rows,
        accepted=accepted,
        signatures=list(signatures),
        invitations=[(one, one.revoked_at is None and one.until >= on) for one in invitations],
        invited_until=None if is_holder or not is_open else max((one.until for one in own), default=None),
        banks=list(lenders_here()) if keeps and is_open else [],
        lenders=lenders if is_open else [],
        unpublished=pledge.covered.exclude(right__confidentiality="public").count(),
        is_holder=is_holder,
        can=_can(user, pledge, list(signatures)),
    )


def _can(user: User, pledge: Pledge, signatures: Sequence[PledgeSignature]) -> frozenset[str]:
    acts, signs = sides_of(user, pledge), sides_of(user, pledge, signs=True)
    is_bank, signed = Side.BANK in acts, {one.side for one in signatures}
    state, found = pledge.state, set()
    if state == PledgeState.ACCEPTED and any(side not in signed for side in signs):
        found.add("sign")
    if state == PledgeState.ACCEPTED and is_bank:
        found.add("take_back")
    if state == PledgeState.SIGNED and acts:
        found.add("register")
    if state == PledgeState.REGISTERED and is_bank and pledge.paid_on is None:
        found.add("pay_out")
    if state == PledgeState.REGISTERED and is_bank and pledge.paid_on and pledge.repaid_on is None:
        found.add("repay")
    if (
        state == PledgeState.REGISTERED
        and acts
        and (pledge.repaid_on or (is_bank and pledge.paid_on is None))
    ):
        found.add("release")
    before = state in (PledgeState.OPEN, PledgeState.ACCEPTED) and Side.HOLDER in acts
    if before or (state == PledgeState.SIGNED and is_bank):
        found.add("give_up")
    return frozenset(found)


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what waits for a user: for the bank packs to read, alerts on pledged rights; for both what is next."""
    lent, kept = organisation_ids(user, LEND), organisation_ids(user, KEEP)
    if not (lent or kept or organisation_ids(user, SIGN)):
        return
    yield from _of_bank(user, lent, on)
    yield from _of_holder(kept, on)
    going = (PledgeState.ACCEPTED, PledgeState.SIGNED, PledgeState.REGISTERED)
    for row in visible_pledges(user).filter(state__in=going).select_related("holder").order_by("pk")[:_MOST]:
        offer = accepted_offer(row)
        can = _can(user, row, list(offer.signatures.all()) if offer else [])
        if "sign" in can:
            yield _step(_("Sign pledge %(number)s."), row)
        if "register" in can:
            yield _step(_("Register pledge %(number)s at the office and enter its number."), row)
        if "pay_out" in can:
            yield _step(_("Enter the payout of the loan of %(number)s."), row)
        if "repay" in can and loan_end(row) <= on + dt.timedelta(days=_ALERT_DAYS):
            end = loan_end(row)
            yield _step(_("The loan of %(number)s ends: enter its repayment."), row, end, is_wrong=end < on)
        if "release" in can and row.repaid_on:
            yield _step(_("The loan of %(number)s is repaid: have the pledge released."), row)


def _of_bank(user: User, lent: set[int], on: dt.date) -> Iterator[Step]:
    said = PledgeOffer.objects.filter(
        pledge=OuterRef("pledge"), organisation=OuterRef("organisation"), state=OfferState.MADE
    )
    asked = live_invitations().filter(~Exists(said), organisation__in=lent, pledge__state=PledgeState.OPEN)
    for one in asked.select_related("pledge__holder").order_by("until", "pk")[:_MOST]:
        text = _("Answer %(name)s, who seeks a loan against rights.") % {
            "name": one.pledge.holder.display_name
        }
        yield Step(text, reverse("pledge", args=[one.pledge_id]), due_on=one.until)
    taken = PledgeOffer.objects.filter(
        organisation__in=lent, state=OfferState.ACCEPTED, pledge__state=PledgeState.REGISTERED
    )
    rights = Right.objects.filter(pledged__pledge__in=taken.values("pledge"))
    since = on - dt.timedelta(days=_ALERT_DAYS)
    alarming = events_on(user, rights).filter(code__in=ALERTS, happened_on__range=(since, on))
    for event in alarming.select_related("right").order_by("-happened_on", "pk")[:_MOST]:
        yield _alert(event)


def _alert(event: Event) -> Step:
    told = {"number": event.right.number, "what": sentence(event, page_language())}
    text = _("Pledged right %(number)s: %(what)s") % told
    return Step(text, f"{reverse('right', args=[event.right_id])}#event-{event.pk}", is_wrong=True)


def _of_holder(kept: set[int], on: dt.date) -> Iterator[Step]:
    made = PledgeOffer.objects.filter(
        pledge__holder__in=kept, pledge__state=PledgeState.OPEN, state=OfferState.MADE
    )
    for offer in made.select_related("pledge", "organisation").order_by("pk")[:_MOST]:
        text = _("Answer the loan offer of %(name)s.") % {"name": offer.organisation.display_name}
        yield Step(text, reverse("pledge", args=[offer.pledge_id]))
    over = PledgeInvitation.objects.filter(
        pledge__holder__in=kept, pledge__state=PledgeState.OPEN, revoked_at=None, until__lt=on
    )
    for one in over.exclude(shared=[]).select_related("organisation").order_by("pk")[:_MOST]:
        text = _("The invitation of %(name)s is over: end it, so that unpublished rights are closed again.")
        href = reverse("pledge", args=[one.pledge_id]) + "#invitations"
        yield Step(text % {"name": one.organisation.display_name}, href)


def _step(words: str, pledge: Pledge, due_on: dt.date | None = None, *, is_wrong: bool = False) -> Step:
    return Step(words % {"number": pledge.number}, reverse("pledge", args=[pledge.pk]), is_wrong, due_on)

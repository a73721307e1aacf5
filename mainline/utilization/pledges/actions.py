"""What the holder does with a pledge: the pack, who may read it, which offer is accepted, giving it up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.orgs.access import By, require_for
from mainline.orgs.models import Organisation
from mainline.register.access import visible_rights
from mainline.register.enums import Confidentiality
from mainline.register.models import Right, Share
from mainline.register.sharing.actions import give_up_share, share_right
from mainline.register.storable import storable
from mainline.rules.money import CURRENCIES, Money
from mainline.utilization.bodies import holds
from mainline.utilization.pledges.access import KEEP, lenders_here, require_side
from mainline.utilization.pledges.enums import OfferState, PledgeState, Purpose, Side
from mainline.utilization.pledges.models import Pledge, PledgedRight, PledgeInvitation, PledgeOffer
from mainline.utilization.pledges.telling import (
    hindrances,
    in_a_line,
    locked,
    refuse_hindered,
    rights_of,
    told,
)

MOST_RIGHTS = 50
MOST_DAYS = 90
"""Days for which a bank can be invited at once."""
LONGEST_NOTE = 4000


@transaction.atomic
def begin(
    *, holder: Organisation, rights: Collection[Right], purpose: str, money: Money, until: dt.date | None, note: str,
    by: AbstractBaseUser, on: dt.date,
) -> Pledge:  # fmt: skip
    """Make a pack of rights of one holder, for a loan. Banks see it once they are invited.

    Raises ``ValidationError`` for what is missing, for a right that the holder does not hold, and with what stands in
    the way by :mod:`mainline.register.gates`.
    """
    require_for(by, KEEP, holder.pk)
    chosen = list({right.pk: right for right in rights}.values())
    problems = {
        "rights": _wrong_rights(holder, chosen, by),
        "purpose": "" if purpose in Purpose.values else _("Choose what the loan is for."),
        "amount": "" if money.minor > 0 and money.currency in CURRENCIES else _("Enter an amount above zero."),
        "until": "" if until is not None and until > on else _("Give a day to come by which the loan is repaid."),
    }  # fmt: skip
    if found := {name: words for name, words in problems.items() if words}:
        raise ValidationError(found)
    assert until is not None
    _refuse_twice(holder, chosen, money, until)
    pledge = Pledge(
        holder=holder, purpose=purpose, minor=money.minor, currency=money.currency, until=until,
        note=storable(note).strip()[:LONGEST_NOTE], made_by=by, made_at=timezone.now(),
    )  # fmt: skip
    refuse_hindered(hindrances(pledge, chosen, on))
    pledge.save()
    covered = [PledgedRight.objects.create(pledge=pledge, right=right) for right in chosen]
    return told(pledge, "begun", by, covered)


def _wrong_rights(holder: Organisation, rights: Sequence[Right], by: AbstractBaseUser) -> str:
    if not rights:
        return _("Name at least one right.")
    if len(rights) > MOST_RIGHTS:
        return _("A pack holds at most %(n)s rights.") % {"n": MOST_RIGHTS}
    seen = set(visible_rights(by).filter(pk__in=[right.pk for right in rights]).values_list("pk", flat=True))
    for right in rights:
        if right.pk not in seen or not holds(holder, right):
            return _("%(name)s does not hold %(number)s.") % {
                "name": holder.display_name,
                "number": right.number or right.pk,
            }
    return ""


def _refuse_twice(holder: Organisation, rights: Sequence[Right], money: Money, until: dt.date) -> None:
    """Refuse what was sent twice: the same rights for the same loan."""
    # Two that come at once wait for each other here.
    Organisation.objects.select_for_update().get(pk=holder.pk)
    same = Pledge.objects.filter(
        holder=holder, state=PledgeState.OPEN, minor=money.minor, currency=money.currency, until=until
    )
    asked = {right.pk for right in rights}
    for row in same:
        if {right.pk for right in rights_of(row)} == asked:
            raise ValidationError(_("You already seek this loan: %(number)s.") % {"number": row.number})


@transaction.atomic
def invite(
    *, pledge: Pledge, organisation: Organisation, days: int, shows_unpublished: bool, by: AbstractBaseUser, on: dt.date
) -> PledgeInvitation:  # fmt: skip
    """Let a bank or guarantor read a pack for so many days; one that was invited before, anew.

    Raises ``ValidationError`` for who can't be invited, and where the pack holds unpublished rights and the holder has
    not said that they may be shown.
    """
    row = locked(pledge)
    require_for(by, KEEP, row.holder_id)
    if row.state != PledgeState.OPEN:
        raise ValidationError(_("Banks are invited while a loan is sought."))
    if not lenders_here().filter(pk=organisation.pk).exists():
        raise ValidationError({"bank": _("This is no bank or guarantor with an account here.")})
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("Invite for 1 to %(most)s days.") % {"most": MOST_DAYS}})
    secret = [right for right in rights_of(row) if right.confidentiality != Confidentiality.PUBLIC]
    if secret and not shows_unpublished:
        words = _("%(n)s rights of the pack are unpublished: say that this bank may know of them.")
        raise ValidationError({"shows_unpublished": words % {"n": len(secret)}})
    invitation, _new = PledgeInvitation.objects.get_or_create(
        pledge=row, organisation=organisation, defaults={"until": on, "invited_by": by, "invited_at": timezone.now()}
    )  # fmt: skip
    known = Share.objects.filter(right__in=secret, organisation=organisation).values_list("right", flat=True)
    before = set(known)
    for right in secret:
        share_right(right=right, organisation=organisation, by=by)
    invitation.until, invitation.revoked_at = on + dt.timedelta(days=days), None
    invitation.invited_by, invitation.invited_at = by, timezone.now()
    shown = {*invitation.shared, *(right.pk for right in secret if right.pk not in before)}
    invitation.shared = sorted(shown)
    invitation.save()
    told(row, "invited", by, [invitation], organisation=organisation.name, days=days)
    return invitation


@transaction.atomic
def revoke(*, invitation: PledgeInvitation, by: AbstractBaseUser) -> PledgeInvitation:
    """End an invitation at once; unpublished rights that it showed are closed again, and an offer that waits is passed over.

    One that was ended is left as it is. Raises ``ValidationError`` for the bank whose offer was accepted.
    """
    pledge = locked(invitation.pledge)
    require_for(by, KEEP, pledge.holder_id)
    row = PledgeInvitation.objects.select_related("organisation").get(pk=invitation.pk)
    if pledge.offers.filter(organisation=row.organisation, state=OfferState.ACCEPTED).exists():
        raise ValidationError(_("You accepted the offer of this bank: give the pledge up instead."))
    if row.revoked_at is not None:
        return row
    offers = list(pledge.offers.filter(organisation=row.organisation, state=OfferState.MADE))
    for offer in offers:
        offer.state = OfferState.PASSED_OVER
        offer.save(update_fields=["state"])
    close(row, by)
    told(pledge, "revoked", by, [row, *offers], organisation=row.organisation.name)
    return row


def close(invitation: PledgeInvitation, by: By) -> None:
    """End an invitation and what it showed of unpublished rights. A right that another pack shows the same bank stays shown,
    and is that one's to close.
    """
    others = PledgeInvitation.objects.filter(organisation=invitation.organisation, revoked_at=None)
    for right in Right.objects.filter(pk__in=invitation.shared).order_by("pk"):
        other = others.exclude(pk=invitation.pk).filter(pledge__covered__right=right).order_by("pk").first()
        if other is None:
            give_up_share(right=right, organisation=invitation.organisation, by=by)
        else:
            other.shared = sorted({*other.shared, right.pk})
            other.save(update_fields=["shared"])
            told(other.pledge, "shown_on", by, [other], organisation=invitation.organisation.name)
    invitation.shared, invitation.revoked_at = [], timezone.now()
    invitation.save(update_fields=["shared", "revoked_at"])


@transaction.atomic
def end_expired(*, on: dt.date) -> int:
    """End the invitations whose last day is past, so that unpublished rights are closed again; return how many. By nobody."""
    rows = PledgeInvitation.objects.filter(revoked_at=None, until__lt=on, pledge__state=PledgeState.OPEN)
    ended = list(rows.select_related("pledge__holder", "organisation").order_by("pk"))
    for row in ended:
        locked(row.pledge)
        close(row, None)
        told(row.pledge, "revoked", None, [row], organisation=row.organisation.name)
    return len(ended)


@transaction.atomic
def accept(*, offer: PledgeOffer, by: AbstractBaseUser, on: dt.date) -> Pledge:
    """Accept one offer for the holder; the others are passed over and their banks read the pack no more.

    Raises ``ValidationError`` for one that no longer stands, and with what stands in the way of the pledge by now.
    """
    pledge = locked(offer.pledge)
    require_for(by, KEEP, pledge.holder_id)
    row = PledgeOffer.objects.select_related("organisation").get(pk=offer.pk)
    if pledge.state != PledgeState.OPEN or row.state != OfferState.MADE:
        raise ValidationError(_("This offer no longer waits for you."))
    rights = rights_of(pledge)
    refuse_hindered(hindrances(pledge, rights, on))
    _refuse_promised(pledge, rights)
    row.state = OfferState.ACCEPTED
    row.save(update_fields=["state"])
    passed = list(pledge.offers.filter(state=OfferState.MADE))
    for one in passed:
        one.state = OfferState.PASSED_OVER
        one.save(update_fields=["state"])
    ended = list(pledge.invitations.filter(revoked_at=None).exclude(organisation=row.organisation))
    for invitation in ended:
        close(invitation, by)
    pledge.state = PledgeState.ACCEPTED
    pledge.save(update_fields=["state"])
    return told(pledge, "accepted", by, [row, *passed, *ended], organisation=row.organisation.name)


def _refuse_promised(pledge: Pledge, rights: Sequence[Right]) -> None:
    """Refuse rights that another pledge is agreed on already: its registration would stand in the way."""
    ids = [right.pk for right in rights]
    # Two packs with the same right that are accepted at once wait for each other here.
    list(Right.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    promised = Pledge.objects.filter(
        covered__right__in=ids, state__in=[PledgeState.ACCEPTED, PledgeState.SIGNED]
    ).exclude(pk=pledge.pk)
    if other := promised.order_by("pk").first():
        words = _("A right of this pack is promised in %(number)s: give that up first.")
        raise ValidationError(words % {"number": other.number})


@transaction.atomic
def give_up(*, pledge: Pledge, reason: str, by: AbstractBaseUser) -> Pledge:
    """Give a pledge up that is not registered: the holder before both signed, the bank after. All invitations end with it."""
    row = locked(pledge)
    if row.state not in (PledgeState.OPEN, PledgeState.ACCEPTED, PledgeState.SIGNED):
        raise ValidationError(_("A registered pledge ends by its release."))
    require_side(by, row, Side.BANK if row.state == PledgeState.SIGNED else Side.HOLDER)
    row.reason = in_a_line(reason, 500)
    if not row.reason:
        raise ValidationError({"reason": _("Say why, in a few words.")})
    offers = list(row.offers.filter(state__in=[OfferState.MADE, OfferState.ACCEPTED]))
    for offer in offers:
        offer.state = OfferState.PASSED_OVER
        offer.save(update_fields=["state"])
    ended = list(row.invitations.filter(revoked_at=None))
    for invitation in ended:
        close(invitation, by)
    row.state = PledgeState.WITHDRAWN
    row.save(update_fields=["state", "reason"])
    return told(row, "given_up", by, [*offers, *ended], reason=row.reason)

"""From signature to release: what both sides sign, the registration at the office, the loan, its end."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.utilization.pledges.access import require_side
from mainline.utilization.pledges.actions import close
from mainline.utilization.pledges.enums import OfferState, PledgeState, Side
from mainline.utilization.pledges.logic import digest
from mainline.utilization.pledges.models import Pledge, PledgeOffer, PledgeSignature
from mainline.utilization.pledges.telling import (
    accepted_offer,
    day_checked,
    hindrances,
    in_a_line,
    locked,
    refuse_hindered,
    rights_of,
    tell,
    terms_of,
    told,
)


@transaction.atomic
def sign(*, pledge: Pledge, digest_seen: str, by: AbstractBaseUser, on: dt.date) -> PledgeSignature:
    """Sign the accepted terms for one side. With the second signature the pledge is agreed and can be registered.

    Signed twice is signed once. Raises ``ValidationError`` where the terms are not those that were shown, and with what
    stands in the way of the pledge by now.
    """
    row = locked(pledge)
    side = require_side(by, row, *Side, signs=True)
    offer = _accepted(row)
    if not digest_seen or digest_seen != offer.digest or digest(terms_of(row, offer)) != offer.digest:
        raise ValidationError(_("These are not the terms that wait: read them again and sign then."))
    if done := offer.signatures.filter(side=side).first():
        return done
    if row.state != PledgeState.ACCEPTED:
        raise ValidationError(_("Nothing waits for a signature."))
    refuse_hindered(hindrances(row, rights_of(row), on))
    signature = PledgeSignature.objects.create(
        offer=offer, side=side, digest=offer.digest, signed_by=by, signed_at=timezone.now()
    )
    if offer.signatures.count() == len(Side):
        row.state, row.signed_on = PledgeState.SIGNED, on
        row.save(update_fields=["state", "signed_on"])
        tell(
            row, "utilization.pledge.agreed", on, by, on, organisation=row.holder_id, minor=offer.minor,
            reference=row.number,
        )  # fmt: skip
    told(row, "signed", by, [signature], organisation=_name(row, offer, side))
    return signature


@transaction.atomic
def take_back(*, pledge: Pledge, reason: str, by: AbstractBaseUser) -> Pledge:
    """Take an accepted offer back for the bank before both signed: the holder seeks a loan again."""
    row = locked(pledge)
    require_side(by, row, Side.BANK)
    if row.state != PledgeState.ACCEPTED:
        raise ValidationError(_("Nothing waits for a signature."))
    offer, words = _accepted(row), in_a_line(reason, 500)
    if not words:
        raise ValidationError({"reason": _("Say why, in a few words.")})
    offer.state = OfferState.TAKEN_BACK
    offer.save(update_fields=["state"])
    row.state = PledgeState.OPEN
    row.save(update_fields=["state"])
    return told(row, "taken_back", by, [offer], organisation=offer.organisation.name, reason=words)


@transaction.atomic
def register(
    *, pledge: Pledge, number: str, registered_on: dt.date | None, by: AbstractBaseUser, on: dt.date
) -> Pledge:
    """Enter the registration at the office, from which on the pledge stands on every right of the pack (Civil Code 444;
    Implementing Rules of the Patent Law 15). The same entered twice is entered once.
    """
    row = locked(pledge)
    side = require_side(by, row, *Side)
    reference = in_a_line(number, 60)
    if row.state == PledgeState.REGISTERED and (row.reference, row.registered_on) == (
        reference,
        registered_on,
    ):
        return row
    if row.state != PledgeState.SIGNED:
        raise ValidationError(_("A pledge is registered once, after both sides signed."))
    if not reference:
        raise ValidationError({"number": _("Give the number of the registration.")})
    row.registered_on = day_checked(registered_on, on, row.signed_on, "registered_on")
    row.state, row.reference = PledgeState.REGISTERED, reference
    row.save(update_fields=["state", "reference", "registered_on"])
    offer = _accepted(row)
    # A pledge stands until it is released, not until the loan ends: the loan's end has a name of its own.
    tell(
        row, "utilization.pledge.registered", row.registered_on, by, on, organisation=_acting(row, offer, side),
        minor=offer.minor, reference=reference, loan_until=offer.until.isoformat() if offer.until else "",
    )  # fmt: skip
    return told(row, "registered", by, reference=reference)


@transaction.atomic
def pay_out(
    *, pledge: Pledge, minor: int | None, paid_on: dt.date | None, by: AbstractBaseUser, on: dt.date
) -> Pledge:
    """Enter for the bank that the loan was paid out, once. It is not more than what both signed."""
    row = locked(pledge)
    require_side(by, row, Side.BANK)
    if row.paid_on is not None and (row.paid_minor, row.paid_on) == (minor, paid_on):
        return row
    if row.state != PledgeState.REGISTERED or row.paid_on is not None:
        raise ValidationError(_("The loan is paid out once, after the pledge was registered."))
    offer = _accepted(row)
    if minor is None or not 0 < minor <= (offer.minor or 0):
        raise ValidationError({"amount": _("Enter an amount up to that which both sides signed.")})
    row.paid_minor, row.paid_on = minor, day_checked(paid_on, on, row.registered_on, "paid_on")
    row.save(update_fields=["paid_minor", "paid_on"])
    tell(
        row, "utilization.loan.granted", row.paid_on, by, on, organisation=offer.organisation_id, minor=minor,
        reference=row.reference, use=row.purpose, guaranteed="yes" if offer.is_guaranteed else "no",
        loan_until=offer.until.isoformat() if offer.until else "",
    )  # fmt: skip
    return told(row, "paid_out", by)


@transaction.atomic
def repay(*, pledge: Pledge, repaid_on: dt.date | None, by: AbstractBaseUser, on: dt.date) -> Pledge:
    """Enter for the bank that the loan is repaid: from then on the holder too can enter the release."""
    row = locked(pledge)
    require_side(by, row, Side.BANK)
    if row.repaid_on is not None and row.repaid_on == repaid_on:
        return row
    if row.state != PledgeState.REGISTERED or row.paid_on is None or row.repaid_on is not None:
        raise ValidationError(_("A loan is repaid once, after it was paid out."))
    row.repaid_on = day_checked(repaid_on, on, row.paid_on, "repaid_on")
    row.save(update_fields=["repaid_on"])
    tell(
        row, "utilization.loan.repaid", row.repaid_on, by, on, organisation=_accepted(row).organisation_id,
        minor=row.paid_minor, reference=row.reference,
    )  # fmt: skip
    return told(row, "repaid", by)


@transaction.atomic
def release(
    *, pledge: Pledge, number: str, released_on: dt.date | None, by: AbstractBaseUser, on: dt.date
) -> Pledge:
    """Enter the release of the registration at the office: the pledge stands on the rights no more.

    The bank enters it, and the holder once the bank said that the loan is repaid. The same entered twice is entered once.
    """
    row = locked(pledge)
    side = require_side(by, row, *Side)
    given = in_a_line(number, 60)
    if row.state == PledgeState.RELEASED and (row.release_number, row.released_on) == (given, released_on):
        return row
    if row.state != PledgeState.REGISTERED:
        raise ValidationError(_("Only a registered pledge is released."))
    if row.repaid_on is None and (side is Side.HOLDER or row.paid_on is not None):
        raise ValidationError(_("The bank says first that the loan is repaid."))
    if not given:
        raise ValidationError({"number": _("Give the number of the release.")})
    row.released_on = day_checked(released_on, on, row.repaid_on or row.registered_on, "released_on")
    row.state, row.release_number = PledgeState.RELEASED, given
    row.save(update_fields=["state", "release_number", "released_on"])
    offer = _accepted(row)
    tell(
        row, "utilization.pledge.released", row.released_on, by, on, organisation=_acting(row, offer, side),
        reference=row.reference, release=given,
    )  # fmt: skip
    ended = list(row.invitations.filter(revoked_at=None))
    for invitation in ended:
        close(invitation, by)
    return told(row, "released", by, ended, reference=given)


def _accepted(pledge: Pledge) -> PledgeOffer:
    offer = accepted_offer(pledge)
    if offer is None:
        raise ValidationError(_("No offer was accepted."))
    return offer


def _acting(pledge: Pledge, offer: PledgeOffer, side: Side) -> int:
    return pledge.holder_id if side is Side.HOLDER else offer.organisation_id


def _name(pledge: Pledge, offer: PledgeOffer, side: Side) -> str:
    return pledge.holder.name if side is Side.HOLDER else offer.organisation.name

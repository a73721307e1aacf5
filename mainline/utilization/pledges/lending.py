"""What a bank says of a pack that it was invited to read: an offer, or that it declines."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.orgs.models import Organisation
from mainline.register.storable import storable
from mainline.utilization.pledges.access import lenders_of
from mainline.utilization.pledges.actions import LONGEST_NOTE, close
from mainline.utilization.pledges.enums import OfferState, PledgeState
from mainline.utilization.pledges.logic import digest
from mainline.utilization.pledges.models import Pledge, PledgeOffer
from mainline.utilization.pledges.telling import in_a_line, locked, terms_of, told


@transaction.atomic
def offer(
    *, pledge: Pledge, bank: Organisation, minor: int | None, rate: Fraction | None, starts_on: dt.date | None,
    until: dt.date | None, is_guaranteed: bool, conditions: str, by: AbstractBaseUser, on: dt.date,
) -> PledgeOffer:  # fmt: skip
    """Offer a loan on a pack; an offer of the same bank that waits is replaced, the same one sent twice is one.

    ``rate`` is the interest of a year as a part of one. Raises ``ValidationError`` for what is missing.
    """
    row = _asked(pledge, bank, by)
    problems = {
        "amount": "" if minor is not None and minor > 0 else _("Enter an amount above zero."),
        "rate": "" if rate is not None and 0 <= rate <= 1 else _("Give the interest of a year in per cent, as 3.85."),
        "starts_on": "" if starts_on is not None and starts_on >= on else _("Give a day from today on."),
        "until": "" if starts_on and until and until > starts_on else _("The loan ends after it begins."),
    }  # fmt: skip
    if found := {name: words for name, words in problems.items() if words}:
        raise ValidationError(found)
    new = PledgeOffer(
        pledge=row, organisation=bank, state=OfferState.MADE, minor=minor, rate=str(rate), starts_on=starts_on, until=until,
        is_guaranteed=is_guaranteed, conditions=storable(conditions).strip()[:LONGEST_NOTE], said_by=by,
        said_at=timezone.now(),
    )  # fmt: skip
    new.digest = digest(terms_of(row, new))
    old = row.offers.filter(organisation=bank, state=OfferState.MADE).first()
    if old is not None and old.digest == new.digest:
        return old
    if old is not None:
        old.state = OfferState.REPLACED
        old.save(update_fields=["state"])
    new.save()
    told(row, "offered", by, [new, *([old] if old else [])], organisation=bank.name)
    return new


@transaction.atomic
def decline(*, pledge: Pledge, bank: Organisation, reason: str, by: AbstractBaseUser) -> PledgeOffer:
    """Say for a bank that it does not lend on a pack, and why. It reads the pack no more; the holder can invite it again."""
    row = _asked(pledge, bank, by)
    words = in_a_line(reason, 500)
    if not words:
        raise ValidationError({"reason": _("Say why, in a few words.")})
    offers = list(row.offers.filter(organisation=bank, state=OfferState.MADE))
    for one in offers:
        one.state = OfferState.TAKEN_BACK
        one.save(update_fields=["state"])
    said = PledgeOffer.objects.create(
        pledge=row, organisation=bank, state=OfferState.DECLINED, conditions=words, said_by=by, said_at=timezone.now()
    )  # fmt: skip
    invitation = row.invitations.get(organisation=bank)
    close(invitation, by)
    told(row, "declined", by, [said, *offers, invitation], organisation=bank.name)
    return said


def _asked(pledge: Pledge, bank: Organisation, by: AbstractBaseUser) -> Pledge:
    """Return a pledge, locked, for which a bank may still speak."""
    row = locked(pledge)
    if bank.pk not in {one.pk for one in lenders_of(by, row)}:
        raise PermissionDenied(_("This bank is not invited to this pack, or you don't act for it."))
    if row.state != PledgeState.OPEN:
        raise ValidationError(_("This pack no longer waits for offers."))
    return row

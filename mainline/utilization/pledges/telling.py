"""What all acts on a pledge share: the locked row, the entry of the audit, and the events on the threads of its rights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from fractions import Fraction

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By
from mainline.register.actions import add_event
from mainline.register.gates import Obstacle, obstacles
from mainline.register.models import Event, Right
from mainline.register.storable import storable
from mainline.utilization.bodies import names_of
from mainline.utilization.pledges.enums import OfferState
from mainline.utilization.pledges.logic import Terms, divided
from mainline.utilization.pledges.models import Pledge, PledgeOffer


def locked(pledge: Pledge) -> Pledge:
    """Return the row of a pledge, locked."""
    return Pledge.objects.select_for_update(of=("self",)).select_related("holder").get(pk=pledge.pk)


def in_a_line(text: str, longest: int) -> str:
    """Return a text in one line, as every database takes it."""
    return " ".join(storable(text).split())[:longest]


def rights_of(pledge: Pledge) -> list[Right]:
    """Return the rights of a pack, in the order of their ids."""
    return list(Right.objects.filter(pledged__pledge=pledge).order_by("pk"))


def accepted_offer(pledge: Pledge) -> PledgeOffer | None:
    """Return the offer that the holder accepted."""
    return pledge.offers.filter(state=OfferState.ACCEPTED).select_related("organisation").first()


def terms_of(pledge: Pledge, offer: PledgeOffer) -> Terms:
    """Return all that both sides sign. Raises ``ValueError`` for what is no offer."""
    if offer.minor is None or offer.starts_on is None or offer.until is None:
        raise ValueError("the bank declined: there are no terms")
    return Terms(
        holder=pledge.holder_id, bank=offer.organisation_id, rights=tuple(right.pk for right in rights_of(pledge)),
        purpose=pledge.purpose, minor=offer.minor, currency=pledge.currency, rate=Fraction(offer.rate),
        starts_on=offer.starts_on, until=offer.until, is_guaranteed=offer.is_guaranteed, conditions=offer.conditions,
    )  # fmt: skip


def hindrances(pledge: Pledge, rights: Collection[Right], on: dt.date) -> list[tuple[Right, Obstacle]]:
    """Return what stands in the way of pledging the rights of a pack, but for this pledge itself."""
    return [
        (right, one)
        for right in rights
        for one in obstacles(right, "pledge", on, by_organisation=pledge.holder_id)
        if one.event is None or one.event.details.get("pledge") != str(pledge.pk)
    ]


def refuse_hindered(found: Collection[tuple[Right, Obstacle]]) -> None:
    """Raise ``ValidationError`` that names each right and what stands in its way, if anything does."""
    if found:
        raise ValidationError([f"{right.number or right.pk}: {one}" for right, one in found])


def tell(
    pledge: Pledge, code: str, day: dt.date, by: AbstractBaseUser, on: dt.date, *, organisation: int,
    minor: int | None = None, **more: str,
) -> list[Event]:  # fmt: skip
    """Record one event on each right of a pledge. An amount is divided among them, so that the sum over all threads is it."""
    offer = accepted_offer(pledge)
    if offer is None:
        raise ValueError("no offer was accepted")
    details = {
        **names_of(offer.organisation, "other"),
        "pledge": str(pledge.pk),
        "from_org": str(pledge.holder_id),
        "to_org": str(offer.organisation_id),
        "proof": f"pledge:{pledge.pk}",
        **{name: value for name, value in more.items() if value},
    }
    rights = rights_of(pledge)
    parts = divided(minor, [right.pk for right in rights]) if minor else {}
    return [
        add_event(
            right=right, code=code, happened_on=day, by=by, on=on, organisation=organisation, details=details,
            amount_minor=parts.get(right.pk) or None, currency=pledge.currency if parts.get(right.pk) else "",
        )
        for right in rights
    ]  # fmt: skip


def told(pledge: Pledge, what: str, by: By, sealed: Collection[Model] = (), **data: object) -> Pledge:
    """Put an act on a pledge into the audit, under its holder."""
    record(
        code=f"pledge.{what}",
        by=by,
        subject=f"organisation:{pledge.holder_id}",
        data={"number": pledge.number, **data},
        sealed=[pledge, *sealed],
    )
    return pledge


def day_checked(day: dt.date | None, on: dt.date, since: dt.date | None, field: str) -> dt.date:
    """Return a day on which something happened. Raises ``ValidationError`` for none, one to come, and one before ``since``."""
    if day is None:
        raise ValidationError({field: _("Give the day.")})
    if day > on:
        raise ValidationError({field: _("The day is still to come.")})
    if since is not None and day < since:
        raise ValidationError(
            {field: _("The day is before %(day)s, on which what it follows happened.") % {"day": since}}
        )
    return day

"""What holders do with an offer: list it, withdraw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, can_for, require_for
from mainline.orgs.models import Organisation
from mainline.register.actions import add_event
from mainline.register.gates import ACTS, obstacles
from mainline.register.models import Right
from mainline.register.search import region
from mainline.register.storable import storable
from mainline.search.tokens import has_cjk
from mainline.utilization.bodies import holds
from mainline.utilization.market.access import DEAL
from mainline.utilization.market.enums import Language, OfferMode, OfferState
from mainline.utilization.market.logic import ALIVE
from mainline.utilization.market.models import Offer, OfferRight

LISTED = "utilization.offer.listed"
WITHDRAWN = "utilization.offer.withdrawn"
MOST_RIGHTS = 50
LONGEST = 8000


@dataclass(frozen=True, slots=True)
class OfferSaid:
    """What a holder says of an offer. ``price_minor`` is ``None`` where it is open to talk."""

    title: str
    field_of_use: str
    readiness: int | None
    mode: str
    text: str = ""
    industry: str = ""
    price_minor: int | None = None
    currency: str = ""
    language: str = ""


@transaction.atomic
def list_offer(
    *, organisation: Organisation, rights: Sequence[Right], said: OfferSaid, by: By, on: dt.date
) -> Offer:
    """Offer rights that an organisation holds, for everybody to see, and tell the thread of each.

    Raises ``ValidationError`` without a field of use, for a right that it does not hold, that is unpublished or has
    ended, and for one on which something stands that forbids what is offered.
    """
    require_for(by, DEAL, organisation.pk)
    values = _checked(said)
    rows = list(Right.objects.filter(pk__in={right.pk for right in rights}).order_by("pk"))
    if faults := _faults(organisation, rows, said.mode, on):
        raise ValidationError(faults)
    offer = Offer.objects.create(
        organisation=organisation, listed_by=by, listed_at=timezone.now(), listed_on=on, **values
    )
    parts = [OfferRight.objects.create(offer=offer, right=right) for right in rows]
    for right in rows:
        _event(LISTED, offer, right, by, on)
    _told(offer, "listed", by, parts)
    return offer


@transaction.atomic
def withdraw_offer(*, offer: Offer, reason: str, by: By, on: dt.date) -> Offer:
    """Take an offer back and say why; matches that are in talks go on. Raises ``ValidationError``."""
    row = Offer.objects.select_for_update().get(pk=offer.pk)
    if by is not None and not can_for(by, DEAL, row.organisation_id):
        raise PermissionDenied(_("This offer is another organisation's."))
    why = " ".join(storable(reason).split())[:500]
    if row.state != OfferState.LISTED:
        raise ValidationError(_("This offer was withdrawn already."))
    if not why:
        raise ValidationError(_("Say why it is withdrawn."))
    row.state, row.withdrawn_on, row.withdrawn_because = OfferState.WITHDRAWN, on, why
    row.save(update_fields=["state", "withdrawn_on", "withdrawn_because"])
    for part in row.parts.select_related("right").order_by("pk"):
        _event(WITHDRAWN, row, part.right, by, on)
    _told(row, "withdrawn", by)
    return row


def refusals(organisation: Organisation, right: Right, mode: str, on: dt.date) -> list[str]:
    """Return why a right can't be offered in a mode, in sentences; empty: it can."""
    name = right.number or right.display_title
    if not holds(organisation, right):
        return [_("%(right)s is not held by %(name)s.") % {"right": name, "name": organisation.display_name}]
    if right.set_apart is not None:
        return [_("%(right)s is not published: an offer would lay it open.") % {"right": name}]
    if right.status not in ALIVE:
        return [
            _("%(right)s can't be offered: %(why)s.") % {"right": name, "why": right.get_status_display()}
        ]
    act = mode if mode in ACTS else "ordinary_licence"
    found = obstacles(right, act, on, by_organisation=organisation.pk)
    return [f"{name}: {one}" for one in found]


def _faults(organisation: Organisation, rows: Sequence[Right], mode: str, on: dt.date) -> list[str]:
    if not rows:
        return [_("Choose the rights that you offer.")]
    if len(rows) > MOST_RIGHTS:
        return [_("An offer holds %(n)s rights at most.") % {"n": MOST_RIGHTS}]
    return [fault for right in rows for fault in refusals(organisation, right, mode, on)]


def _checked(said: OfferSaid) -> dict[str, Any]:
    title, text = " ".join(storable(said.title).split()), storable(said.text).strip()
    use = " ".join(storable(said.field_of_use).split())
    faults = []
    if not title or len(title) > 200:
        faults.append(_("Give it a title of at most 200 characters."))
    if not use or len(use) > 300:
        faults.append(
            _("Say its field of use: for which products or in which applications, in 300 characters.")
        )
    if len(text) > LONGEST:
        faults.append(_("Describe it in %(most)s characters at most.") % {"most": LONGEST})
    if said.readiness is None or not 1 <= said.readiness <= 9:
        faults.append(_("A technology readiness level is a number from 1 to 9."))
    if said.mode not in OfferMode.values:
        faults.append(_("Choose what you offer."))
    if said.industry and said.industry not in {one.code for one in region().industries}:
        faults.append(_("There is no industry “%(code)s”.") % {"code": said.industry[:40]})
    if faults:
        raise ValidationError(faults)
    language = said.language if said.language in Language.values else ""
    return {
        "title": title, "text": text, "field_of_use": use, "readiness": said.readiness, "mode": said.mode,
        "industry": said.industry, "price_minor": said.price_minor,
        "currency": said.currency if said.price_minor is not None else "",
        "language": language or (Language.ZH if has_cjk(title + use) else Language.EN),
    }  # fmt: skip


def _event(code: str, offer: Offer, right: Right, by: By, on: dt.date) -> None:
    details = {"offer": str(offer.pk), "proof": f"offer:{offer.pk}", "by_org": str(offer.organisation_id)}
    if code == WITHDRAWN:
        details["reason"] = offer.withdrawn_because
    is_listed = code == LISTED
    add_event(
        right=right, code=code, happened_on=on, by=by, on=on, organisation=offer.organisation_id, details=details,
        amount_minor=offer.price_minor if is_listed else None, currency=offer.currency if is_listed else "",
    )  # fmt: skip


def _told(offer: Offer, what: str, by: By, parts: Sequence[OfferRight] = ()) -> None:
    subject, data = f"organisation:{offer.organisation_id}", {"offer": offer.pk, "title": offer.title}
    record(code=f"offer.{what}", by=by, subject=subject, data=data, sealed=[offer, *parts])

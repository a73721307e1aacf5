"""What clients and agencies do with a request. Each act ends in one entry of the audit and, on a right, in an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import can_for, require_for
from mainline.orgs.models import Organisation
from mainline.register.access import visible_rights
from mainline.register.actions import add_event
from mainline.register.models import Right
from mainline.register.sharing.actions import share_right
from mainline.register.storable import storable
from mainline.rules.money import Money
from mainline.service.requests.access import ORDER, QUOTE, agencies_here, may_order
from mainline.service.requests.enums import DeliveryState, QuoteState, RequestState, ServiceKind
from mainline.service.requests.models import Quote, ServiceDelivery, ServiceRating, ServiceRequest

MOST_AGENCIES = 5
LONGEST_TEXT = 5000


@transaction.atomic
def open_request(
    *, client: Organisation, kind: str, title: str, text: str, agencies: Collection[Organisation],
    right: Right | None, wanted_on: dt.date | None, by: AbstractBaseUser, on: dt.date,
) -> ServiceRequest:  # fmt: skip
    """Ask agencies for work. They read what is written here; the right itself is shown to whoever is engaged, if the client says so.

    Raises ``ValidationError`` for what is missing, and ``PermissionDenied`` for a right that the user may not know of.
    """
    require_for(by, ORDER, client.pk)
    title, text = storable(title).strip(), storable(text).strip()
    problems = {
        "kind": "" if kind in ServiceKind.values else _("Choose what is to be done."),
        "title": "" if 0 < len(title) <= 200 else _("Give it a title of at most 200 characters."),
        "text": "" if 0 < len(text) <= LONGEST_TEXT else _("Say what is to be done, in at most 5,000 characters."),
        "agencies": _wrong_agencies(client, agencies),
        "wanted_on": _("The day is past already.") if wanted_on is not None and wanted_on < on else "",
    }  # fmt: skip
    if found := {name: words for name, words in problems.items() if words}:
        raise ValidationError(found)
    if right is not None and not visible_rights(by).filter(pk=right.pk).exists():
        raise PermissionDenied(_("This right belongs to another organisation."))
    request = ServiceRequest.objects.create(
        client=client, kind=kind, title=title, text=text, right=right, wanted_on=wanted_on, made_by=by,
        made_at=timezone.now(),
    )  # fmt: skip
    quotes = [Quote.objects.create(request=request, agency=agency) for agency in agencies]
    _tell_thread(request, "opened", by, on, client.pk, title=title, party=client.display_name)
    return _told(request, "opened", by, [request, *quotes])


def _wrong_agencies(client: Organisation, agencies: Collection[Organisation]) -> str:
    if not agencies:
        return _("Choose at least one agency.")
    if len(agencies) > MOST_AGENCIES:
        return _("Ask at most five agencies.")
    here = set(agencies_here().values_list("pk", flat=True))
    if any(agency.pk not in here or agency.pk == client.pk for agency in agencies):
        return _("One of these is no agency that can be asked here.")
    return ""


@transaction.atomic
def say_quote(
    *, quote: Quote, money: Money | None, promised_on: dt.date | None, text: str, by: AbstractBaseUser, on: dt.date
) -> Quote:  # fmt: skip
    """Say for an agency what it asks and by when it delivers, or say it anew while the client has not chosen.

    Raises ``ValidationError`` without a price or a day, and once another was chosen.
    """
    row = _asked(quote, by)
    if money is None or money.minor < 0:
        raise ValidationError({"amount": _("Say the price without tax; 0.00 where it costs nothing.")})
    if promised_on is None or promised_on < on:
        raise ValidationError({"promised_on": _("Say a day from today on by which you deliver.")})
    row.state, row.minor, row.currency, row.promised_on = (
        QuoteState.QUOTED,
        money.minor,
        money.currency,
        promised_on,
    )
    return _said(row, text, by, "quoted")


@transaction.atomic
def decline(*, quote: Quote, text: str, by: AbstractBaseUser) -> Quote:
    """Say for an agency that it does not take the work, and why: a conflict, no time, not its field."""
    row = _asked(quote, by)
    if not text.strip():
        raise ValidationError({"text": _("Say why, in a few words.")})
    row.state, row.minor, row.currency, row.promised_on = QuoteState.DECLINED, None, "", None
    return _said(row, text, by, "declined")


def _said(row: Quote, text: str, by: AbstractBaseUser, what: str) -> Quote:
    row.text, row.said_by, row.said_at = storable(text).strip()[:1000], by, timezone.now()
    row.save()
    _told(row.request, what, by, [row], agency=row.agency.name)
    return row


def _asked(quote: Quote, by: AbstractBaseUser) -> Quote:
    """Return a quote, locked, that its agency may still say; its request is locked first."""
    _locked(quote.request_id)
    row = Quote.objects.select_for_update(of=("self",)).select_related("request", "agency").get(pk=quote.pk)
    require_for(by, QUOTE, row.agency_id)
    if row.request.state != RequestState.OPEN or row.state == QuoteState.DECLINED:
        raise ValidationError(_("This request no longer waits for your quote."))
    return row


@transaction.atomic
def engage(*, quote: Quote, show_right: bool, by: AbstractBaseUser, on: dt.date) -> ServiceRequest:
    """Accept one quote for the client; the others are passed over. With ``show_right`` the agency sees an unpublished right.

    Raises ``ValidationError`` unless the agency has quoted and the request is open: of two that accept at once one does.
    """
    request = _locked(quote.request_id)
    require_for(by, ORDER, request.client_id)
    row = Quote.objects.select_related("agency").get(pk=quote.pk)
    if request.state != RequestState.OPEN or row.state != QuoteState.QUOTED:
        raise ValidationError(_("This quote can no longer be accepted."))
    row.state = QuoteState.ACCEPTED
    row.save(update_fields=["state"])
    others = list(request.quotes.exclude(pk=row.pk).exclude(state=QuoteState.DECLINED))
    for other in others:
        other.state = QuoteState.PASSED_OVER
        other.save(update_fields=["state"])
    request.state = RequestState.ENGAGED
    request.save(update_fields=["state"])
    if show_right and request.right is not None:
        share_right(right=request.right, organisation=row.agency, by=by)
    _tell_thread(
        request, "accepted", by, on, request.client_id,
        other=row.agency.name, other_zh=row.agency.name_zh or row.agency.name,
        other_en=row.agency.name_en or row.agency.name, until=str(row.promised_on or ""),
    )  # fmt: skip
    return _told(request, "engaged", by, [request, row, *others], agency=row.agency.name)


@transaction.atomic
def deliver(*, request: ServiceRequest, text: str, by: AbstractBaseUser, on: dt.date) -> ServiceDelivery:
    """Hand the work over for the engaged agency: say what was done and where it is."""
    row = _locked(request.pk)
    engaged = row.quotes.filter(state=QuoteState.ACCEPTED).first()
    if engaged is None or not can_for(by, QUOTE, engaged.agency_id):
        raise PermissionDenied(_("The agency that was engaged delivers."))
    if row.state != RequestState.ENGAGED:
        raise ValidationError(_("Nothing is to be delivered now."))
    words = storable(text).strip()
    if not words or len(words) > LONGEST_TEXT:
        raise ValidationError({"text": _("Say what was done and where it is, in at most 5,000 characters.")})
    delivery = ServiceDelivery.objects.create(
        request=row, text=words, delivered_on=on, made_by=by, made_at=timezone.now()
    )
    row.state = RequestState.DELIVERED
    row.save(update_fields=["state"])
    _tell_thread(row, "delivered", by, on, engaged.agency_id, document=row.title, delivery=str(delivery.pk))
    _told(row, "delivered", by, [row, delivery])
    return delivery


@transaction.atomic
def settle(*, request: ServiceRequest, is_taken: bool, reason: str, by: AbstractBaseUser) -> ServiceRequest:
    """Accept what was delivered, which closes the request, or send it back with a reason."""
    row = _locked(request.pk)
    require_for(by, ORDER, row.client_id)
    delivery = row.deliveries.filter(state=DeliveryState.WAITING).first()
    if row.state != RequestState.DELIVERED or delivery is None:
        raise ValidationError(_("Nothing was delivered that waits for you."))
    words = storable(reason).strip()[:500]
    if not is_taken and not words:
        raise ValidationError({"reason": _("Say what is missing or wrong.")})
    delivery.state = DeliveryState.TAKEN if is_taken else DeliveryState.RETURNED
    delivery.reason = words
    delivery.save(update_fields=["state", "reason"])
    row.state = RequestState.CLOSED if is_taken else RequestState.ENGAGED
    row.save(update_fields=["state"])
    return _told(row, "taken" if is_taken else "returned", by, [row, delivery])


@transaction.atomic
def rate(
    *, request: ServiceRequest, stars: int, words: str, by: AbstractBaseUser, on: dt.date
) -> ServiceRating:
    """Rate work that was accepted, once. Raises ``ValidationError`` before, for a second time, and for no star of 1 to 5."""
    row = _locked(request.pk)
    if not may_order(by, row):
        raise PermissionDenied(_("The client rates."))
    if row.state != RequestState.CLOSED or ServiceRating.objects.filter(request=row).exists():
        raise ValidationError(_("Work is rated once, after it was accepted."))
    if stars not in range(1, 6):
        raise ValidationError({"stars": _("Choose one to five stars.")})
    rating = ServiceRating.objects.create(
        request=row, stars=stars, words=storable(words).strip()[:500], made_by=by, made_at=timezone.now()
    )
    _tell_thread(row, "rated", by, on, row.client_id, result=f"{stars}/5")
    _told(row, "rated", by, [rating])
    return rating


@transaction.atomic
def cancel(*, request: ServiceRequest, reason: str, by: AbstractBaseUser) -> ServiceRequest:
    """Take a request back that no agency was engaged for."""
    row = _locked(request.pk)
    require_for(by, ORDER, row.client_id)
    if row.state != RequestState.OPEN:
        raise ValidationError(_("Only a request that waits for quotes can be cancelled."))
    row.reason = storable(reason).strip()[:500]
    if not row.reason:
        raise ValidationError({"reason": _("Say why, in a few words.")})
    row.state = RequestState.CANCELLED
    row.save(update_fields=["state", "reason"])
    return _told(row, "cancelled", by, [row])


def _locked(pk: int) -> ServiceRequest:
    return ServiceRequest.objects.select_for_update(of=("self",)).select_related("client", "right").get(pk=pk)


def _tell_thread(
    request: ServiceRequest, verb: str, by: AbstractBaseUser, on: dt.date, organisation: int, **details: str
) -> None:
    """Write what happened on the thread of the right, if the request is about one."""
    if request.right is None:
        return
    quote = request.quotes.filter(state=QuoteState.ACCEPTED).first()
    money = quote if verb == "accepted" else None
    add_event(
        right=request.right,
        code=f"service.request.{verb}",
        happened_on=on,
        by=by,
        on=on,
        organisation=organisation,
        details={name: value for name, value in details.items() if value}
        | {"proof": f"service_request:{request.pk}", "reference": request.number},
        amount_minor=money.minor if money else None,
        currency=money.currency if money else "",
    )


def _told(
    request: ServiceRequest, what: str, by: AbstractBaseUser, sealed: Collection[models.Model], **data: str
) -> ServiceRequest:
    record(
        code=f"service_request.{what}",
        by=by,
        subject=f"organisation:{request.client_id}",
        data={"number": request.number, **data},
        sealed=sealed,
    )
    return request

"""Reads of service requests; each takes the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User, can_for, organisation_ids
from mainline.orgs.models import Organisation
from mainline.register.access import visible_rights
from mainline.rules.money import Money
from mainline.service.requests.access import (
    ORDER,
    QUOTE,
    is_client,
    visible_quotes,
    visible_requests,
)
from mainline.service.requests.enums import QuoteState, RequestState
from mainline.service.requests.models import Quote, ServiceDelivery, ServiceRating, ServiceRequest
from mainline.web.steps import Step


def requests(user: User) -> QuerySet[ServiceRequest]:
    """Return the requests that a user may see, newest first, each with the quote that was accepted, for client and who was
    engaged: who was passed over is not told.
    """
    own = organisation_ids(user) if user.is_authenticated else set()
    is_told = Q(request__client__in=own) | Q(agency__in=own)
    chosen = Quote.objects.filter(is_told, state=QuoteState.ACCEPTED).select_related("agency")
    rows = visible_requests(user).select_related("client", "rating")
    return rows.prefetch_related(Prefetch("quotes", chosen, to_attr="chosen")).order_by("-made_at", "-pk")


def request_of(user: User, pk: int) -> ServiceRequest | None:
    """Return one request, if the user may see it."""
    rows = visible_requests(user).select_related("client", "right", "made_by", "rating")
    return rows.filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote as its reader sees it."""

    quote: Quote
    money: Money | None
    can_say: bool
    can_accept: bool


@dataclass(frozen=True, slots=True)
class RequestPage:
    """All that the page of one request shows."""

    request: ServiceRequest
    quotes: Sequence[QuoteRow]
    deliveries: Sequence[ServiceDelivery]
    shows_right: bool
    can_show_right: bool
    """Whether engaging an agency can let it know of the right: it is not public and the reader decides on it."""
    is_client: bool
    may_order: bool
    can_deliver: bool
    can_settle: bool
    can_rate: bool
    can_cancel: bool
    rating: ServiceRating | None


def page_of(user: User, request: ServiceRequest) -> RequestPage:
    """Return the page of a request for a reader who may see it."""
    own = organisation_ids(user, QUOTE)
    orders = can_for(user, ORDER, request.client_id)
    is_open = request.state == RequestState.OPEN
    rows = [
        QuoteRow(
            quote,
            Money(quote.minor, quote.currency) if quote.minor is not None else None,
            is_open and quote.agency_id in own and quote.state != QuoteState.DECLINED,
            is_open and orders and quote.state == QuoteState.QUOTED,
        )
        for quote in visible_quotes(user, request).select_related("agency", "said_by").order_by("pk")
    ]
    engaged = any(row.quote.state == QuoteState.ACCEPTED and row.quote.agency_id in own for row in rows)
    part = is_client(user, request) or engaged
    right = request.right
    return RequestPage(
        request=request,
        quotes=rows,
        deliveries=request.deliveries.select_related("made_by").order_by("-pk") if part else (),
        shows_right=right is not None and visible_rights(user).filter(pk=right.pk).exists(),
        can_show_right=right is not None and right.confidentiality != "public" and orders,
        is_client=is_client(user, request),
        may_order=orders,
        can_deliver=engaged and request.state == RequestState.ENGAGED,
        can_settle=orders and request.state == RequestState.DELIVERED,
        can_rate=orders and request.state == RequestState.CLOSED and not hasattr(request, "rating"),
        can_cancel=orders and is_open,
        rating=getattr(request, "rating", None) if part else None,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How clients found an agency's accepted work here."""

    number: int
    stars: int
    """Sum of the ratings, each one to five."""
    open: int
    """Requests that it is engaged for and has not delivered yet."""


def standings(agencies: Sequence[int]) -> dict[int, Standing]:
    """Return for agencies what anybody may know of them: their ratings and the work under way."""
    rated = Quote.objects.filter(
        agency__in=agencies, state=QuoteState.ACCEPTED, request__rating__isnull=False
    )
    sums = {
        agency: (number, stars)
        for agency, number, stars in rated.order_by()
        .values_list("agency")
        .annotate(number=Count("pk"), stars=Sum("request__rating__stars"))
    }
    busy = Quote.objects.filter(
        agency__in=agencies, state=QuoteState.ACCEPTED, request__state=RequestState.ENGAGED
    )
    open_ = dict(busy.order_by().values_list("agency").annotate(number=Count("pk")))
    return {agency: Standing(*sums.get(agency, (0, 0)), open_.get(agency, 0)) for agency in agencies}


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what waits for a user: quotes to say, to choose between, work to deliver, to accept, to rate."""
    selling, ordering = organisation_ids(user, QUOTE), organisation_ids(user, ORDER)
    asked = Quote.objects.filter(
        agency__in=selling, request__state__in=[RequestState.OPEN, RequestState.ENGAGED]
    )
    for quote in asked.select_related("request__client").order_by("pk")[:50]:
        told = {"number": quote.request.number, "title": quote.request.title}
        if quote.state == QuoteState.ASKED and quote.request.state == RequestState.OPEN:
            yield _step(_("Quote for %(number)s, “%(title)s”."), told, quote.request, quote.request.wanted_on)
        elif quote.state == QuoteState.ACCEPTED:
            yield _step(_("Deliver %(number)s, “%(title)s”."), told, quote.request, quote.promised_on, on)
    mine = ServiceRequest.objects.filter(client__in=ordering)
    quoted = Count("quotes", filter=Q(quotes__state=QuoteState.QUOTED))
    for request in mine.filter(state=RequestState.OPEN).annotate(quoted=quoted).filter(quoted__gt=0)[:50]:
        told = {"number": request.number, "title": request.title}
        yield _step(_("Choose a quote for %(number)s, “%(title)s”."), told, request, request.wanted_on)
    for request in mine.filter(state=RequestState.DELIVERED)[:50]:
        told = {"number": request.number, "title": request.title}
        yield _step(_("Look at what was delivered for %(number)s, “%(title)s”."), told, request, None)


def _step(
    words: str, told: dict[str, str], request: ServiceRequest, due: dt.date | None, on: dt.date | None = None
) -> Step:
    late = on is not None and due is not None and due < on
    return Step(words % told, reverse("service_request", args=[request.pk]), late, due)


def agencies_of(ids: Sequence[str]) -> list[Organisation]:
    """Return the organisations of ids as a form sends them; what is no id is left out."""
    return list(
        Organisation.objects.filter(pk__in=[int(one) for one in ids if one.isascii() and one.isdigit()][:50])
    )

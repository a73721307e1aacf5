"""The directory of agencies, and what is asked of them: request, quotes, delivery, rating."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.market import organisation_of
from mainline.api.operations import read, write
from mainline.api.problems import wrong
from mainline.api.rights import visible_right
from mainline.api.shapes import requests as shapes
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.orgs.models import Organisation
from mainline.portfolio.billing.standing import standing_of
from mainline.rules.money import Money
from mainline.service.requests import actions, queries
from mainline.service.requests.access import ORDER, agencies_here, visible_quotes, visible_requests
from mainline.service.requests.models import Quote, ServiceRequest
from mainline.service.requests.queries import RequestPage, Standing

router = Router(tags=["service requests"])
SEEN = Gate(needs_user=True)
ORDERED = Gate("record", needs_user=True, verb=ORDER)
DONE = Gate("record", needs_user=True)


@read(router, "/agencies", shapes.Agencies)
def list_agencies(
    request: HttpRequest,
    place: str = Query("", max_length=12, description="Code of a prefecture; empty: everywhere"),
) -> Answer:
    """List the agencies that can be asked here, by name; anybody may ask."""
    found = agencies_here().filter(place=place) if place else agencies_here()
    bodies, on = list(found), clock.today()
    told = queries.standings([body.pk for body in bodies])
    return Answer({"items": [_agency(request, body, told[body.pk], on) for body in bodies]})


@read(router, "/service-requests", shapes.ServiceRequests, gate=SEEN)
def list_service_requests(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List what your organisations ask of agencies, and what they are asked as agencies."""
    piece = rows_of(Cursors(request, cursor), queries.requests(user_of(request)), limit, is_newest_first=True)
    return listed(piece, [_row(row) for row in piece.items])


@read(router, "/service-requests/{service_request_id}", shapes.ServiceRequestDetail, gate=SEEN)
def get_service_request(request: HttpRequest, service_request_id: int) -> Answer:
    """Get one service request with its quotes and deliveries."""
    return Answer(_detail(request, service_request_id))


@write(
    router, "POST", "/service-requests", shapes.ServiceRequestDetail, gate=ORDERED, status=201, problems=(404,)
)  # fmt: skip
def open_service_request(request: HttpRequest, given: shapes.NewServiceRequest) -> Answer:
    """Ask up to five agencies for work; they read what is written here, not the right."""
    agencies: list[Organisation] = [
        one_of(agencies_here(), pk, "代理机构", "agency") for pk in dict.fromkeys(given.agencies)
    ]
    row = actions.open_request(
        client=organisation_of(request, given.organisation, ORDER), kind=given.kind, title=given.title, text=given.text,
        agencies=agencies, right=visible_right(request, given.right) if given.right is not None else None,
        wanted_on=given.wanted_on, by=user_of(request), on=clock.today(),
    )  # fmt: skip
    return Answer(_detail(request, row.pk), status=201)


@write(router, "POST", "/service-requests/{service_request_id}/act", shapes.ServiceRequestDetail, gate=DONE)
def act_on_service_request(
    request: HttpRequest, service_request_id: int, given: shapes.ServiceRequestAct
) -> Answer:
    """Do with a service request what your side may do.

    An agency quotes, declines and delivers; the client engages, takes or returns the work, rates it, and cancels.
    """
    row = _request(request, service_request_id)
    _ACTS[given.act](row, given, user_of(request), clock.today())
    return Answer(_detail(request, service_request_id))


def _quoted(row: ServiceRequest, said: shapes.ServiceRequestAct, by: AbstractBaseUser, on: dt.date) -> None:
    money = Money(said.amount_minor, said.currency) if said.amount_minor is not None else None
    actions.say_quote(
        quote=_quote(row, said, by), money=money, promised_on=said.promised_on, text=said.text, by=by, on=on
    )


def _decline(row: ServiceRequest, said: shapes.ServiceRequestAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.decline(quote=_quote(row, said, by), text=said.text, by=by)


def _engage(row: ServiceRequest, said: shapes.ServiceRequestAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.engage(quote=_quote(row, said, by), show_right=said.show_right, by=by, on=on)


def _deliver(row: ServiceRequest, said: shapes.ServiceRequestAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.deliver(request=row, text=said.text, by=by, on=on)


def _take(row: ServiceRequest, said: shapes.ServiceRequestAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.settle(request=row, is_taken=True, reason=said.reason, by=by)


def _return(row: ServiceRequest, said: shapes.ServiceRequestAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.settle(request=row, is_taken=False, reason=said.reason, by=by)


def _rate(row: ServiceRequest, said: shapes.ServiceRequestAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.rate(request=row, stars=said.stars or 0, words=said.words, by=by, on=on)


def _cancel(row: ServiceRequest, said: shapes.ServiceRequestAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.cancel(request=row, reason=said.reason, by=by)


_ACTS: Mapping[str, Callable[[ServiceRequest, shapes.ServiceRequestAct, AbstractBaseUser, dt.date], None]] = {
    "quote": _quoted,
    "decline": _decline,
    "engage": _engage,
    "deliver": _deliver,
    "take": _take,
    "return": _return,
    "rate": _rate,
    "cancel": _cancel,
}


def _quote(row: ServiceRequest, said: shapes.ServiceRequestAct, by: AbstractBaseUser) -> Quote:
    """Return the quote that is meant: the one named, or the only one that the asker sees."""
    seen = visible_quotes(by, row)
    if said.quote is None and seen.count() != 1:
        raise wrong("quote", "请填写报价的编号。", "Name the quote by its id.")
    found: Quote = one_of(seen, said.quote, "报价", "quote") if said.quote is not None else seen.get()
    return found


def _request(request: HttpRequest, pk: int) -> ServiceRequest:
    found: ServiceRequest = one_of(visible_requests(user_of(request)), pk, "委托", "service request")
    return found


def _agency(request: HttpRequest, body: Organisation, told: Standing, on: dt.date) -> dict[str, Any]:
    billed = standing_of(request.user, body, on)
    ratings = billed.ratings + told.number
    stars = (billed.stars or 0) * billed.ratings + told.stars
    return {
        "id": body.pk,
        "name": body.display_name,
        "place": body.place,
        "on_time_percent": billed.figures.percent,
        "counted": billed.figures.counted,
        "ratings": ratings,
        "stars": stars / ratings if ratings else None,
        "open": billed.figures.open + told.open,
    }


def _row(row: ServiceRequest) -> dict[str, Any]:
    names = ("number", "kind", "title", "wanted_on", "state", "made_at")
    return {
        "id": row.pk,
        "client": row.client_id,
        **{name: getattr(row, name) for name in names},
        "url": reverse("api:get_service_request", args=[row.pk]),
    }


def _detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    row = _request(request, pk)
    page = queries.page_of(user_of(request), row)
    names = ("state", "currency", "promised_on", "text")
    return {
        **_row(row),
        "text": row.text,
        "right": row.right_id if page.shows_right else None,
        "reason": row.reason,
        "quotes": [
            {
                "id": one.quote.pk, "agency": one.quote.agency_id, "amount_minor": one.quote.minor,
                **{name: getattr(one.quote, name) for name in names},
            }
            for one in page.quotes
        ],
        "deliveries": [
            {
                "id": one.pk, "text": one.text, "delivered_on": one.delivered_on, "state": one.state,
                "reason": one.reason,
            }
            for one in page.deliveries
        ],
        "rating": {"stars": page.rating.stars, "words": page.rating.words} if page.rating else None,
        "can": sorted(_can(page)),
    }  # fmt: skip


def _can(page: RequestPage) -> set[str]:
    """Return the acts that the page offers by its buttons."""
    offered = {
        "quote": any(one.can_say for one in page.quotes),
        "decline": any(one.can_say for one in page.quotes),
        "engage": any(one.can_accept for one in page.quotes),
        "deliver": page.can_deliver,
        "take": page.can_settle,
        "return": page.can_settle,
        "rate": page.can_rate,
        "cancel": page.can_cancel,
    }
    return {act for act, is_offered in offered.items() if is_offered}

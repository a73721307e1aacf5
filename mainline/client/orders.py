"""Shapes of the directory of agencies and of service requests."""

from __future__ import annotations

import datetime as dt

from mainline.client.base import Shape


class AgencyRow(Shape, frozen=True, kw_only=True):
    """An agency that can be asked here, with what anybody may know of its work."""

    id: int
    name: str
    place: str
    on_time_percent: int | None
    counted: int
    ratings: int
    stars: float | None
    open: int


class ServiceRequestRow(Shape, frozen=True, kw_only=True):
    """Work that is asked of agencies."""

    id: int
    number: str
    client: int
    kind: str
    title: str
    wanted_on: dt.date | None
    state: str
    made_at: dt.datetime
    url: str


class QuoteRow(Shape, frozen=True, kw_only=True):
    """What one agency asks for the work."""

    id: int
    agency: int
    state: str
    amount_minor: int | None
    currency: str
    promised_on: dt.date | None
    text: str


class ServiceDeliveryRow(Shape, frozen=True, kw_only=True):
    """What the agency handed over."""

    id: int
    text: str
    delivered_on: dt.date
    state: str
    reason: str


class ServiceRatingRow(Shape, frozen=True, kw_only=True):
    """How the client found the work."""

    stars: int
    words: str


class ServiceRequestDetail(ServiceRequestRow, frozen=True, kw_only=True):
    """A request with its quotes and deliveries: to its client all, to an agency its own."""

    text: str
    right: int | None
    reason: str
    quotes: list[QuoteRow]
    deliveries: list[ServiceDeliveryRow]
    rating: ServiceRatingRow | None
    can: list[str]

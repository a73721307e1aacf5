"""Shapes of the directory of agencies and of service requests."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Field, Schema

from mainline.api.shapes.given import Day, Given, Text, Whole
from mainline.api.shapes.lists import Listed

Id = Annotated[Whole, Field(gt=0, le=2**63 - 1)]


class AgencyRow(Schema):
    """An agency that can be asked here, with what anybody may know of its work."""

    id: int
    name: str
    place: str = Field(description="Code of its prefecture; empty: not known")
    on_time_percent: int | None = Field(
        description="Dates met in a year, rounded down; null: too few to tell"
    )
    counted: int = Field(description="Dates that this is of")
    ratings: int = Field(description="Of paid bills and of accepted work")
    stars: float | None = Field(description="Mean of the ratings, 1 to 5; null: none")
    open: int = Field(description="Things to do on public rights, and requests that it is engaged for")


class Agencies(Schema):
    """The directory of agencies."""

    items: list[AgencyRow]


class ServiceRequestRow(Schema):
    """Work that is asked of agencies."""

    id: int
    number: str
    client: int
    kind: str = Field(
        description="search, drafting, prosecution, annuities, trademark, valuation, licensing, enforcement, abroad,"
        " translation, training, other"
    )
    title: str
    wanted_on: dt.date | None
    state: str = Field(description="open, engaged, delivered, closed, cancelled")
    made_at: dt.datetime
    url: str


class QuoteRow(Schema):
    """What one agency asks for the work."""

    id: int
    agency: int
    state: str = Field(description="asked, quoted, declined, accepted, passed")
    amount_minor: int | None = Field(description="Without tax, in minor units; null: not said")
    currency: str
    promised_on: dt.date | None
    text: str = Field(description="What the price holds, or why the agency declined")


class ServiceDeliveryRow(Schema):
    """What the agency handed over."""

    id: int
    text: str
    delivered_on: dt.date
    state: str = Field(description="waiting, taken, returned")
    reason: str = Field(description="Why it was sent back")


class ServiceRatingRow(Schema):
    """How the client found the work."""

    stars: int
    words: str


class ServiceRequestDetail(ServiceRequestRow):
    """A request with its quotes and deliveries: to its client all, to an agency its own."""

    text: str
    right: int | None = Field(description="null: about none, or about one that you may not know of")
    reason: str = Field(description="Why it was cancelled")
    quotes: list[QuoteRow]
    deliveries: list[ServiceDeliveryRow] = Field(
        description="For the client and the engaged agency, newest first"
    )
    rating: ServiceRatingRow | None
    can: list[str] = Field(description="What you may do next")


class ServiceRequests(Listed):
    """Some service requests."""

    items: list[ServiceRequestRow]


class NewServiceRequest(Given):
    """Work to ask agencies for."""

    organisation: Id = Field(description="Id of an organisation of yours")
    kind: Literal[
        "search", "drafting", "prosecution", "annuities", "trademark", "valuation", "licensing", "enforcement", "abroad",
        "translation", "training", "other",
    ]  # fmt: skip
    title: Annotated[Text, Field(min_length=1, max_length=200)]
    text: Annotated[Text, Field(min_length=1, max_length=5000)]
    agencies: Annotated[list[Id], Field(min_length=1, max_length=5)] = Field(
        description="Ids out of the directory of agencies"
    )
    right: Id | None = Field(None, description="The right that it is about")
    wanted_on: Day | None = None


class ServiceRequestAct(Given):
    """What is done with a service request."""

    act: Literal["quote", "decline", "engage", "deliver", "take", "return", "rate", "cancel"]
    quote: Id | None = Field(None, description="For engage; for quote and decline: null: your only one")
    amount_minor: Annotated[Whole, Field(ge=0, le=10**15 - 1)] | None = Field(
        None, description="For quote: without tax, in minor units"
    )
    currency: Literal["CNY", "EUR", "USD", "CHF"] = "CNY"
    promised_on: Day | None = Field(None, description="For quote: by when it is delivered")
    text: Annotated[Text, Field(max_length=5000)] = Field("", description="For quote, decline and deliver")
    show_right: bool = Field(
        False, description="For engage: that the agency may know of an unpublished right"
    )
    reason: Annotated[Text, Field(max_length=500)] = Field("", description="For return and cancel")
    stars: Annotated[Whole, Field(ge=1, le=5)] | None = Field(None, description="For rate: 1 to 5")
    words: Annotated[Text, Field(max_length=500)] = Field("", description="For rate")

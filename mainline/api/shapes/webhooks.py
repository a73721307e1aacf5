"""Shapes of webhooks and their deliveries."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.lists import Listed


class WebhookRow(Schema):
    """A webhook, without its secret."""

    id: int
    organisation: int
    receiver: str = Field(description="The address that it tells")
    is_own_only: bool = Field(
        description="Whether it tells of rights entrusted to the organisation alone; else of all it may see"
    )
    codes: list[str] = Field(
        description="Kinds of event that are told; one that ends in a dot stands for all that begin so; empty: all"
    )
    condition: str = Field(description="new, works, retrying, failing, locked, paused, gone")
    waiting: int = Field(description="Deliveries that wait")
    given_up: int = Field(description="Deliveries that were given up")
    last_sent_at: dt.datetime | None
    last_answer: str = Field(description="Status and first words, or why there was no answer")
    made_at: dt.datetime
    made_by: str = Field(description="Login name; empty for the command line")
    url: str


class Webhooks(Listed):
    """Some webhooks."""

    items: list[WebhookRow]


class DeliveryRow(Schema):
    """One event told to a webhook, or a test."""

    id: int
    code: str = Field(description="Of the event; webhook.test for a test")
    event: int | None = Field(description="null for a test, and where the register no longer holds it")
    state: str = Field(description="waiting, delivered, failed: given up, dropped: not to be sent any more")
    attempts: int
    answer: str = Field(description="Status and first words, or why there was no answer")
    made_at: dt.datetime
    sent_at: dt.datetime | None
    next_at: dt.datetime | None = Field(description="When it is sent next, while it waits")
    url: str


class DeliveryDetail(DeliveryRow):
    """A delivery with what is sent."""

    body: str = Field(description="JSON as text, as it is signed")


class Deliveries(Listed):
    """Some deliveries."""

    items: list[DeliveryRow]


class Replayed(Schema):
    """What is sent again."""

    deliveries: int = Field(description="How many")

"""Shapes of events."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.lists import Listed


class EventRow(Schema):
    """One event of a thread, newest first."""

    id: int
    code: str
    link: str
    st27: str
    office: str
    office_code: str
    on: dt.date | None = Field(
        description="The day it is told under: when it happened, else from when it counts"
    )
    happened_on: dt.date | None
    effective_on: dt.date | None
    recorded_at: dt.datetime
    label: str
    sentence: str
    source: str = Field(description="Who says so: a file and its record, or a paper or body")
    who: str = Field(
        description="The body for which it was entered, else the login name of who did; empty for files"
    )
    confidentiality: str = Field(
        description="public; holder: those the right is entrusted to; own: who entered it"
    )
    documents: list[int] = Field(description="Ids of documents that prove it")
    amount_minor: int | None
    currency: str


class RightOfEvent(Schema):
    """The right that an event happened to."""

    id: int
    number: str
    title: str = Field(description="In the language asked for, else the best there is")


class EventOfRight(EventRow):
    """An event with its right."""

    right: RightOfEvent


class EventDetail(EventOfRight):
    """One event with all that was said of it."""

    details: dict[str, str] = Field(description="What fills its sentence, by name")
    confidentiality: str = Field(
        description="public; holder: those the right is entrusted to; own: who entered it"
    )
    supersedes: int | None = Field(description="Id of the event that it corrects")
    superseded_by: int | None = Field(description="Id of the event that corrects it")
    url: str


class Thread(Listed):
    """Some events of one right, newest first, undated last."""

    items: list[EventRow]


class Events(Listed):
    """Some events, in the order in which they were entered."""

    items: list[EventOfRight]


class EventCode(Schema):
    """A kind of event that can be recorded."""

    code: str
    link: str
    label: str = Field(description="In the language asked for")
    st27: str = Field(description="Category of WIPO ST.27, where an office speaks")
    details: list[str] = Field(description="Names of the details that its sentence has places for")


class EventCodes(Schema):
    """All kinds of event."""

    items: list[EventCode]

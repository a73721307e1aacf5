"""Shapes of invention disclosures."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Field, Schema

from mainline.api.shapes.given import Day, Given, Text, Whole
from mainline.api.shapes.lists import Listed


class DisclosureRow(Schema):
    """A disclosure in a list."""

    id: int
    number: str = Field(description="Given when it is first handed in; empty before")
    title: str
    state: str = Field(
        description="draft, submitted, accepted, returned, to_file, instructed, entrusted, filed, secret, publish, released"
    )
    organisation: int = Field(description="The employer")
    agency: int | None = Field(description="The agency instructed, while it has not declined")
    right: int | None = Field(description="The right whose thread it began")
    url: str


class DisclosureInventor(Schema):
    """An inventor and the share."""

    name: str
    person: int | None = Field(description="Id of the person of the register, where one was named")
    share: str = Field(description="A percentage such as 33.34, or a fraction such as 1/3")


class DisclosureContent(Schema):
    """What the form says."""

    title: str
    kind: str
    problem: str
    solution: str
    advantages: str
    funding: str
    project: str
    venue: str
    what: str
    where: str
    when: str
    inventors: list[DisclosureInventor]


class DisclosureMark(Schema):
    """An assessment: marks from 1 to 5."""

    patentability: int
    patentability_reason: str
    market: int
    market_reason: str
    strategy: int
    strategy_reason: str
    at: dt.datetime


class DisclosureVersionRow(Schema):
    """A version that was handed in."""

    number: int
    sha256: str = Field(description="Of text, in UTF-8")
    text: str = Field(description="The sealed content, canonical JSON: byte for byte what the digest is of")
    submitted_at: dt.datetime
    assessments: list[DisclosureMark]


class DisclosureStep(Schema):
    """What was done with it after it was handed in."""

    act: str = Field(
        description="accept, return, file, secret, publish, release, instruct, agree, decline, enter"
    )
    version: int
    reason: str
    by: str = Field(description="Login name")
    at: dt.datetime
    event: int | None = Field(description="Id of the event that it left on the thread")


class DisclosureLack(Schema):
    """Something that is missing or to be thought of."""

    field: str
    text: str


class DisclosureDetail(DisclosureRow):
    """One disclosure with all that its reader may see."""

    revision: int = Field(description="To be sent back with what is saved next")
    content: DisclosureContent | None = Field(description="The working copy, for its inventors alone")
    lacks: list[DisclosureLack] = Field(description="What keeps it from being handed in")
    warnings: list[DisclosureLack]
    versions: list[DisclosureVersionRow]
    steps: list[DisclosureStep]


class Disclosures(Listed):
    """A list of disclosures."""

    items: list[DisclosureRow]


class GivenInventor(Given):
    """An inventor: a colleague by the id of the person, or a name alone."""

    name: Annotated[Text, Field(max_length=200)] = ""
    person: Whole | None = None
    share: Annotated[Text, Field(max_length=20)] = Field(
        "", description="A percentage such as 33.34, or a fraction such as 1/3"
    )


class DisclosureGiven(Given):
    """The form; nothing in it needs to be right before it is handed in."""

    title: Annotated[Text, Field(max_length=300)] = ""
    kind: Literal["", "invention", "utility_model", "design"] = ""
    problem: Annotated[Text, Field(max_length=20_000)] = ""
    solution: Annotated[Text, Field(max_length=50_000)] = ""
    advantages: Annotated[Text, Field(max_length=20_000)] = ""
    funding: Annotated[Text, Field(max_length=300)] = ""
    project: Annotated[Text, Field(max_length=100)] = ""
    venue: Literal["", "talk", "paper", "fair", "sale", "other"] = Field(
        "", description="How it is, or was, to be made public"
    )
    what: Annotated[Text, Field(max_length=300)] = ""
    where: Annotated[Text, Field(max_length=300)] = ""
    when: Day | None = Field(None, description="The day on which it is, or was, made public")
    inventors: Annotated[list[GivenInventor], Field(max_length=50)] = []


class NewDisclosure(DisclosureGiven):
    """A disclosure to begin."""

    organisation: Whole = Field(description="Your employer")


class SavedDisclosure(DisclosureGiven):
    """The form as it is saved over another."""

    revision: Whole = Field(ge=0, description="The one that was read: an older one overwrites nothing")


class HandIn(Given):
    """What is handed in."""

    revision: Whole = Field(ge=0, description="The one that was read")


class DisclosureDecision(Given):
    """What is done with a disclosure that was handed in."""

    act: Literal[
        "accept", "assess", "return", "file", "secret", "publish", "release", "instruct", "agree", "decline", "enter"
    ]  # fmt: skip
    reason: Annotated[Text, Field(max_length=2000)] = Field(
        "", description="For all but accept, assess, instruct, agree and enter"
    )
    knows: bool = Field(False, description="For publish and release: that you know what is given up")
    patentability: Whole = Field(0, ge=0, le=5, description="For assess: 1 to 5")
    patentability_reason: Annotated[Text, Field(max_length=2000)] = ""
    market: Whole = Field(0, ge=0, le=5, description="For assess: 1 to 5")
    market_reason: Annotated[Text, Field(max_length=2000)] = ""
    strategy: Whole = Field(0, ge=0, le=5, description="For assess: 1 to 5")
    strategy_reason: Annotated[Text, Field(max_length=2000)] = ""
    agency: Whole | None = Field(None, description="For instruct: id of the agency")
    number: Annotated[Text, Field(max_length=60)] = Field("", description="For enter: the application number")
    filed_on: Day | None = Field(None, description="For enter: the filing date")
    is_same: bool = Field(False, description="For enter: a right of yours that bears the number is this one")

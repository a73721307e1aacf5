"""Shapes of what organisations state of themselves for the policies, and of the calls of the office."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from ninja import Field, Schema

from mainline.api.shapes.given import Day, Given, Text, Whole
from mainline.api.shapes.lists import Listed
from mainline.api.shapes.rights import Pair

Id = Annotated[Whole, Field(gt=0, le=2**63 - 1)]


class StatementRow(Schema):
    """One fact as an organisation states it."""

    id: int
    organisation: int
    fact: str
    title: Pair
    type: str = Field(description="bool, number, money, date, text; empty: no fact of today's policies")
    value: str = Field(
        description="By its type: true or false, a number, yuan with two decimals, a day, or a code"
    )
    year: int | None
    right: int | None = Field(description="Of a fact about a right; null: all of them")
    contract: str
    document: int | None
    reference: str = Field(description="What proves it, by number and day")
    shown_to_offices: bool = Field(description="Else the organisation's alone until it hands in a claim")
    said_on: dt.date
    said_by: str
    ended_at: dt.datetime | None = Field(description="When it was taken back; null: it stands")


class Statements(Listed):
    """What an organisation states, newest first."""

    items: list[StatementRow]


class NewStatement(Given):
    """A fact to state; the word before it ends."""

    fact: Annotated[Text, Field(max_length=60)] = Field(
        description="As entitlements name what a clause lacks"
    )
    value: Annotated[Text, Field(min_length=1, max_length=60)] = Field(
        description="true or false, a number, yuan such as 50000.00, a day, or a code, by the type of the fact"
    )
    year: Whole | None = Field(None, description="Of a fact that is of one year")
    right: Id | None = Field(None, description="Of a fact about a right; null: all of them")
    contract: Annotated[Text, Field(max_length=80)] = Field(
        "", description="Of a fact about a deal: as entitlements name its contract"
    )
    document: Id | None = Field(None, description="Id of a document that proves it")
    reference: Annotated[Text, Field(max_length=120)] = Field(
        "", description="Number and day of a paper that proves it"
    )
    shown_to_offices: bool = Field(False, description="Whether IP offices may count it before you claim")


class CallRow(Schema):
    """A policy as an office opened it for a year."""

    id: int
    policy: str
    title: Pair
    year: int
    organisation: int = Field(description="The office")
    budget_minor: int
    approved_minor: int = Field(description="What claims bind of the budget, paid ones too")
    left_minor: int
    currency: str
    opens_on: dt.date
    closes_on: dt.date = Field(description="The last day")
    reference: str = Field(description="The notice, by number or title")


class Calls(Schema):
    """The calls of all years, newest year first."""

    items: list[CallRow]


class NewCall(Given):
    """A policy to open for a year, or what is changed of its call."""

    policy: Annotated[Text, Field(max_length=80)] = Field(description="Its code, such as HLJ-IPMS")
    year: Annotated[Whole, Field(ge=2000, le=2100)]
    budget_minor: Annotated[Whole, Field(ge=0, le=10**15 - 1)] = Field(description="In fen of CNY")
    opens_on: Day
    closes_on: Day = Field(description="The last day")
    reference: Annotated[Text, Field(min_length=1, max_length=200)] = Field(
        description="The notice, by number or title"
    )

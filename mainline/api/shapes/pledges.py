"""Shapes of pledges."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Field, Schema

from mainline.api.shapes.given import Day, Given, Text, Whole
from mainline.api.shapes.lists import Listed

Id = Annotated[Whole, Field(gt=0, le=2**63 - 1)]
Minor = Annotated[Whole, Field(gt=0, le=10**15 - 1)]
Words = Annotated[Text, Field(max_length=500)]


class PledgeRow(Schema):
    """Rights offered as security for a loan."""

    id: int
    number: str
    holder: int
    bank: int | None = Field(description="Whose offer was accepted; null: nobody's yet")
    purpose: str = Field(description="rd, conversion, upgrade, working_capital")
    wished_minor: int = Field(description="The loan wished for, in minor units")
    currency: str
    until: dt.date = Field(description="By when the loan wished for is repaid")
    state: str = Field(description="open, accepted, signed, registered, released, withdrawn")
    rights: list[int]
    signed_on: dt.date | None
    reference: str = Field(description="Number of the registration at the office")
    registered_on: dt.date | None
    paid_minor: int | None = Field(description="What the bank paid out, in minor units; null: nothing yet")
    paid_on: dt.date | None
    repaid_on: dt.date | None
    released_on: dt.date | None
    url: str


class PledgeFlag(Schema):
    """One thing to know of a right of a pack."""

    text: str = Field(description="In the language asked for")
    event: int | None = Field(description="The event that tells of it")
    day: dt.date | None


class PledgedRightRow(Schema):
    """A right of a pack as its bank reads it."""

    right: int
    number: str
    titles: dict[str, str]
    may_open: bool = Field(description="Whether you may open the right itself")
    flags: list[PledgeFlag] = Field(description="What is wrong, or not known, of what a pledge needs")
    paid: str = Field(description="Until when annual fees are paid, as events tell")
    standing: list[PledgeFlag] = Field(description="What stands on it")
    cases: list[PledgeFlag] = Field(description="Cases of which no end is told")


class PledgeOfferRow(Schema):
    """What a bank says of a pack."""

    id: int
    organisation: int
    state: str = Field(description="made, replaced, declined, accepted, passed, taken_back")
    amount_minor: int | None = Field(description="The loan, in minor units; null: declined")
    rate: str = Field(description="Interest of a year in per cent, exact, such as 3.85")
    starts_on: dt.date | None
    until: dt.date | None
    is_guaranteed: bool
    conditions: str = Field(description="What else the bank asks, or why it declined")
    digest: str = Field(description="SHA-256 of all terms: what is signed")


class PledgeInvitationRow(Schema):
    """That a bank or guarantor may read a pack."""

    id: int
    organisation: int
    until: dt.date
    is_live: bool


class PledgeSignatureRow(Schema):
    """Who signed the accepted offer."""

    side: str = Field(description="holder, bank")
    by: str
    at: dt.datetime


class LenderRow(Schema):
    """A bank or guarantor that can be invited."""

    id: int
    name: str


class PledgeDetail(PledgeRow):
    """A pledge with its rights, offers and signatures."""

    note: str
    reason: str = Field(description="Why it was given up")
    release_number: str
    sheets: list[PledgedRightRow] = Field(description="The rights, those with red flags first")
    offers: list[PledgeOfferRow] = Field(description="To its holder all, to a bank its own")
    invitations: list[PledgeInvitationRow] = Field(description="For its holder alone")
    signatures: list[PledgeSignatureRow]
    lenders: list[LenderRow] = Field(description="Whom you can invite")
    can: list[str] = Field(description="What you may do next, beside inviting, offering and accepting")


class Pledges(Listed):
    """Some pledges."""

    items: list[PledgeRow]


class NewPledge(Given):
    """A pack of rights for a loan."""

    organisation: Id = Field(description="Id of an organisation of yours")
    rights: Annotated[list[Id], Field(min_length=1, max_length=50)]
    purpose: Literal["rd", "conversion", "upgrade", "working_capital"]
    amount_minor: Minor = Field(description="The loan wished for, in minor units")
    currency: Literal["CNY", "EUR", "USD", "CHF"] = "CNY"
    until: Day = Field(description="By when the loan wished for is repaid")
    note: Annotated[Text, Field(max_length=4000)] = ""


class PledgeAct(Given):
    """What is done with a pledge."""

    act: Literal[
        "invite", "revoke", "offer", "decline", "accept", "sign", "take_back", "register", "pay_out", "repay", "release",
        "give_up",
    ]  # fmt: skip
    bank: Id | None = Field(None, description="For invite, offer and decline; null: the only one there is")
    days: Annotated[Whole, Field(ge=1, le=90)] = Field(30, description="For invite: how long it may read")
    shows_unpublished: bool = Field(False, description="For invite: that it may know of unpublished rights")
    invitation: Id | None = Field(None, description="For revoke")
    offer: Id | None = Field(None, description="For accept")
    amount_minor: Minor | None = Field(None, description="For offer and pay_out, in minor units")
    rate: Annotated[Text, Field(max_length=40)] = Field(
        "", description="For offer: interest of a year in per cent, such as 3.85"
    )
    starts_on: Day | None = Field(None, description="For offer")
    until: Day | None = Field(None, description="For offer")
    is_guaranteed: bool = Field(False, description="For offer: whether a guarantor stands in too")
    conditions: Annotated[Text, Field(max_length=4000)] = Field("", description="For offer")
    digest: Annotated[Text, Field(max_length=64)] = Field(
        "", description="For sign: of the terms that you read"
    )
    number: Annotated[Text, Field(max_length=60)] = Field(
        "", description="For register and release: the office's"
    )
    on: Day | None = Field(None, description="For register, pay_out, repay and release")
    reason: Words = Field("", description="For decline, take_back and give_up")

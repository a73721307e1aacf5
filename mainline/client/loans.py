"""Shapes of pledges."""

from __future__ import annotations

import datetime as dt

from mainline.client.base import Shape


class PledgeRow(Shape, frozen=True, kw_only=True):
    """Rights offered as security for a loan."""

    id: int
    number: str
    holder: int
    bank: int | None
    purpose: str
    wished_minor: int
    currency: str
    until: dt.date
    state: str
    rights: list[int]
    signed_on: dt.date | None
    reference: str
    registered_on: dt.date | None
    paid_minor: int | None
    paid_on: dt.date | None
    repaid_on: dt.date | None
    released_on: dt.date | None
    url: str


class PledgeFlag(Shape, frozen=True, kw_only=True):
    """One thing to know of a right of a pack."""

    text: str
    event: int | None
    day: dt.date | None


class PledgedRightRow(Shape, frozen=True, kw_only=True):
    """A right of a pack as its bank reads it."""

    right: int
    number: str
    titles: dict[str, str]
    may_open: bool
    flags: list[PledgeFlag]
    paid: str
    standing: list[PledgeFlag]
    cases: list[PledgeFlag]


class PledgeOfferRow(Shape, frozen=True, kw_only=True):
    """What a bank says of a pack."""

    id: int
    organisation: int
    state: str
    amount_minor: int | None
    rate: str
    starts_on: dt.date | None
    until: dt.date | None
    is_guaranteed: bool
    conditions: str
    digest: str


class PledgeInvitationRow(Shape, frozen=True, kw_only=True):
    """That a bank or guarantor may read a pack."""

    id: int
    organisation: int
    until: dt.date
    is_live: bool


class PledgeSignatureRow(Shape, frozen=True, kw_only=True):
    """Who signed the accepted offer."""

    side: str
    by: str
    at: dt.datetime


class LenderRow(Shape, frozen=True, kw_only=True):
    """A bank or guarantor that can be invited."""

    id: int
    name: str


class PledgeDetail(PledgeRow, frozen=True, kw_only=True):
    """A pledge with its rights, offers and signatures."""

    note: str
    reason: str
    release_number: str
    sheets: list[PledgedRightRow]
    offers: list[PledgeOfferRow]
    invitations: list[PledgeInvitationRow]
    signatures: list[PledgeSignatureRow]
    lenders: list[LenderRow]
    can: list[str]

"""Shapes of the books of organisations."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.indicators import AmountBody
from mainline.api.shapes.lists import Listed


class PostingLineRow(Schema):
    """One side of a posting."""

    account: str
    amount: AmountBody = Field(description="Debits above 0, credits below")
    person: int | None
    name: str = Field(description="Whose amount it is; empty: nobody's in particular")
    other: int | None = Field(description="The organisation on the other side")


class PostingRow(Schema):
    """One balanced entry in the book of an organisation; a wrong one is reversed by another."""

    id: int
    organisation: int
    posted_on: dt.date
    text: str
    source: str = Field(description="The record behind it, such as royalty_receipt:12")
    reverses: int | None
    made_by: str
    lines: list[PostingLineRow]


class Postings(Listed):
    """Some postings."""

    items: list[PostingRow]


class AccountBalance(Schema):
    """What stands on an account of a book in one currency."""

    organisation: int
    account: str
    amount: AmountBody = Field(description="Debits above 0, credits below")


class AccountBalances(Schema):
    """What stands on each account; of each book it sums to zero."""

    until: dt.date
    items: list[AccountBalance]

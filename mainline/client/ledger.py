"""The books of one's organisations, and the shapes in which they are answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from mainline.client.base import Shape
from mainline.client.strategy import AmountBody
from mainline.client.transport import Transport


class PostingLineRow(Shape, frozen=True, kw_only=True):
    """One side of a posting: debits above 0, credits below."""

    account: str
    amount: AmountBody
    person: int | None
    name: str
    other: int | None


class PostingRow(Shape, frozen=True, kw_only=True):
    """One balanced entry in a book."""

    id: int
    organisation: int
    posted_on: dt.date
    text: str
    source: str
    reverses: int | None
    made_by: str
    lines: tuple[PostingLineRow, ...]


class AccountBalance(Shape, frozen=True, kw_only=True):
    """What stands on an account of a book in one currency."""

    organisation: int
    account: str
    amount: AmountBody


class _Balances(msgspec.Struct):
    items: list[AccountBalance]


class Ledger:
    """The books that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def postings(self, *, organisation: int | None = None, source: str = "") -> Iterator[PostingRow]:
        """Yield the postings of one's books, newest first; of one record by its source, such as ``royalty_receipt:12``."""
        query = {"organisation": organisation, "source": source}
        return self._transport.listed("list_postings", PostingRow, query=query)

    def balances(self, *, until: dt.date | None = None) -> list[AccountBalance]:
        """Return what stands on each account at the end of a day."""
        query = {"until": until.isoformat()} if until else {}
        return self._transport.ask("list_account_balances", _Balances, query=query).items

"""What an organisation may claim, what it states for that, its claims, and the calls of the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import msgspec

from mainline.client import shapes
from mainline.client.base import Pair, Shape
from mainline.client.transport import Body, Transport


class StatementRow(Shape, frozen=True, kw_only=True):
    """One fact as an organisation states it."""

    id: int
    organisation: int
    fact: str
    title: Pair
    type: str
    value: str
    year: int | None
    right: int | None
    contract: str
    document: int | None
    reference: str
    shown_to_offices: bool
    said_on: dt.date
    said_by: str
    ended_at: dt.datetime | None


class CallRow(Shape, frozen=True, kw_only=True):
    """A policy as an office opened it for a year; what is left is in minor units too."""

    id: int
    policy: str
    title: Pair
    year: int
    organisation: int
    budget_minor: int
    approved_minor: int
    left_minor: int
    currency: str
    opens_on: dt.date
    closes_on: dt.date
    reference: str


class _Calls(msgspec.Struct):
    items: list[CallRow]


class Support:
    """What may be claimed, what is stated for it, claims for support, and calls."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def entitlements(self, organisation: int, *, on: dt.date | None = None) -> shapes.Entitlements:
        """Return what an organisation may claim on a day, clause by clause."""
        query = {"on": on.isoformat()} if on else {}
        ids = {"organisation_id": organisation}
        return self._transport.ask("list_entitlements", shapes.Entitlements, ids=ids, query=query)

    def all(self) -> Iterator[shapes.ClaimRow]:
        """Yield the claims that one may see."""
        return self._transport.listed("list_claims", shapes.ClaimRow)

    def get(self, claim: int) -> shapes.ClaimDetail:
        """Return one claim with its clauses, papers and history."""
        return self._transport.ask("get_claim", shapes.ClaimDetail, ids={"claim_id": claim})

    def begin(self, organisation: int, policy: str, *, ref: str = "") -> shapes.ClaimDetail:
        """Begin a claim under a policy by its code; ``ref`` as entitlements name the right or deal."""
        body, ids = Body.json({"policy": policy, "ref": ref}), {"organisation_id": organisation}
        return self._transport.ask("begin_claim", shapes.ClaimDetail, ids=ids, body=body)

    def put_paper(
        self, claim: int, code: str, *, document: int | None = None, reference: str = ""
    ) -> shapes.ClaimDetail:
        """Put a paper to a claim: a document, or its number."""
        body = Body.json({"code": code, "document": document, "reference": reference})
        return self._transport.ask("put_claim_paper", shapes.ClaimDetail, ids={"claim_id": claim}, body=body)

    def do(
        self,
        claim: int,
        act: str,
        *,
        clause: str = "",
        words: str = "",
        amount_minor: int | None = None,
        confirmed: Mapping[str, str] | None = None,
    ) -> shapes.ClaimDetail:
        """Act: ``submit``, ``withdraw``; as the office ``return``, ``refuse``, ``approve``, ``pay``, ``take_back``."""
        said = {
            "act": act,
            "clause": clause,
            "words": words,
            "amount_minor": amount_minor,
            "confirmed": dict(confirmed or {}),
        }
        return self._transport.ask(
            "act_on_claim", shapes.ClaimDetail, ids={"claim_id": claim}, body=Body.json(said)
        )

    def statements(self, organisation: int) -> Iterator[StatementRow]:
        """Yield what an organisation states of itself and stands, newest first."""
        return self._transport.listed("list_statements", StatementRow, ids={"organisation_id": organisation})

    def state(
        self,
        organisation: int,
        fact: str,
        value: str,
        *,
        year: int | None = None,
        right: int | None = None,
        contract: str = "",
        document: int | None = None,
        reference: str = "",
        shown_to_offices: bool = False,
    ) -> StatementRow:
        """State a fact in the place of the word before it; ``value`` as ``true``, ``299999``, ``50000.00``, a day or code."""
        said = {
            "fact": fact, "value": value, "year": year, "right": right, "contract": contract, "document": document,
            "reference": reference, "shown_to_offices": shown_to_offices,
        }  # fmt: skip
        ids = {"organisation_id": organisation}
        return self._transport.ask("state_fact", StatementRow, ids=ids, body=Body.json(said))

    def take_back_statement(self, statement: int) -> StatementRow:
        """Take back what was stated."""
        return self._transport.ask("withdraw_statement", StatementRow, ids={"statement_id": statement})

    def calls(self) -> list[CallRow]:
        """Return the calls of all years with what is left of their budgets."""
        return self._transport.ask("list_calls", _Calls).items

    def open_call(
        self,
        policy: str,
        year: int,
        budget_minor: int,
        *,
        opens_on: dt.date,
        closes_on: dt.date,
        reference: str,
    ) -> CallRow:
        """Open a policy for a year by its code, or change its call; the budget in fen of CNY."""
        said = {
            "policy": policy, "year": year, "budget_minor": budget_minor, "opens_on": opens_on.isoformat(),
            "closes_on": closes_on.isoformat(), "reference": reference,
        }  # fmt: skip
        return self._transport.ask("open_call", CallRow, body=Body.json(said))

"""What an organisation may claim, and its claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from mainline.client import shapes
from mainline.client.transport import Body, Transport


class Support:
    """What may be claimed, and claims for support."""

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

"""The client: rights, events, search and organisations here; dates, documents, imports and webhooks beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from mainline.client import shapes
from mainline.client.agreements import Deals
from mainline.client.creation import Claims, PriorArt
from mainline.client.deadlines import Deadlines
from mainline.client.disclosures import Disclosures
from mainline.client.distribution import Distribution
from mainline.client.documents import Documents
from mainline.client.evidence import EvidenceVault
from mainline.client.files import written
from mainline.client.imports import Imports, Quarantine
from mainline.client.ledger import Ledger
from mainline.client.market import Market
from mainline.client.pledges import PledgeDesk
from mainline.client.protection import Cases, Watches
from mainline.client.questions import QuestionDesk
from mainline.client.requests import ServiceDesk
from mainline.client.royalties import Royalties
from mainline.client.strategy import Strategy
from mainline.client.support import Support
from mainline.client.transport import Body, Transport
from mainline.client.webhooks import Webhooks


class _Codes(msgspec.Struct):
    items: list[shapes.EventCode]


class _Shares(msgspec.Struct):
    items: list[shapes.ShareRow]


class Client:
    """One server, asked as one user. Every method may raise a kind of :class:`mainline.client.errors.ApiError`.

    What reads is asked again where no answer comes; what writes too, under one key, so that it is done once.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        language: str = "zh",
        timeout: float = 60.0,
        retries: int = 4,
        is_caching: bool = False,
    ) -> None:
        """``language`` is that of labels and sentences, "zh" or "en"; ``timeout`` is in seconds.

        With ``is_caching`` what has not changed is not sent again. Raises ``ValueError`` for an address that is none,
        or over which a token would go unencrypted.
        """
        self._transport = Transport(
            url, token, language=language, timeout=timeout, retries=retries, is_caching=is_caching
        )
        self.claims = Claims(self._transport)
        self.prior_art = PriorArt(self._transport)
        self.deadlines = Deadlines(self._transport)
        self.disclosures = Disclosures(self._transport)
        self.watches = Watches(self._transport)
        self.cases = Cases(self._transport)
        self.documents = Documents(self._transport)
        self.evidence = EvidenceVault(self._transport)
        self.imports = Imports(self._transport)
        self.market = Market(self._transport)
        self.pledges = PledgeDesk(self._transport)
        self.quarantine = Quarantine(self._transport)
        self.questions = QuestionDesk(self._transport)
        self.service_requests = ServiceDesk(self._transport)
        self.strategy = Strategy(self._transport)
        self.support = Support(self._transport)
        self.webhooks = Webhooks(self._transport)
        self.agreements = Deals(self._transport)
        self.royalties = Royalties(self._transport)
        self.distribution = Distribution(self._transport)
        self.ledger = Ledger(self._transport)

    def __enter__(self) -> Client:
        """Use it for a while."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def me(self) -> shapes.Me:
        """Return who asks, and by which token."""
        return self._transport.ask("get_me", shapes.Me)

    def tokens(self) -> Iterator[shapes.TokenRow]:
        """Yield one's own tokens, newest first."""
        return self._transport.listed("list_tokens", shapes.TokenRow)

    def revoke_token(self, token: int) -> None:
        """Revoke the token that this client uses, by its id."""
        self._transport.act("revoke_token", ids={"token_id": token})

    def search(
        self, q: str = "", *, page: int = 1, sort: str = "", facets: bool = True, **filters: Sequence[str]
    ) -> shapes.SearchAnswer:
        """Return one page of a result; filters as ``kind=["invention"]``."""
        query = {"q": q, "page": page, "sort": sort, "facets": facets, **filters}
        return self._transport.ask("search", shapes.SearchAnswer, query=query)

    def search_all(self, q: str = "", *, sort: str = "", **filters: Sequence[str]) -> Iterator[shapes.Found]:
        """Yield the whole result, page by page as it is wanted."""
        query: dict[str, Any] = {"q": q, "sort": sort, "facets": False, **filters}
        while True:
            answer = self._transport.ask("search", shapes.SearchAnswer, query=query)
            yield from answer.items
            if not answer.next:
                return
            query["cursor"] = answer.next

    def rights(self) -> Iterator[shapes.RightRow]:
        """Yield all rights that the user may see, in the order in which they came in."""
        return self._transport.listed("list_rights", shapes.RightRow, query={"limit": 200})

    def right(self, right: int) -> shapes.RightDetail:
        """Return one right with all that its page shows."""
        return self._transport.ask("get_right", shapes.RightDetail, ids={"right_id": right})

    def descriptions(self, right: int) -> list[shapes.Description]:
        """Return the description of a right in each language that a source has it in."""
        return self._transport.ask("list_descriptions", list[shapes.Description], ids={"right_id": right})

    def thread(self, right: int) -> Iterator[shapes.EventRow]:
        """Yield the events of a right, newest first."""
        return self._transport.listed("list_right_events", shapes.EventRow, ids={"right_id": right})

    def shares(self, right: int) -> list[shapes.ShareRow]:
        """Return with whom a right is shared."""
        return self._transport.ask("list_shares", _Shares, ids={"right_id": right}).items

    def share(self, right: int, organisation: int) -> shapes.ShareRow:
        """Let an organisation know of a right."""
        ids = {"right_id": right, "organisation_id": organisation}
        return self._transport.ask("share_right", shapes.ShareRow, ids=ids)

    def unshare(self, right: int, organisation: int) -> None:
        """Take back that an organisation may know of a right."""
        self._transport.act("unshare_right", ids={"right_id": right, "organisation_id": organisation})

    def events(
        self, *, link: str = "", code: str = "", order: str = "newest", after: int = 0
    ) -> Iterator[shapes.EventOfRight]:
        """Yield events of all rights; to keep up: ``order="oldest"`` and ``after`` the largest id that you have."""
        query = {"link": link, "code": code, "order": order, "after": after or None, "limit": 200}
        return self._transport.listed("list_events", shapes.EventOfRight, query=query)

    def event(self, event: int) -> shapes.EventDetail:
        """Return one event."""
        return self._transport.ask("get_event", shapes.EventDetail, ids={"event_id": event})

    def event_codes(self) -> list[shapes.EventCode]:
        """Return the kinds of event that can be recorded."""
        return self._transport.ask("list_event_codes", _Codes).items

    def record_event(
        self,
        right: int,
        code: str,
        *,
        happened_on: dt.date | None,
        source_text: str,
        details: Mapping[str, str] | None = None,
        amount_minor: int | None = None,
        currency: str = "",
        confidentiality: str = "",
        supersedes: int | None = None,
    ) -> shapes.EventDetail:
        """Record an event on the thread of a right. The same event told twice is one, and is returned."""
        given = {
            "code": code,
            "happened_on": happened_on,
            "source_text": source_text,
            "details": dict(details or {}),
            "amount_minor": amount_minor,
            "currency": currency,
            "confidentiality": confidentiality,
            "supersedes": supersedes,
        }
        body = Body.json(given)
        return self._transport.ask("record_event", shapes.EventDetail, ids={"right_id": right}, body=body)

    def organisations(self, q: str = "", *, kind: str = "") -> Iterator[shapes.OrganisationRow]:
        """Yield organisations, in the order in which they came in."""
        query = {"q": q, "kind": kind, "limit": 200}
        return self._transport.listed("list_organisations", shapes.OrganisationRow, query=query)

    def organisation(self, organisation: int) -> shapes.OrganisationRow:
        """Return one organisation."""
        ids = {"organisation_id": organisation}
        return self._transport.ask("get_organisation", shapes.OrganisationRow, ids=ids)

    def organisation_rights(self, organisation: int) -> Iterator[shapes.RightRow]:
        """Yield the rights of an organisation."""
        ids = {"organisation_id": organisation}
        return self._transport.listed("list_organisation_rights", shapes.RightRow, ids=ids)

    def export(
        self,
        q: str = "",
        *,
        to: Path,
        format: str = "csv",
        organisation: int | None = None,
        sort: str = "",
        **filters: Sequence[str],
    ) -> int:
        """Write the whole result of a query, or all rights of an organisation, to a file; return its bytes.

        Formats: csv, xlsx, jsonl, ris, bibtex. Raises ``OSError`` where the file can't be written.
        """
        return written(
            self.export_chunks(q, format=format, organisation=organisation, sort=sort, **filters), to
        )

    def export_chunks(
        self,
        q: str = "",
        *,
        format: str = "csv",
        organisation: int | None = None,
        sort: str = "",
        **filters: Sequence[str],
    ) -> Iterator[bytes]:
        """Yield the same as it comes."""
        query = {"q": q, "organisation": organisation, "sort": sort, **filters}
        return self._transport.stream("export_rights", ids={"format": format}, query=query)

    def export_right(self, right: int, *, to: Path, format: str = "json") -> int:
        """Write one right to a file; return its bytes. Formats: as of :meth:`export`, and json."""
        return written(self._transport.stream("export_right", ids={"right_id": right, "format": format}), to)

    def upload(
        self, path: Path | str, *, dry_run: bool = True, organisation: int | None = None
    ) -> shapes.ImportDetail:
        """Bring a file in: see :meth:`Imports.upload`."""
        return self.imports.upload(path, dry_run=dry_run, organisation=organisation)

    def import_(self, number: int) -> shapes.ImportDetail:
        """Return one import."""
        return self.imports.get(number)

    def wait(
        self,
        number: int,
        *,
        timeout: float = 3600.0,
        report: Callable[[shapes.ImportDetail], None] | None = None,
    ) -> shapes.ImportDetail:
        """Wait for an import to end: see :meth:`Imports.wait`."""
        return self.imports.wait(number, timeout=timeout, report=report)

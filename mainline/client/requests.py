"""The directory of agencies, and what is asked of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import msgspec

from mainline.client import shapes
from mainline.client.transport import Body, Transport


class _Agencies(msgspec.Struct):
    items: list[shapes.AgencyRow]


class ServiceDesk:
    """The agencies and service requests that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def agencies(self, *, place: str = "") -> list[shapes.AgencyRow]:
        """Return the agencies that can be asked, by name; ``place`` is the code of a prefecture."""
        return self._transport.ask("list_agencies", _Agencies, query={"place": place}).items

    def all(self) -> Iterator[shapes.ServiceRequestRow]:
        """Yield what one's organisations ask and are asked, newest first."""
        return self._transport.listed("list_service_requests", shapes.ServiceRequestRow)

    def get(self, request: int) -> shapes.ServiceRequestDetail:
        """Return one request with its quotes and deliveries."""
        ids = {"service_request_id": request}
        return self._transport.ask("get_service_request", shapes.ServiceRequestDetail, ids=ids)

    def open(
        self, organisation: int, kind: str, title: str, text: str, agencies: Sequence[int], *,
        right: int | None = None, wanted_on: dt.date | None = None,
    ) -> shapes.ServiceRequestDetail:  # fmt: skip
        """Ask up to five agencies for work; ``kind`` as of the schema: ``search``, ``drafting`` and others."""
        said = {
            "organisation": organisation, "kind": kind, "title": title, "text": text, "agencies": list(agencies),
            "right": right, "wanted_on": wanted_on,
        }  # fmt: skip
        return self._transport.ask("open_service_request", shapes.ServiceRequestDetail, body=Body.json(said))

    def quote(
        self, request: int, amount_minor: int, *, promised_on: dt.date, currency: str = "CNY", text: str = "",
        quote: int | None = None,
    ) -> shapes.ServiceRequestDetail:  # fmt: skip
        """Say for one's agency what it asks, without tax, and by when it delivers."""
        return self._do(
            request, "quote", amount_minor=amount_minor, promised_on=promised_on, currency=currency, text=text,
            quote=quote,
        )  # fmt: skip

    def decline(self, request: int, text: str, *, quote: int | None = None) -> shapes.ServiceRequestDetail:
        """Say for one's agency that it does not take the work, and why."""
        return self._do(request, "decline", text=text, quote=quote)

    def engage(self, request: int, quote: int, *, show_right: bool = False) -> shapes.ServiceRequestDetail:
        """Accept a quote; ``show_right`` lets the agency know of an unpublished right."""
        return self._do(request, "engage", quote=quote, show_right=show_right)

    def deliver(self, request: int, text: str) -> shapes.ServiceRequestDetail:
        """Hand the work over."""
        return self._do(request, "deliver", text=text)

    def take(self, request: int) -> shapes.ServiceRequestDetail:
        """Accept what was delivered."""
        return self._do(request, "take")

    def send_back(self, request: int, reason: str) -> shapes.ServiceRequestDetail:
        """Send back what was delivered."""
        return self._do(request, "return", reason=reason)

    def rate(self, request: int, stars: int, words: str = "") -> shapes.ServiceRequestDetail:
        """Rate work that was accepted, 1 to 5."""
        return self._do(request, "rate", stars=stars, words=words)

    def cancel(self, request: int, reason: str) -> shapes.ServiceRequestDetail:
        """Take a request back that no agency was engaged for."""
        return self._do(request, "cancel", reason=reason)

    def _do(self, request: int, act: str, **said: object) -> shapes.ServiceRequestDetail:
        body, ids = Body.json({"act": act, **said}), {"service_request_id": request}
        return self._transport.ask("act_on_service_request", shapes.ServiceRequestDetail, ids=ids, body=body)

"""Agreements and open licences, and the shapes in which they are answered. What is answered as terms can be sent as such."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from mainline.client.base import Shape
from mainline.client.royalties import InvoiceRow, PeriodRow, RoyaltyReceiptRow, RoyaltyReportRow
from mainline.client.strategy import AmountBody
from mainline.client.transport import Body, Transport


class FixedSum(Shape, frozen=True, kw_only=True):
    """A fixed sum and the day by which it is paid."""

    name: str = ""
    due_on: dt.date
    minor: int


class RoyaltyTier(Shape, frozen=True, kw_only=True):
    """The rate on what lies above an amount, as an exact fraction such as ``3/100``."""

    above_minor: int = 0
    rate: str


class RunningRoyalty(Shape, frozen=True, kw_only=True):
    """A royalty on net sales; amounts are minor units, ``every`` months of a period."""

    tiers: tuple[RoyaltyTier, ...]
    is_cumulative: bool = False
    every: int = 12
    due_days: int = 30
    minimum_minor: int | None = None
    cap_period_minor: int | None = None
    cap_total_minor: int | None = None
    deductions: tuple[str, ...] = ()
    deductions_cap: str | None = None
    products: tuple[str, ...] = ()


class RightPart(Shape, frozen=True, kw_only=True):
    """A right and which part of the income falls to it; sent without parts, all are alike."""

    right: int
    part: str | None = None


class AgreementTerms(Shape, frozen=True, kw_only=True):
    """What two sides agree on; ``starts_on`` is ``None`` for the day of the second signature."""

    currency: str = "CNY"
    field: str = ""
    territory: str = ""
    starts_on: dt.date | None = None
    until: dt.date | None = None
    affiliated: str = "unknown"
    lumps: tuple[FixedSum, ...] = ()
    running: RunningRoyalty | None = None
    rights: tuple[RightPart, ...] = ()
    note: str = ""


class Clause(Shape, frozen=True, kw_only=True):
    """A clause in words."""

    about: str
    text: str


class AgreementVersionRow(Shape, frozen=True, kw_only=True):
    """An agreement as it was sent, and who signed it."""

    number: int
    digest: str
    sent_by: str
    sent_at: dt.datetime
    licensor_signed_by: str
    licensor_signed_at: dt.datetime | None
    licensee_signed_by: str
    licensee_signed_at: dt.datetime | None
    is_recalled: bool
    words: str


class PendingVersion(Shape, frozen=True, kw_only=True):
    """The version that waits for signatures: sign with its digest."""

    number: int
    digest: str
    terms: AgreementTerms
    changes: tuple[Clause, ...]


class ObstacleRow(Shape, frozen=True, kw_only=True):
    """Something that stands in the way on a right: the record, the law and what to do."""

    right: int | None
    number: str
    text: str
    citation: str
    remedy: str
    event: int | None


class AgreementRow(Shape, frozen=True, kw_only=True):
    """An agreement in a list."""

    id: int
    kind: str
    reference: str
    licensor: int
    licensee: int
    state: str
    drafted_for: str
    rights: tuple[int, ...]
    fee: str
    signed_on: dt.date | None
    recordal_number: str
    recorded_on: dt.date | None
    ended_on: dt.date | None
    open_licence: int | None
    url: str


class AgreementDetail(AgreementRow, frozen=True, kw_only=True):
    """One agreement; ``acts`` are what one may do with it now."""

    revision: int
    terms: AgreementTerms
    clauses: tuple[Clause, ...]
    versions: tuple[AgreementVersionRow, ...]
    pending: PendingVersion | None
    obstacles: tuple[ObstacleRow, ...]
    recordal_due_on: dt.date | None
    ended_because: str
    invoices: tuple[InvoiceRow, ...]
    receipts: tuple[RoyaltyReceiptRow, ...]
    credit: AmountBody | None
    reports: tuple[RoyaltyReportRow, ...]
    missing_periods: tuple[PeriodRow, ...]
    acts: tuple[str, ...]


class OpenLicenceRow(Shape, frozen=True, kw_only=True):
    """A licence that a holder offers to whoever asks."""

    id: int
    right: int
    number: str
    organisation: int
    state: str
    fee: str
    declared_on: dt.date
    withdrawn_on: dt.date | None
    url: str


class OpenLicenceDetail(OpenLicenceRow, frozen=True, kw_only=True):
    """One open licence with its terms."""

    terms: AgreementTerms
    clauses: tuple[Clause, ...]
    taken: tuple[int, ...]


class ConsentRow(Shape, frozen=True, kw_only=True):
    """That a co-owner or pledgee consents to an act on a right."""

    event: int
    right: int
    organisation: int
    act: str
    given_on: dt.date
    url: str


class _Obstacles(msgspec.Struct):
    items: list[ObstacleRow]


class Deals:
    """The agreements and open licences that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def all(self) -> Iterator[AgreementRow]:
        """Yield the agreements of one's organisations, newest first."""
        return self._transport.listed("list_agreements", AgreementRow)

    def get(self, agreement: int) -> AgreementDetail:
        """Return one agreement with its terms, signatures, obstacles and money."""
        return self._transport.ask("get_agreement", AgreementDetail, ids={"agreement_id": agreement})

    def draft(
        self,
        kind: str,
        organisation: int,
        other: int,
        terms: AgreementTerms,
        *,
        side: str = "licensor",
        reference: str = "",
    ) -> AgreementDetail:
        """Draft a licence (``exclusive``, ``sole``, ``ordinary``) or an ``assignment`` as one of its sides."""
        said = {
            "kind": kind, "organisation": organisation, "other": other, "side": side, "reference": reference,
            "terms": terms,
        }  # fmt: skip
        return self._transport.ask("draft_agreement", AgreementDetail, body=Body.json(said))

    def save(
        self, agreement: int, terms: AgreementTerms, *, revision: int = 0, reference: str = ""
    ) -> AgreementDetail:
        """Save a draft over the revision that was read, or propose other terms of an agreement in effect."""
        body = Body.json({"terms": terms, "revision": revision, "reference": reference})
        ids = {"agreement_id": agreement}
        return self._transport.ask("save_agreement", AgreementDetail, ids=ids, body=body)

    def do(
        self,
        agreement: int,
        act: str,
        *,
        digest: str = "",
        words: str = "",
        number: str = "",
        on: dt.date | None = None,
    ) -> AgreementDetail:
        """Act: ``send``, ``sign`` (digest), ``take_back``, ``discard``, ``record`` (number, on) or ``end`` (words, on)."""
        said = {"act": act, "digest": digest, "words": words, "number": number, "on": on}
        ids, body = {"agreement_id": agreement}, Body.json(said)
        return self._transport.ask("act_on_agreement", AgreementDetail, ids=ids, body=body)

    def open_licences(self) -> Iterator[OpenLicenceRow]:
        """Yield the open licences that stand, newest first."""
        return self._transport.listed("list_open_licences", OpenLicenceRow)

    def open_licence(self, open_licence: int) -> OpenLicenceDetail:
        """Return one open licence."""
        ids = {"open_licence_id": open_licence}
        return self._transport.ask("get_open_licence", OpenLicenceDetail, ids=ids)

    def declare(
        self, right: int, organisation: int, terms: AgreementTerms, *, reason: str = ""
    ) -> OpenLicenceDetail:
        """Declare an open licence of a right on these terms; which rights they name does not matter."""
        told = {name: value for name, value in msgspec.structs.asdict(terms).items() if name != "rights"}
        body = Body.json({"organisation": organisation, "terms": told, "reason": reason})
        return self._transport.ask(
            "declare_open_licence", OpenLicenceDetail, ids={"right_id": right}, body=body
        )

    def take_up(self, open_licence: int, organisation: int) -> AgreementDetail:
        """Take an open licence up for an organisation of one's own."""
        ids, body = {"open_licence_id": open_licence}, Body.json({"organisation": organisation})
        return self._transport.ask("take_open_licence_up", AgreementDetail, ids=ids, body=body)

    def withdraw(self, open_licence: int) -> OpenLicenceDetail:
        """Withdraw an open licence; those already taken up stay."""
        ids = {"open_licence_id": open_licence}
        return self._transport.ask("withdraw_open_licence", OpenLicenceDetail, ids=ids)

    def obstacles(self, right: int, organisation: int, act: str = "open_licence") -> list[ObstacleRow]:
        """Return what stands in the way of an act on a right that an organisation of one's own holds."""
        ids = {"organisation_id": organisation, "right_id": right}
        return self._transport.ask("list_obstacles", _Obstacles, ids=ids, query={"act": act}).items

    def consent(self, right: int, organisation: int, act: str) -> ConsentRow:
        """Consent as co-owner or pledgee: ``exclusive_licence``, ``transfer``, ``pledge`` and others."""
        body = Body.json({"organisation": organisation, "act": act})
        return self._transport.ask("give_consent", ConsentRow, ids={"right_id": right}, body=body)

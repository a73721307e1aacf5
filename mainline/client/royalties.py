"""Royalty reports and the money that comes in, and the shapes in which they are answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from mainline.client.base import Shape
from mainline.client.strategy import AmountBody
from mainline.client.transport import Body, Transport


class PeriodRow(Shape, frozen=True, kw_only=True):
    """A period, both days included."""

    period_from: dt.date
    period_to: dt.date


class ReportedLine(Shape, frozen=True, kw_only=True):
    """What was sold of a product, or what is deducted."""

    name: str
    minor: int


class RoyaltyStep(Shape, frozen=True, kw_only=True):
    """One step of the reckoning; ``minor`` is exact, as ``Fraction`` reads it, and so is ``rate``."""

    kind: str
    text: str
    minor: str
    low_minor: int | None
    high_minor: int | None
    rate: str | None


class RoyaltyFlag(Shape, frozen=True, kw_only=True):
    """Something odd about a report."""

    code: str
    about: str
    by: int
    text: str


class RoyaltyReportRow(Shape, frozen=True, kw_only=True):
    """A royalty report in a list."""

    id: int
    agreement: int
    licensor: int
    licensee: int
    period_from: dt.date
    period_to: dt.date
    state: str
    claimed: AmountBody
    owed: AmountBody
    odd: int
    filed_on: dt.date
    url: str


class RoyaltyReportDetail(RoyaltyReportRow, frozen=True, kw_only=True):
    """One report, reckoned anew step by step."""

    sales: tuple[ReportedLine, ...]
    deductions: tuple[ReportedLine, ...]
    base: AmountBody
    steps: tuple[RoyaltyStep, ...]
    flags: tuple[RoyaltyFlag, ...]
    filed_by: str
    words: str
    decided_by: str
    decided_on: dt.date | None
    replaces: int | None
    replaced_by: int | None
    invoice: int | None
    open: AmountBody | None


class InvoiceRow(Shape, frozen=True, kw_only=True):
    """Something that the licensee owes by a day."""

    id: int
    kind: str
    what: str
    report: int | None
    amount: AmountBody
    paid: AmountBody
    open: AmountBody
    issued_on: dt.date
    due_on: dt.date


class RoyaltyReceiptRow(Shape, frozen=True, kw_only=True):
    """Money that came in from a licensee."""

    id: int
    agreement: int
    organisation: int
    amount: AmountBody
    received_on: dt.date
    reference: str
    reversed_on: dt.date | None
    reversed_because: str
    url: str


class PaidInvoice(Shape, frozen=True, kw_only=True):
    """What of a receipt pays an invoice."""

    invoice: int
    what: str
    report: int | None
    amount: AmountBody
    plans: tuple[int, ...]


class RoyaltyReceiptDetail(RoyaltyReceiptRow, frozen=True, kw_only=True):
    """One receipt with what it pays."""

    pays: tuple[PaidInvoice, ...]
    credit: AmountBody


class Royalties:
    """The royalty reports and receipts that a client reaches. Amounts are minor units."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def reports(self) -> Iterator[RoyaltyReportRow]:
        """Yield the reports that one's organisations filed or were sent, newest first."""
        return self._transport.listed("list_royalty_reports", RoyaltyReportRow)

    def report(self, report: int) -> RoyaltyReportDetail:
        """Return one report with each step of its reckoning."""
        ids = {"royalty_report_id": report}
        return self._transport.ask("get_royalty_report", RoyaltyReportDetail, ids=ids)

    def file(
        self,
        agreement: int,
        period_from: dt.date,
        period_to: dt.date,
        *,
        sales: Mapping[str, int],
        deductions: Mapping[str, int] | None = None,
        claimed_minor: int,
        replaces: int | None = None,
    ) -> RoyaltyReportDetail:
        """File what was sold of each product in a period, as the licensee."""
        said = {
            "period_from": period_from,
            "period_to": period_to,
            "sales": _lines(sales),
            "deductions": _lines(deductions or {}),
            "claimed_minor": claimed_minor,
            "replaces": replaces,
        }
        ids, body = {"agreement_id": agreement}, Body.json(said)
        return self._transport.ask("file_royalty_report", RoyaltyReportDetail, ids=ids, body=body)

    def do(self, report: int, act: str, words: str = "") -> RoyaltyReportDetail:
        """As the licensor ``accept`` a report, or ``dispute`` it with words."""
        ids, body = {"royalty_report_id": report}, Body.json({"act": act, "words": words})
        return self._transport.ask("act_on_royalty_report", RoyaltyReportDetail, ids=ids, body=body)

    def receipts(self) -> Iterator[RoyaltyReceiptRow]:
        """Yield the money that was received, newest first."""
        return self._transport.listed("list_royalty_receipts", RoyaltyReceiptRow)

    def receipt(self, receipt: int) -> RoyaltyReceiptDetail:
        """Return one receipt with what it pays."""
        ids = {"royalty_receipt_id": receipt}
        return self._transport.ask("get_royalty_receipt", RoyaltyReceiptDetail, ids=ids)

    def receive(
        self, agreement: int, amount_minor: int, *, received_on: dt.date, reference: str, key: str
    ) -> RoyaltyReceiptDetail:
        """Enter money that came in; under the same ``key`` it is entered once, whenever that is said again."""
        said = {"amount_minor": amount_minor, "received_on": received_on, "reference": reference, "key": key}
        ids, body = {"agreement_id": agreement}, Body.json(said)
        return self._transport.ask("enter_royalty_receipt", RoyaltyReceiptDetail, ids=ids, body=body)

    def reverse(self, receipt: int, reason: str) -> RoyaltyReceiptDetail:
        """Take a wrong receipt back."""
        ids, body = {"royalty_receipt_id": receipt}, Body.json({"reason": reason})
        return self._transport.ask("reverse_royalty_receipt", RoyaltyReceiptDetail, ids=ids, body=body)


def _lines(minor_of: Mapping[str, int]) -> list[dict[str, object]]:
    return [{"name": name, "minor": minor} for name, minor in minor_of.items()]

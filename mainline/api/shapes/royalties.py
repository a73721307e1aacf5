"""Shapes of royalty reports, invoices and receipts."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.indicators import AmountBody
from mainline.api.shapes.lists import Listed


class PeriodRow(Schema):
    """A period, both days included."""

    period_from: dt.date
    period_to: dt.date


class ReportedLine(Schema):
    """What was sold of a product, or what is deducted."""

    name: str
    minor: int


class RoyaltyStep(Schema):
    """One step of the reckoning."""

    kind: str = Field(
        description="sales, deducted, base, tier, royalty, minimum, cap, cap_total, owed; the last is what is owed"
    )
    text: str = Field(description="In the language asked for")
    minor: str = Field(description="Minor units, exact: a whole number or a fraction such as 100/3")
    low_minor: int | None = Field(description="Of a tier: from where")
    high_minor: int | None = Field(description="Of a tier: to where")
    rate: str | None = Field(description="Of a tier: a part of one as an exact fraction")


class RoyaltyFlag(Schema):
    """Something odd about a report."""

    code: str = Field(description="variance, over_cap, not_allowed, missing, strange, late, period, gap")
    about: str
    by: int = Field(description="Minor units, days or periods; of a variance above 0: reported too little")
    text: str = Field(description="In the language asked for")


class RoyaltyReportRow(Schema):
    """What a licensee says it sold in a period."""

    id: int
    agreement: int
    licensor: int
    licensee: int
    period_from: dt.date
    period_to: dt.date
    state: str = Field(description="filed, disputed, replaced, accepted")
    claimed: AmountBody = Field(description="What the licensee reckons that it owes")
    owed: AmountBody = Field(description="What the clauses come to")
    odd: int = Field(description="How many flags there are")
    filed_on: dt.date
    url: str


class RoyaltyReportDetail(RoyaltyReportRow):
    """One report, reckoned anew step by step."""

    sales: list[ReportedLine]
    deductions: list[ReportedLine]
    base: AmountBody = Field(description="Sales less the deductions that count")
    steps: list[RoyaltyStep]
    flags: list[RoyaltyFlag]
    filed_by: str
    words: str = Field(description="Why it is disputed, or what was said on accepting it")
    decided_by: str
    decided_on: dt.date | None
    replaces: int | None
    replaced_by: int | None
    invoice: int | None
    open: AmountBody | None = Field(description="What of its invoice is still owed; null: none was written")


class RoyaltyReports(Listed):
    """Some royalty reports."""

    items: list[RoyaltyReportRow]


class InvoiceRow(Schema):
    """Something that the licensee owes by a day."""

    id: int
    kind: str = Field(description="lump, royalty")
    what: str
    report: int | None
    amount: AmountBody
    paid: AmountBody
    open: AmountBody
    issued_on: dt.date
    due_on: dt.date


class RoyaltyReceiptRow(Schema):
    """Money that came in from a licensee."""

    id: int
    agreement: int
    organisation: int = Field(description="Whose money it is now: the licensor")
    amount: AmountBody
    received_on: dt.date
    reference: str = Field(description="Of the bank")
    reversed_on: dt.date | None
    reversed_because: str
    url: str


class PaidInvoice(Schema):
    """What of a receipt pays an invoice."""

    invoice: int
    what: str
    report: int | None
    amount: AmountBody
    plans: list[int] = Field(description="Plans that share it among inventors")


class RoyaltyReceiptDetail(RoyaltyReceiptRow):
    """One receipt with what it pays."""

    pays: list[PaidInvoice]
    credit: AmountBody = Field(description="What of it pays no invoice yet")


class RoyaltyReceipts(Listed):
    """Some receipts."""

    items: list[RoyaltyReceiptRow]

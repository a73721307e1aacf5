"""Shapes of agreements, their terms and versions, and of open licences."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.indicators import AmountBody
from mainline.api.shapes.lists import Listed
from mainline.api.shapes.royalties import InvoiceRow, PeriodRow, RoyaltyReceiptRow, RoyaltyReportRow


class FixedSum(Schema):
    """A fixed sum and the day by which it is paid."""

    name: str
    due_on: dt.date
    minor: int


class RoyaltyTier(Schema):
    """The rate on what lies above an amount."""

    above_minor: int
    rate: str = Field(description="A part of one as an exact fraction, such as 3/100")


class RunningRoyalty(Schema):
    """A royalty on net sales; amounts are minor units of the currency of the terms."""

    tiers: list[RoyaltyTier]
    is_cumulative: bool = Field(description="Whether tiers count the sales of all periods together")
    every: int = Field(description="Months of a period: 3, 6 or 12")
    due_days: int = Field(description="Days after a period to report, and after an invoice to pay")
    minimum_minor: int | None = Field(description="Of a period; null: none")
    cap_period_minor: int | None = Field(description="Of a period; null: none")
    cap_total_minor: int | None = Field(description="Of all periods together; null: none")
    deductions: list[str] = Field(description="Kinds that may be deducted from sales")
    deductions_cap: str | None = Field(description="Part of sales that all together may be; null: no cap")
    products: list[str]


class RightPart(Schema):
    """A right and which part of the income falls to it."""

    right: int
    part: str | None = Field(description="A part of one as an exact fraction, such as 3/100")


class AgreementTerms(Schema):
    """What two sides agree on."""

    currency: str
    field: str
    territory: str
    starts_on: dt.date | None = Field(description="null: the day of the second signature")
    until: dt.date | None = Field(description="null: as long as the rights last")
    affiliated: str = Field(description="yes, no, unknown: whether one side belongs to the other")
    lumps: list[FixedSum]
    running: RunningRoyalty | None = Field(description="null: no running royalty")
    rights: list[RightPart] = Field(description="Those that you may know of")
    note: str


class Clause(Schema):
    """A clause in words of the language asked for."""

    about: str
    text: str


class AgreementVersionRow(Schema):
    """An agreement as it was sent, and who signed it."""

    number: int
    digest: str = Field(description="SHA-256 of the terms: what a signature is under")
    sent_by: str
    sent_at: dt.datetime
    licensor_signed_by: str
    licensor_signed_at: dt.datetime | None
    licensee_signed_by: str
    licensee_signed_at: dt.datetime | None
    is_recalled: bool = Field(description="Taken back to work by one of the sides, with words")
    words: str


class PendingVersion(Schema):
    """The version that waits for signatures."""

    number: int
    digest: str = Field(description="Send it back to sign: what you sign is what you read")
    terms: AgreementTerms
    changes: list[Clause] = Field(
        description="Of an agreement in effect: the clauses that it changes or adds"
    )


class ObstacleRow(Schema):
    """Something that stands in the way on a right: the record, the law and what to do."""

    right: int | None = Field(description="null where you may not know of it")
    number: str
    text: str
    citation: str
    remedy: str
    event: int | None = Field(description="The event that tells of it; null where something lacks")


class Obstacles(Schema):
    """What stands in the way on a right."""

    items: list[ObstacleRow]


class AgreementRow(Schema):
    """A licence or an assignment between two organisations."""

    id: int
    kind: str = Field(description="exclusive, sole, ordinary, open, assignment")
    reference: str
    licensor: int
    licensee: int
    state: str = Field(description="draft, sent, signed, ended, discarded")
    drafted_for: str = Field(description="licensor or licensee: the side that wrote the working copy")
    rights: list[int] = Field(description="Those that you may know of")
    fee: str = Field(description="In a few words, in the language asked for")
    signed_on: dt.date | None
    recordal_number: str
    recorded_on: dt.date | None
    ended_on: dt.date | None
    open_licence: int | None = Field(description="The open licence under which it was taken up")
    url: str


class AgreementDetail(AgreementRow):
    """One agreement: its terms, who signed, what stands in the way, its money, and what you may do."""

    revision: int = Field(description="Of the working copy: save over the one that you read")
    terms: AgreementTerms = Field(description="Those in effect; of one not signed yet what is proposed")
    clauses: list[Clause]
    versions: list[AgreementVersionRow] = Field(description="Newest first")
    pending: PendingVersion | None = Field(description="null: nothing waits for signatures")
    obstacles: list[ObstacleRow] = Field(description="While it is not signed: why it can't be")
    recordal_due_on: dt.date | None = Field(
        description="By when the office records it; null: not asked, or done"
    )
    ended_because: str
    invoices: list[InvoiceRow]
    receipts: list[RoyaltyReceiptRow]
    credit: AmountBody | None = Field(description="Paid beyond the invoices; null: nothing")
    reports: list[RoyaltyReportRow]
    missing_periods: list[PeriodRow] = Field(description="Ended, and not reported")
    acts: list[str] = Field(
        description="What you may do now: save, send, discard, sign, take_back, change, record, end, receive, report"
    )


class Agreements(Listed):
    """Some agreements."""

    items: list[AgreementRow]


class OpenLicenceRow(Schema):
    """A licence that a holder offers to whoever asks."""

    id: int
    right: int
    number: str
    organisation: int
    state: str = Field(description="declared, withdrawn")
    fee: str = Field(description="In a few words, in the language asked for")
    declared_on: dt.date
    withdrawn_on: dt.date | None
    url: str


class OpenLicenceDetail(OpenLicenceRow):
    """One open licence with its terms."""

    terms: AgreementTerms
    clauses: list[Clause]
    taken: list[int] = Field(description="Agreements that arose from it and that you may see")


class OpenLicences(Listed):
    """Some open licences."""

    items: list[OpenLicenceRow]


class ConsentRow(Schema):
    """That a co-owner or pledgee consents to an act on a right."""

    event: int
    right: int
    organisation: int
    act: str
    given_on: dt.date
    url: str

"""What requests around agreements, royalties and the sharing of income may hold."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from mainline.api.shapes.given import Day, Given, Text, Whole

_MOST_MONEY = 10**14
"""Minor units: as much as the forms of the pages take."""
Id = Annotated[Whole, Field(gt=0, le=2**63 - 1)]
Minor = Annotated[Whole, Field(ge=0, le=_MOST_MONEY)]
Line = Annotated[Text, Field(min_length=1, max_length=200)]
Currency = Literal["CNY", "EUR", "USD", "CHF"]
Act = Literal["open_licence", "exclusive_licence", "sole_licence", "ordinary_licence", "transfer", "pledge"]


def _part(text: str) -> str:
    if Fraction(text) > 1:
        raise PydanticCustomError("part", "must be a part of one: at most 1")
    return text


Part = Annotated[
    str, Field(pattern=r"^[0-9]{1,12}(/[1-9][0-9]{0,11})?$", max_length=25), AfterValidator(_part)
]
"""A part of one as an exact fraction."""
_FRACTION = "A part of one as an exact fraction, such as 3/100"


class GivenSum(Given):
    """A fixed sum and the day by which it is paid."""

    name: Annotated[Text, Field(max_length=200)] = ""
    due_on: Day
    minor: Minor


class GivenTier(Given):
    """The rate on what lies above an amount."""

    above_minor: Minor = 0
    rate: Part = Field(description=_FRACTION)


class GivenRoyalty(Given):
    """A royalty on net sales; amounts are minor units of the currency of the terms."""

    tiers: Annotated[list[GivenTier], Field(min_length=1, max_length=50)]
    is_cumulative: bool = Field(False, description="Whether tiers count the sales of all periods together")
    every: Literal[3, 6, 12] = Field(12, description="Months of a period: 3, 6 or 12")
    due_days: Annotated[Whole, Field(ge=0, le=366)] = Field(
        30, description="Days after a period to report, and after an invoice to pay"
    )
    minimum_minor: Minor | None = Field(None, description="Of a period; null: none")
    cap_period_minor: Minor | None = Field(None, description="Of a period; null: none")
    cap_total_minor: Minor | None = Field(None, description="Of all periods together; null: none")
    deductions: Annotated[list[Line], Field(max_length=50)] = Field(
        [], description="Kinds that may be deducted from sales"
    )
    deductions_cap: Part | None = Field(
        None, description="Part of sales that all together may be; null: no cap"
    )
    products: Annotated[list[Line], Field(max_length=50)] = []


class GivenRight(Given):
    """A right and which part of the income falls to it."""

    right: Id
    part: Part | None = Field(None, description="Of every right or of none; null: all alike")


class GivenLicence(Given):
    """What whoever takes an open licence up agrees to."""

    currency: Currency = "CNY"
    field: Annotated[Text, Field(max_length=1000)] = ""
    territory: Annotated[Text, Field(max_length=500)]
    starts_on: Day | None = Field(None, description="null: the day of the second signature")
    until: Day | None = Field(None, description="null: as long as the rights last")
    affiliated: Literal["unknown", "no", "yes"] = Field(
        "unknown", description="yes, no, unknown: whether one side belongs to the other"
    )
    lumps: Annotated[list[GivenSum], Field(max_length=50)] = []
    running: GivenRoyalty | None = Field(None, description="null: no running royalty")
    note: Annotated[Text, Field(max_length=4000)] = ""


class GivenTerms(GivenLicence):
    """What two sides agree on."""

    rights: Annotated[list[GivenRight], Field(min_length=1, max_length=50)]


class NewAgreement(Given):
    """An agreement to draft as one of its sides."""

    kind: Literal["exclusive", "sole", "ordinary", "assignment"]
    organisation: Id = Field(description="Id of an organisation of yours")
    other: Id = Field(description="Id of the other side: an organisation with members on this platform")
    side: Literal["licensor", "licensee"] = Field("licensor", description="Which side yours is")
    reference: Annotated[Text, Field(max_length=60)] = Field("", description="Number of the contract")
    terms: GivenTerms


class SavedAgreement(Given):
    """The whole working copy of a draft, or other terms for an agreement in effect."""

    revision: Annotated[Whole, Field(ge=0, le=99_999)] = Field(
        0, description="Of a draft: the one that you read"
    )
    reference: Annotated[Text, Field(max_length=60)] = Field(
        "", description="Of a draft: number of the contract"
    )
    terms: GivenTerms


class AgreementAct(Given):
    """What is done with an agreement."""

    act: Literal["send", "sign", "take_back", "discard", "record", "end"]
    digest: Annotated[Text, Field(max_length=64)] = Field(
        "", description="For sign: of the version that you read"
    )
    words: Annotated[Text, Field(max_length=1000)] = Field(
        "", description="For take_back what should change, for end why"
    )
    number: Annotated[Text, Field(max_length=60)] = Field("", description="For record: given by the office")
    on: Day | None = Field(None, description="For record and end; null: today")


class NewOpenLicence(Given):
    """An open licence to declare."""

    organisation: Id = Field(description="Id of an organisation of yours")
    terms: GivenLicence
    reason: Annotated[Text, Field(max_length=1000)] = Field(
        "", description="Needed above 20 million fixed or a fifth of net sales"
    )


class TakeUp(Given):
    """For whom an open licence is taken up."""

    organisation: Id = Field(description="Id of an organisation of yours")


class NewConsent(Given):
    """To what a co-owner or pledgee consents."""

    organisation: Id = Field(description="Id of an organisation of yours")
    act: Act


class GivenLine(Given):
    """What was sold of a product, or what is deducted."""

    name: Line
    minor: Minor


class NewRoyaltyReport(Given):
    """What was sold in a period."""

    period_from: Day
    period_to: Day
    sales: Annotated[list[GivenLine], Field(min_length=1, max_length=200)]
    deductions: Annotated[list[GivenLine], Field(max_length=200)] = []
    claimed_minor: Minor = Field(description="What you reckon that you owe")
    replaces: Id | None = Field(None, description="The report that this one corrects")


class RoyaltyReportAct(Given):
    """What the licensor says of a report."""

    act: Literal["accept", "dispute"]
    words: Annotated[Text, Field(max_length=1000)] = Field("", description="Needed to dispute")


class NewRoyaltyReceipt(Given):
    """Money that came in."""

    amount_minor: Annotated[Whole, Field(gt=0, le=_MOST_MONEY)] = Field(
        description="Minor units of the currency of the agreement"
    )
    received_on: Day
    reference: Annotated[Text, Field(min_length=1, max_length=100)] = Field(description="Of the bank")
    key: Annotated[Text, Field(min_length=1, max_length=80)] = Field(
        description="Yours for this money: under the same key it is entered once"
    )


class Reversal(Given):
    """Why something is reversed."""

    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class GivenShare(Given):
    """The share of an inventor, by the place in the preview."""

    place: Annotated[Whole, Field(ge=1, le=1000)]
    share: Part = Field(description=_FRACTION)


class AskedPlan(Given):
    """What a plan for a right is reckoned from."""

    organisation: Id = Field(description="Id of an organisation of yours")
    kind: Literal["remuneration", "reward"] = "remuneration"
    shares: Annotated[list[GivenShare], Field(max_length=200)] = Field(
        [], description="In the place of those of the register"
    )
    without_costs: Annotated[list[Id], Field(max_length=200)] = Field(
        [], description="Costs that this plan does not recover"
    )


class PlanAct(Given):
    """What is done with a plan."""

    act: Literal["sign", "dispute", "on_paper", "approve", "cancel", "pay", "reverse"]
    line: Id | None = Field(None, description="For sign, dispute and on_paper")
    words: Annotated[Text, Field(max_length=500)] = Field(
        "", description="Why; for on_paper where the paper is kept"
    )
    claims: Part | None = Field(
        None, description="For dispute: the share that is right; null: all is in doubt"
    )
    lines: Annotated[list[Id], Field(max_length=200)] | None = Field(
        None, description="For pay; null: all that can be paid"
    )
    paid_on: Day | None = Field(None, description="For pay; null: today")
    reference: Annotated[Text, Field(max_length=200)] = Field("", description="For pay: of the bank")
    key: Annotated[Text, Field(max_length=60)] = Field(
        "", description="For pay: yours, under the same key it is paid once"
    )
    payment: Id | None = Field(None, description="For reverse")


class NewUnitRule(Given):
    """How a unit shares income from a day on."""

    organisation: Id = Field(description="Id of an organisation of yours")
    basis: Literal["rules", "agreement"]
    title: Annotated[Text, Field(min_length=1, max_length=200)] = Field(
        description="Name and number of the document, as it is cited"
    )
    since: Day
    founded_by_state: Literal["unknown", "yes", "no"] = Field(
        "unknown", description="Whether the floor of the law binds the unit whatever its rules say"
    )
    tiers: Annotated[list[GivenTier], Field(min_length=1, max_length=50)] = Field(
        description="What part of the net income goes to the inventors"
    )
    rewards: dict[Literal["invention", "utility_model", "design"], Minor] = Field(
        {}, description="Minor units for a grant, by kind of right"
    )
    currency: Currency = "CNY"
    notice_days: Annotated[Whole, Field(ge=0, le=90)] = 0
    least_share: Part | None = Field(None, description="The least part of an inventor; null: none is set")


class NewRecoverableCost(Given):
    """What was spent on a right, with its proof."""

    organisation: Id = Field(description="Id of an organisation of yours")
    right: Id
    kind: Literal["official", "agency", "valuation", "broker", "tax", "co_owner", "other"]
    what: Annotated[Text, Field(min_length=1, max_length=200)]
    amount_minor: Annotated[Whole, Field(gt=0, le=_MOST_MONEY)]
    currency: Currency = "CNY"
    spent_on: Day
    reference: Annotated[Text, Field(min_length=1, max_length=100)] = Field(
        description="Of the invoice or voucher that proves it"
    )

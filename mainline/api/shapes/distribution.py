"""Shapes of how income is shared with inventors: rules, costs, plans, payments, and one's own statement."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.indicators import AmountBody
from mainline.api.shapes.lists import Listed
from mainline.api.shapes.rights import Pair


class SharingTier(Schema):
    """What part of the net income above an amount goes to the inventors."""

    above_minor: int
    rate: str = Field(description="A part of one as an exact fraction, such as 3/100")


class PlanIncome(Schema):
    """A part of a receipt that a plan shares."""

    receipt: int
    received_on: dt.date
    agreement: int
    what: str
    report: int | None
    amount: AmountBody


class PlanCost(Schema):
    """A cost, and what of it a plan recovers."""

    cost: int
    what: str
    reference: str
    amount: AmountBody


class PlanReckoning(Schema):
    """From the income to what the inventors get together, and by which clause."""

    organisation: int
    right: int
    kind: str = Field(description="remuneration, reward")
    income: AmountBody
    costs: AmountBody
    net: AmountBody
    inventors: AmountBody = Field(description="What all inventors get together")
    unit: AmountBody = Field(description="What the unit keeps")
    rule: int | None = Field(description="Rule of the unit; null: the measure of the law")
    rule_title: str
    tiers: list[SharingTier]
    least: AmountBody | None = Field(
        description="What the law lets the inventors get at least; null: it sets none"
    )
    citations: list[Pair] = Field(description="The articles behind it")
    due_on: dt.date | None = Field(description="Of a reward: by when it is paid")
    incomes: list[PlanIncome]
    recovered: list[PlanCost]


class PreviewLine(Schema):
    """What one inventor would get; the amount is null while a share is not known."""

    place: int
    name: str
    person: int | None
    share: str | None = Field(description="A part of one as an exact fraction; null: nobody said it")
    amount: AmountBody | None


class PlanPreview(PlanReckoning):
    """A plan as it would be: nothing is written."""

    lines: list[PreviewLine]
    problems: list[str] = Field(description="Why it can't be proposed as it is, in the language asked for")


class PlanPaymentRow(Schema):
    """Money paid to an inventor; a reversal is below zero."""

    id: int
    amount: AmountBody
    paid_on: dt.date
    reference: str = Field(description="Of the bank; of a reversal its reason")
    reverses: int | None


class PlanLineRow(Schema):
    """What one inventor gets, and what they say of it."""

    id: int
    place: int
    name: str
    person: int | None
    is_own: bool = Field(description="Whether it is yours to sign or dispute")
    share: str = Field(description="Of all inventors together, as an exact fraction")
    amount: AmountBody
    paid: AmountBody
    held_back: AmountBody = Field(description="By a dispute")
    payable: AmountBody = Field(description="What may be paid now")
    pending: AmountBody = Field(description="Neither paid nor held back")
    answer: str = Field(description="waiting, accepted, on_paper, disputed")
    reason: str
    claims: str | None = Field(description="The share that the inventor says is right; null: none is said")
    payments: list[PlanPaymentRow]


class DistributionPlanRow(Schema):
    """Who gets what of some income of a right, or of the reward for its grant."""

    id: int
    organisation: int
    right: int
    kind: str = Field(description="remuneration, reward")
    state: str = Field(description="proposed, approved, cancelled")
    income: AmountBody
    costs: AmountBody
    net: AmountBody
    inventors: AmountBody = Field(description="What all inventors get together")
    unit: AmountBody = Field(description="What the unit keeps")
    proposed_on: dt.date
    notice_until: dt.date | None = Field(description="Last day of the public notice")
    url: str


class DistributionPlanDetail(DistributionPlanRow):
    """One plan: what it rests on, who gets what and says what, what was paid."""

    rule: int | None = Field(description="Rule of the unit; null: the measure of the law")
    rule_title: str
    tiers: list[SharingTier]
    least: AmountBody | None = Field(
        description="What the law lets the inventors get at least; null: it sets none"
    )
    citations: list[Pair] = Field(description="The articles behind it")
    due_on: dt.date | None = Field(description="Of a reward: by when it is paid")
    incomes: list[PlanIncome]
    recovered: list[PlanCost]
    lines: list[PlanLineRow]
    proposed_by: str
    approved_by: str
    approved_on: dt.date | None
    cancelled_because: str


class DistributionPlans(Listed):
    """Some plans."""

    items: list[DistributionPlanRow]


class UndistributedRight(Schema):
    """A right for which money came in that no plan shares."""

    right: int
    number: str


class UndistributedRights(Schema):
    """The rights whose income nobody has shared yet."""

    items: list[UndistributedRight]


class StatementUser(Schema):
    """Who uses a right by an agreement."""

    name: str
    kind: str = Field(description="exclusive, sole, ordinary, open, assignment")


class StatementShare(Schema):
    """Your part of a plan."""

    plan: int
    line: int
    kind: str = Field(description="remuneration, reward")
    state: str = Field(description="proposed, approved, cancelled")
    answer: str = Field(description="waiting, accepted, on_paper, disputed")
    proposed_on: dt.date
    received: AmountBody = Field(description="What came in and is shared by the plan")
    share: str = Field(description="Of all inventors together, as an exact fraction")
    amount: AmountBody
    paid: AmountBody
    pending: AmountBody = Field(description="Neither paid nor held back")
    held_back: AmountBody = Field(description="By a dispute")


class StatementRight(Schema):
    """What one right brought you."""

    right: int
    number: str
    title: str
    status: str
    used_by: list[StatementUser]
    shares: list[StatementShare]


class StatementTotal(Schema):
    """What stands where in one currency."""

    paid: AmountBody
    pending: AmountBody
    held_back: AmountBody


class MyStatement(Schema):
    """What your inventions brought you."""

    name: str = Field(description="Empty: nobody said which of the names on rights is you")
    rights: list[StatementRight]
    totals: list[StatementTotal]


class UnitRuleRow(Schema):
    """How a unit shares income with inventors from a day on."""

    id: int
    organisation: int
    basis: str = Field(description="rules, agreement")
    title: str = Field(description="Name and number of the document, as it is cited")
    since: dt.date
    founded_by_state: str = Field(description="unknown, yes, no")
    tiers: list[SharingTier]
    rewards: dict[str, int] = Field(description="Minor units for a grant, by kind of right")
    currency: str
    notice_days: int
    least_share: str | None = Field(description="The least part of an inventor; null: none is set")


class UnitRules(Listed):
    """Some rules of units."""

    items: list[UnitRuleRow]


class RecoverableCostRow(Schema):
    """What a unit spent on a right, with its proof."""

    id: int
    organisation: int
    right: int
    kind: str = Field(description="official, agency, valuation, broker, tax, co_owner, other")
    what: str
    amount: AmountBody
    recovered: AmountBody = Field(description="What of it plans have recovered")
    spent_on: dt.date
    reference: str
    document: int | None


class RecoverableCosts(Listed):
    """Some costs."""

    items: list[RecoverableCostRow]

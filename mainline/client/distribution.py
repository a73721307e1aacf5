"""How income is shared with inventors, and the shapes in which that is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from mainline.client.base import Pair, Shape
from mainline.client.strategy import AmountBody
from mainline.client.transport import Body, Transport


class SharingTier(Shape, frozen=True, kw_only=True):
    """What part of the net income above an amount goes to the inventors, as an exact fraction."""

    above_minor: int = 0
    rate: str


class PlanIncome(Shape, frozen=True, kw_only=True):
    """A part of a receipt that a plan shares."""

    receipt: int
    received_on: dt.date
    agreement: int
    what: str
    report: int | None
    amount: AmountBody


class PlanCost(Shape, frozen=True, kw_only=True):
    """A cost, and what of it a plan recovers."""

    cost: int
    what: str
    reference: str
    amount: AmountBody


class PreviewLine(Shape, frozen=True, kw_only=True):
    """What one inventor would get."""

    place: int
    name: str
    person: int | None
    share: str | None
    amount: AmountBody | None


class PlanPreview(Shape, frozen=True, kw_only=True):
    """A plan as it would be; ``problems`` say why it can't be proposed as it is."""

    organisation: int
    right: int
    kind: str
    income: AmountBody
    costs: AmountBody
    net: AmountBody
    inventors: AmountBody
    unit: AmountBody
    rule: int | None
    rule_title: str
    tiers: tuple[SharingTier, ...]
    least: AmountBody | None
    citations: tuple[Pair, ...]
    due_on: dt.date | None
    incomes: tuple[PlanIncome, ...]
    recovered: tuple[PlanCost, ...]
    lines: tuple[PreviewLine, ...]
    problems: tuple[str, ...]


class PlanPaymentRow(Shape, frozen=True, kw_only=True):
    """Money paid to an inventor; a reversal is below zero."""

    id: int
    amount: AmountBody
    paid_on: dt.date
    reference: str
    reverses: int | None


class PlanLineRow(Shape, frozen=True, kw_only=True):
    """What one inventor gets, and what they say of it."""

    id: int
    place: int
    name: str
    person: int | None
    is_own: bool
    share: str
    amount: AmountBody
    paid: AmountBody
    held_back: AmountBody
    payable: AmountBody
    pending: AmountBody
    answer: str
    reason: str
    claims: str | None
    payments: tuple[PlanPaymentRow, ...]


class DistributionPlanRow(Shape, frozen=True, kw_only=True):
    """A plan in a list."""

    id: int
    organisation: int
    right: int
    kind: str
    state: str
    income: AmountBody
    costs: AmountBody
    net: AmountBody
    inventors: AmountBody
    unit: AmountBody
    proposed_on: dt.date
    notice_until: dt.date | None
    url: str


class DistributionPlanDetail(DistributionPlanRow, frozen=True, kw_only=True):
    """One plan: what it rests on, who gets what and says what, what was paid."""

    rule: int | None
    rule_title: str
    tiers: tuple[SharingTier, ...]
    least: AmountBody | None
    citations: tuple[Pair, ...]
    due_on: dt.date | None
    incomes: tuple[PlanIncome, ...]
    recovered: tuple[PlanCost, ...]
    lines: tuple[PlanLineRow, ...]
    proposed_by: str
    approved_by: str
    approved_on: dt.date | None
    cancelled_because: str


class UndistributedRight(Shape, frozen=True, kw_only=True):
    """A right for which money came in that no plan shares."""

    right: int
    number: str


class StatementUser(Shape, frozen=True, kw_only=True):
    """Who uses a right by an agreement."""

    name: str
    kind: str


class StatementShare(Shape, frozen=True, kw_only=True):
    """One's part of a plan."""

    plan: int
    line: int
    kind: str
    state: str
    answer: str
    proposed_on: dt.date
    received: AmountBody
    share: str
    amount: AmountBody
    paid: AmountBody
    pending: AmountBody
    held_back: AmountBody


class StatementRight(Shape, frozen=True, kw_only=True):
    """What one right brought its inventor."""

    right: int
    number: str
    title: str
    status: str
    used_by: tuple[StatementUser, ...]
    shares: tuple[StatementShare, ...]


class StatementTotal(Shape, frozen=True, kw_only=True):
    """What stands where in one currency."""

    paid: AmountBody
    pending: AmountBody
    held_back: AmountBody


class MyStatement(Shape, frozen=True, kw_only=True):
    """What one's inventions brought; ``name`` is empty where nobody said which inventor one is."""

    name: str
    rights: tuple[StatementRight, ...]
    totals: tuple[StatementTotal, ...]


class UnitRuleRow(Shape, frozen=True, kw_only=True):
    """How a unit shares income from a day on."""

    id: int
    organisation: int
    basis: str
    title: str
    since: dt.date
    founded_by_state: str
    tiers: tuple[SharingTier, ...]
    rewards: dict[str, int]
    currency: str
    notice_days: int
    least_share: str | None


class RecoverableCostRow(Shape, frozen=True, kw_only=True):
    """What a unit spent on a right, with its proof."""

    id: int
    organisation: int
    right: int
    kind: str
    what: str
    amount: AmountBody
    recovered: AmountBody
    spent_on: dt.date
    reference: str
    document: int | None


class _Undistributed(msgspec.Struct):
    items: list[UndistributedRight]


class Distribution:
    """Plans, rules and costs of one's unit, and one's own statement."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def plans(self) -> Iterator[DistributionPlanRow]:
        """Yield the plans of one's unit, newest first."""
        return self._transport.listed("list_distribution_plans", DistributionPlanRow)

    def plan(self, plan: int) -> DistributionPlanDetail:
        """Return one plan."""
        return self._transport.ask("get_distribution_plan", DistributionPlanDetail, ids={"plan_id": plan})

    def waiting(self) -> list[UndistributedRight]:
        """Return the rights whose income nobody has shared yet."""
        return self._transport.ask("list_undistributed_rights", _Undistributed).items

    def preview(
        self, right: int, organisation: int, *, kind: str = "remuneration",
        shares: Mapping[int, object] | None = None, without_costs: Sequence[int] = (),
    ) -> PlanPreview:  # fmt: skip
        """Return what a plan would be; ``shares`` by place, as fractions, stand in the place of those of the register."""
        body = _asked(organisation, kind, shares, without_costs)
        return self._transport.ask(
            "preview_distribution_plan", PlanPreview, ids={"right_id": right}, body=body
        )

    def propose(
        self, right: int, organisation: int, *, kind: str = "remuneration",
        shares: Mapping[int, object] | None = None, without_costs: Sequence[int] = (),
    ) -> DistributionPlanDetail:  # fmt: skip
        """Propose the same to the inventors."""
        ids, body = {"right_id": right}, _asked(organisation, kind, shares, without_costs)
        return self._transport.ask("propose_distribution_plan", DistributionPlanDetail, ids=ids, body=body)

    def do(self, plan: int, act: str, **said: object) -> DistributionPlanDetail:
        """Act: ``sign``, ``dispute``, ``on_paper``, ``approve``, ``cancel``, ``pay`` or ``reverse``; ``said`` as ``PlanAct`` of the schema."""
        ids, body = {"plan_id": plan}, Body.json({"act": act, **said})
        return self._transport.ask("act_on_distribution_plan", DistributionPlanDetail, ids=ids, body=body)

    def statement(self) -> MyStatement:
        """Return what one's own inventions brought, right by right."""
        return self._transport.ask("get_my_statement", MyStatement)

    def rules(self) -> Iterator[UnitRuleRow]:
        """Yield the rules by which one's unit shares income, newest first."""
        return self._transport.listed("list_unit_rules", UnitRuleRow)

    def set_rule(
        self, organisation: int, basis: str, title: str, *, since: dt.date, tiers: Sequence[SharingTier],
        **more: object,
    ) -> UnitRuleRow:  # fmt: skip
        """Say how one's unit shares income from a day on; ``more`` as ``NewUnitRule`` of the schema."""
        said = {
            "organisation": organisation, "basis": basis, "title": title, "since": since, "tiers": list(tiers), **more,
        }  # fmt: skip
        return self._transport.ask("set_unit_rule", UnitRuleRow, body=Body.json(said))

    def costs(self) -> Iterator[RecoverableCostRow]:
        """Yield what one's unit spent on its rights, newest first."""
        return self._transport.listed("list_recoverable_costs", RecoverableCostRow)

    def enter_cost(
        self, organisation: int, right: int, kind: str, what: str, *, amount_minor: int, spent_on: dt.date,
        reference: str, currency: str = "CNY",
    ) -> RecoverableCostRow:  # fmt: skip
        """Enter what was spent on a right, with the number of its proof."""
        said = {
            "organisation": organisation, "right": right, "kind": kind, "what": what, "amount_minor": amount_minor,
            "currency": currency, "spent_on": spent_on, "reference": reference,
        }  # fmt: skip
        return self._transport.ask("enter_recoverable_cost", RecoverableCostRow, body=Body.json(said))


def _asked(
    organisation: int, kind: str, shares: Mapping[int, object] | None, without_costs: Sequence[int]
) -> Body:
    told = [{"place": place, "share": str(share)} for place, share in (shares or {}).items()]
    return Body.json(
        {"organisation": organisation, "kind": kind, "shares": told, "without_costs": list(without_costs)}
    )

"""Money in is money shared, kept, recovered and credited, to the fen: whatever the amounts, shares, retries and reversals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.register.ledger.queries import balance, unbalanced
from mainline.register.models import Event, Party
from mainline.utilization.agreements.logic import Tier
from mainline.utilization.distribution import paying, planning, rules
from mainline.utilization.distribution.enums import LineAnswer, PlanState
from mainline.utilization.distribution.models import DistributionPlan, PlanPayment
from mainline.utilization.distribution.queries import lines_of_plan
from mainline.utilization.distribution.reckoning import reckon
from mainline.utilization.royalties import money
from mainline.utilization.royalties.models import RoyaltyReceipt
from mainline.utilization.royalties.queries import credit_of
from tests.factories import DAY
from tests.utilization.cast import Q1, Cast, a_cast, lump, running

pytestmark = pytest.mark.django_db
AMOUNTS = st.integers(1, 10**11)
ACTS = (
    "receive", "again", "reverse_receipt", "cost", "propose", "sign", "dispute", "approve", "pay", "unpay", "cancel",
    "through", "through",
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    lump_sum=AMOUNTS,
    sales=AMOUNTS,
    rate=st.fractions(Fraction(1, 100), Fraction(1, 2), max_denominator=1000),
    part=st.fractions(Fraction(1, 2), 1, max_denominator=100),
    weights=st.lists(st.integers(1, 99), min_size=3, max_size=3),
    acts=st.lists(st.tuples(st.sampled_from(ACTS), AMOUNTS), min_size=4, max_size=14),
)
def test_every_fen_is_somewhere(
    lump_sum: int, sales: int, rate: Fraction, part: Fraction, weights: list[int], acts: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        cast = a_cast()
        _shares(cast, weights)
        rules.add_rule(
            organisation=cast.university, basis="rules", title="办法", since=dt.date(2026, 1, 1), founded_by_state="yes",
            tiers=[Tier(0, part)], rewards={}, currency="CNY", notice_days=0, least_share=None, by=cast.manager,
        )  # fmt: skip
        row = cast.signed(lumps=(lump(lump_sum),), running=running(tiers=(Tier(0, rate),)))
        cast.accepted(row, sales, 0, period=Q1)
        for number, (act, minor) in enumerate(acts):
            try:
                with transaction.atomic():
                    _ACTS[act](cast, minor, number)
            except ValidationError:
                continue
            finally:
                _holds(cast)
        # Nothing of an example is kept.
        transaction.set_rollback(True)


def _shares(cast: Cast, weights: list[int]) -> None:
    """Give shares that come to one exactly, four places behind the point as the register keeps them."""
    total, left = sum(weights), 1_000_000
    parties = list(Party.objects.filter(right=cast.right, role="inventor").order_by("sequence"))
    for party, weight in zip(parties[:-1], weights, strict=False):
        share = max(1, weight * 1_000_000 // total)
        left -= share
        Party.objects.filter(pk=party.pk).update(share=f"{share / 10_000:.4f}")
    Party.objects.filter(pk=parties[-1].pk).update(share=f"{left / 10_000:.4f}")


def _plan() -> DistributionPlan:
    found = DistributionPlan.objects.exclude(state=PlanState.CANCELLED).order_by("-pk").first()
    if found is None:
        raise ValidationError("none")
    return found


def _receive(cast: Cast, minor: int, number: int) -> None:
    cast.received(cast.right.agreed.get().agreement, minor, f"k{number}")


def _again(cast: Cast, minor: int, number: int) -> None:
    last = RoyaltyReceipt.objects.order_by("-pk").first()
    if last is not None:
        assert cast.received(last.agreement, last.minor, last.key) == last


def _reverse_receipt(cast: Cast, minor: int, number: int) -> None:
    for receipt in RoyaltyReceipt.objects.order_by("-pk")[:1]:
        for _twice in range(2):
            money.reverse_receipt(receipt=receipt, reason="x", by=cast.manager, on=DAY)


def _cost(cast: Cast, minor: int, number: int) -> None:
    rules.add_cost(
        organisation=cast.university, right=cast.right, kind="agency", what="费", minor=minor, currency="CNY",
        spent_on=DAY, reference=f"r{number}", document=None, by=cast.manager, on=DAY,
    )  # fmt: skip


def _propose(cast: Cast, minor: int, number: int) -> None:
    draft = reckon(right=cast.right, organisation=cast.university, on=DAY)
    planning.propose(draft=draft, by=cast.manager, on=DAY)


def _sign(cast: Cast, minor: int, number: int) -> None:
    for line, user in zip(_plan().lines.order_by("position"), cast.inventors, strict=True):
        if line.answer != LineAnswer.DISPUTED:
            planning.answer(line=line, accepts=True, reason="", claims=None, by=user)


def _dispute(cast: Cast, minor: int, number: int) -> None:
    place = minor % 3
    line = _plan().lines.get(position=place + 1)
    claims = Fraction(minor % 100 + 1, 100) if minor % 2 else None
    planning.answer(line=line, accepts=False, reason="x", claims=claims, by=cast.inventors[place])


def _approve(cast: Cast, minor: int, number: int) -> None:
    for _twice in range(2):
        planning.approve(plan=_plan(), by=cast.manager, on=DAY)


def _pay(cast: Cast, minor: int, number: int) -> None:
    for _twice in range(2):
        paying.pay(
            plan=_plan(), lines=None, paid_on=DAY, reference="b", key=f"p{number}", by=cast.manager, on=DAY
        )


def _unpay(cast: Cast, minor: int, number: int) -> None:
    for payment in PlanPayment.objects.filter(reverses=None).order_by("-pk")[:2]:
        for _twice in range(2):
            paying.reverse_payment(payment=payment, reason="x", by=cast.manager, on=DAY)


def _through(cast: Cast, minor: int, number: int) -> None:
    for act in (_propose, _sign, _approve, _pay):
        act(cast, minor, number)


def _cancel(cast: Cast, minor: int, number: int) -> None:
    planning.cancel(plan=_plan(), reason="x", by=cast.manager, on=DAY)


_ACTS: dict[str, Callable[[Cast, int, int], None]] = {
    "receive": _receive, "again": _again, "reverse_receipt": _reverse_receipt, "cost": _cost, "propose": _propose,
    "sign": _sign, "dispute": _dispute, "approve": _approve, "pay": _pay, "unpay": _unpay, "cancel": _cancel, "through": _through,
}  # fmt: skip


def _holds(cast: Cast) -> None:
    """Hold the books against the rows, and money in against where it is."""
    assert not unbalanced().exists()
    book = {account: -balance(cast.university, account).get("CNY", 0) for account in _ACCOUNTS}
    receipts = RoyaltyReceipt.objects.filter(reversed_on=None)
    received = sum(receipt.minor for receipt in receipts)
    paid = sum(payment.minor for payment in PlanPayment.objects.all())
    assert -book["cash"] == received - paid
    assert book["customer_credit"] == sum(credit_of(receipt) for receipt in receipts)
    approved = DistributionPlan.objects.filter(state=PlanState.APPROVED)
    assert book["unit_share"] == sum(plan.unit_minor for plan in approved)
    assert book["cost_recovered"] == sum(plan.cost_minor for plan in approved)
    assert book["inventor_payable"] == sum(plan.inventors_minor for plan in approved) - paid
    # Money in = shared out and owed + kept + costs + credit + what nobody has shared yet.
    assert received == paid + sum(book[account] for account in _ACCOUNTS if account != "cash")
    assert all(minor >= 0 for account, minor in book.items() if account != "cash")
    for plan in DistributionPlan.objects.exclude(state=PlanState.CANCELLED):
        lines = lines_of_plan(plan)
        assert sum(one.money.minor for one in lines) == plan.inventors_minor
        assert plan.inventors_minor * 2 >= plan.net_minor
        assert all(one.paid.minor + one.frozen.minor + one.pending.minor == one.money.minor for one in lines)
    told: Any = Event.objects.filter(code="utilization.royalty.received", superseded_by=None)
    assert sum(event.amount_minor or 0 for event in told) == received


_ACCOUNTS = (
    "cash", "customer_credit", "licence_income", "cost_recovered", "unit_share", "inventor_payable",
)  # fmt: skip

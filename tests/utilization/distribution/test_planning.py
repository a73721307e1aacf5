"""A plan from income to payment: floor, costs, signatures, disputes, approval, reversal, the ledger to the fen."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mainline.orgs.enums import OrganisationKind
from mainline.register.ledger.queries import balance, unbalanced
from mainline.register.models import Event, Party, Right
from mainline.register.shares.models import AgreedShare
from mainline.utilization.agreements.access import visible_agreements
from mainline.utilization.agreements.logic import Tier
from mainline.utilization.agreements.typed import percent
from mainline.utilization.distribution import paying, planning, rules
from mainline.utilization.distribution.models import DistributionPlan, PlanLine, PlanPart
from mainline.utilization.distribution.queries import lines_of_plan, steps
from mainline.utilization.distribution.reckoning import reckon, reckon_reward
from mainline.utilization.royalties import money
from mainline.utilization.royalties.models import RoyaltyReceipt
from tests.factories import DAY
from tests.utilization.cast import Cast, a_cast, lump

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 1, 1)


def with_income(minor: int = 100_000_00, **given: Any) -> tuple[Cast, RoyaltyReceipt]:
    cast = a_cast(**given)
    return cast, cast.received(cast.signed(lumps=(lump(minor),)), minor)


def a_rule(cast: Cast, *rates: str, **given: Any) -> Any:
    told = {
        "basis": "rules", "title": "北川大学〔2025〕12号", "since": SINCE, "founded_by_state": "yes", "rewards": {},
        "currency": "CNY", "notice_days": 0, "least_share": None, "by": cast.manager,
    }  # fmt: skip
    tiers = [Tier(at * 50_000_00, Fraction(rate)) for at, rate in enumerate(rates or ("7/10",))]
    return rules.add_rule(organisation=cast.university, tiers=tiers, **{**told, **given})


def a_cost(cast: Cast, minor: int, reference: str = "发票1") -> Any:
    return rules.add_cost(
        organisation=cast.university, right=cast.right, kind="agency", what="代理费", minor=minor, currency="CNY",
        spent_on=dt.date(2025, 1, 1), reference=reference, document=None, by=cast.manager, on=DAY,
    )  # fmt: skip


def proposed(cast: Cast, **given: Any) -> DistributionPlan:
    draft = reckon(right=cast.right, organisation=cast.university, on=DAY, **given)
    return planning.propose(draft=draft, by=cast.manager, on=DAY)


def all_sign(cast: Cast, plan: DistributionPlan) -> None:
    for line, user in zip(plan.lines.order_by("position"), cast.inventors, strict=True):
        planning.answer(line=line, accepts=True, reason="", claims=None, by=user)


def approved(cast: Cast) -> DistributionPlan:
    plan = proposed(cast)
    all_sign(cast, plan)
    return planning.approve(plan=plan, by=cast.manager, on=DAY)


def pay(cast: Cast, plan: DistributionPlan, key: str = "p1", lines: Any = None) -> Any:
    return paying.pay(plan=plan, lines=lines, paid_on=DAY, reference="bank", key=key, by=cast.manager, on=DAY)


def test_without_rules_the_inventors_get_half_by_the_law() -> None:
    cast, _receipt = with_income(100_001)

    draft = reckon(right=cast.right, organisation=cast.university, on=DAY)

    assert (draft.parts.inventors, draft.parts.unit) == (50_001, 50_000)
    assert draft.floor.money is not None
    assert draft.floor.money.minor == 50_001
    assert any("45" in en for _zh, en in draft.floor.citations)
    assert draft.amounts == [30_001, 15_000, 5_000]


def test_costs_with_proof_are_recovered_first_and_once() -> None:
    cast, _receipt = with_income(100_000_00)
    a_cost(cast, 10_000_00)

    plan = approved(cast)

    assert (plan.cost_minor, plan.net_minor, plan.inventors_minor) == (10_000_00, 90_000_00, 45_000_00)
    cast.received(cast.signed(lumps=(lump(100_00),)), 100_00, "k2")
    assert not reckon(right=cast.right, organisation=cast.university, on=DAY).costs


def test_rules_below_the_floor_are_refused_with_the_clause() -> None:
    cast = a_cast()

    with pytest.raises(ValidationError, match="article 45"):
        a_rule(cast, "49/100")
    with pytest.raises(ValidationError, match="article 45"):
        a_rule(cast, "7/10", "4/10", founded_by_state="unknown")


def test_enterprise_with_rules_of_its_own_is_not_bound_by_the_floor() -> None:
    cast, _receipt = with_income(holder=OrganisationKind.ENTERPRISE)
    a_rule(cast, "3/10", founded_by_state="no")

    draft = reckon(right=cast.right, organisation=cast.university, on=DAY)

    assert not draft.floor.applies
    assert draft.parts.inventors == 30_000_00
    assert not draft.problems


def test_enterprise_without_rules_is_bound() -> None:
    cast, _receipt = with_income(holder=OrganisationKind.ENTERPRISE)

    assert reckon(right=cast.right, organisation=cast.university, on=DAY).parts.inventors == 50_000_00


def test_rule_holds_for_income_of_its_time() -> None:
    cast, _receipt = with_income()
    a_rule(cast, "9/10", since=dt.date(2026, 11, 3))

    assert reckon(right=cast.right, organisation=cast.university, on=DAY).parts.inventors == 50_000_00


def test_shares_that_are_not_known_are_asked_for_never_assumed() -> None:
    cast, _receipt = with_income()
    Party.objects.filter(right=cast.right, role="inventor").update(share=None)

    draft = reckon(right=cast.right, organisation=cast.university, on=DAY)
    assert draft.problems
    assert not draft.amounts
    with pytest.raises(ValidationError):
        planning.propose(draft=draft, by=cast.manager, on=DAY)

    given = {"0": Fraction(6, 10), "1": Fraction(3, 10), "2": Fraction(5, 100)}
    wrong = reckon(right=cast.right, organisation=cast.university, on=DAY, shares=given)
    assert "95" in wrong.problems[0] or "19/20" in wrong.problems[0]
    given["2"] = Fraction(1, 10)
    assert not reckon(right=cast.right, organisation=cast.university, on=DAY, shares=given).problems


def test_thirds_that_the_inventors_agreed_on_stay_exact(client: Client) -> None:
    cast, _receipt = with_income(100_00)
    for place, person in enumerate(cast.people, start=1):
        AgreedShare.objects.create(
            right=cast.right, version=1, sequence=place, person=person, name=person.name, numerator=1, denominator=3,
            agreed_on=DAY, entered_at=timezone.now(),
        )  # fmt: skip
    draft = reckon(right=cast.right, organisation=cast.university, on=DAY)
    assert draft.amounts == [16_67, 16_67, 16_66]

    client.force_login(cast.manager)
    typed = {f"share_{place}": percent(one.share) for place, one in enumerate(draft.inventors)}
    client.post(reverse("distribution_new", args=[cast.right.pk]), {**typed, "propose": "1"})

    assert set(PlanLine.objects.values_list("share", flat=True)) == {"1/3"}


def test_least_share_of_the_rules_is_kept() -> None:
    cast, _receipt = with_income()
    a_rule(cast, least_share=Fraction(15, 100))

    assert "丙" in reckon(right=cast.right, organisation=cast.university, on=DAY).problems[0]


def test_plan_waits_for_every_signature_and_the_public_notice() -> None:
    cast, _receipt = with_income()
    a_rule(cast, notice_days=15)
    plan = proposed(cast)

    with pytest.raises(ValidationError, match="Not signed yet"):
        planning.approve(plan=plan, by=cast.manager, on=DAY)
    all_sign(cast, plan)
    with pytest.raises(ValidationError, match="public notice"):
        planning.approve(plan=plan, by=cast.manager, on=DAY + dt.timedelta(days=15))

    assert planning.approve(plan=plan, by=cast.manager, on=DAY + dt.timedelta(days=16)).state == "approved"


def test_nobody_signs_for_another_inventor() -> None:
    cast, _receipt = with_income()
    line = proposed(cast).lines.get(position=1)

    with pytest.raises(PermissionDenied):
        planning.answer(line=line, accepts=True, reason="", claims=None, by=cast.inventors[1])
    with pytest.raises(PermissionDenied):
        planning.answer(line=line, accepts=True, reason="", claims=None, by=cast.manager)


def test_dispute_freezes_the_disputed_part_alone() -> None:
    cast, _receipt = with_income()
    plan = proposed(cast)
    all_sign(cast, plan)
    third = plan.lines.get(position=3)
    planning.answer(
        line=third, accepts=False, reason="贡献更大", claims=Fraction(2, 10), by=cast.inventors[2]
    )
    plan = planning.approve(plan=plan, by=cast.manager, on=DAY)

    pay(cast, plan)
    shown = lines_of_plan(plan)
    assert sum(one.frozen.minor for one in shown) == 5_000_00
    assert [one.paid.minor for one in shown] == [30_000_00 - 3_333_33, 15_000_00 - 1_666_67, 5_000_00]

    planning_line = PlanLine.objects.get(pk=third.pk)
    with pytest.raises(ValidationError, match="paid already"):
        planning.answer(line=planning_line, accepts=False, reason="x", claims=None, by=cast.inventors[2])
    planning.answer(line=planning_line, accepts=True, reason="", claims=None, by=cast.inventors[2])
    pay(cast, plan, "p2")
    assert [one.paid.minor for one in lines_of_plan(plan)] == [30_000_00, 15_000_00, 5_000_00]


def test_ledger_holds_every_fen_through_payment_and_reversal() -> None:
    cast, _receipt = with_income()
    a_cost(cast, 1_234_56)
    plan = approved(cast)
    pay(cast, plan)
    again = pay(cast, plan)
    assert [one.pk for one in again] == [one.pk for one in pay(cast, plan)]

    book = cast.university
    assert not unbalanced().exists()
    assert balance(book, "licence_income") == {}
    assert balance(book, "inventor_payable") == {}
    assert balance(book, "cash")["CNY"] == 100_000_00 - plan.inventors_minor
    assert balance(book, "unit_share")["CNY"] == -plan.unit_minor
    assert balance(book, "cost_recovered")["CNY"] == -1_234_56

    wrong = again[0]
    first = paying.reverse_payment(payment=wrong, reason="账号有误", by=cast.manager, on=DAY)
    assert paying.reverse_payment(payment=wrong, reason="账号有误", by=cast.manager, on=DAY) == first
    assert balance(book, "inventor_payable")["CNY"] == -wrong.minor
    assert Event.objects.filter(code="utilization.reward.paid", superseded_by=None).count() == 2
    pay(cast, plan, "p2")
    assert balance(book, "inventor_payable") == {}


def test_cancelled_plan_gives_its_income_back() -> None:
    cast, receipt = with_income()
    plan = approved(cast)
    pay(cast, plan)
    with pytest.raises(ValidationError, match="reverse the payments first"):
        planning.cancel(plan=plan, reason="x", by=cast.manager, on=DAY)
    with pytest.raises(ValidationError, match="cancel the plan first"):
        money.reverse_receipt(receipt=receipt, reason="x", by=cast.manager, on=DAY)
    for line in lines_of_plan(plan):
        paying.reverse_payment(payment=line.payments[0][0], reason="x", by=cast.manager, on=DAY)

    planning.cancel(plan=plan, reason="份额有误", by=cast.manager, on=DAY)

    assert not PlanPart.objects.exists()
    assert balance(cast.university, "licence_income")["CNY"] == -100_000_00
    assert proposed(cast).income_minor == 100_000_00


def test_reward_by_the_law_is_due_three_months_after_the_grant_and_ends_with_the_last_payment() -> None:
    cast = a_cast()
    Right.objects.filter(pk=cast.right.pk).update(granted_on=dt.date(2026, 9, 1))
    Event.objects.filter(right=cast.right, code="creation.right.granted").update(
        happened_on=dt.date(2026, 9, 1)
    )
    cast.right.refresh_from_db()
    draft = reckon_reward(right=cast.right, organisation=cast.university)
    assert (draft.parts.inventors, draft.amounts) == (4_000_00, [2_400_00, 1_200_00, 400_00])
    assert draft.floor.due_on == dt.date(2026, 12, 1)

    plan = planning.propose(draft=draft, by=cast.manager, on=DAY)
    with pytest.raises(ValidationError, match="stands in a plan already"):
        reckon_reward(right=cast.right, organisation=cast.university)
    all_sign(cast, plan)
    plan = planning.approve(plan=plan, by=cast.manager, on=DAY)
    pay(cast, plan, "p1", [plan.lines.get(position=1).pk])
    pay(cast, plan, "p2")

    told = Event.objects.filter(code="utilization.reward.paid").order_by("pk")
    assert [event.details["part"] for event in told] == ["yes", "yes", "no"]
    assert balance(cast.university, "cash")["CNY"] == -4_000_00
    assert balance(cast.university, "inventor_paid")["CNY"] == 4_000_00


@pytest.mark.parametrize(
    ("kind", "day", "minor"),
    [("invention", "2024-01-19", 3_000_00), ("invention", "2024-01-20", 4_000_00),
     ("utility_model", "2024-01-19", 1_000_00), ("design", "2024-01-20", 1_500_00)],
)  # fmt: skip
def test_reward_is_that_of_the_day_of_the_grant(kind: str, day: str, minor: int) -> None:
    cast = a_cast(kind)
    Right.objects.filter(pk=cast.right.pk).update(granted_on=dt.date.fromisoformat(day))
    cast.right.refresh_from_db()

    assert reckon_reward(right=cast.right, organisation=cast.university).parts.inventors == minor


def test_inventor_sees_the_agreement_behind_a_plan_and_is_asked_to_sign() -> None:
    cast, receipt = with_income()
    inventor = cast.inventors[0]
    assert not visible_agreements(inventor).exists()

    proposed(cast)

    assert visible_agreements(inventor).get() == receipt.agreement
    assert len(list(steps(inventor, DAY))) == 1


def test_income_in_two_currencies_is_shared_one_after_the_other() -> None:
    cast, _receipt = with_income(100_00)
    cast.received(cast.signed(lumps=(lump(70_00),), currency="USD"), 70_00, "usd", received_on=DAY)

    first = reckon(right=cast.right, organisation=cast.university, on=DAY)
    assert (first.currency, first.parts.income) == ("CNY", 100_00)
    assert [one.money.minor for one in first.waiting] == [70_00]
    planning.propose(draft=first, by=cast.manager, on=DAY)
    second = reckon(right=cast.right, organisation=cast.university, on=DAY)
    assert (second.currency, second.parts.income, list(second.waiting)) == ("USD", 70_00, [])
    planning.propose(draft=second, by=cast.manager, on=DAY)
    with pytest.raises(ValidationError, match="Nothing was received"):
        reckon(right=cast.right, organisation=cast.university, on=DAY)


def test_income_of_before_and_after_a_new_rule_is_shared_by_the_rule_of_its_time() -> None:
    cast, _receipt = with_income(100_00)
    a_rule(cast, "9/10", since=dt.date(2026, 11, 3))
    cast.received(cast.signed(lumps=(lump(50_00),)), 50_00, "later", received_on=dt.date(2026, 11, 3))

    plans = [proposed(cast), proposed(cast)]

    assert [(plan.income_minor, plan.inventors_minor) for plan in plans] == [(100_00, 50_00), (50_00, 45_00)]


def test_plan_on_whose_income_later_tiers_begin_is_not_cancelled_before_them() -> None:
    cast, _receipt = with_income(50_000_00)
    a_rule(cast, "9/10", "5/10")
    first = proposed(cast)
    cast.received(cast.signed(lumps=(lump(10_000_00),)), 10_000_00, "k2")
    second = proposed(cast)
    assert (first.inventors_minor, second.inventors_minor) == (45_000_00, 5_000_00)

    # Else the first 50,000 would be shared anew at the lower rate, and the inventors lose 20,000.
    with pytest.raises(ValidationError, match=f"plan {second.pk}"):
        planning.cancel(plan=first, reason="x", by=cast.manager, on=DAY)
    planning.cancel(plan=second, reason="x", by=cast.manager, on=DAY)
    planning.cancel(plan=first, reason="x", by=cast.manager, on=DAY)
    assert proposed(cast).inventors_minor == 45_000_00 + 5_000_00


def test_form_that_paid_something_else_pays_nothing_in_silence() -> None:
    cast, _receipt = with_income()
    plan = approved(cast)
    first, second = (plan.lines.get(position=place).pk for place in (1, 2))
    paid = pay(cast, plan, "p1", [first])

    assert pay(cast, plan, "p1", [first]) == paid
    with pytest.raises(ValidationError, match="something else"):
        pay(cast, plan, "p1", [second])
    with pytest.raises(ValidationError, match="something else"):
        paying.pay(
            plan=plan, lines=[first], paid_on=DAY, reference="other", key="p1", by=cast.manager, on=DAY
        )


def test_rules_that_set_no_reward_leave_the_one_of_the_law() -> None:
    cast = a_cast()
    Right.objects.filter(pk=cast.right.pk).update(granted_on=dt.date(2026, 9, 1))
    cast.right.refresh_from_db()
    a_rule(cast, rewards={"design": 2_000_00})

    # Implementing Regulations 93: the reward of the law where the rules say nothing of it.
    draft = reckon_reward(right=cast.right, organisation=cast.university)
    assert (draft.parts.inventors, draft.floor.due_on) == (4_000_00, dt.date(2026, 12, 1))
    a_rule(cast, since=dt.date(2026, 2, 1), rewards={"invention": 3_000_00})
    assert reckon_reward(right=cast.right, organisation=cast.university).parts.inventors == 3_000_00


def test_receipt_reversed_while_the_plan_was_looked_over_is_not_shared() -> None:
    cast, receipt = with_income()
    draft = reckon(right=cast.right, organisation=cast.university, on=DAY)
    money.reverse_receipt(receipt=receipt, reason="退票", by=cast.manager, on=DAY)

    with pytest.raises(ValidationError, match="look it over again"):
        planning.propose(draft=draft, by=cast.manager, on=DAY)
    assert not DistributionPlan.objects.exists()

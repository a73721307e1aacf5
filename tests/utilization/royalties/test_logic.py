"""A report by the clauses: tiers, minimum, caps, deductions, flags; exact whatever the amounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.utilization.agreements.logic import Running, Tier, divided, periods
from mainline.utilization.royalties.logic import (
    Before,
    Flag,
    StepKind,
    Told,
    check,
    flags_of,
    plain,
    steps_of,
)

FROM, TO = dt.date(2026, 1, 1), dt.date(2026, 3, 31)
TIERED = Running((Tier(0, Fraction(5, 100)), Tier(1_000_000_00, Fraction(3, 100))), every=3)
AMOUNTS = st.integers(0, 10**13)
RATES = st.fractions(0, 1, max_denominator=10_000)


@st.composite
def clauses(draw: st.DrawFn) -> Running:
    """Any running royalty that both sides could have signed."""
    bounds = sorted(draw(st.sets(st.integers(1, 10**12), max_size=3)))
    tiers = tuple(Tier(above, draw(RATES)) for above in (0, *bounds))
    minimum = draw(st.none() | st.integers(0, 10**9))
    cap = draw(st.none() | st.integers(minimum or 0, 10**10))
    total = draw(st.none() | st.integers(minimum or 0, 10**11))
    return Running(
        tiers, is_cumulative=draw(st.booleans()), minimum=minimum, cap_period=cap, cap_total=total,
        deductions=("运费",), deductions_cap=draw(st.none() | RATES),
    )  # fmt: skip


def told(minor: int, claimed: int = 0, **more: object) -> Told:
    given: dict[str, object] = {
        "period_from": FROM, "period_to": TO, "sales": (("收获机", minor),), "deductions": (), "claimed": claimed,
        "filed_on": dt.date(2026, 4, 20),
    }  # fmt: skip
    return Told(**{**given, **more})  # type: ignore[arg-type]


def flags(running: Running, report: Told, **more: object) -> set[Flag]:
    return {raised.flag for raised in check(running, report, **more).flags}  # type: ignore[arg-type]


def test_tiers_are_reckoned_one_by_one() -> None:
    checked = check(TIERED, told(1_500_000_00))

    tiers = [step for step in checked.steps if step.kind is StepKind.TIER]
    assert [(step.low, step.high, step.minor) for step in tiers] == [
        (0, 1_000_000_00, Fraction(50_000_00)),
        (1_000_000_00, 1_500_000_00, Fraction(15_000_00)),
    ]
    assert checked.owed == 65_000_00


def test_cumulative_tiers_go_on_where_earlier_periods_ended() -> None:
    checked = check(replace(TIERED, is_cumulative=True), told(500_000_00), Before(base=800_000_00))

    assert checked.owed == 10_000_00 + 9_000_00


@pytest.mark.parametrize(
    ("given_", "before", "owed"),
    [
        ({"minimum": 100}, Before(), 100),
        ({"cap_period": 40}, Before(), 40),
        ({"cap_total": 100}, Before(royalty=70), 30),
        ({"cap_total": 100}, Before(royalty=100), 0),
        ({"minimum": 60, "cap_total": 100}, Before(royalty=90), 10),
    ],
)
def test_minimum_and_caps(given_: dict[str, int], before: Before, owed: int) -> None:
    running = Running((Tier(0, Fraction(5, 100)),), **given_)  # type: ignore[arg-type]

    assert check(running, told(1000), before).owed == owed


def test_deduction_above_the_cap_is_flagged_and_cut() -> None:
    running = replace(TIERED, deductions=("运费", "退货"), deductions_cap=Fraction(1, 10))

    checked = check(running, told(1000_00, deductions=(("运费", 90_00), ("退货", 30_00))))

    assert checked.base == 900_00
    (over,) = (raised for raised in checked.flags if raised.flag is Flag.OVER_CAP)
    assert over.by == 20_00


def test_deduction_of_another_kind_does_not_count() -> None:
    running = replace(TIERED, deductions=("运费",))

    checked = check(running, told(1000_00, deductions=(("广告", 90_00),)))

    assert checked.base == 1000_00
    assert Flag.NOT_ALLOWED in {raised.flag for raised in checked.flags}


def test_missing_and_strange_products_are_flagged() -> None:
    running = replace(TIERED, products=("收获机", "脱粒机"))

    assert {Flag.MISSING} <= flags(running, told(100, 5))
    assert {Flag.MISSING, Flag.STRANGE} <= flags(running, told(100, 5, sales=(("拖拉机", 100),)))


def test_late_wrong_and_skipped_periods_are_flagged() -> None:
    assert Flag.LATE not in flags(TIERED, told(0, filed_on=dt.date(2026, 4, 30)))
    assert Flag.LATE in flags(TIERED, told(0, filed_on=dt.date(2026, 5, 1)))
    assert flags(TIERED, told(0), periods=[(FROM, TO)], missed=2) == {Flag.GAP}
    assert flags(TIERED, told(0), periods=[(FROM, dt.date(2026, 6, 30))]) == {Flag.PERIOD}


def test_variance_says_by_how_much() -> None:
    checked = check(TIERED, told(1000_00, 40_00))

    (raised,) = checked.flags
    assert (raised.flag, raised.by) == (Flag.VARIANCE, 10_00)


def test_periods_are_those_of_the_calendar() -> None:
    found = list(periods(TIERED, dt.date(2026, 2, 10), dt.date(2026, 8, 15)))

    assert found == [
        (dt.date(2026, 2, 10), dt.date(2026, 3, 31)),
        (dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
        (dt.date(2026, 7, 1), dt.date(2026, 8, 15)),
    ]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(clauses(), AMOUNTS, st.integers(0, 10**11))
def test_royalty_lies_within_its_limits(running: Running, sales: int, deducted: int) -> None:
    checked = check(running, told(sales, deductions=(("运费", deducted),)))

    assert 0 <= checked.base <= sales
    if running.cap_period is not None:
        assert checked.owed <= running.cap_period
    if running.cap_total is not None:
        assert checked.owed <= running.cap_total
    if running.minimum is not None:
        assert checked.owed >= running.minimum
    if running.minimum is running.cap_period is running.cap_total is None:
        highest = max(tier.rate for tier in running.tiers)
        assert checked.owed <= checked.base * highest + Fraction(1, 2)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(clauses(), st.lists(st.integers(0, 10**12), min_size=1, max_size=5))
def test_cumulative_periods_come_to_what_one_period_would(running: Running, sales: list[int]) -> None:
    free = replace(running, is_cumulative=True, minimum=None, cap_period=None, cap_total=None)
    before = Before()
    for minor in sales:
        checked = check(free, told(minor), before)
        before = Before(before.base + checked.base, before.royalty + checked.owed)

    whole = check(free, told(sum(sales)))
    # Each period rounds once.
    assert abs(whole.owed - before.royalty) <= len(sales)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(clauses(), AMOUNTS)
def test_check_is_kept_whole(running: Running, sales: int) -> None:
    checked = check(running, told(sales, 1))

    assert tuple(steps_of(plain(checked))) == checked.steps
    assert tuple(flags_of(plain(checked))) == checked.flags


@given(st.integers(0, 10**15), st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_division_leaves_no_rest_and_nobody_a_minor_unit_off(minor: int, weights: list[int]) -> None:
    total = sum(weights)
    parts = divided(minor, [(at, Fraction(weight, total)) for at, weight in enumerate(weights)])

    assert sum(parts.values()) == minor
    assert all(abs(parts[at] - minor * Fraction(weight, total)) < 1 for at, weight in enumerate(weights))

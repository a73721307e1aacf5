"""Shares to the minor unit, tiers of the unit, and what a dispute freezes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.utilization.agreements.logic import Tier
from mainline.utilization.distribution.logic import (
    HALF,
    Dispute,
    Refused,
    check_shares,
    frozen,
    lines_of,
    parts_of,
)


def shares(*percents: int) -> list[tuple[str, Fraction]]:
    return [(f"p{at}", Fraction(percent, 100)) for at, percent in enumerate(percents)]


@st.composite
def any_shares(draw: st.DrawFn) -> list[tuple[str, Fraction]]:
    """Shares that come to one."""
    weights = draw(st.lists(st.integers(1, 10**4), min_size=1, max_size=9))
    return [(f"p{at}", Fraction(weight, sum(weights))) for at, weight in enumerate(weights)]


def test_shares_that_do_not_come_to_a_whole_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        check_shares(shares(60, 30, 5))

    assert caught.value.code == "sum"


def test_share_below_the_least_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        check_shares(shares(60, 35, 5), Fraction(1, 10))

    assert (caught.value.code, caught.value.about) == ("least", "p2")


def test_costs_come_first_and_tiers_go_on() -> None:
    tiers = (Tier(0, Fraction(7, 10)), Tier(100_00, HALF))

    assert parts_of(150_00, 10_00, tiers).inventors == 70_00 + 20_00
    assert parts_of(150_00, 10_00, tiers, earlier=100_00).inventors == 70_00


def test_half_of_an_odd_amount_is_not_undercut() -> None:
    parts = parts_of(101, 0, (Tier(0, HALF),))

    assert (parts.inventors, parts.unit) == (51, 50)


def test_dispute_over_a_share_freezes_the_difference_among_the_others() -> None:
    stopped = frozen(
        [60, 30, 10], [Fraction(6, 10), Fraction(3, 10), Fraction(1, 10)], [Dispute(2, Fraction(28, 100))]
    )

    assert stopped == [12, 6, 0]


def test_dispute_without_a_share_freezes_its_own_line() -> None:
    assert frozen([60, 40], [Fraction(6, 10), Fraction(4, 10)], [Dispute(1, None)]) == [0, 40]


@given(st.integers(0, 10**13), any_shares())
def test_lines_come_to_what_all_get(minor: int, told: list[tuple[str, Fraction]]) -> None:
    assert sum(lines_of(minor, told)) == minor


@given(
    st.integers(0, 10**13), st.integers(0, 10**13),
    st.lists(st.fractions(HALF, 1, max_denominator=100), min_size=1, max_size=3), st.integers(0, 10**12),
)  # fmt: skip
def test_no_fen_is_lost_and_the_floor_holds(a: int, b: int, rates: list[Fraction], earlier: int) -> None:
    income, costs = max(a, b), min(a, b)
    tiers = [Tier(at * 10**10, rate) for at, rate in enumerate(rates)]

    parts = parts_of(income, costs, tiers, earlier)

    assert parts.costs + parts.inventors + parts.unit == income
    assert parts.inventors * 2 >= parts.net
    assert parts.unit >= 0


@given(st.integers(0, 10**12), any_shares(), st.data())
def test_a_dispute_freezes_no_more_than_there_is(
    minor: int, told: list[tuple[str, Fraction]], data: st.DataObject
) -> None:
    amounts = lines_of(minor, told)
    places = data.draw(st.sets(st.integers(0, len(told) - 1)))
    claims = st.none() | st.fractions(Fraction(1, 100), 1, max_denominator=100)
    disputes = [Dispute(place, data.draw(claims)) for place in sorted(places)]

    stopped = frozen(amounts, [share for _name, share in told], disputes)

    assert all(0 <= stop <= amount for stop, amount in zip(stopped, amounts, strict=True))
    if not disputes:
        assert not any(stopped)

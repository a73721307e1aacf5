"""What keeping a right in force costs, by hand: bands of grace, reductions that do not add up, restoration, what is not known."""

from __future__ import annotations

import datetime as dt
import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.portfolio.fees.upkeep import (
    Year,
    bands_of,
    costs_of,
    low_and_high,
    payment_of,
    totals,
    years_of,
)
from mainline.register.deadlines.happenings import Known, Thread, Told, thread_of
from mainline.register.deadlines.refresh import deriver
from mainline.rules.money import Money

D = dt.date


def a_thread(office: str = "CN", kind: str = "invention", *events: Told, **facts: Any) -> Thread:
    filed, granted = facts.pop("filed_on", D(2017, 7, 21)), facts.pop("granted_on", D(2020, 3, 10))
    thread = thread_of(Known(office, kind, filed, None, granted, (), facts), events)
    assert thread is not None
    return thread


def all_years(thread: Thread) -> list[Year]:
    return years_of(deriver().derive(thread.packs, thread.facts, thread.happenings))


def year(thread: Thread, number: int) -> Year:
    return next(each for each in all_years(thread) if each.number == number)


def yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


def test_schedule_runs_from_the_year_after_grant_to_the_end_of_the_term() -> None:
    found = all_years(a_thread())
    assert [each.number for each in found] == list(range(4, 21))
    assert (found[0].nominal, found[-1].nominal) == (D(2020, 7, 21), D(2036, 7, 21))


@pytest.mark.parametrize(
    ("on", "status", "percent", "total"),
    [
        (D(2027, 7, 1), "payable", 0, 4000),
        (D(2027, 8, 21), "payable", 0, 4000),
        (D(2027, 8, 22), "surcharge", 5, 4200),
        (D(2027, 9, 21), "surcharge", 5, 4200),
        (D(2028, 1, 21), "surcharge", 25, 5000),
        (D(2028, 1, 22), "restorable", None, 6000),
    ],
)
def test_payment_by_day_follows_the_months_of_grace(
    on: dt.date, status: str, percent: int, total: int
) -> None:
    thread = a_thread()
    payment = payment_of(deriver().engine, thread, year(thread, 11), on)
    assert (payment.status, payment.total) == (status, yuan(total))
    assert payment.percent == percent
    assert all(outcome.edition is not None for _, outcome in payment.rules)


def test_reduction_is_of_the_fee_and_the_surcharge_stays_on_the_full_one() -> None:
    thread = a_thread(reduction=Fraction(85, 100))
    payment = payment_of(deriver().engine, thread, year(thread, 11), D(2027, 9, 1))
    assert [(part.code, part.amount) for part in payment.parts] == [
        ("annual_fee", yuan(600)),
        ("surcharge", yuan(200)),
    ]


def test_reduction_ends_ten_years_from_that_of_grant() -> None:
    thread = a_thread(reduction=Fraction(85, 100))
    engine = deriver().engine
    assert [costs_of(engine, thread, year(thread, number)).is_reduced for number in (4, 12, 13)] == [
        True,
        True,
        False,
    ]


def test_open_licence_and_reduction_do_not_add_up() -> None:
    engine = deriver().engine
    both = a_thread(reduction=Fraction(85, 100), open_licence_implemented=True)
    alone = a_thread(open_licence_implemented=True)
    assert costs_of(engine, both, year(both, 11)).payable == yuan(600)
    assert costs_of(engine, alone, year(alone, 11)).payable == yuan(3400)


def test_restoration_is_possible_until_two_months_after_the_notice_that_the_thread_tells_of() -> None:
    notice = Told(1, "portfolio.right.cessation_notified", D(2027, 3, 10))
    thread = a_thread("CN", "invention", notice)
    tenth = year(thread, 10)
    in_time = payment_of(deriver().engine, thread, tenth, D(2027, 5, 10))
    assert (in_time.status, in_time.until, in_time.total) == ("restorable", D(2027, 5, 10), yuan(6000))
    assert payment_of(deriver().engine, thread, tenth, D(2027, 5, 11)).status == "lapsed"


def test_amount_that_nobody_read_is_not_known_and_never_zero() -> None:
    thread = a_thread("EP", "invention", filed_on=D(2022, 6, 15), granted_on=None)
    costs = costs_of(deriver().engine, thread, year(thread, 6))
    assert (costs.full, costs.payable, low_and_high(costs)) == (None, None, None)
    assert costs.why


def test_size_of_the_entity_is_asked_for_and_the_full_fee_is_the_most() -> None:
    engine, known = deriver().engine, {"filed_on": D(2021, 1, 5), "granted_on": D(2023, 3, 7)}
    silent = a_thread("US", "invention", **known)
    costs = costs_of(engine, silent, year(silent, 1))
    assert (costs.payable, costs.missing, costs.full) == (None, {"entity"}, Money(215000, "USD"))
    small = a_thread("US", "invention", **known, entity="small")
    assert costs_of(engine, small, year(small, 1)).payable == Money(86000, "USD")


@settings(max_examples=60, deadline=None)
@given(
    filed=st.dates(D(2014, 6, 1), D(2024, 12, 31)),
    late=st.integers(0, 230),
    share=st.sampled_from([None, 70, 85]),
)
def test_a_later_payment_never_costs_less_and_its_parts_add_up(
    filed: dt.date, late: int, share: int | None
) -> None:
    facts: dict[str, Any] = {"reduction": Fraction(share, 100)} if share else {}
    thread = a_thread(filed_on=filed, granted_on=filed + dt.timedelta(days=700), **facts)
    engine, fifth = deriver().engine, year(thread, 5)
    first = payment_of(engine, thread, fifth, fifth.due)
    later = payment_of(engine, thread, fifth, fifth.due + dt.timedelta(days=late))
    assert first.total is not None
    assert later.total is not None
    assert later.total >= first.total
    assert list(totals(part.amount for part in later.parts)) == [later.total]


@settings(max_examples=30, deadline=None)
@given(filed=st.dates(D(2014, 6, 1), D(2024, 12, 31)))
def test_months_of_grace_leave_no_day_out(filed: dt.date) -> None:
    thread = a_thread(filed_on=filed, granted_on=filed + dt.timedelta(days=700))
    fifth = year(thread, 5)
    bands = bands_of(deriver().engine, lambda _day: thread, fifth)
    assert bands[0].first == fifth.nominal + dt.timedelta(days=1)
    assert bands[-1].last == fifth.grace_end
    assert all(b.first == a.last + dt.timedelta(days=1) for a, b in itertools.pairwise(bands))
    assert all(band.payment.total is not None for band in bands)

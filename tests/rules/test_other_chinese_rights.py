"""Trademarks, copyright, layout-designs, damages in China: what holds whatever the day, beyond the examples of the packs."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.rules.engine import Engine, Outcome
from mainline.rules.explaining import explained
from mainline.rules.loading import Ready, rulebook
from mainline.rules.money import Money
from mainline.rules.periods import add_months
from mainline.rules.values import Value

D = dt.date
BOOK = rulebook()
ENGINE = Engine(BOOK)
NEW_LAW = D(2027, 1, 1)
MARKS = [
    ready
    for name, ready in BOOK.rules.items()
    if ready.pack.pack.id == "cn-trademark" or name == "cn.gi.mark_term"
]
MORE: dict[str, Value] = {"delivery": "electronic", "priority_date": D(2013, 1, 1)}


def asked(rule: str, event: str, day: dt.date, **facts: Value) -> Outcome:
    return ENGINE.ask(rule, {"event": event, "event_date": day, **facts})


@pytest.mark.parametrize("ready", MARKS, ids=[ready.rule.id for ready in MARKS])
@given(days=st.integers(0, 4000))
@settings(max_examples=10, deadline=None)
def test_law_of_2027_gives_no_date_of_a_mark(ready: Ready, days: int) -> None:
    for event in ready.rule.triggers:
        outcome = asked(ready.rule.id, event, NEW_LAW + dt.timedelta(days=days), **MORE)
        assert (outcome.state, dict(outcome.values)) == ("not_encoded", {})


@pytest.mark.parametrize("ready", MARKS, ids=[ready.rule.id for ready in MARKS])
@given(day=st.dates(D(2014, 5, 1), D(2026, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_period_of_a_mark_that_runs_into_2027_says_so(ready: Ready, day: dt.date) -> None:
    for event in ready.rule.triggers:
        facts: dict[str, Value] = {"event": event, "event_date": day, **MORE}
        told = explained(ENGINE, ready, facts)
        dates = [value for value in told.outcome.values.values() if isinstance(value, dt.date)]
        assert dates
        if max(dates) >= NEW_LAW:
            assert any("2027-01-01" in caveat.en for caveat in told.caveats)


@given(day=st.dates(D(1941, 1, 1), D(2040, 12, 31)), other=st.dates(D(1941, 1, 1), D(2040, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_joint_work_ends_fifty_years_after_the_last_death(day: dt.date, other: dt.date) -> None:
    both = asked(
        "cn.copyright.expiry", "author_death", day, right_type="copyright", other_author_deaths=(other,)
    )
    assert both.date("expiry_date") == D(max(day, other).year + 50, 12, 31)


@given(
    filed=st.dates(D(2001, 10, 1), D(2040, 12, 31)),
    exploited=st.none() | st.dates(D(1999, 10, 1), D(2040, 12, 31)),
    created=st.none() | st.dates(D(1985, 1, 1), D(2040, 12, 31)),
)
@settings(max_examples=60, deadline=None)
def test_layout_design_never_outlives_fifteen_years_from_its_creation(
    filed: dt.date, exploited: dt.date | None, created: dt.date | None
) -> None:
    outcome = asked(
        "cn.layout.term", "filing", filed, first_commercial_exploitation=exploited, creation_date=created
    )
    end = outcome.date("term_anniversary")
    assert end is not None
    assert end <= add_months(filed, 120)
    assert created is None or end <= add_months(created, 180)
    assert exploited is None or end <= add_months(exploited, 120)


@pytest.mark.parametrize("right", BOOK.rules["cn.damages.statutory_range"].rule.rights)
@pytest.mark.parametrize("day", [D(2014, 5, 1), D(2019, 10, 31), D(2021, 6, 1), D(2026, 12, 31)])
def test_range_of_damages_has_a_least_and_a_greater_most(right: str, day: dt.date) -> None:
    values = asked("cn.damages.statutory_range", "judgment", day, right_type=right).values
    assert isinstance(values["min"], Money)
    assert isinstance(values["max"], Money)
    assert values["min"] < values["max"]

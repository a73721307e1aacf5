"""Who is told of a date on a day: each lead once, on to others in working days, nobody twice, nothing overdue in silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mainline.portfolio.reminders.plan import (
    DEPUTY,
    MANAGERS,
    OWN,
    Call,
    Item,
    Told,
    Wish,
    calls,
    overdue_lead,
)
from mainline.rules.loading import rulebook

D = dt.date
DAY = dt.timedelta(days=1)
DUE = D(2026, 11, 27)
"""A Friday."""
ANNA, BERT, CHEF, DORA = 1, 2, 3, 4
EVERYBODY = frozenset({ANNA, BERT, CHEF, DORA})
ITEM = Item(9, DUE, "loss", ANNA, BERT, (CHEF, DORA))


def next_working(day: D) -> D:
    return rulebook().books.calendars["cn_patent"].add_working_days(day, 1)


def lived(
    item: Item,
    first: D,
    last: D,
    wishes: Mapping[int, Wish] | None = None,
    sees: frozenset[int] = EVERYBODY,
) -> list[tuple[D, Call]]:
    """Live through some days, once each, and return what was told when."""
    told: list[Told] = []
    found = []
    on = first
    while on <= last:
        for call in calls(item, wishes or {}, told, sees, on, next_working):
            told.append(Told(call.user, call.step, call.lead, on, not call.skip))
            found.append((on, call))
        assert calls(item, wishes or {}, told, sees, on, next_working) == []
        on += DAY
    return found


def short(found: list[tuple[D, Call]]) -> list[tuple[str, int, int, int, str]]:
    return [(on.isoformat(), call.user, call.lead, call.step, call.skip) for on, call in found]


def test_each_lead_is_told_once_and_where_nobody_acts_it_goes_up_in_working_days() -> None:
    assert short(lived(ITEM, D(2026, 10, 1), D(2026, 12, 1))) == [
        ("2026-10-28", ANNA, 30, OWN, ""),
        ("2026-11-20", ANNA, 7, OWN, ""),
        ("2026-11-26", ANNA, 1, OWN, ""),
        ("2026-11-27", BERT, 1, DEPUTY, ""),
        ("2026-11-28", ANNA, -1, OWN, ""),
        ("2026-11-28", BERT, -1, DEPUTY, ""),
        ("2026-11-30", CHEF, -1, MANAGERS, ""),
        ("2026-11-30", DORA, -1, MANAGERS, ""),
    ]


def test_who_acts_in_time_keeps_it_from_going_up_until_it_is_overdue() -> None:
    acted = Item(9, DUE, "loss", ANNA, BERT, (CHEF,), acted_on=D(2026, 11, 26))
    told = lived(acted, D(2026, 11, 26), D(2026, 11, 30))
    assert not [call for on, call in told if on <= DUE and call.step != OWN]
    assert [call.user for on, call in told if call.step == DEPUTY] == [BERT]


def test_what_is_overdue_is_told_again_every_seven_days() -> None:
    told = lived(ITEM, DUE + DAY, DUE + 20 * DAY)
    assert [(on - DUE).days for on, call in told if call.user == ANNA and not call.skip] == [1, 8, 15]
    assert {call.lead for _, call in told if call.user == CHEF} == {-1, -8, -15}


def test_new_item_tells_the_nearest_lead_and_notes_those_before_it() -> None:
    assert short(lived(ITEM, D(2026, 11, 23), D(2026, 11, 23))) == [
        ("2026-11-23", ANNA, 30, OWN, "passed"),
        ("2026-11-23", ANNA, 7, OWN, ""),
    ]


def test_what_nobody_sees_to_is_the_managers_from_the_first() -> None:
    nobody = Item(9, DUE, "loss", None, None, (CHEF,))
    assert {(call.user, call.step) for _, call in lived(nobody, D(2026, 10, 1), D(2026, 12, 20))} == {
        (CHEF, OWN)
    }


def test_who_may_not_see_it_is_noted_and_the_next_one_told() -> None:
    told = short(lived(ITEM, D(2026, 11, 20), D(2026, 11, 20), sees=frozenset({BERT, CHEF})))
    assert told == [
        ("2026-11-20", ANNA, 7, OWN, "hidden"),
        ("2026-11-20", BERT, 30, OWN, "passed"),
        ("2026-11-20", BERT, 7, OWN, ""),
    ]


def test_day_of_the_week_gathers_what_comes_until_the_next_but_not_the_last_lead() -> None:
    wishes = {ANNA: Wish(digest_day=1)}
    told = lived(ITEM, D(2026, 10, 1), DUE, wishes)
    own = [(on.isoformat(), call.lead) for on, call in told if call.user == ANNA]
    # Mondays: what would be due on Wednesday 28 October and Friday 20 November is told before.
    assert own == [("2026-10-26", 30), ("2026-11-16", 7), ("2026-11-26", 1)]


@pytest.mark.parametrize(("severity", "overdue"), [("loss", 1), ("cost", 1), ("chance", 0), ("office", 0)])
def test_only_what_is_grave_is_told_when_it_is_overdue(severity: str, overdue: int) -> None:
    told = lived(Item(9, DUE, severity, ANNA), DUE + DAY, DUE + 3 * DAY)
    assert len([call for _, call in told if not call.skip]) == overdue


def test_who_wishes_nothing_ahead_is_told_when_it_is_overdue_and_it_goes_up_all_the_same() -> None:
    told = lived(ITEM, D(2026, 10, 1), D(2026, 12, 2), {ANNA: Wish(leads={})})
    assert short(told)[0] == ("2026-11-28", ANNA, -1, OWN, "")
    assert {call.user for _, call in told} == EVERYBODY


def test_overdue_weeks() -> None:
    assert [overdue_lead(DUE, DUE + n * DAY) for n in (-1, 0, 1, 7, 8, 15)] == [None, None, -1, -1, -8, -15]


leads = st.lists(st.integers(0, 60), max_size=4).map(lambda days: {"loss": days})
wish = st.builds(Wish, leads=leads, digest_day=st.integers(0, 7))


@example(DUE, 1, {ANNA: Wish(leads={"loss": [0, 0]})}, (ANNA, None))
@given(
    due=st.dates(D(2026, 3, 1), D(2026, 10, 31)),
    before=st.integers(-5, 70),
    wishes=st.dictionaries(st.sampled_from(sorted(EVERYBODY)), wish),
    people=st.tuples(st.sampled_from([None, ANNA]), st.sampled_from([None, BERT])),
)
@settings(max_examples=60, deadline=None)
def test_nobody_is_told_the_same_twice_and_managers_hear_of_all_that_is_overdue(
    due: D, before: int, wishes: dict[int, Wish], people: tuple[int | None, int | None]
) -> None:
    item = Item(9, due, "loss", *people, (CHEF,))

    told = lived(item, due - before * DAY, due + 35 * DAY, wishes)

    keys = [(call.user, call.step, call.lead) for _, call in told]
    assert len(keys) == len(set(keys))
    reached = [on for on, call in told if call.user == CHEF and call.lead < 0]
    assert reached
    # Two steps up, and the longest holidays in between.
    assert min(reached) <= max(due, due - before * DAY) + 25 * DAY


@given(due=st.dates(D(2026, 3, 1), D(2026, 10, 31)), day=st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_last_lead_is_never_late_however_letters_are_gathered(due: D, day: int) -> None:
    told = lived(Item(9, due, "loss", ANNA), due - 60 * DAY, due, {ANNA: Wish(digest_day=day)})
    assert (due - DAY, Call(9, ANNA, due, 1)) in told
    assert min(on for on, call in told if call.lead == 30) <= due - 30 * DAY

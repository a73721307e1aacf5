"""The clocks of a case: from the acts alone, with pauses, by the rule packs."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.protection.cases.clock import CONCLUSION, SUIT, Act, Clock, clocks, pauses_of
from mainline.rules.engine import Engine
from mainline.rules.loading import rulebook
from mainline.rules.periods import paused

_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

ENGINE = Engine(rulebook())
DAY = dt.timedelta(days=1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def told(on: str, *acts: tuple[str, ...], **more: bool) -> dict[str, Clock]:
    done = [Act(one[0], day(one[1]), *one[2:]) for one in acts]
    found = clocks(done, ENGINE, day(on), right_type="invention", **more)
    return {one.rule: one for one in found}


def test_a_case_runs_from_docketing_to_the_decision() -> None:
    begun = ("requested", "2026-03-05"), ("accepted", "2026-03-12"), ("served", "2026-03-19")
    found = told("2026-04-01", *begun)

    assert found["cn.adjudication.docket"].due_on == day("2026-03-12")
    assert found["cn.adjudication.docket"].state == "done"
    assert found["cn.adjudication.service"].due_on == day("2026-03-19")
    assert found["cn.adjudication.answer"].due_on == day("2026-04-03")
    assert found["cn.adjudication.answer"].days_left == 2
    assert found[CONCLUSION].due_on == day("2026-06-12")
    assert found[CONCLUSION].told.cite == ("ADJ2025 37",)
    assert SUIT not in found


def test_a_respondent_abroad_has_thirty_days() -> None:
    found = told("2026-04-01", ("served", "2026-03-19"), is_abroad=True)

    assert found["cn.adjudication.answer"].told.outcome.date("nominal_date") == day("2026-04-18")


def test_papers_that_were_asked_for_let_the_time_run_anew() -> None:
    asked = ("requested", "2026-03-05"), ("asked", "2026-03-10")

    waiting = told("2026-03-30", *asked)["cn.adjudication.docket"]
    again = told("2026-03-30", *asked, ("completed", "2026-03-27"))["cn.adjudication.docket"]

    assert waiting.state == "still"
    assert waiting.due_on is None
    assert again.began_on == day("2026-03-27")
    assert again.due_on == day("2026-04-03")


def test_what_comes_late_is_late_and_what_never_came_is_missed() -> None:
    late = told("2026-04-01", ("requested", "2026-03-05"), ("accepted", "2026-03-13"))
    missed = told("2026-03-13", ("requested", "2026-03-05"))

    assert late["cn.adjudication.docket"].state == "late"
    assert missed["cn.adjudication.docket"].state == "missed"
    assert missed["cn.adjudication.docket"].days_left == -1


def test_pauses_do_not_count_and_while_one_runs_there_is_no_day() -> None:
    acts = ("accepted", "2026-03-12"), ("paused", "2026-04-01", "appraisal")

    still = told("2026-04-20", *acts)[CONCLUSION]
    on = told("2026-05-02", *acts, ("resumed", "2026-05-01", "appraisal"))[CONCLUSION]

    assert (still.state, still.due_on, still.days_left) == ("still", None, 72)
    assert on.due_on == day("2026-07-12")
    assert [(one.first, one.last) for one in on.pauses] == [(day("2026-04-01"), day("2026-05-01"))]


def test_extensions_lengthen_and_a_closed_case_has_no_more_days() -> None:
    acts = ("accepted", "2026-03-12"), ("extended_by_head", "2026-06-01")

    head = told("2026-06-02", *acts)[CONCLUSION]
    higher = told("2026-07-02", *acts, ("extended_by_higher", "2026-07-01", "2"))[CONCLUSION]
    gone = told("2026-07-02", *acts, ("withdrawn", "2026-06-05"))[CONCLUSION]

    assert head.due_on == day("2026-07-12")
    assert higher.due_on == day("2026-09-12")
    assert gone.state == "done"


def test_fifteen_days_to_sue_from_the_service_of_the_decision() -> None:
    acts = ("accepted", "2026-03-12"), ("decided", "2026-06-01"), ("decision_served", "2026-06-01")

    found = told("2026-06-02", *acts)[SUIT]

    assert found.due_on == day("2026-06-16")
    assert "PL2020 65" in found.told.cite


_SPANS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 60)), max_size=6)


@_PATIENT
@given(_SPANS)
def test_a_pause_moves_the_end_by_its_own_days_and_never_by_more(spans: list[tuple[int, int]]) -> None:
    start, end = day("2026-03-12"), day("2026-06-12")
    begun = [start + first * DAY for first, _ in spans]
    ended = [start + (first + length) * DAY for first, length in spans]

    moved = paused(start, end, begun, ended)

    assert end <= moved <= end + sum(length for _, length in spans) * DAY
    # Counted day by day: each day between start and the new end on which it did not stand still was one of the period's.
    stood = {one + n * DAY for one, two in zip(begun, ended, strict=True) for n in range((two - one).days)}
    counted = [one for n in range((moved - start).days) if (one := start + n * DAY) not in stood]
    assert len(counted) == (end - start).days or moved == end


@_PATIENT
@given(
    st.lists(
        st.tuples(st.sampled_from(["paused", "resumed"]), st.sampled_from(["appraisal", "settlement"])),
        max_size=12,
    )
)
def test_each_pause_ends_once_and_none_ends_that_never_began(steps: list[tuple[str, str]]) -> None:
    acts = [Act(code, day("2026-03-12") + n * DAY, kind) for n, (code, kind) in enumerate(steps)]

    found = pauses_of(acts)

    assert all(one.last is None or one.first < one.last for one in found)
    for kind in ("appraisal", "settlement"):
        assert sum(one.kind == kind and one.last is None for one in found) <= 1


def test_what_was_missed_before_somebody_stopped_the_clock_stays_missed() -> None:
    accepted = ("accepted", "2026-03-12")
    late = told("2026-06-20", accepted, ("paused", "2026-06-15", "appraisal"))[CONCLUSION]
    last = told("2026-06-20", accepted, ("paused", "2026-06-12", "appraisal"))[CONCLUSION]
    asked = told("2026-03-20", ("requested", "2026-03-05"), ("asked", "2026-03-16"))["cn.adjudication.docket"]

    assert (late.due_on, late.state, late.days_left) == (day("2026-06-12"), "missed", -8)
    assert (last.state, last.days_left) == ("still", 0)
    assert (asked.due_on, asked.state) == (day("2026-03-12"), "missed")

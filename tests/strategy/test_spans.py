"""Spans say of every day what the judgement of that day says."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.record import RightKind
from mainline.register.logic import EventFact, Facts
from mainline.strategy.indicators.spans import Span, granted_on, spans_of, standing_on

CODES = (
    "creation.application.filed", "creation.application.published", "creation.grant.published", "portfolio.right.ceased",
    "portfolio.right.cessation_notified", "portfolio.right.restored", "portfolio.restoration.requested",
    "protection.invalidation.requested", "protection.invalidation.whole", "protection.invalidation.maintained",
    "portfolio.right.renewed", "portfolio.right.expired", "portfolio.term.extended", "creation.application.refused",
    "creation.reexamination.requested", "portfolio.annuity.paid",
)  # fmt: skip
days = st.dates(dt.date(1999, 1, 1), dt.date(2032, 12, 31))
events = st.builds(
    EventFact,
    code=st.sampled_from(CODES),
    happened_on=st.none() | days,
    effective_on=st.none() | days,
    details=st.just(()) | st.builds(lambda day: (("until", day.isoformat()),), days),
)
facts = st.builds(
    Facts,
    filed_on=st.none() | days,
    granted_on=st.none() | days,
    known_to=st.none() | days,
    is_granted=st.booleans(),
)
kinds = st.sampled_from([RightKind.INVENTION, RightKind.UTILITY_MODEL, RightKind.TRADEMARK, RightKind.GI])


@settings(max_examples=150, deadline=None)
@given(kinds, st.lists(events, max_size=7), facts, st.lists(days, min_size=3, max_size=12))
def test_spans_hold_the_days_on_which_the_judgement_says_so(
    kind: RightKind, told: list[EventFact], known: Facts, asked: list[dt.date]
) -> None:
    spans = spans_of(kind, "CN", told, known)
    edges = [day for span in spans for day in (span.since, span.until) if day and day > dt.date.min]
    for day in [*asked, *edges, *(edge - dt.timedelta(days=1) for edge in edges)]:
        standing = next((span.state for span in spans if span.holds(day)), "")
        assert standing == standing_on(kind, "CN", told, known, day), day


@settings(max_examples=100, deadline=None)
@given(kinds, st.lists(events, max_size=7), facts)
def test_spans_follow_each_other_and_never_overlap(
    kind: RightKind, told: list[EventFact], known: Facts
) -> None:
    spans = spans_of(kind, "CN", told, known)
    for before, after in itertools.pairwise(spans):
        assert before.until is not None
        assert before.until <= after.since
    assert all(span.until is None or span.since < span.until for span in spans)


def test_a_right_that_ceased_and_was_restored_has_two_spans_and_ends_with_its_term() -> None:
    told = [
        EventFact("creation.application.filed", dt.date(2010, 1, 5)),
        EventFact("creation.grant.published", dt.date(2013, 1, 5)),
        EventFact("portfolio.right.ceased", dt.date(2015, 6, 1)),
        EventFact("portfolio.right.restored", dt.date(2016, 2, 1)),
    ]
    assert spans_of(RightKind.INVENTION, "CN", told, Facts()) == (
        Span("alive", dt.date(2013, 1, 5), dt.date(2015, 6, 1)),
        Span("alive", dt.date(2016, 2, 1), dt.date(2030, 1, 5)),
    )


def test_a_mark_of_which_nobody_tells_whether_it_was_renewed_is_neither_in_force_nor_gone() -> None:
    told = [EventFact("creation.mark.registered", dt.date(2010, 1, 5))]
    spans = spans_of(RightKind.TRADEMARK, "CN", told, Facts())
    assert [span.state for span in spans] == ["alive", "unknown"]
    assert spans[0].until == spans[1].since


@pytest.mark.parametrize("stated", [None, dt.date(2012, 12, 30)])
def test_the_day_of_grant_is_that_of_the_source_else_of_the_event(stated: dt.date | None) -> None:
    told = [EventFact("creation.grant.published", dt.date(2013, 1, 5))]
    assert granted_on(told, Facts(granted_on=stated)) == (stated or dt.date(2013, 1, 5))

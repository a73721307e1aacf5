"""Counts and lists of the register: the same rule of who may see, and days where only one is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from mainline.offices.record import LegalEvent
from mainline.register import queries, threads
from mainline.register.lookup import find_right
from mainline.register.models import Event, Right
from tests.factories import an_event, enter, some_publications
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def test_figures_leave_out_hidden_and_joined_rights_and_replaced_events() -> None:
    shown, hidden, joined = enter(*some_publications(3))
    Right.objects.filter(pk=hidden.pk).update(confidentiality="holder")
    Right.objects.filter(pk=joined.pk).update(merged_into=shown)
    an_event(shown)
    an_event(shown, happened_on=dt.date(2024, 3, 19), supersedes=Event.objects.latest("pk"))

    figures = queries.figures(VISITOR)

    assert figures.rights == 1
    assert figures.statuses.total() == figures.kinds.total() == 1
    assert figures.events_by_link["utilization"] == 1
    listed = {link: threads.link_events(VISITOR, link).count() for link in figures.events_by_link}
    assert figures.events_by_link == listed
    assert "" not in figures.places


def test_event_with_a_day_of_effect_alone_stands_at_that_day_in_the_thread() -> None:
    deed = LegalEvent("US", "ASSIGNMENT", None, "ASSIGNMENT OF ASSIGNORS INTEREST", dt.date(2017, 9, 1))
    from dataclasses import replace

    (right,) = enter(replace(publication(), events=(deed,)))

    rows = threads.thread(VISITOR, right, "en")

    assert [row.on for row in rows] == sorted((row.on for row in rows), reverse=True)
    assert dt.date(2017, 9, 1) in [row.on for row in rows]


def test_right_found_to_be_another_is_found_under_its_old_id() -> None:
    keep, gone = enter(*some_publications(2))
    Right.objects.filter(pk=gone.pk).update(merged_into=keep)

    assert find_right(VISITOR, str(gone.pk)) == keep.pk
    Right.objects.filter(pk=keep.pk).update(confidentiality="holder")
    assert find_right(VISITOR, str(gone.pk)) is None


def test_nonsense_finds_no_right_and_breaks_nothing() -> None:
    for text in ("", "\x00", "CN\x00123", "9" * 5000, "\ud800"):
        assert find_right(VISITOR, text) is None

"""Rights folded anew from the sources that are kept, after the program has learned to read them better."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from mainline.register import actions, threads
from mainline.register.models import Event, IndexPending, Right
from mainline.register.sight import Sight
from tests.factories import DAY, an_event, enter, some_publications
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


def _facts() -> list[tuple[object, ...]]:
    rights = Right.objects.order_by("pk").values_list("pk", "title", "status", "published_on", "holder_name")
    events = Event.objects.order_by("right", "fingerprint").values_list("right", "code", "told_on", "source")
    return [*rights, *events]


def test_refold_of_what_is_read_the_same_changes_nothing() -> None:
    enter(*some_publications(3))
    before = _facts()
    assert actions.refold_all(on=DAY) == 3
    assert _facts() == before
    assert IndexPending.objects.count() == 3


def test_refold_mends_what_an_older_program_derived() -> None:
    (right,) = enter(publication())
    wrong = Event.objects.create(
        right=right, code="creation.right.granted", happened_on=dt.date(2017, 1, 1), recorded_at=right.sources.get()
        .imported_by.requested_at, source=right.sources.get(), fingerprint="0" * 32,
    )  # fmt: skip
    Right.objects.filter(pk=right.pk).update(title="错", holder_name="错", granted_on=dt.date(2017, 1, 1))

    actions.refold_all(on=DAY)

    mended = Right.objects.get()
    assert (mended.title, mended.granted_on) == (publication().titles[0].text, None)
    assert not Event.objects.filter(pk=wrong.pk).exists()


def test_refold_keeps_what_people_recorded_and_corrected() -> None:
    (right,) = enter(publication())
    an_event(right)
    published = right.events.get(code="creation.application.published")
    actions.record_event(
        right=right, code="creation.application.published", happened_on=dt.date(2018, 2, 1), by=None, on=DAY,
        source_text="更正", supersedes=published,
    )  # fmt: skip
    before = set(Event.objects.values_list("pk", flat=True))

    actions.refold_all(on=DAY)

    assert set(Event.objects.values_list("pk", flat=True)) == before
    shown = [row.event.pk for row in threads.thread(Sight(AnonymousUser(), Right.objects.get()), "zh")]
    assert published.pk not in shown

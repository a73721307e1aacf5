"""What anybody may know of how an agency works: of public rights alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mainline.portfolio.billing import settling, standing
from mainline.portfolio.billing.standing import Figures, counted, figures_of, items_of, standing_of
from mainline.register.models import Right
from tests.factories import DAY
from tests.portfolio.billing.samples import Cast, a_cast

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def cast() -> Cast:
    return a_cast()


def test_nothing_done_is_not_known_and_no_percent(cast: Cast) -> None:
    found = standing_of(NOBODY, cast.agency, DAY)
    assert (found.figures.counted, found.figures.percent, found.stars) == (0, None, None)


def test_answer_on_the_last_day_is_on_time_and_one_after_it_is_not(cast: Cast) -> None:
    cast.act()
    due = cast.agency.dockets.get().deadlines.get(rule="cn.oa.first_response").due_on
    assert due == dt.date(2027, 2, 12)
    later = due + dt.timedelta(days=30)
    cast.agency.dockets.get().deadlines.filter(rule="cn.oa.first_response").update(
        due_on=dt.date(2026, 11, 1)
    )
    missed = figures_of(cast.agency, DAY)
    assert (missed.on_time, missed.counted) == (0, 1)
    cast.agency.dockets.get().deadlines.filter(rule="cn.oa.first_response").update(due_on=due)
    cast.answer()
    kept = figures_of(cast.agency, later)
    assert (kept.on_time, kept.counted) == (1, 1)


def test_what_is_not_due_is_not_counted(cast: Cast) -> None:
    cast.act()
    assert figures_of(cast.agency, DAY).counted == 0
    assert figures_of(cast.agency, DAY).open >= 1


def test_unpublished_right_adds_nothing(cast: Cast) -> None:
    cast.act()
    cast.answer()
    assert figures_of(cast.agency, DAY).counted == 1
    Right.objects.filter(pk=cast.right.pk).update(confidentiality="holder")
    hidden = figures_of(cast.agency, DAY)
    assert (hidden.counted, hidden.open, hidden.kept, hidden.rights) == (0, 0, 0, 0)
    assert standing_of(cast.attorney, cast.agency, DAY).figures == hidden


def test_items_open_to_members_alone_and_are_as_many_as_told(cast: Cast) -> None:
    cast.act()
    cast.answer()
    assert len(items_of(cast.attorney, cast.agency, DAY)) == figures_of(cast.agency, DAY).counted
    assert items_of(cast.manager, cast.agency, DAY) == []
    assert items_of(NOBODY, cast.agency, DAY) == []


def test_rating_is_shown_with_its_count_and_without_a_name(cast: Cast, en: object) -> None:
    cast.pay()
    bill = cast.issued()
    settling.pay(bill=bill, paid_on=DAY, by=cast.manager, on=DAY)
    settling.rate(bill=bill, stars=4, words="prompt answers", by=cast.manager)
    page = en.get(f"/organisations/{cast.agency.pk}/").content.decode()  # type: ignore[attr-defined]
    assert "4.0 / 5" in page
    assert "1 rating by a client" in page
    assert "prompt answers" in page
    assert cast.manager.get_username() not in page


def test_figures_are_told_from_five_items_on(cast: Cast, en: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.act()
    cast.answer()
    assert figures_of(cast.agency, DAY).counted == 1
    page = f"/organisations/{cast.agency.pk}/"
    hidden = en.get(page).content.decode()
    assert "1 of 1" not in hidden
    assert "fewer than five, not shown" in hidden
    for n in (4, 5):
        told = Figures(on_time=n - 1, counted=n, open=n, kept=1, grants=0, rights=1)
        caches["local"].clear()
        monkeypatch.setattr(standing, "figures_of", lambda agency, on, told=told: told)
        shown = en.get(page).content.decode()
        assert (f"{n - 1} of {n}" in shown, "on 1 right" in shown) == (n == 5, n == 5)


def test_figures_are_counted_once_in_some_minutes_for_all(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    real = standing.figures_of
    monkeypatch.setattr(standing, "figures_of", lambda agency, on: calls.append(on) or real(agency, on))
    for user in (NOBODY, cast.attorney, cast.manager):
        standing_of(user, cast.agency, DAY)
    standing_of(NOBODY, cast.agency, DAY + dt.timedelta(days=1))
    assert calls == [DAY, DAY + dt.timedelta(days=1)]


def test_counting_reads_no_long_column_and_asks_no_more_for_each_item(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    cast.act()
    cast.answer()
    with CaptureQueriesContext(connection) as asked:
        figures_of(cast.agency, DAY)
    assert not [one["sql"] for one in asked if '"abstracts"' in one["sql"]]
    with django_assert_num_queries(2):
        assert len(counted(cast.agency, DAY)) == 1

"""What anybody may know of how an agency works: of public rights alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from mainline.portfolio.billing import settling
from mainline.portfolio.billing.standing import items_of, standing_of
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
    assert (found.counted, found.percent, found.stars) == (0, None, None)


def test_answer_on_the_last_day_is_on_time_and_one_after_it_is_not(cast: Cast) -> None:
    cast.act()
    due = cast.agency.dockets.get().deadlines.get(rule="cn.oa.first_response").due_on
    assert due == dt.date(2027, 2, 12)
    later = due + dt.timedelta(days=30)
    cast.agency.dockets.get().deadlines.filter(rule="cn.oa.first_response").update(
        due_on=dt.date(2026, 11, 1)
    )
    missed = standing_of(NOBODY, cast.agency, DAY)
    assert (missed.on_time, missed.counted) == (0, 1)
    cast.agency.dockets.get().deadlines.filter(rule="cn.oa.first_response").update(due_on=due)
    cast.answer()
    assert standing_of(NOBODY, cast.agency, later).percent == 100


def test_what_is_not_due_is_not_counted(cast: Cast) -> None:
    cast.act()
    assert standing_of(NOBODY, cast.agency, DAY).counted == 0
    assert standing_of(NOBODY, cast.agency, DAY).open >= 1


def test_unpublished_right_adds_nothing(cast: Cast) -> None:
    cast.act()
    cast.answer()
    assert standing_of(NOBODY, cast.agency, DAY).counted == 1
    Right.objects.filter(pk=cast.right.pk).update(confidentiality="holder")
    hidden = standing_of(NOBODY, cast.agency, DAY)
    assert (hidden.counted, hidden.open, hidden.kept, hidden.rights) == (0, 0, 0, 0)
    assert standing_of(cast.attorney, cast.agency, DAY).counted == 0


def test_items_open_to_members_alone_and_are_as_many_as_told(cast: Cast) -> None:
    cast.act()
    cast.answer()
    assert len(items_of(cast.attorney, cast.agency, DAY)) == standing_of(NOBODY, cast.agency, DAY).counted
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

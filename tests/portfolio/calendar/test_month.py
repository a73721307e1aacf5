"""The month: whole weeks, each date in its day, buttons that keep what was chosen, nothing of others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.portfolio import actions
from mainline.portfolio.calendar import month
from mainline.register.deadlines.models import Deadline
from tests.factories import DAY, a_user
from tests.portfolio.samples import a_manager, a_reply, kept_right
from tests.web.test_pages import text

D = dt.date


@given(st.dates(D(1985, 1, 1), D(2150, 12, 31)))
@settings(max_examples=100, deadline=None)
def test_page_is_whole_weeks_around_the_month(day: dt.date) -> None:
    shown = day.replace(day=1)
    first, last = month.days_shown(shown)
    before, after = month.neighbours(shown)

    assert first.weekday() == 0
    assert last.weekday() == 6
    assert first <= day <= last
    assert (last - first).days < 42
    assert month.neighbours(before)[1] == shown == month.neighbours(after)[0]


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "0000-01", "2026-1", "soon", "２０２６-11", "2026-11-01"]
)
def test_month_that_is_none_is_todays(text: str) -> None:
    assert month.month_of(text, DAY) == D(2026, 11, 1)


@pytest.fixture
def reply(db: None) -> Deadline:
    clock.set_clock(DAY)
    return a_reply(kept_right()[0])


@pytest.fixture
def manager(reply: Deadline) -> Any:
    return a_manager(reply.docket.organisation)


def test_each_date_stands_in_its_day_and_opens_its_page(en: Client, reply: Deadline, manager: Any) -> None:
    en.force_login(manager)
    for view in ("", "&view=agenda"):
        page = text(en, f"/dates/calendar/?month=2027-02{view}")
        day = page[page.index('id="d-2027-02-12"') :]
        assert (
            f'href="/dates/{reply.pk}/"' in day[: day.index("</li></ul>" if "</li></ul>" in day else "</ul>")]
        )
    assert "?month=2027-01&amp;view=agenda" in page
    assert "?month=2026-11&amp;view=agenda" in page
    assert '<h2 id="month-title">2027-02</h2>' in page


def test_internal_date_stands_there_too(en: Client, reply: Deadline, manager: Any) -> None:
    actions.plan(deadline=reply, internal_on=D(2027, 1, 20), by=manager)
    en.force_login(manager)
    page = text(en, "/dates/calendar/?month=2027-01&view=agenda")
    assert 'id="d-2027-01-20"' in page
    assert "is-internal" in page


def test_full_day_leads_to_the_agenda(en: Client, reply: Deadline, manager: Any) -> None:
    for number in range(6):
        Deadline.objects.create(
            docket=reply.docket, rule=reply.rule, trigger=reply.trigger, occurrence=number + 2, due_on=reply.due_on,
            severity="loss", derived_at=reply.derived_at,
        )  # fmt: skip
    en.force_login(manager)
    grid = text(en, "/dates/calendar/?month=2027-02")
    assert "?month=2027-02&amp;view=agenda#d-2027-02-12" in grid
    assert "3 more" in grid
    assert text(en, "/dates/calendar/?month=2027-02&view=agenda").count('class="cal ') >= 7


def test_mine_leaves_out_what_others_see_to(en: Client, reply: Deadline, manager: Any) -> None:
    colleague = a_user(Role.ATTORNEY, reply.docket.organisation)
    en.force_login(manager)
    address = f'href="/dates/{reply.pk}/"'
    assert address in text(en, "/dates/calendar/?month=2027-02&mine=1")
    actions.assign(deadlines=[reply.pk], to=colleague, by=manager, on=DAY)
    assert address not in text(en, "/dates/calendar/?month=2027-02&mine=1")
    assert address in text(en, "/dates/calendar/?month=2027-02")


def test_dates_of_others_are_not_there_and_far_months_say_why(en: Client, reply: Deadline) -> None:
    en.force_login(a_user(Role.MANAGER))
    assert f'href="/dates/{reply.pk}/"' not in text(en, "/dates/calendar/?month=2027-02")
    assert "are not in the calendar yet" in text(en, "/dates/calendar/?month=2040-01")


def test_month_says_the_same_in_chinese(zh: Client, reply: Deadline, manager: Any) -> None:
    zh.force_login(manager)
    page = text(zh, "/dates/calendar/?month=2027-02&view=agenda")
    assert "2027-02-12 星期五" in page
    assert "答复" in page

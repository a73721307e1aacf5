"""My week: days with what they ask, what is late, what waits for my word."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from lxml import html

from mainline.orgs.enums import Role
from mainline.portfolio import actions, week
from mainline.register.deadlines.models import Deadline
from tests.factories import a_user, an_organisation
from tests.portfolio.samples import a_reply, kept_right
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db
DUE = dt.date(2027, 2, 12)
"""A Friday."""
MONDAY = dt.date(2027, 2, 8)


@pytest.fixture
def reply() -> Deadline:
    found = a_reply(kept_right()[0])
    Deadline.objects.exclude(pk=found.pk).delete()
    return found


@pytest.fixture
def manager(reply: Deadline) -> Any:
    return a_user(Role.MANAGER, reply.docket.organisation)


def test_week_begins_on_monday_whatever_day_is_given() -> None:
    assert {week.week_of(str(MONDAY + dt.timedelta(n)), DUE) for n in range(7)} == {MONDAY}
    assert week.week_of("nonsense", DUE) == MONDAY
    assert week.week_of("0001-01-01", DUE) == MONDAY


def test_each_day_holds_what_is_due_and_what_people_want_done(reply: Deadline, manager: Any) -> None:
    actions.plan(deadline=reply, internal_on=dt.date(2027, 2, 9), by=manager)
    found = week.days(manager, MONDAY, MONDAY, everyone=False)
    assert [(str(day.on), [entry.is_internal for entry in day.entries]) for day in found if day.entries] == [
        ("2027-02-09", [True]),
        ("2027-02-12", [False]),
    ]
    assert len(found) == 7
    assert found[5].closed


def test_week_is_ones_own_unless_all_are_asked_for(reply: Deadline, manager: Any) -> None:
    colleague = a_user(Role.ATTORNEY, reply.docket.organisation)
    held = {
        who: sum(len(day.entries) for day in week.days(user, MONDAY, MONDAY, everyone=who == "all"))
        for who, user in (("manager", manager), ("colleague", colleague), ("all", colleague))
    }
    assert held == {"manager": 1, "colleague": 0, "all": 1}
    rival = a_user(Role.MANAGER, an_organisation())
    assert not any(day.entries for day in week.days(rival, MONDAY, MONDAY, everyone=True))


def test_page_shows_late_dates_and_decisions_of_others(en: Client, reply: Deadline, manager: Any) -> None:
    colleague = a_user(Role.ATTORNEY, reply.docket.organisation)
    Deadline.objects.update(due_on=dt.date(2026, 11, 1))
    en.force_login(manager)
    page = html.fromstring(text(en, "/dates/week/"))
    assert page.xpath("//section[@aria-labelledby='late-title']//a[contains(@class, 'is-overdue')]")

    actions.decide(deadline=reply, act="waived", reason="放弃", by=colleague)

    mine, theirs = html.fromstring(text(en, "/dates/week/")), None
    en.force_login(colleague)
    theirs = html.fromstring(text(en, "/dates/week/"))
    assert mine.xpath("//section[@aria-labelledby='waiting-title']//li")
    assert not theirs.xpath("//section[@aria-labelledby='waiting-title']//li")

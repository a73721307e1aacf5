"""The page of reminders, and what My day shows of dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from mainline.audit.models import Entry
from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.portfolio import actions
from mainline.portfolio.models import ReminderWish
from mainline.portfolio.reminders import sending
from mainline.portfolio.reminders.plan import Wish
from mainline.portfolio.reminders.wishes import read_leads, set_wish, wish_for
from mainline.register.deadlines.models import Deadline
from tests.factories import DAY, a_user, enter
from tests.portfolio.samples import a_manager, a_reply, kept_right
from tests.register.samples import publication
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db
SENT = {
    "leads_loss": "60，30, 5 1",
    "leads_cost": "",
    "leads_chance": "14",
    "in_app": "on",
    "digest_day": "3",
    "language": "en",
}


@pytest.fixture
def reply() -> Deadline:
    clock.set_clock(dt.date(2027, 2, 5))
    found = a_reply(kept_right()[0])
    Deadline.objects.exclude(pk=found.pk).delete()
    return found


@pytest.fixture
def manager(reply: Deadline) -> Any:
    return a_manager(reply.docket.organisation)


def test_wishes_are_said_and_read_back(en: Client, manager: Any) -> None:
    en.force_login(manager)
    assert wish_for(manager) == Wish()
    assert "Your account has no e-mail address yet." in text(en, "/dates/reminders/")

    assert en.post("/dates/reminders/", SENT).status_code == 302

    wish = wish_for(manager)
    assert {name: tuple(days) for name, days in wish.leads.items()} == {
        "loss": (60, 30, 5, 1), "cost": (), "chance": (14,), "office": (),
    }  # fmt: skip
    assert (wish.digest_day, wish.in_app, wish.by_email, wish.language) == (3, True, False, "en")
    assert 'value="60, 30, 5, 1"' in text(en, "/dates/reminders/")
    assert Entry.objects.filter(code="reminders.wished").count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"leads_loss": "soon"}, "Give whole numbers of days, such as 30, 7, 1."),
        ({"leads_cost": "401"}, "At most 10 times, each at most 400 days ahead."),
        ({"leads_loss": ",".join(map(str, range(11)))}, "At most 10 times"),
        ({"digest_day": "8"}, "field-error"),
        ({"language": "fr"}, "field-error"),
        ({"leads_chance": "-3"}, "Give whole numbers"),
    ],
)
def test_wishes_that_make_no_sense_are_refused_where_they_stand(
    en: Client, manager: Any, change: dict[str, str], said: str
) -> None:
    en.force_login(manager)
    assert said in en.post("/dates/reminders/", {**SENT, **change}).content.decode()
    assert not ReminderWish.objects.exists()


def test_everybody_says_for_themselves(manager: Any) -> None:
    with pytest.raises(PermissionDenied):
        set_wish(user=manager, by=a_user(), leads={}, digest_day=0, in_app=True, by_email=True, language="")
    with pytest.raises(ValidationError):
        set_wish(
            user=manager,
            by=manager,
            leads={"x": "1"},
            digest_day=9,
            in_app=True,
            by_email=True,
            language="fr",
        )


def test_days_ahead_are_read_as_people_write_them() -> None:
    assert read_leads(" 7、30 ，1;7 ") == [30, 7, 1]
    assert read_leads("") == []
    with pytest.raises(ValueError, match=r"30, 7, 1"):
        read_leads("３０")


def test_each_reminder_is_listed_for_those_who_keep_the_date(
    en: Client, reply: Deadline, manager: Any
) -> None:
    anna = a_user(Role.ATTORNEY, reply.docket.organisation, "anna")
    viewer = a_user(Role.VIEWER, reply.docket.organisation)
    actions.assign(deadlines=[reply.pk], to=anna, by=manager, on=DAY)
    sending.remind_all(on=dt.date(2027, 2, 5))

    en.force_login(manager)
    page = text(en, "/dates/reminders/")
    assert "anna" in page
    assert "7 days ahead" in page
    assert "No e-mail address" in page or "This installation sends no e-mail" in page
    file = b"".join(en.get("/dates/reminders/export/csv/?channel=app").streaming_content).decode("utf-8-sig")
    # The header; what anna was given; the reminder that came 7 days ahead, and that of 30 days, which it passed over.
    assert len(file.strip().splitlines()) == 4
    assert "7 days ahead" in text(en, "/dates/reminders/?step=0&channel=app&outcome=sent&q=CN")
    assert "7 days ahead" not in text(en, "/dates/reminders/?step=2")
    for other in (viewer, a_user(Role.MANAGER)):
        en.force_login(other)
        assert "7 days ahead" not in text(en, "/dates/reminders/")


def test_my_day_shows_what_is_due_for_me(en: Client, reply: Deadline, manager: Any) -> None:
    anna = a_user(Role.ATTORNEY, reply.docket.organisation, "anna")
    address = f'href="/dates/{reply.pk}/"'
    en.force_login(manager)
    assert address in text(en, "/my-day/")

    actions.assign(deadlines=[reply.pk], to=anna, by=manager, on=DAY)

    assert address not in text(en, "/my-day/")
    assert "Nothing that you see to is due" in text(en, "/my-day/")
    for day in (11, 12, 13, 15, 16, 17, 18, 19, 22):
        sending.remind_all(on=dt.date(2027, 2, day))
    assert "nobody has acted yet" in text(en, "/my-day/")
    en.force_login(anna)
    assert address in text(en, "/my-day/")
    assert "Dates ahead" not in text(en, "/my-day/")


def test_my_day_is_as_before_where_nobody_keeps_dates(en: Client) -> None:
    right = enter(publication())[0]
    holder = right.parties.get(role="applicant").organisation
    assert holder is not None
    en.force_login(a_manager(holder))
    page = text(en, "/my-day/")
    assert "Dates ahead" in page
    assert "Due for you" not in page

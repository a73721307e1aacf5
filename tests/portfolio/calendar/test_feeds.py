"""Feeds: made and shown once, revoked, and what a calendar is shown with one at the moment it asks."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from mainline.audit.models import Entry
from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from mainline.portfolio import actions
from mainline.portfolio.calendar import feeds, views
from mainline.portfolio.models import CalendarFeed
from mainline.register import actions as register
from mainline.register.deadlines.models import Deadline, DeadlineChange
from mainline.register.enums import Confidentiality
from mainline.register.models import Right
from mainline.web.rates import Rate
from tests.factories import DAY, a_user, an_organisation
from tests.portfolio.samples import a_manager, a_reply, kept_right
from tests.web.logins import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def right() -> Right:
    clock.set_clock(DAY)
    return kept_right()[0]


@pytest.fixture
def reply(right: Right) -> Deadline:
    return a_reply(right)


@pytest.fixture
def manager(reply: Deadline) -> Any:
    return a_manager(reply.docket.organisation)


@pytest.fixture
def secret(manager: Any) -> str:
    return feeds.make_feed(user=manager, name="phone", is_mine_only=False, by=manager)[1]


def fetched(client: Client, secret: str, query: str = "") -> dict[str, list[str]]:
    """The entries of a feed by uid, their lines unfolded."""
    response = client.get(f"/feeds/{secret}.ics{query}")
    assert response.status_code == 200
    text = response.content.decode().replace("\r\n ", "")
    found = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL)
    return {lines.split("\r\n")[0]: lines.split("\r\n") for lines in found}


def of(deadline: Deadline, entries: dict[str, list[str]]) -> list[str]:
    return next(lines for uid, lines in entries.items() if uid.startswith(f"UID:deadline-{deadline.pk}@"))


def test_secret_is_kept_as_a_hash_and_opens_without_login(reply: Deadline, secret: str) -> None:
    entries = fetched(Client(), secret, "?lang=en")

    lines = of(reply, entries)
    assert "DTSTART;VALUE=DATE:20270212" in lines
    assert "STATUS:CONFIRMED" in lines
    assert any(line.startswith("SUMMARY:Reply to the first office action") for line in lines), lines
    feed = CalendarFeed.objects.get()
    assert secret.startswith("mlc_")
    assert secret not in str(vars(feed))
    assert feed.last_used_at is not None
    assert Entry.objects.filter(code="feed.made").exists()
    assert not any(secret in str(entry.data) for entry in Entry.objects.all())


def test_language_is_a_parameter(reply: Deadline, secret: str) -> None:
    summaries = [
        next(line for line in of(reply, fetched(Client(), secret, query)) if line.startswith("SUMMARY"))
        for query in ("", "?lang=zh", "?lang=fr", "?lang=en")
    ]
    assert len(set(summaries)) == 2
    assert "答复" in summaries[0]


def test_change_keeps_the_uid_and_raises_the_sequence(reply: Deadline, manager: Any, secret: str) -> None:
    before = of(reply, fetched(Client(), secret))
    actions.decide(deadline=reply, act="closed", reason="已办", by=manager)
    colleague = a_user(Role.ATTORNEY, reply.docket.organisation)
    waiting = of(reply, fetched(Client(), secret))
    actions.confirm(deadline=reply, by=colleague)
    after = of(reply, fetched(Client(), secret))

    assert before[0] == waiting[0] == after[0]
    assert "STATUS:CONFIRMED" in waiting
    assert "STATUS:CANCELLED" in after
    numbers = [
        int(next(line for line in lines if line.startswith("SEQUENCE")).removeprefix("SEQUENCE:"))
        for lines in (before, waiting, after)
    ]
    assert numbers == sorted(set(numbers))


def test_what_an_event_ended_is_cancelled_for_sixty_days(reply: Deadline, right: Right, secret: str) -> None:
    register.record_event(
        right=right,
        code="creation.examination.action_answered",
        happened_on=dt.date(2026, 11, 2),
        by=None,
        on=DAY,
    )
    assert "STATUS:CANCELLED" in of(reply, fetched(Client(), secret))

    DeadlineChange.objects.update(at=timezone.now() - dt.timedelta(days=61))

    assert not any(uid.startswith(f"UID:deadline-{reply.pk}@") for uid in fetched(Client(), secret))


def test_feed_shows_what_its_owner_may_see_when_it_is_asked_for(
    reply: Deadline, manager: Any, secret: str
) -> None:
    rival = a_user(Role.MANAGER, an_organisation())
    other = feeds.make_feed(user=rival, name="x", is_mine_only=False, by=rival)[1]
    assert fetched(Client(), other) == {}

    Membership.objects.filter(user=manager).delete()

    assert fetched(Client(), secret) == {}


@pytest.mark.parametrize("change", ["revoked", "closed account", "second factor"])
def test_what_no_longer_works_is_not_there(manager: Any, secret: str, change: str, settings: Any) -> None:
    if change == "revoked":
        assert feeds.revoke_feed(feed=CalendarFeed.objects.get(), by=manager)
        assert not feeds.revoke_feed(feed=CalendarFeed.objects.get(), by=manager)
    elif change == "second factor":
        settings.REQUIRE_SECOND_FACTOR = "all"
    else:
        manager.is_active = False
        manager.save()
    assert Client().get(f"/feeds/{secret}.ics").status_code == 404


@pytest.mark.parametrize("wrong", ["mlc_", "x" * 500, "..", "%00", "大豆"])
def test_wrong_secret_is_not_there(right: Right, wrong: str) -> None:
    assert Client().get(f"/feeds/{wrong}.ics").status_code == 404


def test_unpublished_title_is_left_to_the_register(reply: Deadline, right: Right, secret: str) -> None:
    assert right.title in "".join(of(reply, fetched(Client(), secret)))
    Right.objects.filter(pk=right.pk).update(confidentiality=Confidentiality.HOLDER, set_apart=1)
    told = "".join(of(reply, fetched(Client(), secret)))
    assert right.title not in told
    assert right.number not in told
    assert "未公开的权利" in told


def test_feed_of_ones_own_holds_what_one_sees_to(reply: Deadline, manager: Any) -> None:
    attorney = a_user(Role.ATTORNEY, reply.docket.organisation)
    secret = feeds.make_feed(user=attorney, name="own", is_mine_only=True, by=attorney)[1]
    assert fetched(Client(), secret) == {}
    actions.assign(deadlines=[reply.pk], to=attorney, by=manager, on=DAY)
    assert len(fetched(Client(), secret)) == 1


def test_unchanged_calendar_is_not_sent_again_and_asked_too_often_refused(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Client().get(f"/feeds/{secret}.ics")
    again = Client().get(f"/feeds/{secret}.ics", headers={"If-None-Match": first["ETag"]})
    monkeypatch.setattr(views, "_ASKED", Rate(1))
    answers = [Client().get(f"/feeds/{secret}.ics") for _ in range(2)]

    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in first["Cache-Control"]
    assert again.status_code == 304
    assert answers[1].status_code == 429
    assert int(answers[1]["Retry-After"]) >= 1


def test_one_makes_feeds_for_oneself_alone_and_not_without_end(manager: Any) -> None:
    other = a_user(Role.VIEWER)
    with pytest.raises(PermissionDenied):
        feeds.make_feed(user=manager, name="x", is_mine_only=False, by=other)
    with pytest.raises(ValidationError):
        feeds.make_feed(user=manager, name=" ", is_mine_only=False, by=manager)
    for number in range(feeds.MOST_FEEDS):
        feeds.make_feed(user=manager, name=str(number), is_mine_only=False, by=manager)
    with pytest.raises(ValidationError):
        feeds.make_feed(user=manager, name="one more", is_mine_only=False, by=manager)
    with pytest.raises(PermissionDenied):
        feeds.revoke_feed(feed=CalendarFeed.objects.earliest("pk"), by=other)


def test_page_shows_the_address_once_and_revokes_it(en: Client, manager: Any) -> None:
    log_in(en, manager)
    made = en.post("/dates/feed/", {"name": "phone", "is_mine_only": ""}).content.decode()
    address = re.search(r"/feeds/(mlc_[\w-]+)\.ics\?lang=en", made)
    assert address is not None
    feed = CalendarFeed.objects.get()

    again = en.get("/dates/feed/").content.decode()
    assert feed.hint in again
    assert address[1] not in again
    gone = en.post("/dates/feed/", {"end": feed.pk}, follow=True).content.decode()

    assert "no longer works" in gone
    assert en.get(f"/feeds/{address[1]}.ics").status_code == 404
    assert en.post("/dates/feed/", {"end": "9" * 30}).status_code == 404
    assert "(needed)" in en.post("/dates/feed/", {"name": ""}).content.decode()

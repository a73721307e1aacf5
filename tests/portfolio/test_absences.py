"""Who is away has a stand-in for these days: among whose dates theirs stand, and who is reminded in their place."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership, Organisation
from mainline.portfolio import actions
from mainline.portfolio.absences import absences_for, say_away, stand_ins, take_back
from mainline.portfolio.mine import due_for, mine
from mainline.portfolio.models import Absence, Reminder
from mainline.portfolio.reminders import sending
from mainline.register.deadlines.models import Deadline
from tests.factories import DAY, a_user, an_organisation
from tests.portfolio.samples import a_reply, kept_right
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db
DUE = dt.date(2027, 2, 12)
FIRST, LAST = dt.date(2027, 2, 1), dt.date(2027, 2, 7)


@pytest.fixture
def reply() -> Deadline:
    """The reply to an office action that anna sees to."""
    found = a_reply(kept_right()[0])
    Deadline.objects.exclude(pk=found.pk).delete()
    anna = a_user(Role.ATTORNEY, found.docket.organisation, "anna")
    actions.assign_rights(dockets=[found.docket_id], people={"responsible": anna}, by=None)
    return found


@pytest.fixture
def anna(reply: Deadline) -> Any:
    reply.docket.refresh_from_db()
    return reply.docket.responsible


@pytest.fixture
def bert(reply: Deadline) -> Any:
    return a_user(Role.ATTORNEY, reply.docket.organisation, "bert")


def away(reply: Deadline, who: Any, other: Any, first: dt.date = FIRST, last: dt.date = LAST) -> Absence:
    return say_away(
        organisation=reply.docket.organisation, user=who, stand_in=other, from_on=first, until_on=last, by=who,
        on=DAY,
    )  # fmt: skip


def test_stand_in_sees_the_dates_for_these_days_alone(reply: Deadline, anna: Any, bert: Any) -> None:
    away(reply, anna, bert)
    seen = {
        day: due_for(bert, day).filter(mine(bert, day)).exists()
        for day in (FIRST - dt.timedelta(1), FIRST, LAST, LAST + dt.timedelta(1))
    }
    assert list(seen.values()) == [False, True, True, False]
    assert due_for(anna, FIRST).exists()


def test_stand_in_is_reminded_in_their_place(reply: Deadline, anna: Any, bert: Any) -> None:
    away(reply, anna, bert)
    sending.remind_all(on=DUE - dt.timedelta(days=7))
    told = Reminder.objects.filter(lead=7).values_list("user__username", flat=True)
    assert set(told) == {"bert"}
    sending.remind_all(on=DUE - dt.timedelta(days=1))
    assert set(Reminder.objects.filter(lead=1).values_list("user__username", flat=True)) == {"anna"}


def test_who_stands_in_may_be_away_too(reply: Deadline, anna: Any, bert: Any) -> None:
    carl = a_user(Role.ATTORNEY, reply.docket.organisation, "carl")
    body = reply.docket.organisation_id
    away(reply, anna, bert)
    away(reply, bert, carl, FIRST + dt.timedelta(2))
    assert stand_ins(FIRST) == {(body, anna.pk): bert.pk}
    assert stand_ins(LAST) == {(body, anna.pk): carl.pk, (body, bert.pk): carl.pk}
    away(reply, carl, anna, LAST, LAST)
    assert stand_ins(LAST) == {}, "in a circle nobody stands in"


def test_absence_is_taken_back_and_stays_on_record(reply: Deadline, anna: Any, bert: Any) -> None:
    absence = away(reply, anna, bert)
    assert take_back(absence=absence, by=anna)
    assert not take_back(absence=absence, by=anna)
    assert stand_ins(FIRST) == {}
    assert not absences_for(anna, DAY).exists()
    assert list(Entry.objects.filter(code__startswith="absence.").order_by("pk").values_list("code", flat=True)) == [
        "absence.said", "absence.ended",
    ]  # fmt: skip


def test_what_makes_no_sense_is_refused(reply: Deadline, anna: Any, bert: Any) -> None:
    away(reply, anna, bert)
    stranger = a_user(Role.MANAGER, an_organisation())
    for who, other, first, last, wrong in (
        (anna, anna, LAST + dt.timedelta(3), LAST + dt.timedelta(4), "stand_in"),
        (anna, stranger, LAST + dt.timedelta(3), LAST + dt.timedelta(4), "stand_in"),
        (bert, anna, LAST, FIRST, "until_on"),
        (bert, anna, DAY - dt.timedelta(9), DAY - dt.timedelta(2), "until_on"),
        (bert, anna, FIRST, FIRST + dt.timedelta(400), "until_on"),
        (anna, bert, LAST, LAST + dt.timedelta(4), "from_on"),
    ):
        with pytest.raises(ValidationError) as refused:
            away(reply, who, other, first, last)
        assert set(refused.value.message_dict) == {wrong}
    assert Absence.objects.count() == 1


def test_others_are_said_to_be_away_by_those_who_keep_dates(reply: Deadline, anna: Any, bert: Any) -> None:
    viewer = a_user(Role.VIEWER, reply.docket.organisation)
    said: dict[str, Any] = {
        "organisation": reply.docket.organisation, "user": anna, "stand_in": bert, "from_on": FIRST,
        "until_on": LAST, "on": DAY,
    }  # fmt: skip
    for by in (viewer, a_user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            say_away(**said, by=by)
    assert say_away(**said, by=bert).user == anna


def test_page_takes_an_absence_and_says_it_to_both(en: Client, reply: Deadline, anna: Any, bert: Any) -> None:
    en.force_login(anna)
    sent = {
        "organisation": reply.docket.organisation_id, "stand_in": "bert", "from_on": "2026-11-20",
        "until_on": "2099-01-01",
    }  # fmt: skip
    assert "At most 366 days" in en.post("/dates/people/away/", sent, follow=True).content.decode()
    en.post("/dates/people/away/", {**sent, "until_on": "2026-12-24"})
    assert "bert stands in for you" in text(en, "/dates/week/")
    en.force_login(bert)
    assert "You stand in for anna from 2026-11-20 to 2026-12-24" in text(en, "/dates/week/")
    pk = Absence.objects.get().pk
    en.force_login(a_user(Role.MANAGER))
    assert en.post(f"/dates/people/away/{pk}/end/").status_code == 404
    en.force_login(anna)
    assert "anna is back" in en.post(f"/dates/people/away/{pk}/end/", follow=True).content.decode()


def test_deputy_who_is_away_has_a_stand_in_too(reply: Deadline, anna: Any, bert: Any) -> None:
    actions.assign_rights(dockets=[reply.docket_id], people={"responsible": None, "deputy": anna}, by=None)
    away(reply, anna, bert)
    assert due_for(bert, FIRST).filter(mine(bert, FIRST)).exists()
    sending.remind_all(on=DUE - dt.timedelta(days=7))
    assert set(Reminder.objects.filter(lead=7).values_list("user__username", flat=True)) == {"bert"}


def test_stand_in_who_has_left_stands_in_for_nobody(reply: Deadline, anna: Any, bert: Any) -> None:
    away(reply, anna, bert)
    Membership.objects.filter(user=bert).delete()
    assert stand_ins(FIRST) == {}
    sending.remind_all(on=DUE - dt.timedelta(days=7))
    assert set(Reminder.objects.filter(lead=7).values_list("user__username", flat=True)) == {"anna"}


def test_organisations_that_are_one_share_their_stand_ins(reply: Deadline, anna: Any, bert: Any) -> None:
    whole = an_organisation()
    Organisation.objects.filter(pk=reply.docket.organisation_id).update(merged_into=whole)
    say_away(
        organisation=whole, user=anna, stand_in=bert, from_on=FIRST, until_on=LAST, by=anna, on=DAY,
    )  # fmt: skip
    assert stand_ins(FIRST)[reply.docket.organisation_id, anna.pk] == bert.pk
    assert due_for(bert, FIRST).filter(mine(bert, FIRST)).exists()


def test_what_is_given_to_who_wants_no_letters_touches_nobody_elses_reminders(
    reply: Deadline, anna: Any, bert: Any
) -> None:
    sending.remind_all(on=DUE - dt.timedelta(days=7))
    before = dict(Reminder.objects.values_list("pk", "claimed_at"))
    manager = a_user(Role.MANAGER, reply.docket.organisation)
    actions.assign(deadlines=[reply.pk], to=bert, by=manager, on=DAY)
    actions.assign(deadlines=[reply.pk], to=anna, by=manager, on=DAY)
    after = dict(Reminder.objects.filter(pk__in=before).values_list("pk", "claimed_at"))
    assert after == before
    assert not due_for(bert, DUE).exists(), "given on, it is not the first one's any more"

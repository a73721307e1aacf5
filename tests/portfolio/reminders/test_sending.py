"""Letters and notes: what is told goes out once, what is not told says why, and it goes on to others where nobody acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends import locmem
from django.utils import timezone

from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from mainline.portfolio import actions
from mainline.portfolio.mine import due_for
from mainline.portfolio.models import Reminder
from mainline.portfolio.reminders import jobs, sending
from mainline.portfolio.reminders.gather import managers_of
from mainline.portfolio.reminders.wishes import set_wish
from mainline.register.deadlines.models import Deadline
from mainline.register.enums import Confidentiality
from mainline.register.models import Right
from tests.factories import a_user, an_organisation
from tests.portfolio.samples import a_reply, kept_right

pytestmark = pytest.mark.django_db
DUE = dt.date(2027, 2, 12)
"""A Friday."""
WISH: dict[str, Any] = {
    "leads": {"loss": "30, 7, 1"}, "digest_day": 0, "in_app": True, "by_email": True, "language": "en",
}  # fmt: skip


@pytest.fixture(autouse=True)
def has_email(settings: Any) -> None:
    settings.HAS_EMAIL = True
    settings.PUBLIC_URL = "https://mainline.example"


@pytest.fixture
def reply() -> Deadline:
    """The reply to an office action, with one who sees to it, a deputy and a manager; nothing else is due."""
    found = a_reply(kept_right()[0])
    Deadline.objects.exclude(pk=found.pk).delete()
    for name, role in (("anna", Role.ATTORNEY), ("bert", Role.ATTORNEY), ("chef", Role.MANAGER)):
        user = a_user(role, found.docket.organisation, name)
        user.email = f"{name}@example.org"
        user.save()
        set_wish(user=user, by=user, **WISH)
    actions.assign_rights(
        dockets=[found.docket_id], people={"responsible": person("anna"), "deputy": person("bert")}, by=None
    )
    return found


def person(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def outcomes() -> list[tuple[str, int, int, str, str]]:
    rows = Reminder.objects.order_by("pk").values_list("user__username", "lead", "step", "channel", "outcome")
    return [tuple(row) for row in rows]


def letters() -> list[tuple[str, str]]:
    return [(message.to[0], message.subject) for message in mail.outbox]


def test_letter_tells_what_is_due_and_is_noted_once(reply: Deadline) -> None:
    on = DUE - dt.timedelta(days=7)
    assert sending.remind_all(on=on) == 1
    assert sending.remind_all(on=on) == 0

    (message,) = mail.outbox
    assert message.to == ["anna@example.org"]
    assert message.subject == "1 date on Mainline, the first due on 2027-02-12"
    assert "2027-02-12 (in 7 days) · Reply to the first office action" in message.body
    assert f"https://mainline.example/dates/{reply.pk}/" in message.body
    assert reply.docket.right.title in message.body
    letter = Reminder.objects.get(channel="email", outcome="sent").letter
    assert message.extra_headers["Message-ID"] == f"<reminder-{letter}@localhost>"
    assert outcomes() == [
        ("anna", 30, 0, "app", "passed"),
        ("anna", 30, 0, "email", "passed"),
        ("anna", 7, 0, "app", "sent"),
        ("anna", 7, 0, "email", "sent"),
    ]


def test_it_goes_up_to_deputy_and_manager_where_nobody_acts(reply: Deadline) -> None:
    on = DUE - dt.timedelta(days=1)
    while on <= DUE + dt.timedelta(days=4):
        sending.remind_all(on=on)
        on += dt.timedelta(days=1)

    days = {
        (row.user.username, row.step): row.on
        for row in Reminder.objects.filter(outcome="sent").order_by("-on").select_related("user")
    }
    # 15 February 2027 is within the Spring Festival only if the year's list says so: the calendar decides.
    assert days["anna", 0] == DUE - dt.timedelta(days=1)
    assert days["bert", 1] == DUE
    assert days["chef", 2] > DUE
    assert (
        "nobody has acted yet: you are the deputy" in next(m for m in mail.outbox if m.to[0][0] == "b").body
    )
    assert "OVERDUE" in next(m for m in mail.outbox if m.to[0][0] == "c").body
    assert reply in due_for(person("chef"), DUE + dt.timedelta(days=4))


def test_decision_ends_reminders_and_a_moved_date_is_told_anew(reply: Deadline) -> None:
    on = DUE - dt.timedelta(days=7)
    sending.remind_all(on=on)
    Deadline.objects.filter(pk=reply.pk).update(due_on=DUE + dt.timedelta(days=60))
    sending.remind_all(on=DUE + dt.timedelta(days=53))
    assert len(letters()) == 2

    actions.decide(deadline=reply, act="waived", reason="x", by=person("anna"))
    actions.confirm(deadline=reply, by=person("chef"))
    assert sending.remind_all(on=DUE + dt.timedelta(days=90)) == 0


@pytest.mark.parametrize(
    ("wish", "address", "has_email", "expected"),
    [
        ({"by_email": False}, "a@example.org", True, ("sent", "off")),
        ({"in_app": False}, "a@example.org", True, ("off", "sent")),
        ({}, "", True, ("sent", "no_address")),
        ({}, "a@example.org", False, ("sent", "no_mail")),
    ],
)
def test_each_skip_says_why(
    reply: Deadline,
    settings: Any,
    wish: dict[str, Any],
    address: str,
    has_email: bool,
    expected: tuple[str, str],
) -> None:
    anna = person("anna")
    anna.email = address
    anna.save()
    set_wish(user=anna, by=anna, **{**WISH, **wish})
    settings.HAS_EMAIL = has_email

    sending.remind_all(on=DUE - dt.timedelta(days=30))

    assert tuple(row[-1] for row in outcomes()) == expected
    assert len(mail.outbox) == (expected[1] == "sent")


def test_who_may_see_it_no_more_is_not_told_and_the_deputy_is(reply: Deadline) -> None:
    Membership.objects.filter(user=person("anna")).delete()
    sending.remind_all(on=DUE - dt.timedelta(days=30))
    assert sorted(outcomes()) == [
        ("anna", 30, 0, "app", "hidden"),
        ("anna", 30, 0, "email", "hidden"),
        ("bert", 30, 0, "app", "sent"),
        ("bert", 30, 0, "email", "sent"),
    ]
    assert [to for to, _ in letters()] == ["bert@example.org"]


def test_unpublished_title_does_not_go_by_mail(reply: Deadline) -> None:
    right = reply.docket.right
    Right.objects.filter(pk=right.pk).update(confidentiality=Confidentiality.HOLDER, set_apart=1)
    sending.remind_all(on=DUE - dt.timedelta(days=30))
    assert "unpublished right" in mail.outbox[0].body
    assert right.title not in mail.outbox[0].body
    assert right.number not in mail.outbox[0].body


def test_letter_is_in_both_languages_unless_one_is_wished(reply: Deadline) -> None:
    anna = person("anna")
    set_wish(user=anna, by=anna, **{**WISH, "language": ""})
    sending.remind_all(on=DUE - dt.timedelta(days=30))
    assert "these dates need you" in mail.outbox[0].body
    assert "答复" in mail.outbox[0].body


class Refusing(locmem.EmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError


def test_mail_server_that_is_away_is_tried_again_with_the_same_letter(reply: Deadline, settings: Any) -> None:
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    on, now = DUE - dt.timedelta(days=30), timezone.now()
    sending.remind_all(on=on)
    row = Reminder.objects.get(channel="email")
    assert (row.outcome, row.attempts) == ("claimed", 1)
    settings.EMAIL_BACKEND = usual

    assert sending.resend(on=on, now=now + dt.timedelta(minutes=6)) == 0
    assert sending.resend(on=on, now=now + dt.timedelta(minutes=11)) == 1
    assert sending.resend(on=on, now=now + dt.timedelta(minutes=60)) == 0

    row.refresh_from_db()
    assert row.outcome == "sent"
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<reminder-{row.letter}@localhost>"


def test_letter_that_never_goes_out_is_given_up_and_noted(reply: Deadline, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    on, now = DUE - dt.timedelta(days=30), timezone.now()
    sending.remind_all(on=on)
    for hours in range(7, 7 * 20, 7):
        sending.resend(on=on, now=now + dt.timedelta(hours=hours))
    assert Reminder.objects.get(channel="email").outcome == "failed"


def test_what_was_settled_before_it_went_out_is_not_sent(reply: Deadline) -> None:
    on = DUE - dt.timedelta(days=30)
    found = sending.gather(on)
    anna = person("anna")
    letter = sending.claim(anna.pk, anna, found.wishes[anna.pk], found.calls[anna.pk], on)
    Deadline.objects.filter(pk=reply.pk).update(fate="done")
    assert letter is not None
    assert not sending.send(letter, on)
    assert Reminder.objects.get(channel="email").outcome == "moot"
    assert mail.outbox == []


def test_two_workers_claim_each_reminder_once(reply: Deadline) -> None:
    on = DUE - dt.timedelta(days=30)
    anna, found = person("anna"), sending.gather(on)
    claims = [sending.claim(anna.pk, anna, found.wishes[anna.pk], found.calls[anna.pk], on) for _ in range(2)]
    assert [claim is not None for claim in claims] == [True, False]
    assert Reminder.objects.count() == 2


def test_worker_reminds_of_the_platforms_day_and_forgets_after_years(reply: Deadline) -> None:
    clock.set_clock(DUE - dt.timedelta(days=30))
    jobs.work_once()
    jobs.work_once()
    assert len(letters()) == 1
    sending.forget(DUE + dt.timedelta(days=1))
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ([Role.MANAGER, Role.ADMIN], Role.MANAGER),
        ([Role.ATTORNEY, Role.ADMIN, Role.VIEWER], Role.ATTORNEY),
        ([Role.ADMIN, Role.VIEWER], Role.ADMIN),
        ([Role.VIEWER], None),
    ],
)
def test_managers_are_who_can_do_something(roles: list[Role], told: Role | None) -> None:
    root = an_organisation()
    merged = an_organisation(merged_into=root)
    users = {role: a_user(role, root) for role in roles}
    expected = (users[told].pk,) if told else ()
    assert managers_of({root.pk, merged.pk}) == {root.pk: expected, merged.pk: expected}

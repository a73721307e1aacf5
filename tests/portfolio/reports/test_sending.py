"""Planned reports: each once, made with the eyes of whoever gets it, sent again only where nobody knows that it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.utils import timezone

from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from mainline.portfolio.enums import RunOutcome
from mainline.portfolio.models import Report, ReportRun
from mainline.portfolio.reports import jobs, making, sending
from mainline.register.enums import Confidentiality
from mainline.register.models import Right
from mainline.typesetting import NotTypeset
from mainline.web.papers import TooLong
from tests.factories import DAY, a_user, an_event
from tests.portfolio.reports.samples import a_report

pytestmark = pytest.mark.django_db
NEXT = DAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def has_email(settings: Any) -> None:
    settings.HAS_EMAIL = True
    settings.PUBLIC_URL = "https://mainline.example"


@pytest.fixture
def manager(manager: Any) -> Any:
    manager.email = "manager@example.org"
    manager.save()
    return manager


@pytest.fixture
def report(manager: Any, holder: Any) -> Any:
    return a_report(manager, holder, when="day", readers=["manager"])


def outcomes() -> list[str]:
    return list(ReportRun.objects.order_by("pk").values_list("outcome", flat=True))


def later(minutes: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(minutes=minutes)


def test_a_report_is_sent_once_on_each_planned_day_from_the_next_on(report: Any) -> None:
    assert sending.send_planned(on=DAY) == 0
    assert sending.send_planned(on=NEXT) == 1
    assert sending.send_planned(on=NEXT) == 0
    assert sending.send_planned(on=NEXT + dt.timedelta(days=1)) == 1
    assert outcomes() == [RunOutcome.SENT, RunOutcome.SENT]
    letter = mail.outbox[0]
    assert letter.to == ["manager@example.org"]
    assert letter.subject == f"Open dates · {NEXT}"
    name, content, kind = letter.attachments[0]
    assert (name.rpartition(".")[2], kind) == ("csv", "text/csv")
    assert str(content).count("\n") - 1 == ReportRun.objects.first().rows > 0  # type: ignore[union-attr,operator]
    assert f"https://mainline.example/dates/reports/{report.pk}/" in letter.body


def test_a_day_on_which_no_worker_ran_is_made_up_for_once(manager: Any, holder: Any) -> None:
    a_report(manager, holder, when="week-1", readers=["manager"])
    first_monday = DAY + dt.timedelta(days=7 - DAY.weekday())
    assert sending.send_planned(on=first_monday - dt.timedelta(days=1)) == 0
    assert sending.send_planned(on=first_monday + dt.timedelta(days=9)) == 1
    assert ReportRun.objects.get().on == first_monday + dt.timedelta(days=7)


def test_each_reader_gets_what_that_reader_may_see(manager: Any, holder: Any) -> None:
    viewer = a_user(Role.VIEWER, holder, "viewer")
    viewer.email = "viewer@example.org"
    viewer.save()
    a_report(manager, holder, when="day", readers=["manager", "viewer"])
    Membership.objects.filter(user=viewer).delete()
    assert sending.send_planned(on=NEXT) == 2
    assert dict(ReportRun.objects.values_list("user__username", "outcome")) == {
        "manager": RunOutcome.SENT,
        "viewer": RunOutcome.HIDDEN,
    }
    assert not ReportRun.objects.get(user=viewer).content
    assert [letter.to for letter in mail.outbox] == [["manager@example.org"]]


def test_who_must_have_a_second_factor_and_has_none_gets_nothing(report: Any, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = "all"
    sending.send_planned(on=NEXT)
    assert outcomes() == [RunOutcome.HIDDEN]


def test_unpublished_rights_are_fetched_and_never_sent(report: Any) -> None:
    Right.objects.update(confidentiality=Confidentiality.HOLDER)
    sending.send_planned(on=NEXT)
    letter = mail.outbox[0]
    assert not letter.attachments
    run = ReportRun.objects.get()
    assert f"/dates/reports/files/{run.pk}/" in letter.body
    assert run.content
    number = Right.objects.values_list("number", flat=True)[0]
    assert number not in letter.body


def test_without_mail_the_file_is_kept_to_be_fetched(report: Any, settings: Any) -> None:
    settings.HAS_EMAIL = False
    sending.send_planned(on=NEXT)
    assert outcomes() == [RunOutcome.KEPT]
    assert ReportRun.objects.get().content


def test_what_the_mail_server_refuses_is_sent_again_as_the_same_letter(
    report: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = locmem.EmailBackend.send_messages

    def refused(*_: Any) -> int:
        raise OSError("busy")

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refused)
    sending.send_planned(on=NEXT)
    run = ReportRun.objects.get()
    assert (run.outcome, run.attempts) == (RunOutcome.CLAIMED, 1)
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", real)
    monkeypatch.setattr(making, "make", None)
    assert sending.resend(later(1)) == 0
    assert sending.resend(later(31)) == 1
    assert sending.resend(later(600)) == 0
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<report-{run.letter}@localhost>"
    assert bytes(run.content or b"").decode("utf-8-sig") == mail.outbox[0].attachments[0][1].lstrip("\ufeff")


def test_a_worker_that_died_after_claiming_loses_nothing(
    report: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "deliver", lambda _claim: False)
    sending.send_planned(on=NEXT)
    monkeypatch.undo()
    assert not mail.outbox
    assert sending.resend(later(16)) == 1
    assert outcomes() == [RunOutcome.SENT]


def test_of_two_who_find_a_run_one_goes_on_with_it(report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "deliver", lambda _claim: False)
    sending.send_planned(on=NEXT)
    assert len(list(sending._lent(later(16)))) == 1
    assert list(sending._lent(later(16))) == []


def test_a_report_that_breaks_does_not_stop_the_others(
    report: Any, manager: Any, holder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_report(manager, holder, name="Second", when="day", readers=["manager"])
    real = making.make

    def broken(one: Any, user: Any) -> Any:
        if one.pk == report.pk:
            raise NotTypeset("late")
        return real(one, user)

    monkeypatch.setattr(making, "make", broken)
    sending.send_planned(on=NEXT)
    assert outcomes() == [RunOutcome.CLAIMED, RunOutcome.SENT]
    for attempt in range(1, 15):
        ReportRun.objects.filter(outcome=RunOutcome.CLAIMED).update(
            claimed_at=timezone.now() - dt.timedelta(days=attempt)
        )
        sending.resend(timezone.now())
    assert outcomes() == [RunOutcome.FAILED, RunOutcome.SENT]


def test_a_slow_worker_leaves_a_run_that_another_took_over(
    report: Any, manager: Any, holder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_report(manager, holder, name="Second", when="day", readers=["manager"])
    real, taken = making.make, []

    def slow(one: Any, user: Any) -> Any:
        # While the first worker is at the first report, half an hour goes by, and a second worker looks round.
        made = real(one, user)
        if not taken:
            taken.append(one.pk)
            sending.resend(later(30))
        return made

    monkeypatch.setattr(making, "make", slow)
    sending.send_planned(on=NEXT)
    sending.resend(later(120))
    assert outcomes() == [RunOutcome.SENT, RunOutcome.SENT]
    assert sorted(letter.subject for letter in mail.outbox) == [f"Open dates · {NEXT}", f"Second · {NEXT}"]


def test_a_report_is_claimed_when_its_turn_comes(
    report: Any, manager: Any, holder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_report(manager, holder, name="Second", when="day", readers=["manager"])
    claimed: list[int] = []
    monkeypatch.setattr(sending, "deliver", lambda _claim: claimed.append(ReportRun.objects.count()))
    assert sending.send_planned(on=NEXT) == 2
    assert claimed == [1, 2]


def test_a_claim_that_somebody_else_has_by_now_sends_nothing(report: Any) -> None:
    (claim,) = sending._claim(report, NEXT)
    ReportRun.objects.update(claimed_at=later(20))
    assert not sending.deliver(claim)
    assert not mail.outbox
    assert outcomes() == [RunOutcome.CLAIMED]


@pytest.mark.parametrize(("language", "words"), [("en", "was not made"), ("zh-hans", "未能生成")])
def test_too_long_a_report_is_told_once_with_where_to_change_it(
    report: Any, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    Report.objects.update(language=language)
    monkeypatch.setattr(making, "MOST_ROWS", 2)
    sending.send_planned(on=NEXT)
    sending.send_planned(on=NEXT)
    sending.resend(later(600))
    assert outcomes() == [RunOutcome.TOO_LONG]
    (letter,) = mail.outbox
    assert not letter.attachments
    assert words in letter.body
    assert " 2 " in letter.body
    assert f"https://mainline.example/dates/reports/{report.pk}/" in letter.body


def test_what_the_mail_server_refuses_of_such_a_letter_is_tried_again(
    report: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise TooLong("too long")

    def refused(*_: Any) -> int:
        raise OSError("busy")

    monkeypatch.setattr(making, "make", broken)
    with monkeypatch.context() as server:
        server.setattr(locmem.EmailBackend, "send_messages", refused)
        sending.send_planned(on=NEXT)
    assert outcomes() == [RunOutcome.CLAIMED]
    assert sending.resend(later(31)) == 1
    assert outcomes() == [RunOutcome.TOO_LONG]


def test_a_report_that_fails_to_its_end_says_so_once(report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise NotTypeset("late")

    monkeypatch.setattr(making, "make", broken)
    sending.send_planned(on=NEXT)
    for attempt in range(1, 20):
        ReportRun.objects.update(claimed_at=timezone.now() - dt.timedelta(days=attempt))
        sending.resend(timezone.now())
    assert outcomes() == [RunOutcome.FAILED]
    (letter,) = mail.outbox
    assert "14 times" in letter.body
    assert ReportRun.objects.get().attempts == 14


def test_filters_that_cannot_be_read_fail_at_once_with_their_reason(report: Any) -> None:
    Report.objects.update(query="&".join("a" * 900))
    sending.send_planned(on=NEXT)
    assert outcomes() == [RunOutcome.FAILED]
    assert "Save the list anew" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("columns", "is_sent"), [("due.right.flags", False), ("due&use=some", False), ("due.right.now", True)]
)
def test_licences_and_income_of_published_rights_are_fetched_and_never_sent(
    manager: Any, holder: Any, columns: str, is_sent: bool
) -> None:
    for right in Right.objects.all():
        an_event(right, confidentiality="holder")
    address = f"/dates/annuities/?shows={columns}"
    for format in ("csv", "pdf"):
        a_report(
            manager, holder, address=address, when="day", readers=["manager"], format=format, name=format
        )
    sending.send_planned(on=NEXT)
    assert outcomes() == [RunOutcome.SENT, RunOutcome.SENT]
    assert [bool(letter.attachments) for letter in mail.outbox] == [is_sent, is_sent]


def test_a_day_that_follows_from_what_is_not_published_is_never_sent(report: Any) -> None:
    def an_action(right: Right, **given: Any) -> None:
        code = "creation.examination.action_issued"
        an_event(right, code, happened_on=DAY, details={"delivery": "electronic"}, **given)

    first, second, _pending = Right.objects.order_by("pk")
    an_action(first)
    sending.send_planned(on=NEXT)
    an_action(second, confidentiality="holder")
    assert second.dockets.get().deadlines.filter(trigger_event__confidentiality="holder").exists()
    sending.send_planned(on=NEXT + dt.timedelta(days=1))
    assert [bool(letter.attachments) for letter in mail.outbox] == [True, False]


def test_files_are_forgotten_after_ninety_days_and_runs_after_years(report: Any) -> None:
    sending.send_planned(on=NEXT)
    sending.forget(timezone.now() + dt.timedelta(days=89))
    assert ReportRun.objects.get().content
    sending.forget(timezone.now() + dt.timedelta(days=91))
    run = ReportRun.objects.get()
    assert run.content is None
    assert run.rows
    sending.forget(timezone.now() + dt.timedelta(days=1200))
    assert not ReportRun.objects.exists()


def test_the_worker_does_what_is_to_be_done_today(report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs.clock, "today", lambda: NEXT)
    jobs.work_once()
    jobs.work_once()
    assert outcomes() == [RunOutcome.SENT]


def test_the_worker_goes_on_through_faults_and_begins_a_new_day_at_seven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = [(0, 3), (0, 12), (1, 6), (1, 7), (1, 9)]
    at, done, faults = [0], [], [1]

    class Stop:
        def wait(self, _seconds: float) -> bool:
            at[0] += 1
            return at[0] == len(looks)

    def once() -> None:
        if faults.pop() if faults else 0:
            raise RuntimeError("the database is away")
        done.append(looks[at[0]])

    monkeypatch.setattr(jobs.clock, "today", lambda: DAY + dt.timedelta(days=looks[at[0]][0]))
    monkeypatch.setattr(
        jobs.timezone, "localtime", lambda: dt.datetime(2026, 11, 20, looks[at[0]][1], tzinfo=dt.UTC)
    )
    monkeypatch.setattr(jobs, "work_once", once)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    monkeypatch.setattr(jobs.sending, "resend", lambda _now: 0)
    stop: Any = Stop()
    jobs.work(stop=stop)
    assert done == [(0, 12), (1, 7)]

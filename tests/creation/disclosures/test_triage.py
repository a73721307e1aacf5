"""The technology office decides, an agency files, and the office's own publication meets the disclosed right."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from mainline.creation.disclosures import actions, filing, queries, thread, triage
from mainline.creation.disclosures.access import visible_disclosures
from mainline.creation.disclosures.models import Assessment, DisclosureAct
from mainline.creation.prior_art import queries as prior_art
from mainline.offices.record import Record
from mainline.register.access import visible_rights
from mainline.register.actions.events import refold_all
from mainline.register.deadlines.models import Deadline, Docket
from mainline.register.ingest.prepare import good_of
from mainline.register.ingest.store import Store
from mainline.register.models import Event, Identifier, Party, Right, Share
from mainline.register.shares import inventor_shares
from tests.creation.disclosures.samples import MARKS, NUMBER, Cast, a_cast
from tests.factories import DAY, an_import, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


PRINTED = dt.date(2027, 6, 1)


def printed(**changes: Any) -> Record:
    """The application as the office publishes it, without the second inventor."""
    told = publication(application=NUMBER, number="118900001", title="一种收获机", on=PRINTED.isoformat())
    numbers = tuple(replace(one, date=DAY) if one.role == "application" else one for one in told.numbers)
    return replace(told, numbers=numbers, **changes)


@pytest.fixture
def cast() -> Cast:
    return a_cast()


def test_assessment_takes_in_hand_and_each_step_is_an_event(cast: Cast) -> None:
    row = cast.decided()
    codes = list(Event.objects.filter(right=row.right).order_by("pk").values_list("code", flat=True))
    assert codes == [
        "creation.disclosure.submitted", "creation.disclosure.accepted", "creation.disclosure.assessed",
        "creation.filing.decided",
    ]  # fmt: skip
    assert row.state == "to_file"
    assert [one.act for one in DisclosureAct.objects.order_by("pk")] == ["accept", "file"]


def test_marks_need_reasons_and_a_decision_needs_marks(cast: Cast) -> None:
    row = cast.submitted()
    for marks in (replace(MARKS, market=6), replace(MARKS, market=0), replace(MARKS, strategy_reason=" ")):
        with pytest.raises(ValidationError):
            triage.assess(disclosure=row, marks=marks, by=cast.manager, on=DAY)
    with pytest.raises(ValidationError, match="Assess it first"):
        triage.decide(disclosure=row, act="file", reason="x", by=cast.manager, on=DAY)
    with pytest.raises(ValidationError, match="reason"):
        triage.send_back(disclosure=row, reason=" ", by=cast.manager, on=DAY)
    assert not Assessment.objects.exists()
    row.refresh_from_db()
    assert row.state == "submitted"


def test_a_decision_rests_on_an_assessment_of_the_newest_version(cast: Cast) -> None:
    row = cast.submitted()
    triage.assess(disclosure=row, marks=MARKS, by=cast.manager, on=DAY)
    triage.send_back(disclosure=row, reason="补充", by=cast.manager, on=DAY)
    row.refresh_from_db()
    saved = actions.save(disclosure=row, draft=cast.draft(title="二"), revision=0, by=cast.inventor)
    actions.submit(disclosure=row, revision=saved.revision, by=cast.inventor, on=DAY)
    with pytest.raises(ValidationError, match="Assess it first"):
        triage.decide(disclosure=row, act="file", reason="x", by=cast.manager, on=DAY)


def test_only_the_technology_office_of_the_employer_decides(cast: Cast) -> None:
    row = cast.submitted()
    for user in (cast.inventor, cast.colleague, cast.attorney, cast.rival, cast.officer):
        for act in (
            lambda by: triage.accept(disclosure=row, by=by, on=DAY),
            lambda by: triage.assess(disclosure=row, marks=MARKS, by=by, on=DAY),
            lambda by: triage.send_back(disclosure=row, reason="x", by=by, on=DAY),
            lambda by: triage.decide(disclosure=row, act="file", reason="x", by=by, on=DAY),
        ):
            with pytest.raises(PermissionDenied):
                act(user)


def test_publishing_and_releasing_ask_whether_one_knows_what_is_given_up(cast: Cast) -> None:
    row = cast.submitted()
    triage.assess(disclosure=row, marks=MARKS, by=cast.manager, on=DAY)
    for act in ("publish", "release"):
        with pytest.raises(ValidationError, match="given up"):
            triage.decide(disclosure=row, act=act, reason="x", by=cast.manager, on=DAY)
    for act in ("", "accept", "file; drop", "enter"):
        with pytest.raises(ValidationError, match="Choose"):
            triage.decide(disclosure=row, act=act, reason="x", by=cast.manager, on=DAY)


def test_a_trade_secret_is_one_from_then_on(cast: Cast) -> None:
    row = cast.decided("secret", venue="talk", what="报告", when="2026-12-10")
    right = thread.standing_right(row)
    right.refresh_from_db()
    assert (right.kind, right.status, right.confidentiality) == ("trade_secret", "in_force", "holder")
    assert [one.share for one in inventor_shares(right)] == [Fraction(2, 3), Fraction(1, 3)]
    assert Deadline.objects.get(rule="cn.novelty.file_first").fate == "gone"


def test_released_it_is_the_inventors(cast: Cast) -> None:
    row = cast.decided("release")
    told = Party.objects.filter(right=row.right, role="applicant").order_by("sequence")
    assert [(one.name, one.organisation) for one in told] == [("王伟", None), ("李娜", None)]
    event = Event.objects.get(code="creation.disclosure.released")
    assert event.details["party"] == "王伟; 李娜"


def test_agency_that_declines_knows_of_it_no_more(cast: Cast) -> None:
    row = cast.decided()
    right = thread.standing_right(row)
    filing.instruct(disclosure=row, agency=cast.agency, by=cast.manager, on=DAY)
    assert visible_disclosures(cast.attorney).get() == row
    assert visible_rights(cast.attorney).filter(pk=right.pk).exists()
    with pytest.raises(PermissionDenied):
        filing.agree(disclosure=row, by=cast.rival, on=DAY)
    filing.decline(disclosure=row, reason="利益冲突", by=cast.attorney, on=DAY)
    assert not visible_disclosures(cast.attorney).exists()
    assert not visible_rights(cast.attorney).filter(pk=right.pk).exists()
    row.refresh_from_db()
    assert (row.state, row.agency) == ("to_file", None)
    assert not Share.objects.filter(organisation=cast.agency).exists()


def test_agency_that_agrees_is_the_agent_and_enters_the_filing(cast: Cast) -> None:
    row = cast.entrusted()
    right = thread.standing_right(row)
    agent = Party.objects.get(right=right, role="agent")
    assert agent.organisation == cast.agency
    filing.enter_filing(disclosure=row, number="2026106000012", filed_on=DAY, by=cast.attorney, on=DAY)
    right.refresh_from_db()
    row.refresh_from_db()
    assert (right.number, right.filed_on, right.status, row.state) == (NUMBER, DAY, "pending", "filed")
    assert row.acts.get(act="enter").event.code == "creation.application.filed"
    roles = set(Identifier.objects.filter(right=right).values_list("role", flat=True))
    assert roles == {"internal", "application"}
    assert Docket.objects.filter(right=right, organisation=cast.own, closed_at=None).exists()
    assert Deadline.objects.filter(rule="cn.fee.filing_due", docket__right=right, fate="open").exists()


def test_filing_before_the_talk_does_the_date(cast: Cast) -> None:
    row = cast.decided(venue="talk", what="报告", when="2026-12-10")
    filing.enter_filing(disclosure=row, number=NUMBER, filed_on=DAY, by=cast.manager, on=DAY)
    date = Deadline.objects.get(rule="cn.novelty.file_first")
    assert (date.fate, date.ended_by.code) == ("done", "creation.application.filed")


@pytest.mark.parametrize(
    ("number", "filed_on", "words"),
    [
        ("202610600001.4", DAY, "The check digit would be 2"),
        ("2026106", DAY, "Chinese patent application"),
        ("", DAY, "Chinese patent application"),
        ("202640600001.3", DAY, "."),
        ("CN107600001A", DAY, "Chinese patent application"),
        ("<script>alert(1)</script>", DAY, "Chinese patent application"),
        ("9" * 500, DAY, "Chinese patent application"),
        (NUMBER, dt.date(2025, 12, 31), "one of 2026"),
        (NUMBER, DAY + dt.timedelta(days=1), "future"),
    ],
)
def test_a_number_that_cannot_be_is_told_and_nothing_is_written(
    cast: Cast, number: str, filed_on: dt.date, words: str
) -> None:
    row = cast.decided()
    with pytest.raises(ValidationError, match=words):
        filing.enter_filing(disclosure=row, number=number, filed_on=filed_on, by=cast.manager, on=DAY)
    row.refresh_from_db()
    assert row.state == "to_file"
    assert not Identifier.objects.filter(role="application").exists()


def test_the_offices_publication_meets_the_disclosed_right(cast: Cast) -> None:
    row = cast.filed()
    right = thread.standing_right(row)
    told = printed()
    rights = enter(told, on=PRINTED)

    right.refresh_from_db()
    assert rights == [right]
    assert right.confidentiality == "public"
    codes = set(Event.objects.filter(right=right).values_list("code", flat=True))
    assert {
        "creation.disclosure.submitted",
        "creation.application.filed",
        "creation.application.published",
    } <= codes
    assert Event.objects.filter(right=right, code="creation.application.filed").count() == len(
        {one.happened_on for one in Event.objects.filter(right=right, code="creation.application.filed")}
    )
    assert [one.share for one in inventor_shares(right)] == [Fraction(2, 3), Fraction(1, 3)]
    assert "internal" not in set(Identifier.objects.filter(right=right).values_list("role", flat=True))
    shown = visible_rights(cast.rival).filter(pk=right.pk)
    assert shown.exists()
    assert not visible_disclosures(cast.rival).exists()


def test_a_publication_that_came_in_before_is_joined_when_an_office_tells_again(cast: Cast) -> None:
    told = printed()
    (public,) = enter(told, on=PRINTED)
    row = cast.entrusted()
    with pytest.raises(ValidationError, match="another right"):
        filing.enter_filing(disclosure=row, number=NUMBER, filed_on=DAY, by=cast.attorney, on=DAY)
    row.refresh_from_db()
    assert row.state == "entrusted"
    assert not Right.objects.filter(pk=public.pk, merged_into__isnull=False).exists()


def test_own_right_of_that_number_is_joined_when_it_is_said_to_be_the_same(cast: Cast) -> None:
    told = printed()
    numbers = tuple(one for one in told.numbers if one.role == "application")
    listed = replace(told, format="tabular", numbers=numbers, as_of=DAY)
    Store(an_import(requested_by=cast.manager, organisation=cast.own), DAY, timezone.now()).write(
        [good_of(listed, DAY)], []
    )
    row = cast.decided()
    given: dict[str, Any] = {
        "disclosure": row,
        "number": NUMBER,
        "filed_on": DAY,
        "by": cast.manager,
        "on": DAY,
    }
    with pytest.raises(ValidationError, match="tick that it is the same"):
        filing.enter_filing(**given)
    filing.enter_filing(**given, is_same=True)
    (right,) = Right.objects.filter(merged_into=None)
    row.refresh_from_db()
    assert thread.standing_right(row) == right
    assert [one.share for one in inventor_shares(right)] == [Fraction(2, 3), Fraction(1, 3)]
    assert queries.on_right(cast.manager, right) == [row]


def test_a_strangers_file_neither_opens_nor_meets_the_disclosed_right(cast: Cast) -> None:
    row = cast.filed()
    right = thread.standing_right(row)
    told = printed()
    job = an_import(requested_by=cast.rival, organisation=cast.rival.memberships.get().organisation)
    Store(job, DAY, timezone.now()).write([good_of(told, DAY)], [])
    right.refresh_from_db()
    assert right.confidentiality == "holder"
    assert Right.objects.filter(merged_into=None).count() == 2


def test_folding_anew_changes_nothing(cast: Cast) -> None:
    row = cast.filed()
    enter(printed(), on=PRINTED)
    right = thread.standing_right(row)

    def seen() -> list[Any]:
        parties = Party.objects.filter(right=right).order_by("role", "sequence", "name")
        return [
            *Right.objects.filter(pk=right.pk).values_list("number", "title", "status", "kind", "filed_on"),
            *parties.values_list("role", "name", "organisation", "person"),
            *Event.objects.filter(right=right).order_by("pk").values_list("pk", "code"),
        ]

    before = seen()
    refold_all(on=PRINTED)
    assert seen() == before


def test_steps_are_told_to_whom_they_wait_for(cast: Cast) -> None:
    def told(user: Any) -> list[str]:
        return [step.text.split(" “")[0] for step in queries.steps(user, DAY)]

    row = cast.begun(venue="talk", what="报告", when="2026-12-10")
    assert told(cast.inventor) == ["Finish your disclosure"]
    actions.submit(disclosure=row, revision=0, by=cast.inventor, on=DAY)
    (step,) = queries.steps(cast.manager, DAY)
    assert step.due_on == dt.date(2026, 12, 9)
    assert (told(cast.inventor), told(cast.colleague), told(cast.officer)) == ([], [], [])
    triage.send_back(disclosure=row, reason="补充", by=cast.manager, on=DAY)
    (step,) = queries.steps(cast.inventor, DAY)
    assert step.is_wrong
    row.refresh_from_db()
    actions.submit(disclosure=row, revision=0, by=cast.inventor, on=DAY)
    triage.assess(disclosure=row, marks=MARKS, by=cast.manager, on=DAY)
    triage.decide(disclosure=row, act="file", reason="x", by=cast.manager, on=DAY)
    assert told(cast.manager) == ["Instruct an agency for"]
    filing.instruct(disclosure=row, agency=cast.agency, by=cast.manager, on=DAY)
    assert (told(cast.manager), told(cast.attorney)) == ([], ["Accept or decline to file"])
    filing.agree(disclosure=row, by=cast.attorney, on=DAY)
    assert told(cast.attorney) == ["File"]


def test_words_of_the_disclosure_are_there_to_search_prior_art_by_for_who_may_read_them(cast: Cast) -> None:
    right = cast.submitted().right
    told = prior_art.subject_of(cast.manager, right, "zh")
    assert told.splitlines() == ["一种大豆收获机", "损失率高", "柔性割台", "损失率低"]
    assert prior_art.subject_of(cast.rival, right, "zh") == "一种大豆收获机"

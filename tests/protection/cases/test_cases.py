"""A case from the request to the published summary: who may do what, and who sees what of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from mainline.orgs import clock as platform
from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Organisation
from mainline.protection.cases import filing, handling, queries
from mainline.protection.cases.access import visible_papers
from mainline.protection.cases.clock import CONCLUSION, SUIT
from mainline.protection.cases.enums import CaseState, Side
from mainline.protection.cases.filing import Said
from mainline.protection.cases.models import Case, CaseAct, CasePaper
from mainline.protection.evidence.access import visible_evidence
from mainline.protection.evidence.actions import Brought, deposit
from mainline.protection.evidence.logic.checklist import Capture
from mainline.register.models import Document, Event, Party, Right
from mainline.register.subsets import STANDING
from tests.factories import PASSWORD, a_user, an_event, an_organisation, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 5)


@dataclasses.dataclass
class Cast:
    """Everybody in a case, each with a user who acts."""

    licensee: Organisation
    rival: Organisation
    office: Organisation
    asks: Any
    answers: Any
    handles: Any
    right: Right


@pytest.fixture
def cast() -> Cast:
    licensee = an_organisation("北川农机厂", OrganisationKind.ENTERPRISE, place="230100")
    rival = an_organisation("南海公司", OrganisationKind.ENTERPRISE, place="230100")
    office = an_organisation("示范局", OrganisationKind.OFFICE, place="230000")
    enter(publication(applicant="北川大学", kind="B", on="2020-01-23"))
    right = Right.objects.get()
    details = {
        "agreement": "9",
        "licence": "exclusive",
        "to_org": str(licensee.pk),
        "from_org": "0",
        "until": "2030-01-01",
    }
    an_event(right, "utilization.licence.recorded", happened_on=dt.date(2025, 1, 10), details=details)
    return Cast(
        licensee, rival, office, a_user(Role.MANAGER, licensee), a_user(Role.MANAGER, rival),
        a_user(Role.OFFICER, office), Right.objects.get(),
    )  # fmt: skip


def said(cast: Cast, **more: Any) -> Said:
    given: dict[str, Any] = {
        "respondent_name": "南海公司", "respondent_address": "海滨路1号", "respondent_is_person": False,
        "respondent_abroad": False, "place": "230100", "office": cast.office.pk, "role": "exclusive",
        "holder_asks": None, "claims": "停止制造", "facts": "销售相同割台", "knew_on": dt.date(2025, 12, 1),
        "is_ongoing": True, "no_suit": True, "no_other_way": True,
    }  # fmt: skip
    return Said(**{**given, **more})


def with_papers(cast: Cast, row: Case) -> None:
    for kind in ("request", "identity", "patent", "evidence", "licence"):
        filing.add_paper(case=row, kind=kind, chunks=[f"{kind}".encode()], name=f"{kind}.txt", by=cast.asks)
    filing.add_paper(
        case=row, kind="other", chunks=[b"secret"], name="secret.txt", by=cast.asks, for_office=True
    )


def filed(cast: Cast) -> Case:
    row = filing.begin(right=cast.right, organisation=cast.licensee, by=cast.asks)
    filing.save(case=row, told=said(cast), by=cast.asks, on=DAY)
    with_papers(cast, row)
    return filing.file_request(case=row, by=cast.asks, on=DAY)


def served(cast: Cast) -> Case:
    row = filed(cast)
    handling.accept(
        case=row, number="裁字1号", day=dt.date(2026, 3, 10), by=cast.handles, on=dt.date(2026, 3, 10)
    )
    return handling.serve(case=row, day=dt.date(2026, 3, 16), by=cast.handles, on=dt.date(2026, 3, 16))


def clock(row: Case, rule: str, on: dt.date) -> Any:
    return {one.rule: one for one in queries.clocks_of(row, on)}[rule]


def test_a_licence_on_the_thread_gives_standing_and_its_event_is_kept(cast: Cast) -> None:
    row = filing.begin(right=cast.right, organisation=cast.licensee, by=cast.asks)

    assert row.role == "exclusive"
    assert row.licence_event == Event.objects.get(code="utilization.licence.recorded")
    assert filing.begin(right=cast.right, organisation=cast.licensee, by=cast.asks) == row
    rival = filing.begin(right=cast.right, organisation=cast.rival, by=cast.answers)
    assert rival.role == ""


def test_what_is_missing_is_named_and_nothing_is_filed(cast: Cast) -> None:
    row = filing.begin(right=cast.right, organisation=cast.licensee, by=cast.asks)

    with pytest.raises(ValidationError) as refused:
        filing.file_request(case=row, by=cast.asks, on=DAY)

    told = " ".join(refused.value.messages)
    assert "The respondent is named" in told
    assert "Licence agreement or its recordal" in told
    row.refresh_from_db()
    assert row.state == CaseState.DRAFT
    assert not CaseAct.objects.exists()


def test_a_case_from_the_request_to_the_published_summary(cast: Cast) -> None:
    row = served(cast)
    on = dt.date(2026, 3, 20)
    filing.answer(case=row, text="不侵权，割台结构不同。", by=cast.answers, on=on)
    handling.forward(case=row, day=on, by=cast.handles, on=on)
    handling.pause(
        case=row,
        kind="appraisal",
        why="鉴定",
        day=dt.date(2026, 4, 1),
        by=cast.handles,
        on=dt.date(2026, 4, 1),
    )
    with pytest.raises(ValidationError, match="stands still"):
        handling.decide(
            case=row, result="infringed", decision="侵权成立", day=dt.date(2026, 4, 2), by=cast.handles,
            on=dt.date(2026, 4, 2),
        )  # fmt: skip
    handling.resume(
        case=row, kind="appraisal", day=dt.date(2026, 5, 1), by=cast.handles, on=dt.date(2026, 5, 1)
    )
    handling.extend(
        case=row, months=0, why="案情复杂", day=dt.date(2026, 5, 6), by=cast.handles, on=dt.date(2026, 5, 6)
    )

    assert clock(row, CONCLUSION, dt.date(2026, 5, 6)).due_on == dt.date(2026, 8, 9)

    day = dt.date(2026, 6, 1)
    row = handling.decide(
        case=row, result="infringed", decision="南海公司（联系人李小红，13912345678）停止制造。", day=day,
        by=cast.handles, on=day,
    )  # fmt: skip
    assert clock(row, SUIT, day).due_on == dt.date(2026, 6, 16)
    row = handling.publish(case=row, summary=row.decision, persons="李小红", by=cast.handles, on=day)

    assert row.summary == "南海公司（联系人李某某，***）停止制造。"
    told = list(
        Event.objects.filter(code__startswith="protection.")
        .order_by("pk")
        .values_list("code", "confidentiality")
    )
    assert [code.rpartition(".")[2] for code, _ in told] == [
        "requested", "accepted", "served", "answered", "paused", "resumed", "decided", "published",
        "decided",
    ]  # fmt: skip
    # With its summary the decision itself is everybody's, on its own day: what counts decisions finds it.
    assert [code for code, secrecy in told if secrecy == "public"] == [
        "protection.adjudication.published", "protection.adjudication.decided",
    ]  # fmt: skip
    decided = CaseAct.objects.get(case=row, code="decided")
    standing = Event.objects.get(STANDING, code="protection.adjudication.decided")
    assert (standing.confidentiality, standing.happened_on) == ("public", decided.happened_on)
    assert (
        Event.objects.get(code="protection.adjudication.published").details["proof"] == f"decision:{row.pk}"
    )


def test_the_respondent_sees_nothing_before_it_is_served_and_then_what_is_served(cast: Cast) -> None:
    row = filed(cast)
    assert queries.case(cast.answers, row.pk) is None

    handling.accept(case=row, number="裁字1号", day=DAY, by=cast.handles, on=DAY)
    assert queries.case(cast.answers, row.pk) is None

    handling.serve(case=row, day=DAY, by=cast.handles, on=DAY)
    assert queries.case(cast.answers, row.pk) is not None
    seen = {paper.kind for paper in queries.papers(cast.answers, row)}
    assert seen == {"request", "identity", "patent", "evidence", "licence"}
    assert {act.code for act in queries.acts(cast.answers, row)} == {"accepted", "served"}

    filing.add_paper(case=row, kind="answer", chunks=[b"answer"], name="answer.txt", by=cast.answers)
    assert not visible_papers(cast.asks, row).filter(side=Side.RESPONDENT).exists()
    filing.answer(case=row, text="不侵权", by=cast.answers, on=DAY)
    handling.forward(case=row, day=DAY, by=cast.handles, on=DAY)
    assert visible_papers(cast.asks, row).filter(side=Side.RESPONDENT).exists()


def test_nobody_else_knows_of_a_case_and_a_draft_is_the_requesters_alone(cast: Cast) -> None:
    draft = filing.begin(right=cast.right, organisation=cast.licensee, by=cast.asks)
    filing.save(case=draft, told=said(cast), by=cast.asks, on=DAY)
    assert queries.case(cast.handles, draft.pk) is None

    with_papers(cast, draft)
    row = filing.file_request(case=draft, by=cast.asks, on=DAY)
    admin = a_user()
    admin.is_superuser = True
    admin.save()
    others = [a_user(Role.MANAGER), a_user(Role.OFFICER), admin, a_user()]

    assert queries.case(cast.handles, row.pk) is not None
    for user in others:
        assert queries.case(user, row.pk) is None
        assert not visible_papers(user, row).exists()
        with pytest.raises(PermissionDenied):
            handling.accept(case=row, number="1", day=DAY, by=user, on=DAY)
    assert not Document.objects.exclude(confidentiality="own").exists()


def test_each_side_does_its_own_part_alone(cast: Cast) -> None:
    row = served(cast)
    on = dt.date(2026, 3, 20)

    with pytest.raises(PermissionDenied):
        filing.answer(case=row, text="不", by=cast.asks, on=on)
    with pytest.raises(PermissionDenied):
        handling.settle(case=row, words="和解", day=on, by=cast.asks, on=on)
    with pytest.raises(PermissionDenied):
        filing.withdraw(case=row, reason="无", by=cast.answers, on=on)
    viewer = a_user(Role.VIEWER, cast.office)
    assert queries.case(viewer, row.pk) is not None
    with pytest.raises(PermissionDenied):
        handling.pause(case=row, kind="appraisal", why="", day=on, by=viewer, on=on)


def test_an_office_asks_for_papers_refuses_and_keeps_the_order_of_days(cast: Cast) -> None:
    row = filed(cast)
    handling.ask_to_complete(
        case=row, what="补充比对", day=dt.date(2026, 3, 9), by=cast.handles, on=dt.date(2026, 3, 9)
    )
    assert clock(row, "cn.adjudication.docket", dt.date(2026, 3, 20)).state == "still"
    filing.complete(case=row, by=cast.asks, on=dt.date(2026, 3, 20))

    with pytest.raises(ValidationError, match="future"):
        handling.accept(
            case=row, number="1", day=dt.date(2026, 4, 1), by=cast.handles, on=dt.date(2026, 3, 21)
        )
    with pytest.raises(ValidationError, match="before"):
        handling.accept(
            case=row, number="1", day=dt.date(2026, 3, 8), by=cast.handles, on=dt.date(2026, 3, 21)
        )
    refused = handling.refuse(
        case=row,
        check="no_suit",
        why="法院已受理",
        day=dt.date(2026, 3, 21),
        by=cast.handles,
        on=dt.date(2026, 3, 21),
    )

    assert refused.state == CaseState.REFUSED
    assert "No court" in Event.objects.get(code="protection.adjudication.refused").details["reason"]


def test_the_same_paper_twice_is_one(cast: Cast) -> None:
    row = filing.begin(right=cast.right, organisation=cast.licensee, by=cast.asks)

    first = filing.add_paper(case=row, kind="request", chunks=[b"one"], name="a.txt", by=cast.asks)
    again = filing.add_paper(case=row, kind="request", chunks=[b"one"], name="a.txt", by=cast.asks)

    assert first == again
    assert CasePaper.objects.count() == 1


def test_only_chinese_patents_are_adjudicated(cast: Cast) -> None:
    Right.objects.update(kind="trademark")

    with pytest.raises(ValidationError, match="Chinese patents"):
        filing.begin(right=Right.objects.get(), organisation=cast.licensee, by=cast.asks)


def test_pages_show_each_side_its_part_and_everybody_the_summary(cast: Cast, en: Client, zh: Client) -> None:
    row = served(cast)
    page = f"/protection/cases/{row.pk}/"
    paper = CasePaper.objects.get(kind="other")

    assert en.get(page).status_code == 302
    en.login(username=cast.asks.username, password=PASSWORD)
    own = en.get(page).content.decode()
    assert "Exclusive licensee" in own
    assert "recorded licence" in own
    assert en.get(f"{page}papers/{paper.pk}/").getvalue() == b"secret"  # type: ignore[attr-defined]
    en.login(username=cast.answers.username, password=PASSWORD)
    theirs = en.get(page).content.decode()
    assert "secret.txt" not in theirs
    assert "Who may ask" not in theirs
    assert en.get(f"{page}papers/{paper.pk}/").status_code == 404
    posted = en.post(f"{page}act/", {"act": "answer", "text": "不侵权"}, follow=True)
    assert "The office has your answer." in posted.content.decode()
    en.login(username=cast.handles.username, password=PASSWORD)
    assert "Forward the answer" in en.get(page).content.decode()
    assert (
        en.post(f"{page}act/", {"act": "decide", "result": "", "text": "x"}, follow=True).status_code == 200
    )
    day = platform.today()
    handling.decide(case=row, result="infringed", decision="停止", day=day, by=cast.handles, on=day)
    assert zh.get(f"/protection/decisions/{row.pk}/").status_code == 404
    handling.publish(case=row, summary="停止制造侵权产品。", persons="", by=cast.handles, on=day)
    assert "停止制造侵权产品。" in zh.get(f"/protection/decisions/{row.pk}/").content.decode()
    assert "裁字1号" in zh.get("/protection/decisions/").content.decode()


def test_what_waits_is_told_to_whom_it_waits_for(cast: Cast) -> None:
    row = served(cast)
    on = dt.date(2026, 3, 17)

    answers = list(queries.steps(cast.answers, on))
    office = list(queries.steps(cast.handles, on))

    assert [step.due_on for step in answers] == [dt.date(2026, 3, 31)]
    assert [step.due_on for step in office] == [dt.date(2026, 6, 10)]
    assert not list(queries.steps(a_user(Role.MANAGER), on))
    assert row.state == CaseState.SERVED


def test_evidence_on_the_thread_is_named_and_shown_to_the_office(cast: Cast) -> None:
    an_event(
        cast.right, "protection.evidence.preserved", happened_on=dt.date(2026, 2, 1), by=None,
        details={"document": "网页", "evidence": "5", "proof": "evidence:5"},
    )  # fmt: skip
    event = Event.objects.get(code="protection.evidence.preserved")
    row = filing.begin(right=cast.right, organisation=cast.licensee, by=cast.asks)

    row = filing.save(case=row, told=said(cast, evidence=[event.pk, 999]), by=cast.asks, on=DAY)

    assert row.evidence == [event.pk]
    assert queries.evidence_named(row) == [event]
    assert ("evidence", True, True) in queries.needed_papers(row, queries.table_of(row, DAY))
    Event.objects.filter(pk=event.pk).update(confidentiality="own")
    again = filing.save(case=row, told=said(cast, evidence=[event.pk]), by=cast.asks, on=DAY)
    assert again.evidence == []


def test_filing_lets_the_office_open_the_deposits_that_the_request_names_and_nobody_else(
    cast: Cast, client: Client
) -> None:
    own, other = (
        deposit(
            organisation=cast.licensee, title=title, files=[Brought("a.html", lambda: [b"page"])], capture=Capture({}, {}),
            by=cast.asks, on=DAY, right=cast.right,
        )
        for title in ("网页", "没有提到的")
    )  # fmt: skip
    event = Event.objects.get(code="protection.evidence.deposited", details__evidence=str(own.pk))
    row = filing.begin(right=cast.right, organisation=cast.licensee, by=cast.asks)
    filing.save(case=row, told=said(cast, evidence=[event.pk]), by=cast.asks, on=DAY)
    with_papers(cast, row)
    assert not visible_evidence(cast.handles).exists()

    filing.file_request(case=row, by=cast.asks, on=DAY)

    assert list(visible_evidence(cast.handles)) == [own]
    assert not visible_evidence(cast.answers).exists()
    client.force_login(cast.handles)
    page = client.get(reverse("case", args=[row.pk])).content.decode()
    assert reverse("evidence", args=[own.pk]) in page
    assert client.get(reverse("evidence", args=[own.pk])).status_code == 200
    assert client.get(reverse("evidence", args=[other.pk])).status_code == 404


def test_who_held_a_right_once_does_not_ask_as_its_holder(cast: Cast) -> None:
    former = an_organisation("从前的申请人", OrganisationKind.ENTERPRISE, place="230100")
    Party.objects.create(right=cast.right, role="applicant", name=former.name, organisation=former)

    assert not queries.holds(cast.right, former)
    Right.objects.filter(pk=cast.right.pk).update(holder_name=former.name)
    assert queries.holds(Right.objects.get(), former)

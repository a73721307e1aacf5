"""From the office action to its answer: written, sent, approved, filed, and the date ended by the filing alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from mainline.portfolio.answers import actions, queries
from mainline.portfolio.answers.access import visible_answers
from mainline.portfolio.answers.models import Answer, AnswerVersion
from mainline.register.deadlines.models import Deadline
from mainline.register.features import Chart, Feature, chart_of
from mainline.register.models import Document, Event
from tests.factories import DAY, a_user, an_organisation
from tests.portfolio.billing.samples import Cast, a_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    made = a_cast()
    made.act()
    return made


def date_of(cast: Cast) -> Deadline:
    return Deadline.objects.get(rule="cn.oa.first_response", docket__organisation=cast.agency)


def begun(cast: Cast, text: str = "陈述意见") -> Answer:
    answer = actions.begin(deadline=date_of(cast), by=cast.attorney)
    return actions.save(
        answer=answer, claims="1. 一种机器，其特征在于，有轮；有轴。", text=text, chart=Chart(), revision=0,
        by=cast.attorney,
    )  # fmt: skip


def approved(cast: Cast) -> Answer:
    answer = begun(cast)
    actions.send(answer=answer, by=cast.attorney)
    actions.approve(answer=answer, number=1, by=cast.manager)
    answer.refresh_from_db()
    return answer


def test_answer_ends_its_date_by_the_event_of_its_filing(cast: Cast) -> None:
    answer = approved(cast)
    done = actions.file_answer(answer=answer, filed_on=dt.date(2026, 11, 19), by=cast.attorney, on=DAY)
    date = date_of(cast)
    event = Event.objects.get(code="creation.examination.action_answered")
    assert (done.state, date.fate, date.act, date.ended_by) == ("filed", "done", "", event)
    assert (event.happened_on, event.recorded_by) == (dt.date(2026, 11, 19), cast.attorney)
    document = Document.objects.get(event=event)
    assert (document.name, done.document) == ("answer-1.txt", document)


def test_beginning_twice_is_one_answer_and_only_an_office_action_is_answered(cast: Cast) -> None:
    first = actions.begin(deadline=date_of(cast), by=cast.attorney)
    assert actions.begin(deadline=date_of(cast), by=cast.attorney) == first
    other = Deadline.objects.exclude(rule="cn.oa.first_response").first()
    assert other is not None
    with pytest.raises(ValidationError):
        actions.begin(deadline=other, by=cast.attorney)


def test_who_saves_an_older_copy_is_told_and_overwrites_nothing(cast: Cast) -> None:
    answer = begun(cast)
    with pytest.raises(actions.Overtaken):
        actions.save(answer=answer, claims="", text="old", chart=Chart(), revision=0, by=cast.attorney)
    answer.refresh_from_db()
    assert (answer.text, answer.revision) == ("陈述意见", 1)


def test_client_sees_what_was_sent_and_nothing_before(cast: Cast) -> None:
    answer = begun(cast)
    rival, colleague = a_user(Role.MANAGER, an_organisation()), a_user(Role.INVENTOR, cast.client)
    askers = (cast.attorney, cast.manager, colleague, rival)
    assert [visible_answers(user).exists() for user in askers] == [True, False, False, False]
    actions.send(answer=answer, by=cast.attorney)
    assert [visible_answers(user).exists() for user in askers] == [True, True, True, False]
    actions.recall(answer=answer, by=cast.attorney)
    assert [visible_answers(user).exists() for user in askers] == [True, False, False, False]


def test_working_copy_is_not_shown_to_the_client(cast: Cast, en: Any) -> None:
    answer = begun(cast, text="first words")
    actions.send(answer=answer, by=cast.attorney)
    actions.send_back(answer=answer, words="more", by=cast.manager)
    answer.refresh_from_db()
    actions.save(
        answer=answer,
        claims="",
        text="second words",
        chart=Chart(),
        revision=answer.revision,
        by=cast.attorney,
    )
    en.force_login(cast.manager)
    page = en.get(f"/dates/answers/{answer.pk}/").content.decode()
    assert "first words" in page
    assert "second words" not in page


def test_client_decides_and_nobody_else(cast: Cast) -> None:
    answer = begun(cast)
    actions.send(answer=answer, by=cast.attorney)
    for stranger in (cast.attorney, a_user(Role.VIEWER, cast.client), a_user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            actions.approve(answer=answer, number=1, by=stranger)
        with pytest.raises(PermissionDenied):
            actions.send_back(answer=answer, words="x", by=stranger)
    with pytest.raises(ValidationError, match="Another version"):
        actions.approve(answer=answer, number=2, by=cast.manager)
    with pytest.raises(ValidationError):
        actions.send_back(answer=answer, words=" ", by=cast.manager)


def test_what_is_sent_or_approved_is_locked(cast: Cast) -> None:
    answer = approved(cast)
    writing: dict[str, Any] = {"claims": "", "text": "x", "chart": Chart(), "revision": 1}
    with pytest.raises(ValidationError, match="not written on"):
        actions.save(answer=answer, by=cast.attorney, **writing)
    actions.reopen(answer=answer, by=cast.attorney)
    actions.save(answer=answer, by=cast.attorney, **writing)
    assert AnswerVersion.objects.get().text == "陈述意见"
    with pytest.raises(ValidationError, match="approves before"):
        actions.file_answer(answer=answer, filed_on=DAY, by=cast.attorney, on=DAY)


@pytest.mark.parametrize("day", [dt.date(2026, 11, 21), dt.date(2026, 10, 11)])
def test_filing_on_a_day_that_cannot_be_writes_nothing(cast: Cast, day: dt.date) -> None:
    answer = approved(cast)
    with pytest.raises(ValidationError):
        actions.file_answer(answer=answer, filed_on=day, by=cast.attorney, on=DAY)
    assert not Event.objects.filter(code="creation.examination.action_answered").exists()
    assert date_of(cast).fate == "open"


def test_chart_holds_features_and_cited_documents(cast: Cast) -> None:
    answer = begun(cast)
    actions.propose_features(answer=answer, claim=1, by=cast.attorney)
    actions.cite(answer=answer, number="CN107600001A", by=cast.attorney)
    found = chart_of(actions.cite(answer=answer, number=cast.right.number, by=cast.attorney).chart)
    assert [row.text for row in found.features] == ["一种机器", "有轮", "有轴"]
    assert all(len(row.cells) == 2 for row in found.features)
    assert [one.right for one in queries.cited(cast.attorney, found.documents)][1] == cast.right


def test_number_that_cannot_be_is_refused_and_none_is_cited_twice(cast: Cast) -> None:
    answer = begun(cast)
    with pytest.raises(ValidationError, match="check digit"):
        actions.cite(answer=answer, number="CN201710601862.4", by=cast.attorney)
    actions.cite(answer=answer, number="CN 201710601862.3", by=cast.attorney)
    with pytest.raises(ValidationError, match="already"):
        actions.cite(answer=answer, number="201710601862.3", by=cast.attorney)
    with pytest.raises(ValidationError, match="no claim 7"):
        actions.propose_features(answer=answer, claim=7, by=cast.attorney)


def test_holder_who_is_not_here_approves_outside_with_words(cast: Cast) -> None:
    answer = begun(cast)
    with pytest.raises(ValidationError, match="approves here itself"):
        actions.approved_outside(answer=answer, words="by letter", by=cast.attorney)
    Membership.objects.filter(organisation=cast.client).delete()
    with pytest.raises(ValidationError, match="not on this platform"):
        actions.send(answer=answer, by=cast.attorney)
    with pytest.raises(ValidationError):
        actions.approved_outside(answer=answer, words=" ", by=cast.attorney)
    actions.approved_outside(answer=answer, words="by letter", by=cast.attorney)
    answer.refresh_from_db()
    actions.file_answer(answer=answer, filed_on=DAY, by=cast.attorney, on=DAY)
    assert date_of(cast).fate == "done"


def test_answer_without_text_is_not_sent(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="no text"):
        actions.send(answer=begun(cast, text=" "), by=cast.attorney)


def test_what_waits_is_told_to_who_can_do_it(cast: Cast) -> None:
    answer = begun(cast)
    actions.send(answer=answer, by=cast.attorney)
    assert queries.waiting(cast.manager).to_approve == [answer]
    assert queries.waiting(cast.attorney).to_approve == []
    actions.send_back(answer=answer, words="x", by=cast.manager)
    assert queries.waiting(cast.attorney).returned == [answer]


def test_each_act_is_on_record_and_versions_are_sealed(cast: Cast) -> None:
    answer = approved(cast)
    actions.file_answer(answer=answer, filed_on=DAY, by=cast.attorney, on=DAY)
    codes = list(
        Entry.objects.filter(code__startswith="answer.").order_by("number").values_list("code", flat=True)
    )
    assert codes == ["answer.begun", "answer.sent", "answer.approved", "answer.filed"]


def test_page_saves_while_somebody_types(cast: Cast, en: Any) -> None:
    answer = begun(cast)
    en.force_login(cast.attorney)
    given = {"claims": "1. x", "text": "typed", "feature-0": "f", "claim-0": "1", "revision": "1"}
    told = en.post(
        f"/dates/answers/{answer.pk}/save/", given, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'name="revision" value="2"' in told
    late = en.post(
        f"/dates/answers/{answer.pk}/save/", given | {"text": "late"}, headers={"HX-Request": "true"}
    )
    assert "saved this meanwhile" in late.content.decode()
    answer.refresh_from_db()
    assert (answer.text, chart_of(answer.chart).features) == ("typed", (Feature(1, "f"),))

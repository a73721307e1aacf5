"""A novelty report: searched up to a day, judged by people, given as a sealed report on paper; and no word of it leaks."""

from __future__ import annotations

import datetime as dt
import io
import logging

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from docx import Document as Docx

from mainline.audit.models import Entry
from mainline.creation.prior_art import actions, papers, queries
from mainline.creation.prior_art.access import visible_reports
from mainline.creation.prior_art.models import NoveltyDocument, NoveltyIssue, NoveltyQuery, NoveltyReport
from mainline.creation.prior_art.panels import panel
from mainline.pages import chain
from mainline.register.features import Chart, chart_of, plain
from mainline.register.models import Event, SavedSearch
from tests.creation.samples import GOOD, Cast
from tests.factories import DAY

pytestmark = pytest.mark.django_db
SECRET = "大豆收获机 的 秘密割台 zirconium"


def begun(cast: Cast, subject: str = "") -> NoveltyReport:
    return actions.begin(right=cast.right, by=cast.manager, on=DAY, subject=subject)


def saved(report: NoveltyReport, cast: Cast, **given: object) -> NoveltyReport:
    report.refresh_from_db()
    told = {
        "subject": report.subject, "claims": report.claims, "cut_off": report.cut_off, "chart": chart_of(report.chart),
        "outcome": "", "outcome_claims": "", "conclusion": "", "revision": report.revision,
    }  # fmt: skip
    return actions.save(report=report, by=cast.manager, **{**told, **given})  # type: ignore[arg-type]


def whole(cast: Cast) -> NoveltyReport:
    """A report with a search, a relevant document in its table, and a conclusion."""
    report = saved(begun(cast), cast, claims=GOOD)
    actions.search(report=report, kind="before", by=cast.manager)
    document = actions.judge(
        report=report, right=cast.others[0], relevance="relevant", category="X", claims="1", note="最接近",
        passage="公开了割台", by=cast.manager,
    )  # fmt: skip
    actions.chart_document(report=report, document=document.pk, by=cast.manager)
    report = actions.propose_features(report=report, claim=1, by=cast.manager)
    chart = chart_of(report.chart)
    told = plain(chart)
    told["features"][0]["cells"] = [["公开了收获机", "shown"]]
    told["features"][1]["cells"] = [["仅公开割台", "partly"]]
    return saved(
        report,
        cast,
        chart=chart_of(told),
        outcome="lacks",
        outcome_claims="1",
        conclusion="权利要求1不具备新颖性。",
    )


def test_report_begins_with_the_words_and_the_day_of_the_invention(cast: Cast) -> None:
    report = begun(cast)
    assert "大豆收获机" in report.subject
    assert (report.cut_off, report.basis) == (dt.date(2022, 6, 1), "filing")
    event = Event.objects.get(code="creation.novelty.requested")
    assert (event.details, event.confidentiality) == ({"proof": f"novelty_report:{report.pk}"}, "holder")
    assert chain.proofs(cast.manager, [event]) == {event.pk: f"/creation/prior-art/{report.pk}/"}


def test_search_finds_what_was_published_before_the_day_alone(cast: Cast) -> None:
    report = begun(cast)
    query = actions.search(report=report, kind="before", by=cast.manager)
    days = [one.right.published_on for one in queries.found(cast.manager, query)]
    assert sorted(days) == [dt.date(2020, 1, 7), dt.date(2021, 3, 9)]
    later = actions.search(report=report, kind="conflicting", by=cast.manager)
    days = [one.right.published_on for one in queries.found(cast.manager, later)]
    assert sorted(days) == [dt.date(2022, 6, 1), dt.date(2023, 5, 5)]


def test_passage_shows_why_a_document_was_found(cast: Cast) -> None:
    query = actions.search(report=begun(cast), kind="before", by=cast.manager)
    one = queries.found(cast.manager, query)[0]
    assert one.place == "abstract"
    assert any(is_hit and "收获" in text for text, is_hit in one.passage)


def test_search_in_english_finds_what_is_chinese(cast: Cast) -> None:
    report = begun(cast, subject="soybean harvester with a header for harvesting soybean plants in the field")
    query = actions.search(report=report, kind="before", by=cast.manager)
    assert len(queries.found(cast.manager, query)) == 2


def test_search_is_kept_so_that_it_can_be_repeated(cast: Cast) -> None:
    report = begun(cast, subject="一种大豆收获机割台")
    first = actions.search(report=report, kind="before", by=cast.manager)
    again = actions.search(report=report, kind="before", by=cast.attorney)
    assert (first.text, first.total, first.found) == (again.text, again.total, again.found)
    assert (first.documents, first.newest) == (4, dt.date(2023, 5, 5))
    assert (first.number, again.number) == (1, 2)


def test_words_of_a_search_are_in_no_log_no_audit_and_no_saved_search(
    cast: Cast, en: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    en.force_login(cast.manager)
    en.post(f"/creation/rights/{cast.right.pk}/prior-art/", {"subject": SECRET, "cut_off": "2022-06-01"})
    report = NoveltyReport.objects.get()
    address = f"/creation/prior-art/{report.pk}/"
    told = {"subject": SECRET, "cut_off": "2022-06-01", "claims": "", "revision": "0", "act": "search-before"}
    assert en.post(f"{address}act/", told).status_code == 302
    assert NoveltyQuery.objects.get().text == SECRET
    assert "zirconium" not in caplog.text
    assert "zirconium" not in "".join(f"{one.data}{one.subject}" for one in Entry.objects.all())
    assert not SavedSearch.objects.exists()
    assert not Event.objects.filter(details__icontains="zirconium").exists()
    en.force_login(cast.rival)
    assert en.get(address).status_code == 404


def test_document_published_later_can_be_e_alone(cast: Cast) -> None:
    report = begun(cast)
    late = cast.others[3]
    with pytest.raises(ValidationError, match="E alone"):
        actions.judge(report=report, right=late, relevance="relevant", category="X", by=cast.manager)
    assert (
        actions.judge(report=report, right=late, relevance="relevant", category="E", by=cast.manager).category
        == "E"
    )
    with pytest.raises(ValidationError, match="published before"):
        actions.judge(
            report=report, right=cast.others[0], relevance="relevant", category="E", by=cast.manager
        )
    with pytest.raises(ValidationError, match="no category"):
        actions.judge(report=report, right=cast.others[0], relevance="not", category="X", by=cast.manager)
    with pytest.raises(ValidationError, match="invention itself"):
        actions.judge(report=report, right=cast.right, relevance="relevant", by=cast.manager)


def test_document_of_elsewhere_is_named_by_hand_and_judged_once(cast: Cast) -> None:
    report = begun(cast)
    for note in ("first", "second"):
        actions.judge(
            report=report, number="Smith 1999", title="Harvesting", published_on=dt.date(1999, 1, 1),
            relevance="relevant", category="Y", claims="2", note=note, by=cast.manager,
        )  # fmt: skip
    assert NoveltyDocument.objects.get().note == "second"
    known = actions.judge(report=report, number="CN107600001A", relevance="relevant", by=cast.manager)
    assert known.right == cast.others[0]
    with pytest.raises(ValidationError, match="names no claims"):
        actions.judge(report=report, number="X", relevance="relevant", claims="all", by=cast.manager)


def test_document_taken_out_leaves_the_table_too(cast: Cast) -> None:
    report = whole(cast)
    actions.drop(report=report, document=report.documents.get().pk, by=cast.manager)
    report.refresh_from_db()
    assert chart_of(report.chart).documents == ()


def test_report_is_given_by_a_person_who_concludes(cast: Cast) -> None:
    report = begun(cast)
    with pytest.raises(ValidationError, match="searched yet"):
        actions.issue(report=report, by=cast.manager, on=DAY)
    actions.search(report=report, kind="before", by=cast.manager)
    with pytest.raises(ValidationError, match="person concludes"):
        actions.issue(report=report, by=cast.manager, on=DAY)
    report = saved(report, cast, outcome="lacks", conclusion="why")
    with pytest.raises(ValidationError, match="for which claims"):
        actions.issue(report=report, by=cast.manager, on=DAY)


def test_given_report_is_sealed_and_told_on_the_thread(cast: Cast) -> None:
    report = whole(cast)
    made = actions.issue(report=report, by=cast.manager, on=DAY)
    event = Event.objects.get(code="creation.novelty.reported")
    assert event.details["result_zh"].startswith("部分权利要求") or event.details["result_zh"]
    assert event.details["proof"] == f"novelty_report:{report.pk}"
    assert "割台" not in str(event.details)
    with pytest.raises(ValidationError, match="was given"):
        actions.search(report=report, kind="before", by=cast.manager)
    actions.reopen(report=report, by=cast.manager)
    actions.judge(report=report, right=cast.others[1], relevance="not", by=cast.manager)
    assert NoveltyIssue.objects.get(pk=made.pk).content["judged"] == 1
    assert actions.issue(report=report, by=cast.manager, on=DAY).number == 2


@pytest.mark.parametrize(
    ("language", "head", "searches"), [("zh", "查新报告", "检索"), ("en", "Novelty report", "Searches")]
)
def test_report_on_paper_says_all_of_it(cast: Cast, language: str, head: str, searches: str) -> None:
    content = actions.issue(report=whole(cast), by=cast.manager, on=DAY).content
    pdf = pypdfium2.PdfDocument(papers.as_pdf(content, language))
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    paper = Docx(io.BytesIO(papers.as_docx(content, language)))
    words = "\n".join(one.text for one in paper.paragraphs)
    words += "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    for told in (text, words):
        for wanted in (
            head.replace(" ", ""),
            searches,
            "权利要求1不具备新颖性",
            "公开了割台",
            "仅公开割台",
            "CN107600001A",
            "2022-06-01",
        ):
            assert wanted in "".join(told.split())
    assert papers.as_docx(content, language)


def test_reports_are_for_those_to_whom_the_right_belongs(cast: Cast, en: Client) -> None:
    report = whole(cast)
    actions.issue(report=report, by=cast.manager, on=DAY)
    askers = (cast.manager, cast.inventor, cast.attorney, cast.colleague, cast.viewer, cast.named, cast.rival)
    assert [visible_reports(user).exists() for user in askers] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    for user, status in (
        (cast.inventor, 200),
        (cast.viewer, 404),
        (cast.colleague, 404),
        (cast.named, 404),
        (cast.rival, 404),
    ):
        en.force_login(user)
        assert en.get(f"/creation/prior-art/{report.pk}/").status_code == status
        assert en.get(f"/creation/prior-art/{report.pk}/issues/1/docx/").status_code == status
        assert (panel(user, cast.right) is not None) == (status == 200)
    for stranger in (cast.viewer, cast.colleague, cast.named, cast.rival):
        with pytest.raises(PermissionDenied):
            actions.search(report=report, kind="before", by=stranger)


def test_who_saves_an_older_copy_is_told(cast: Cast) -> None:
    report = begun(cast)
    saved(report, cast, subject="a")
    with pytest.raises(actions.Overtaken):
        actions.save(
            report=report, subject="b", claims="", cut_off=report.cut_off, chart=Chart(), outcome="", outcome_claims="",
            conclusion="", revision=0, by=cast.manager,
        )  # fmt: skip


def test_what_was_begun_waits(cast: Cast) -> None:
    begun(cast)
    assert any("waits for its conclusion" in step.text for step in chain.steps(cast.manager, DAY))
    assert not any("waits for its conclusion" in step.text for step in chain.steps(cast.viewer, DAY))


def test_page_leads_from_the_right_to_the_report(cast: Cast, zh: Client) -> None:
    zh.force_login(cast.inventor)
    assert (
        f"/creation/rights/{cast.right.pk}/prior-art/" in zh.get(f"/rights/{cast.right.pk}/").content.decode()
    )
    begin = zh.post(
        f"/creation/rights/{cast.right.pk}/prior-art/", {"subject": "大豆收获机", "cut_off": "2022-06-01"}
    )
    address = begin["Location"]
    form = {"subject": "大豆收获机割台", "cut_off": "2022-06-01", "claims": GOOD, "revision": "0"}
    zh.post(f"{address}act/", form | {"act": "search-before"})
    page = zh.get(address).content.decode()
    assert "CN107600001A" in page
    assert "CN107600004A" not in page
    told = {
        "right": str(cast.others[0].pk),
        "act": "judge-relevant",
        "category": "A",
        "doc_claims": "1-2",
        "shown": "1",
    }
    zh.post(f"{address}act/", told)
    assert NoveltyDocument.objects.get().claims == "1-2"
    report = NoveltyReport.objects.get()
    part = zh.post(
        f"{address}save/", form | {"revision": str(report.revision)}, headers={"HX-Request": "true"}
    )
    assert (
        f'value="{report.revision + (report.claims != GOOD)}"' in part.content.decode()
        or "revision" in part.content.decode()
    )
    bad = zh.post(f"{address}act/", {"act": "judge-relevant", "right": "999999"}, follow=True)
    assert bad.status_code == 200 or bad.status_code == 404
    assert NoveltyDocument.objects.count() == 1

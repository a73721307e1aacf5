"""Pages of reports."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from lxml import html

from mainline.orgs.enums import Role
from mainline.portfolio.models import FiscalYear, Report, ReportRun
from mainline.portfolio.reports.actions import run_now
from tests.factories import DAY, a_user, an_organisation
from tests.portfolio.reports.samples import DATES, a_report
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("page", ["/dates/", "/my-rights/", "/dates/annuities/", "/dates/rights/"])
def test_the_export_menu_of_a_list_leads_to_a_report_of_just_that(
    en: Client, manager: Any, holder: Any, page: str
) -> None:
    en.force_login(manager)
    links = html.fromstring(text(en, f"{page}?q=CN&sort=-due")).xpath("//a[text()='Save as report']/@href")
    if page == "/dates/annuities/" and not links:
        pytest.skip("no fee falls due within a year of this day")
    shown = text(en, str(links[0]))
    given = {
        item.get("name"): item.get("value")
        for item in html.fromstring(shown).xpath("//form//input[@type='hidden']")
    }
    assert given["address"].startswith(f"{page}?")
    assert "q=CN" in given["address"]
    made = en.post(
        "/dates/reports/new/",
        {
            "address": given["address"],
            "organisation": holder.pk,
            "name": "R",
            "format": "pdf",
            "language": "en",
        },
    )
    report = Report.objects.get()
    assert made["Location"] == f"/dates/reports/{report.pk}/"
    assert "R" in text(en, f"/dates/reports/{report.pk}/")


def test_what_is_no_list_is_no_report(en: Client, manager: Any) -> None:
    en.force_login(manager)
    for address in ("", "/account/", "//evil.example/dates/"):
        response = en.get(f"/dates/reports/new/?address={quote(address)}", follow=True)
        assert "Open a list first" in response.content.decode()


def test_wrong_input_is_told_at_its_field(en: Client, manager: Any, holder: Any) -> None:
    en.force_login(manager)
    given = {"address": DATES, "name": "", "format": "csv", "language": "en", "when": "day"}
    page = en.post("/dates/reports/new/", given).content.decode()
    assert "field-error" in page
    given["name"] = "R"
    assert "Choose at least one person" in en.post("/dates/reports/new/", given).content.decode()
    assert not Report.objects.exists()


def test_run_now_hands_out_the_file_and_notes_it(en: Client, manager: Any, holder: Any) -> None:
    report = a_report(manager, holder)
    en.force_login(manager)
    response = en.post(f"/dates/reports/{report.pk}/run/")
    assert "attachment" in response["Content-Disposition"]
    content = body(response)
    run = ReportRun.objects.get()
    assert content.count(b"\r\n") - 1 == run.rows
    page = text(en, f"/dates/reports/{report.pk}/")
    assert f"/dates/reports/files/{run.pk}/" in page
    assert body(en.get(f"/dates/reports/files/{run.pk}/")) == content
    assert body(en.get(f"/dates/reports/{report.pk}/runs/csv/")).count(b"\r\n") == 2


def test_asking_again_on_one_day_keeps_one_file_of_each_report_and_user(manager: Any, holder: Any) -> None:
    report, other = a_report(manager, holder), a_report(manager, holder, name="Other")
    viewer = a_user(Role.VIEWER, holder, "viewer")
    for one, by in ((report, manager), (report, manager), (other, manager), (report, viewer)):
        run_now(report=one, by=by, on=DAY)
    newest = run_now(report=report, by=manager, on=DAY)
    assert ReportRun.objects.count() == 3
    assert ReportRun.objects.get(report=report, user=manager) == newest
    run_now(report=report, by=manager, on=DAY + dt.timedelta(days=1))
    assert ReportRun.objects.count() == 4


def test_a_report_says_that_it_is_never_sent(en: Client, zh: Client, manager: Any, holder: Any) -> None:
    report = a_report(manager, holder, address="/dates/annuities/?shows=due.flags")
    plain = a_report(manager, holder, address="/dates/annuities/?shows=due", name="Plain")
    for client, words in ((en, "leads to the file and does not hold it"), (zh, "不附文件")):
        client.force_login(manager)
        assert words in text(client, f"/dates/reports/{report.pk}/")
        assert words not in text(client, f"/dates/reports/{plain.pk}/")


def test_filters_that_are_too_many_are_refused_and_a_report_of_them_can_be_opened(
    en: Client, manager: Any, holder: Any
) -> None:
    en.force_login(manager)
    address = "/dates/?" + "&".join("a" * 900)
    assert (
        "Open a list first"
        in en.get(f"/dates/reports/new/?address={quote(address)}", follow=True).content.decode()
    )
    report = a_report(manager, holder)
    given = {"report": report.pk, "address": address}
    assert "Take fewer" in en.post("/dates/reports/refilter/", given, follow=True).content.decode()
    Report.objects.update(query=address.partition("?")[2])
    assert "Save the list anew" in text(en, f"/dates/reports/{report.pk}/")
    run = en.post(f"/dates/reports/{report.pk}/run/", follow=True)
    assert "Save the list anew" in run.content.decode()
    en.post("/dates/reports/refilter/", {**given, "address": DATES})
    assert "Save the list anew" not in text(en, f"/dates/reports/{report.pk}/")


def test_a_file_is_for_whom_it_was_made_while_they_belong(en: Client, manager: Any, holder: Any) -> None:
    report = a_report(manager, holder)
    run = run_now(report=report, by=manager, on=DAY)
    en.force_login(a_user(Role.MANAGER, holder, "other"))
    assert en.get(f"/dates/reports/files/{run.pk}/").status_code == 404
    assert f"/dates/reports/files/{run.pk}/" not in text(en, f"/dates/reports/{report.pk}/")
    assert "manager" in text(en, f"/dates/reports/{report.pk}/")
    en.force_login(manager)
    manager.memberships.all().delete()
    assert en.get(f"/dates/reports/files/{run.pk}/").status_code in (403, 404)


def test_strangers_find_no_report(en: Client, manager: Any, holder: Any) -> None:
    report = a_report(manager, holder)
    en.force_login(a_user(Role.MANAGER, an_organisation(), "stranger"))
    assert en.get(f"/dates/reports/{report.pk}/").status_code == 404
    assert en.post(f"/dates/reports/{report.pk}/run/").status_code == 404
    assert en.post(f"/dates/reports/{report.pk}/delete/").status_code == 404
    assert report.name not in text(en, "/dates/reports/")


def test_a_report_is_changed_and_deleted_on_its_page(en: Client, manager: Any, holder: Any) -> None:
    report = a_report(manager, holder)
    en.force_login(manager)
    given = {
        "name": "New name",
        "format": "xlsx",
        "language": "zh-hans",
        "when": "month-31",
        "readers": ["manager"],
    }
    assert en.post(f"/dates/reports/{report.pk}/", given).status_code == 302
    page = text(en, f"/dates/reports/{report.pk}/")
    assert "Once a month, on the last day" in page
    assert "next on 20" in page
    assert en.post(f"/dates/reports/{report.pk}/delete/").status_code == 302
    assert not Report.objects.exists()


def test_a_viewer_sees_a_report_and_changes_none_of_others(en: Client, manager: Any, holder: Any) -> None:
    report = a_report(manager, holder)
    en.force_login(a_user(Role.VIEWER, holder, "viewer"))
    assert "Delete the report" not in text(en, f"/dates/reports/{report.pk}/")
    given = {"name": "x", "format": "csv", "language": "en"}
    assert en.post(f"/dates/reports/{report.pk}/", given).status_code == 403
    assert en.post(f"/dates/reports/{report.pk}/delete/").status_code == 403


def test_the_fiscal_year_is_set_on_the_page_and_moves_the_lists(
    en: Client, manager: Any, holder: Any
) -> None:
    en.force_login(manager)
    assert "This fiscal year (2026-01-01 to 2026-12-31)" in text(en, "/dates/?due-in=fy")
    en.post("/dates/reports/year/", {"organisation": holder.pk, "month": "4"})
    assert FiscalYear.objects.get().begins == 4
    assert "This fiscal year (2026-04-01 to 2027-03-31)" in text(en, "/dates/?due-in=fy")
    assert "(2026-04-01 to 2027-03-31)" in text(en, "/my-rights/?filed-in=fy")
    en.post("/dates/reports/year/", {"organisation": holder.pk, "month": "13"})
    assert FiscalYear.objects.get().begins == 4
    assert en.post("/dates/reports/year/", {"organisation": 999, "month": "4"}).status_code == 403
    for address in ("/dates/reports/year/", "/dates/keep/", "/dates/house/lead/", "/dates/people/away/"):
        assert en.post(address, {"organisation": "9" * 5000}).status_code in (403, 404), address


def test_pages_are_in_both_languages(zh: Client, manager: Any, holder: Any) -> None:
    report = a_report(manager, holder, when="week-3", readers=["manager"])
    zh.force_login(manager)
    assert "每周一次" in text(zh, "/dates/reports/")
    assert "立即生成" in text(zh, f"/dates/reports/{report.pk}/")


def test_a_list_replaces_the_filters_of_a_report_that_there_is(en: Client, manager: Any, holder: Any) -> None:
    report = a_report(manager, holder)
    en.force_login(manager)
    page = text(en, "/dates/reports/new/?address=" + quote("/dates/?due-in=month&shows=due"))
    assert f'<option value="{report.pk}">Open dates</option>' in page
    given = {"report": report.pk, "address": "/dates/?due-in=month&shows=due"}
    assert "This month" in en.post("/dates/reports/refilter/", given, follow=True).content.decode()
    assert en.post("/dates/reports/refilter/", {**given, "report": "x"}).status_code == 404
    wrong = en.post("/dates/reports/refilter/", {**given, "address": "/my-rights/?a=b"}, follow=True)
    assert "another list" in wrong.content.decode()

"""A day of an enterprise's IP manager in a real browser: an office action docketed and given to somebody, fees decided on."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_journeys import no_overflow

pytestmark = pytest.mark.browser
_ACTION = (
    "国家知识产权局\n申请号：{number}          发文日：{day}\n发文序号：2026111200123451\n"
    "第 {nth} 次 审 查 意 见 通 知 书\n申请人应当自收到本通知书之日起\n{months}个月内答复。\n"
)


def a_number(page: Any) -> str:
    """The number of an application of one's own that is published and not granted."""
    page.goto("/my-rights/?status=published&kind=invention&q=CN")
    page.locator(".list-table tbody a").first.click()
    numbers = page.locator(".kv .num").all_inner_texts()
    return next(number for number in numbers if number.startswith("20") and "." in number)


@pytest.mark.parametrize(("language", "width", "dark"), [("en", 1280, False), ("zh", 390, True)])
def test_office_action_is_docketed_and_given_to_somebody(
    visit: Any, picture: Any, language: str, width: int, dark: bool
) -> None:
    page = visit(language, width, user="e4", dark=dark)
    # Each language brings a notice of its own: the same one twice is one.
    nth, months, day = ("二", "两", "2026年11月12日") if language == "en" else ("三", "两", "2026年11月13日")
    text = _ACTION.format(number=a_number(page), nth=nth, months=months, day=day)
    page.goto("/dates/feed/")
    page.fill("#id_name", f"phone {language}")
    page.locator("form:has(#id_name) button").click()
    address = page.locator("input[readonly], code").filter(has_text="mlc_").first.inner_text()

    page.goto("/dates/notices/")
    page.set_input_files(
        "#notice-files", {"name": "oa.txt", "mimeType": "text/plain", "buffer": text.encode()}
    )
    page.locator("form:has(#notice-files) button.btn-primary").click()
    expect(page.locator("#id_number")).not_to_have_value("")
    page.select_option("#id_delivery", "electronic")
    page.locator("button[name=act][value=save]").click()
    expect(page.locator(".would")).to_be_visible()
    no_overflow(page)
    picture(page, f"docketed-{language}-{width}")
    page.locator("button[name=act][value=enter]").click()
    due = "2027-01-12" if language == "en" else "2027-01-13"
    page.locator(".due-list a[href]").filter(has_text=due).first.click()

    expect(page.locator(".steps li").first).to_be_visible()
    page.select_option("[name=person]", "attorney-e4")
    page.locator("button[name=act][value=assign]").click()
    page.fill("[name=internal_on]", "2026-12-21")
    page.locator("button[name=act][value=plan]").click()
    no_overflow(page)
    picture(page, f"given-{language}-{width}")

    page.goto("/dates/week/?week=2026-12-21&who=all")
    expect(page.locator(".week .cal.is-internal").first).to_be_visible()
    picture(page, f"week-{language}-{width}")
    other = visit("zh" if language == "en" else "en", user="attorney-e4")
    other.goto("/my-day/")
    expect(other.locator("#due")).to_contain_text(due)
    page.goto("/dates/reminders/?step=3")
    expect(page.locator(".list-table tbody tr").first).to_contain_text("attorney-e4")
    calendar = urllib.request.urlopen(address, timeout=15).read().decode()
    assert f"DTSTART;VALUE=DATE:{due.replace('-', '')}" in calendar


def test_who_is_away_has_a_stand_in(visit: Any, picture: Any) -> None:
    page = visit("en", user="u1")
    page.goto("/dates/people/")
    page.fill("#away [name=until_on]", "2026-12-01")
    page.select_option("#away [name=stand_in]", "inventor-u1")
    page.locator("#away form button.btn-primary").click()
    expect(page.locator("#away tbody tr")).to_have_count(1)
    no_overflow(page)
    picture(page, "away-en-1280")
    other = visit("zh", 390, user="inventor-u1", dark=True)
    other.goto("/dates/week/")
    expect(other.locator(".alert-info").filter(has_text="u1")).to_be_visible()
    no_overflow(other)
    picture(other, "stand-in-zh-390")
    page.locator("#away tbody form button").click()
    expect(page.locator("#away tbody tr")).to_have_count(0)


def test_lead_days_make_internal_dates(visit: Any, picture: Any) -> None:
    page = visit("en", user="e1")
    page.goto("/dates/house/")
    page.select_option("[name=severity]", "cost")
    page.fill("[name=days]", "14")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator(".alert").first).to_contain_text("internal dates moved")
    picture(page, "house-en-1280")
    page.goto("/dates/?shows=due.internal&severity=cost")
    expect(page.locator(".list-table tbody tr").first).to_contain_text("2026-12-30")


def test_rights_are_given_many_at_once_and_fees_kept_go_onto_a_payment_list(visit: Any, picture: Any) -> None:
    page = visit("zh", user="e1")
    page.goto("/dates/rights/")
    page.locator("[name=all]").check()
    page.select_option("[name=responsible]", "e1")
    page.locator("button[form=act-kept]").click()
    assert page.locator(".list-table tbody tr").filter(has_text="苍原").count() > 5
    picture(page, "rights-zh-1280")

    page.goto("/dates/annuities/")
    page.locator("[name=all]").check()
    page.fill("[name=reason]", "在用")
    page.locator("fieldset.decide-fees button.btn-primary, .decide-fees button.btn-primary").first.click()
    no_overflow(page)
    picture(page, "fees-preview-zh-1280")
    page.locator("main form button.btn-primary").first.click()
    page.goto("/dates/annuities/?decision=keep")
    assert page.locator(".list-table tbody tr").count() == 6
    picture(page, "fees-kept-zh-1280")
    page.goto("/dates/annuities/batch/")
    expect(page.locator("main")).to_contain_text("12,900.00")
    picture(page, "batch-zh-1280")

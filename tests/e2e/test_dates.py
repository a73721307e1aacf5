"""A docket in a real browser: what presses, why, done by an event, decided by two, brought in as a list of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_journeys import no_overflow

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "width", "dark"), [("zh", 1280, False), ("en", 390, True)])
def test_each_date_says_why_and_each_number_opens_what_it_counts(
    visit: Any, picture: Any, language: str, width: int, dark: bool
) -> None:
    page = visit(language, width, user="u1", dark=dark)
    page.goto("/dates/")
    no_overflow(page)
    picture(page, f"dates-{language}-{width}")
    link = page.locator(".due-numbers a[href*='state=check']")
    number = int(link.locator("b").inner_text().replace(",", ""))
    link.click()
    assert page.locator(".list-table tbody tr").count() == min(number, 50)

    page.locator("a.due").first.click()

    expect(page.locator(".steps li").first).to_be_visible()
    expect(page.locator(".kv .path")).to_contain_text(" 2026.11")
    no_overflow(page)
    picture(page, f"date-{language}-{width}")


def test_payment_entered_ends_its_date(visit: Any) -> None:
    page = visit("en", user="u1")
    page.goto("/dates/?state=open&what=cn.annuity.due")
    link = page.locator("a.due").first
    address = str(link.get_attribute("href"))
    link.click()
    year = page.locator("h1").inner_text().split("patent year ")[1].split()[0]
    page.get_by_role("link", name="Enter what was done").click()
    page.fill("[data-narrows]", "Annuity paid")
    page.get_by_role("button", name="Go on").click()
    page.fill("#id_year", year)
    page.fill("#id_source_text", "Receipt 1")
    page.get_by_role("button", name="Enter on the main line").click()
    expect(page.get_by_text("Entered on the main line.")).to_be_visible()

    page.goto(address)

    expect(page.locator(".page-head .chip")).to_have_text("Done")


def test_decision_needs_two_where_the_right_is_at_stake(visit: Any) -> None:
    first = visit("en", user="u1")
    first.goto("/dates/?state=check&severity=loss")
    address = str(first.locator("a.due").first.get_attribute("href"))
    first.goto(address)
    first.get_by_text("No event tells of it").click()
    first.fill("#reason", "The application was given up in 2021.")
    first.get_by_role("button", name="We don't do it").click()
    expect(first.locator(".page-head .chip")).to_have_text("Waits for a second person")
    assert first.get_by_role("button", name="Confirm as second person").count() == 0

    first.get_by_role("button", name="Take back").click()
    expect(first.locator(".page-head .chip")).to_have_text("Overdue, to be verified")


def test_own_list_is_a_docket_before_the_tea_is_cold(visit: Any, site: Any, tmp_path: Path) -> None:
    page = visit("zh", user="manager")
    page.goto("/imports/")
    with page.expect_download() as got:
        page.locator("a[href='/imports/template/csv/']").click()
    template = Path(got.value.path()).read_text("utf-8-sig").strip()
    filled = tmp_path / "清单.csv"
    row = "发明,CN,一种寒地水稻插秧机,,2019101234567,2019-03-15,,,ZL201910123456.7,2022-03-01"
    filled.write_text(f"{template}\n{row}\n", "utf-8")

    page.set_input_files("#file", filled)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#rehearsed")).to_contain_text("一种寒地水稻插秧机", timeout=30_000)
    page.get_by_role("button", name="正式导入").click()
    expect(page.locator("b[data-state=done]")).to_be_visible(timeout=30_000)
    page.goto("/dates/?q=插秧机")

    expect(page.locator("a.due").filter(has_text="2027-03-15")).to_be_visible()
    page.locator("a.due").filter(has_text="2027-03-15").click()
    expect(page.get_by_text("为什么是这一天")).to_be_visible()

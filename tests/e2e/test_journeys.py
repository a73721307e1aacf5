"""What a person does, in a real browser, on the running program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGES = ("/", "/search/?q=大豆", "/search/?q=(大豆", "/search/?q=zeppelin", "/search/help/", "/chain/utilization/",
         "/organisations/", "/login/", "/nowhere/")  # fmt: skip
MEMBER_PAGES = ("/imports/", "/quarantine/", "/proposals/", "/search/saved/")


def first_right(page: Any) -> str:
    page.goto("/search/?q=大豆")
    return str(page.locator(".hit h3 a").first.get_attribute("href"))


def no_overflow(page: Any) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_no_page_overflows_or_complains(visit: Any, language: str, width: int, dark: bool) -> None:
    page = visit(language, width, dark=dark)
    right = first_right(page)
    organisation = page.request.get("/api/v1/organisations").json()["items"][0]["id"]
    for path in (*PAGES, right, f"{right}text/", f"/organisations/{organisation}/"):
        page.goto(path)
        no_overflow(page)
        assert page.locator("html").get_attribute("data-bs-theme") == ("dark" if dark else "light")


def test_no_member_page_overflows_or_complains(visit: Any) -> None:
    page = visit("zh", 390, user="officer")
    for path in MEMBER_PAGES:
        page.goto(path)
        no_overflow(page)


def test_api_documents_load_from_our_own_server(visit: Any) -> None:
    page = visit("en")
    page.goto("/api/v1/docs")
    page.locator("details:has(#record_event) > summary").click()
    page.locator("#record_event").get_by_role("link", name="NewEvent").click()
    # What a link leads to opens by itself.
    expect(page.locator("#shape-NewEvent")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "query", "word"), [("zh", "大豆", "大豆"), ("en", "turbine blade", "turbine")]
)
def test_search_opens_a_thread_and_filters_it(visit: Any, language: str, query: str, word: str) -> None:
    page = visit(language)
    page.goto("/")
    page.fill(".big-search input", query)
    page.keyboard.press("Enter")
    expect(page.locator("mark", has_text=word).first).to_be_visible()

    page.locator(".hit h3 a").first.click()
    thread = page.locator("#thread .line > li:not(.is-ahead)")
    whole = thread.count()
    page.locator("#thread .filters a").nth(1).click()
    page.wait_for_url("**?link=*")
    expect(page.locator("#thread .filters a[aria-current]")).to_have_count(1)
    assert 0 < page.locator("#thread .line > li").count() <= whole
    page.go_back()
    expect(page.locator("html")).to_be_visible()
    expect(page.locator("h1")).to_be_visible()


def test_facet_narrows_without_a_full_load_and_back_undoes_it(visit: Any) -> None:
    page = visit("en")
    page.goto("/search/?q=大豆")
    before = page.locator(".results-head .count b").inner_text()
    page.evaluate("window.stays = true")
    box = page.locator("input[name=kind]").first
    box.check()
    page.wait_for_url("**kind=*")
    expect(page.locator("input[name=kind]").first).to_be_checked()
    after = page.locator(".results-head .count b").inner_text()
    assert int(after) < int(before)
    assert page.evaluate("window.stays") is True
    page.go_back()
    expect(page.locator(".results-head .count b")).to_have_text(before)


def test_pages_work_without_javascript(browser: Any, site: Any) -> None:
    context = browser.new_context(base_url=site.base, java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto("/search/?q=大豆")
    page.locator("input[name=kind]").first.check()
    page.locator(".facets noscript button, .facets button").first.click()
    assert "kind=" in page.url
    assert page.locator(".hit").count() > 0
    page.locator(".hit h3 a").first.click()
    page.locator("#thread .filters a").nth(1).click()
    assert "link=" in page.url
    context.close()


def test_export_downloads_the_result(visit: Any, tmp_path: Path) -> None:
    page = visit("zh")
    page.goto("/search/?q=大豆")
    total = int(page.locator(".results-head .count b").inner_text())
    page.click(".results-tools summary")
    with page.expect_download() as caught:
        page.click("a[href*='format=jsonl']")
    target = tmp_path / caught.value.suggested_filename
    caught.value.save_as(target)
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == total
    assert target.suffix == ".jsonl"


def test_language_and_theme_switches_keep_the_page(visit: Any) -> None:
    page = visit("zh")
    page.goto("/search/?q=大豆&kind=invention")
    page.click("button[name=language]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "kind=invention" in page.url
    assert "q=" in page.url
    page.click("[data-theme-switch]")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.click("button[name=language]")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_keyboard_reaches_the_box_and_walks_the_hits(visit: Any) -> None:
    page = visit("en")
    page.goto("/search/?q=大豆")
    page.keyboard.press("/")
    expect(page.locator(".big-search input")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("[data-hit]").first
    expect(first).to_have_class("hit is-here")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    first.locator("a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/rights/**")


def test_import_runs_dry_then_in_earnest_with_progress_and_quarantine(visit: Any, site: Any) -> None:
    page = visit("zh", user="manager")
    page.goto("/imports/")
    page.set_input_files("input[type=file]", site.files / "grants.csv")
    expect(page.locator("[data-drop-name]")).to_have_text("grants.csv")
    page.click(".drop button")
    expect(page.locator("[data-state=done]")).to_be_visible(timeout=60_000)
    assert "试运行" in page.locator(".page-head").inner_text()

    page.get_by_role("button", name="正式导入").click()
    expect(page.locator("[data-state=done]")).to_be_visible(timeout=60_000)
    expect(page.locator("tfoot")).to_contain_text("400")
    page.locator("a[href*='/quarantine/?import=']").click()
    page.locator("tbody a").first.click()
    expect(page.locator(".hex.plain")).to_contain_text("LOCATION")
    page.get_by_role("button", name="重新读取").click()
    expect(page.locator(".alert")).to_contain_text("仍无法读取")


def test_a_dropped_file_is_taken_up(visit: Any) -> None:
    page = visit("en", user="manager")
    page.goto("/imports/")
    transfer = page.evaluate_handle(
        "() => { const d = new DataTransfer(); d.items.add(new File(['hello'], 'letter.txt')); return d; }"
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": transfer})
    expect(page.locator("[data-drop-name]")).to_have_text("letter.txt")


def test_who_may_not_import_sees_a_clear_page(visit: Any) -> None:
    page = visit("zh", user="inventor")
    expect(page.locator(".nav-main")).not_to_contain_text("导入")
    page.goto("/imports/")
    expect(page.locator("h1")).to_have_text("您的角色没有此权限")


def test_saved_search_comes_back(visit: Any) -> None:
    page = visit("en", user="officer")
    page.goto("/search/?q=大豆&kind=invention")
    page.locator(".results-tools .menu").nth(1).locator("summary").click()
    page.fill("#save-name", "Beans")
    page.locator(".menu-form button").click()
    page.get_by_role("link", name="Beans").click()
    expect(page.locator(".hit").first).to_be_visible()


def test_colours_of_the_links_have_enough_contrast(visit: Any) -> None:
    for dark in (False, True):
        page = visit("zh", dark=dark)
        page.goto("/")
        for link in ("creation", "utilization", "protection", "portfolio", "service"):
            ratio = page.evaluate(_CONTRAST, link)
            assert ratio >= 4.5, f"{link}, dark={dark}: {ratio:.2f}"


_CONTRAST = """(link) => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map(Number).map((v) => v / 255)
      .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ink = luminance(getComputedStyle(document.querySelector(`.link-${link} .chain-name`)).color);
  const paper = luminance(getComputedStyle(document.body).backgroundColor);
  return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
}"""

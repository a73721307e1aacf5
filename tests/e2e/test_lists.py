"""Lists in a real browser: keys, filters, views, headers that stay in sight, paper."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def asked(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query, keep_blank_values=True)


def test_rows_are_walked_and_opened_by_keys(visit: Any) -> None:
    page = visit("en")
    page.goto("/organisations/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("tbody tr").first).to_have_class("is-here")
    name = page.locator("tbody tr.is-here a").first.inner_text()

    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("h1")).to_have_text(name)


def test_keys_lead_through_pages_and_places(visit: Any) -> None:
    page = visit("en", user="manager")
    page.goto("/organisations/")
    page.keyboard.press("n")
    expect(page.locator(".pages .here")).to_have_text("2")
    page.keyboard.press("p")
    expect(page.locator(".pages .here")).to_have_text("1")
    for letter, path in (("s", "/search/"), ("i", "/imports/"), ("d", "/my-day/"), ("h", "/")):
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(f"**{path}")


def test_keys_mean_nothing_while_typing(visit: Any) -> None:
    page = visit("en")
    page.goto("/organisations/")
    page.keyboard.press("/")
    page.keyboard.type("gj?e/")
    expect(page.locator("#top-q")).to_have_value("gj?e/")
    expect(page.locator("#keys")).not_to_be_visible()
    assert page.locator(".is-here").count() == 0


def test_list_of_keys_names_only_what_this_page_has(visit: Any) -> None:
    page = visit("en")
    page.goto("/organisations/")
    page.keyboard.press("?")
    keys = page.locator("#keys")
    expect(keys).to_be_visible()
    expect(keys.locator("[data-needs=rows]").first).to_be_visible()
    expect(keys.locator("[data-needs=go-i]")).not_to_be_visible()
    expect(keys.locator("[data-needs=boxes]")).not_to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).not_to_be_visible()


def test_menus_open_by_key_close_at_escape_outside_and_when_left_by_tab(visit: Any) -> None:
    page = visit("en")
    page.goto("/organisations/")
    menu = page.locator("details[data-export]")
    page.keyboard.press("e")
    expect(menu.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.locator("a").first).not_to_be_visible()
    expect(menu.locator("summary")).to_be_focused()

    page.keyboard.press("e")
    page.locator("h1").click()
    expect(menu.locator("a").first).not_to_be_visible()

    page.keyboard.press("e")
    for _ in range(menu.locator("a").count()):
        page.keyboard.press("Tab")
    expect(menu.locator("a").first).not_to_be_visible()


def test_filters_leave_no_empty_words_in_the_address(visit: Any) -> None:
    page = visit("en")
    page.goto("/organisations/?sort=name")
    page.keyboard.press("f")
    page.locator(".filter-form input[name=kind][value=university]").check()
    page.locator(".filter-form button").click()
    page.wait_for_url("**kind=university**")
    assert asked(page) == {"sort": ["name"], "kind": ["university"]}
    rows = page.locator("tbody tr").count()
    assert rows == int(page.locator(".count b").inner_text())

    page.keyboard.press("f")
    page.locator(".filter-form input[name=kind][value=university]").uncheck()
    page.locator(".filter-form button").click()
    page.wait_for_url("**/organisations/?sort=name")
    page.goto("/organisations/?kind=bank")
    page.locator(".chips a.chip").click()
    page.wait_for_url("**/organisations/?view=all")


def test_view_is_kept_opens_first_and_is_dropped(visit: Any) -> None:
    page = visit("zh", user="manager")
    page.goto("/organisations/?kind=university")
    page.locator("details.menu:has(form[action='/views/save/']) > summary").click()
    page.locator("form[action='/views/save/'] input[name=name]").fill("高校")
    page.locator("form[action='/views/save/'] input[name=default]").check()
    page.locator("form[action='/views/save/'] button").click()
    page.goto("/organisations/")
    assert asked(page)["kind"] == ["university"]
    page.locator(".default-view a").click()
    assert asked(page) == {"view": ["all"]}
    page.goto("/views/")
    page.locator("button[formaction$='/forget/']").click()
    page.goto("/organisations/")
    assert asked(page) == {}


def test_header_and_first_column_stay_in_sight(visit: Any) -> None:
    wide = visit("zh")
    wide.goto("/organisations/?size=50")
    wide.locator("tbody tr").last.scroll_into_view_if_needed()
    assert wide.locator("thead th").first.bounding_box()["y"] >= 0

    phone = visit("zh", 390)
    phone.goto("/organisations/?size=50")
    frame = phone.locator("[data-table]")
    frame.evaluate("it => { it.scrollLeft = 200; it.scrollTop = 300; }")
    box, first = frame.bounding_box(), phone.locator("tbody tr td").first
    assert abs(first.bounding_box()["x"] - box["x"]) < 2
    assert abs(phone.locator("thead th").first.bounding_box()["y"] - box["y"]) < 2
    assert first.bounding_box()["width"] >= 100


def test_paper_repeats_the_header_on_every_sheet(visit: Any) -> None:
    page = visit("en")
    page.goto("/organisations/?print=1")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    expect(page.locator("[data-print]")).not_to_be_visible()
    assert page.locator("tbody tr").count() > 25
    assert len(page.pdf()) > 10_000


def test_lists_work_without_script(browser: Any, site: Any) -> None:
    context = browser.new_context(base_url=site.base, java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto("/organisations/")
    page.locator(".filter-menu summary").click()
    page.locator(".filter-form input[name=kind][value=bank]").check()
    page.locator(".filter-form button").click()
    expect(page.locator(".chips a.chip")).to_have_count(1)
    page.locator("thead a").first.click()
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    context.close()

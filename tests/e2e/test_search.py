"""What a person does with a result in a real browser: narrow it, ask again, narrow it less."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def ask(page: Any, query: str) -> None:
    page.fill("#search-box [name=q]", query)
    page.press("#search-box [name=q]", "Enter")
    page.wait_for_url(re.compile("q=" + query))


def tick(page: Any, name: str, value: str) -> None:
    field = f"input[name={name}][value={value}]"
    box = page.locator(f".facet {field}")
    page.locator(".facet", has=page.locator(field)).evaluate("facet => { facet.open = true; }")
    with page.expect_response(lambda answer: "/search/" in answer.url):
        box.click()
    expect(page.locator(".htmx-request")).to_have_count(0)


def test_a_new_query_keeps_the_facets_that_are_ticked_and_no_other(visit: Any) -> None:
    page = visit("en")
    page.goto("/search/?q=soybean&kind=invention")

    tick(page, "kind", "invention")
    ask(page, "harvester")
    assert "kind=" not in page.url

    tick(page, "kind", "utility_model")
    ask(page, "soybean")
    assert "kind=utility_model" in page.url
    expect(page.locator(".facet input[name=kind][value=utility_model]")).to_be_checked()


def test_values_of_a_facet_are_alternatives_that_stay_in_sight(visit: Any) -> None:
    page = visit("zh")
    page.goto("/search/?q=*")
    whole = page.locator(".facet input[name=kind]").count()

    tick(page, "kind", "invention")
    assert page.locator(".facet input[name=kind]").count() == whole
    tick(page, "kind", "design")

    assert "kind=invention" in page.url
    assert "kind=design" in page.url


def test_classes_open_by_ticking_down_to_a_subclass(visit: Any) -> None:
    page = visit("zh", 390, dark=True)
    page.goto("/search/?q=*")
    chosen = ""
    for level in ("li:not([class])", "li.deep-1", "li.deep-2"):
        box = page.locator(f".facet {level} input[name=ipc]:not(:checked)").first
        chosen = str(box.get_attribute("value"))
        tick(page, "ipc", chosen)
        expect(page.locator(f".facet input[name=ipc][value='{chosen}']")).to_be_checked()
    assert len(chosen) == 4
    assert page.locator(".hit").count() > 0
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0

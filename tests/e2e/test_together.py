"""A university, its bank and a rival on one platform: what is recorded, shared and proved, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WORDS = {
    "zh": {"bank": "雪原商业银行", "secret": "未公开", "entered": "签订保密协议"},
    "en": {
        "bank": "Xueyuan Commercial Bank",
        "secret": "not published",
        "entered": "Confidentiality agreement",
    },
}


def a_secret_right(page: Any) -> str:
    """Open My rights and return the address of an unpublished one."""
    page.goto("/my-rights/?secrecy=unpublished")
    return str(page.locator(".list-table tbody a").first.get_attribute("href"))


@pytest.mark.parametrize(("language", "width", "dark"), [("zh", 1280, False), ("en", 390, True)])
def test_a_secret_is_recorded_shared_and_kept_from_a_rival(
    visit: Any, picture: Any, tmp_path: Path, language: str, width: int, dark: bool
) -> None:
    words = WORDS[language]
    own = visit(language, width, user="u1", dark=dark)
    own.goto("/my-day/")
    picture(own, f"1-my-day-{language}")
    right = a_secret_right(own)

    # The manager enters what happened, in few steps, and sees that it is for the holder alone.
    own.goto(f"{right}record/?code=utilization.nda.signed")
    picture(own, f"2-record-{language}")
    own.fill("#id_source_text", "NDA-2026-7")
    own.fill("#id_happened_on", "2026-11-19")
    own.click("main form[method=post] .btn-primary")
    expect(own.locator(".chip.is-secret").first).to_be_visible()
    picture(own, f"3-right-{language}")

    # A file that proves it.
    paper = tmp_path / "nda.txt"
    paper.write_text("保密协议 / confidentiality agreement\n", encoding="utf-8")
    # Its form stands open while there are no documents yet.
    closed = own.locator("details:not([open]):has(input[name=files]) > summary")
    if closed.count():
        closed.click()
    own.set_input_files("input[type=file][name=files]", str(paper))
    own.locator("form:has(input[name=files]) .btn-primary").click()
    expect(own.locator("main")).to_contain_text("nda.txt")

    # A rival and the public find nothing under the address, nor by search.
    rival = visit(language, width, user="e3", dark=dark)
    assert rival.goto(right).status == 404
    picture(rival, f"4-rival-{language}")
    assert rival.request.get(f"/api/v1{right.rstrip('/')}").status == 404

    # The bank is named, and sees it; unnamed again, it does not.
    own.goto(f"{right}sharing/")
    picture(own, f"5-sharing-{language}")
    bank = visit(language, width, user="b1", dark=dark)
    assert bank.goto(right).status == 404
    name_for(own, right, words["bank"])
    assert bank.goto(right).status == 200
    picture(bank, f"6-bank-{language}")
    own.goto(f"{right}sharing/")
    own.locator(f"form[action$='/sharing/remove/'] button[aria-label$='{words['bank']}']").click()
    own.wait_for_load_state()
    assert bank.goto(right).status == 404


def name_for(page: Any, right: str, bank: str) -> None:
    """Share a right with an organisation through the page."""
    page.goto(f"{right}sharing/?q={bank}")
    page.locator("form[action$='/sharing/add/'] button").first.click()


def test_who_runs_the_platform_reads_what_was_done(visit: Any, picture: Any) -> None:
    page = visit("en", 1280, user="admin")
    page.goto("/administration/audit/")
    expect(page.locator(".list-table tbody tr").first).to_be_visible()
    picture(page, "7-audit-en")
    page.locator(".list-table tbody a").first.click()
    expect(page.locator("main")).to_contain_text("mainline verify")

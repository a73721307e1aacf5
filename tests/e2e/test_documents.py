"""Documents in a real browser: files brought by a form, refused or shown page by page, and downloaded whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_journeys import first_right, no_overflow
from tests.files import samples

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "width", "dark"), [("zh", 1280, False), ("en", 390, True)])
def test_files_are_brought_looked_at_and_downloaded(
    visit: Any, tmp_path: Path, language: str, width: int, dark: bool
) -> None:
    good, evil = tmp_path / f"contract-{language}.pdf", tmp_path / "evil.pdf"
    good.write_bytes(samples.pdf((f"Licence agreement in {language}", "second page")))
    evil.write_bytes(b"MZ" + b"\0" * 200)
    page = visit(language, width, user="manager", dark=dark)
    expect(page.locator(".tools")).to_contain_text("manager")
    page.goto(first_right(page))
    panel = page.locator("#documents")
    if not panel.locator("form").is_visible():
        panel.locator("summary").click()

    page.set_input_files("#document-files", [good, evil])
    expect(panel.locator("[data-drop-name] > div")).to_have_count(2)
    with page.expect_navigation():
        panel.locator("button.btn-primary").click()

    expect(page.locator(".alert-success")).to_contain_text(good.name)
    expect(page.locator(".alert-danger")).to_contain_text(evil.name)
    page.get_by_role("link", name=good.name, exact=True).click()
    picture = page.locator(".sheet-picture img").first
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 900
    # The worker reads the text while the page is open.
    expect(page.locator("#sheet-1")).to_contain_text(f"Licence agreement in {language}", timeout=30_000)
    no_overflow(page)
    with page.expect_download() as download:
        page.locator(".page-head a[download]").click()
    assert download.value.suggested_filename == good.name
    assert Path(download.value.path()).read_bytes() == good.read_bytes()

"""Every kind of page, looked at by axe-core: WCAG 2 A and AA, in both languages, light and dark, wide and narrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_journeys import first_right

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN = (
    "/", "/search/?q=大豆", "/search/?q=(大豆", "/search/?q=zeppelin", "/search/help/", "/chain/utilization/",
    "/organisations/", "/login/", "/roles/", "/audit/checkpoints/", "/api/v1/docs", "/nowhere/",
    "/strategy/", "/strategy/programme/", "/strategy/indicators/valid_inventions/", "/service/ask/", "/service/policies/",
    "/service/agencies/", "/utilization/offers/", "/protection/decisions/",
)  # fmt: skip
OWN = (
    "/my-day/", "/my-rights/", "/documents/", "/imports/", "/quarantine/", "/search/saved/", "/views/", "/people/",
    "/dates/", "/dates/people/", "/dates/calendar/", "/dates/calendar/?month=2026-12&view=agenda", "/dates/reminders/", "/dates/notices/", "/dates/feed/", "/dates/annuities/", "/dates/annuities/bank/", "/dates/budget/",
    "/dates/annuities/batch/", "/dates/annuities/bulk/", "/dates/budget/rights/?by=section&key=A", "/dates/reductions/", "/dates/receipts/",
    "/dates/receipts/payments/",
    "/dates/bills/", "/dates/week/", "/dates/rights/", "/dates/house/", "/dates/differences/",
    "/portfolio/",
    "/portfolio/", "/portfolio/costs/", "/dates/reports/", "/dates/reports/new/?address=%2Fdates%2F%3Fdue-in%3Dfy",
    "/account/", "/account/sessions/", "/account/tokens/", "/account/security/",
    "/creation/handed-in/", "/creation/prior-art/", "/creation/claims/", "/utilization/needs/", "/utilization/stock/",
    "/utilization/agreements/", "/utilization/distribution/", "/utilization/pledges/", "/protection/watches/",
    "/protection/evidence/", "/protection/cases/", "/service/entitlements/", "/service/statements/", "/strategy/gains/",
    "/ledger/",
)  # fmt: skip
STAFF = (
    "/my-day/", "/administration/", "/administration/accounts/", "/administration/organisations/",
    "/administration/jobs/", "/administration/audit/", "/proposals/",
)  # fmt: skip


def complaints(page: Any) -> list[str]:
    """Run axe on the page that is open; return what it finds, each with the first place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(r => r.violations.map("
        "v => `${v.id} (${v.nodes.length}): ${v.help} – ${v.nodes[0].html.slice(0, 160)} – "
        "${v.nodes[0].failureSummary.slice(0, 200)}`))",
        RULES,
    )
    return [f"{page.url}: {each}" for each in found]


@pytest.mark.parametrize(
    ("language", "width", "dark"),
    [("zh", 1280, False), ("en", 390, True), ("zh", 390, False), ("en", 1280, True)],
)
def test_axe_finds_nothing_on_open_pages(visit: Any, language: str, width: int, dark: bool) -> None:
    page = visit(language, width, dark=dark)
    right = first_right(page)
    organisation = page.request.get("/api/v1/organisations").json()["items"][0]["id"]
    found = []
    for path in (*OPEN, right, f"{right}text/", f"{right}sources/", f"/organisations/{organisation}/"):
        page.goto(path)
        found += complaints(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "width", "dark"), [("zh", 1280, True), ("en", 390, False)])
def test_axe_finds_nothing_on_pages_of_members(visit: Any, language: str, width: int, dark: bool) -> None:
    page = visit(language, width, user="u1", dark=dark)
    right = own_right(page)
    found = []
    page.goto("/dates/")
    date = str(page.locator("a.due").first.get_attribute("href"))
    page.goto("/dates/reductions/")
    applicant = str(page.locator(".list-table tbody a").first.get_attribute("href"))
    for path in (
        *OWN,
        date,
        applicant,
        right,
        f"{right}record/?code=utilization.licence.signed",
        f"{right}sharing/",
    ):
        page.goto(path)
        found += complaints(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "width", "dark"), [("en", 1280, False), ("zh", 390, True)])
def test_axe_finds_nothing_on_pages_of_administrators(
    visit: Any, language: str, width: int, dark: bool
) -> None:
    page = visit(language, width, user="admin", dark=dark)
    found = []
    for path in STAFF:
        page.goto(path)
        found += complaints(page)
    assert not found, "\n".join(found)


def own_right(page: Any) -> str:
    """Return the address of the first right of one's own."""
    page.goto("/my-rights/")
    return str(page.locator(".list-table tbody a").first.get_attribute("href"))

"""战略 Strategy: what the province counts of it, what its people gain, and the way back and forth along the thread."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from playwright.sync_api import expect

from tests.e2e.thread.creation import TITLE
from tests.e2e.thread.stage import Walk
from tests.e2e.thread.utilization import PARTS

# As of two days: what each figure of the office's edition is then, in its own unit (money in fen).
COUNTED = (
    ("2025-06-09", {"valid_inventions": 0, "patents_granted": 0}),
    ("2025-12-31", {"valid_inventions": 1, "patents_granted": 1, "conversions": 1, "university_to_firm": 1, "pledges": 0}),
    ("2026-11-20", {"valid_inventions": 1, "pledges": 1, "pledge_amount": 1_500_000_00, "adjudications": 1, "conversions": 0}),
)  # fmt: skip


def counted(walk: Walk) -> None:
    """The office's figures count it as of any day, and each opens the records that it is made of."""
    walk.on("2026-11-20")
    page = walk.as_("officer")
    page.goto("/strategy/")
    walk.keep("officer", "figures-of-the-province")
    for day, figures in COUNTED:
        for code, n in figures.items():
            told = page.request.get(f"/api/v1/indicators/{code}?on={day}").json()
            assert told["value"] == str(n if not code.endswith("_amount") else n // 100), (code, day, told)
            assert _records(page, code, day) == n, (code, day)
    page.goto("/strategy/indicators/valid_inventions/?on=2026-11-20")
    # One click from the figure to what it is made of.
    page.locator("main a[href*='/indicators/valid_inventions/records/']").first.click()
    expect(page.locator("main")).to_contain_text("CN116200001B")
    walk.keep("officer", "records-of-a-figure")
    citizen = walk.as_("")
    citizen.goto("/strategy/")
    citizen.locator("main a[href*='/indicators/valid_inventions/records/']").first.click()
    expect(citizen.locator("main")).to_contain_text(TITLE)
    walk.keep("", "the-public-opens-a-figure")


def _records(page: Any, code: str, day: str) -> int:
    """Return an indicator counted anew from the export of its records."""
    told = page.request.get(f"/strategy/indicators/{code}/records/jsonl/?on={day}&fate=counted")
    assert told.status == 200, told.text()
    rows = [json.loads(line) for line in told.text().splitlines() if line]
    if code.endswith("_amount"):
        return int(sum(Decimal(row["amount"].removesuffix(" CNY").replace(",", "")) for row in rows) * 100)
    return len(rows)


def felt_by_the_firm(walk: Walk) -> None:
    """The firm sees the subsidy among what it gained, though the right is another's."""
    page = walk.as_("firm")
    page.goto("/strategy/gains/")
    expect(page.locator("main")).to_contain_text("60,000.00")
    walk.keep("firm", "what-the-firm-gained")


def felt_by_the_inventor(walk: Walk) -> None:
    """The inventor sees what she gained, entry by entry, and takes it along as a statement."""
    page = walk.as_("inventor")
    page.goto("/strategy/gains/")
    expect(page.locator("main")).to_contain_text(PARTS[0])
    walk.keep("inventor", "what-the-inventor-gained")
    told = page.request.get("/strategy/gains/statement/")
    assert told.body()[:4] == b"%PDF"


def back_and_forth(walk: Walk) -> None:
    """From the inventor's money to her own note in three clicks, and from the note to the money again."""
    page = walk.as_("inventor")
    page.goto("/utilization/my-statement/")
    page.locator("main a[href^='/utilization/distribution/']").first.click()
    page.locator("main .page-head a[href^='/rights/']").click()
    walk.keep("inventor", "the-whole-thread")
    _open(page, "提交技术交底书")
    assert page.url.endswith(walk.known["disclosure_page"])
    expect(page.locator("main")).to_contain_text("全国农机学术年会")
    page.locator("main a[href^='/rights/']").first.click()
    _open(page, "发明人奖酬")
    assert walk.known["plan"] in page.url
    expect(page.locator("#lines")).to_contain_text(PARTS[0])


def _open(page: Any, event: str) -> None:
    """Open the record behind an event of the thread."""
    page.locator("[id^=event-]", has_text=event).first.locator("a.proof-link").first.click()


def kept_from_the_rival(walk: Walk) -> None:
    """At the end the rival knows what the public knows, and what was served on it; nothing else anywhere."""
    page = walk.as_("rival")
    page.goto(walk.known["right"])
    walk.keep("rival", "what-the-rival-sees-at-the-end")
    seen = page.content()
    for secret in (
        "957,500",
        "357,500",
        "600,000",
        "397,110",
        "264,740",
        "HT-2025-018",
        "60,000",
        "全国农机学术年会",
        "★",
    ):
        assert secret not in seen, secret
    for name in (
        "agreement",
        "report",
        "plan",
        "pledge",
        "evidence",
        "claim",
        "match",
        "stock",
        "disclosure_page",
    ):
        assert page.goto(walk.known[name]).status == 404, name
    told = page.request.get(f"/api/v1{walk.known['right'].rstrip('/')}/events")
    assert told.status == 200
    for secret in ("35750001", "39711001", "HT-2025-018"):
        assert secret not in told.text(), secret


STEPS = (counted, felt_by_the_inventor, back_and_forth, kept_from_the_rival, felt_by_the_firm)

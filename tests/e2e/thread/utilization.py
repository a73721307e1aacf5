"""运用 Utilization: from a firm's grade and need to the licence, its royalties, and the money of the inventors."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.e2e.thread.stage import Walk

NEED = "高速播种时大豆漏播、株距不匀，寻找新的排种方案"
NEED_TEXT = (
    "我们的播种机车速超过每小时十公里时，气吸排种器漏播率升到百分之六，大豆种子在吸孔处弹跳，株距忽密忽稀。"
    "希望找到卸种更干脆、能随车速调节气压的排种器，用在新一代大豆精量播种机上。"
)
RECORDAL = "X2025980012345"
# 12,345,678.90 of sales less 45,678.35 of freight is 12,300,000.55: three per cent of the first ten million and two and
# a half per cent of the rest, 300,000 and 57,500.01375.
SALES, FREIGHT, ROYALTY, LUMP, COST = "12345678.90", "45678.35", "357500.01", "600000.00", "12000.00"
# 957,500.01 came in, 12,000 were spent: seventy per cent of 945,500.01 is 661,850.007, in their favour 661,850.01, sixty to forty.
PARTS = ("397,110.01", "264,740.00")


def act(page: Any, name: str, within: str = "") -> None:
    """Press the button of an act."""
    page.locator(f"{within} button[name=act][value={name}]").first.click()


def path_of(page: Any) -> str:
    """Return the path that a window is at."""
    return "/" + page.url.split("/", 3)[3].split("?")[0].split("#")[0]


def graded(walk: Walk) -> None:
    """The office takes stock of the right and asks a firm; the firm says what it would do with it."""
    walk.on("2025-07-01")
    page = walk.as_("office")
    page.goto(f"/utilization/stock/survey/?right={walk.known['right'].split('/')[2]}")
    page.select_option("#id_grade", "4")
    page.select_option("#id_industry", "agricultural_machinery")
    page.select_option("#id_readiness", "6")
    page.select_option("#id_mode", index=1)
    page.locator("main form .btn-primary").click()
    walk.known["stock"] = path_of(page)
    page.select_option("select[name=firm]", label="龙江农机股份有限公司")
    act(page, "ask")
    firm = walk.as_("firm")
    firm.goto("/my-day/")
    firm.get_by_role("link", name="有 1 项高校权利请您评价").click()
    firm.get_by_role("link", name="双腔气吸排种器").first.click()
    firm.select_option("#stars", "5")
    firm.select_option("#interest", index=1)
    firm.fill("#comment", "与我们新播种机的要求吻合，愿洽谈独占许可。")
    act(firm, "grade")
    page.goto(walk.known["stock"])
    expect(page.locator("main")).to_contain_text("愿洽谈独占许可")
    walk.keep("office", "graded-by-both")


def matched(walk: Walk) -> None:
    """The firm posts a need without its name; the right is found for reasons; both accept and learn who they are."""
    walk.on("2025-07-08")
    page = walk.as_("firm")
    page.goto("/utilization/needs/new/")
    page.fill("#id_title", NEED)
    page.fill("#id_text", NEED_TEXT)
    page.select_option("#id_industry", "agricultural_machinery")
    page.locator("main form .btn-primary").click()
    act(page, "post")
    walk.known["need"] = path_of(page)
    near = page.locator(".found-pair").first
    expect(near).to_contain_text("CN116200001B")
    walk.keep("firm", "what-fits-the-need")
    act(page, "propose")
    office = walk.as_("office")
    office.goto(walk.known["need"])
    assert "龙江农机" not in office.locator("main").inner_text()
    walk.keep("office", "a-need-without-a-name")
    office.goto("/utilization/matches/")
    office.locator("main .list-table tbody a").first.click()
    walk.known["match"] = path_of(office)
    act(office, "accept")
    expect(office.locator("main")).to_contain_text("龙江农机股份有限公司")
    office.fill("#text", "请到实验站看一次田间作业。")
    act(office, "write")
    walk.keep("office", "opened-to-each-other")
    rival = walk.as_("rival")
    assert rival.goto(walk.known["match"]).status == 404
    rival.goto(walk.known["need"])
    assert "龙江农机" not in rival.locator("main").inner_text()


def licensed(walk: Walk) -> None:
    """An exclusive licence: written as terms, signed by both, and recorded at the office within its three months."""
    walk.on("2025-08-20")
    page = walk.as_("office")
    page.goto(walk.known["right"])
    page.locator("#agreements a[href^='/utilization/agreements/new/']").click()
    page.select_option("#other", label="龙江农机股份有限公司")
    page.select_option("#kind", "exclusive")
    page.fill("#reference", "HT-2025-018")
    page.fill("#field", "大豆精量播种机")
    page.fill("#territory", "中国")
    page.fill("#starts_on", "2025-09-01")
    page.fill("#until", "2035-08-31")
    page.select_option("#affiliated", "no")
    page.locator("[name=lump_name]").first.fill("入门费")
    page.locator("[name=lump_on]").first.fill("2025-09-15")
    page.locator("[name=lump_amount]").first.fill(LUMP)
    for nth, (above, rate) in enumerate((("0", "3"), ("10000000", "2.5"))):
        page.locator("[name=tier_above]").nth(nth).fill(above)
        page.locator("[name=tier_rate]").nth(nth).fill(rate)
    page.select_option("#every", "6")
    page.fill("#minimum", "100000")
    page.fill("#cap_total", "5000000")
    page.fill("#deductions", "运费")
    page.fill("#products", "2BFQ-8 播种机")
    page.locator(".deal-form .btn-primary").click()
    walk.known["agreement"] = path_of(page)
    # Nobody else knows of the draft, the other side neither.
    assert walk.as_("firm").goto(walk.known["agreement"]).status == 404
    act(page, "send")
    act(page, "sign")
    firm = walk.as_("firm")
    firm.goto("/my-day/")
    walk.keep("firm", "a-licence-to-sign")
    firm.goto(walk.known["agreement"])
    act(firm, "sign")
    expect(firm.locator("main")).to_contain_text("2025-08-20")
    walk.on("2025-09-05")
    page.goto(walk.known["agreement"])
    expect(page.locator("#recordal")).to_contain_text("2025-12-01")
    page.fill("#recordal [name=number]", RECORDAL)
    act(page, "record")
    expect(page.locator("#recordal")).to_contain_text(RECORDAL)
    walk.keep("office", "licence-recorded")
    rival = walk.as_("rival")
    assert rival.goto(walk.known["agreement"]).status == 404
    rival.goto(walk.known["right"])
    assert "600,000" not in rival.content()
    assert "HT-2025-018" not in rival.content()
    walk.keep("rival", "what-the-rival-sees-of-the-right")


def paid_for(walk: Walk) -> None:
    """The entry fee comes in; the firm reports its sales; the report is reckoned anew and accepted; the royalty comes in."""
    walk.on("2025-09-16")
    page = walk.as_("office")
    page.goto(walk.known["agreement"])
    _receive(page, LUMP, "2025-09-15", "雪原银行 20250915-001")
    walk.on("2026-03-13")
    firm = walk.as_("firm")
    firm.goto(walk.known["agreement"])
    firm.locator("#reports .btn-primary").click()
    assert firm.locator("[name=sale_name]").first.input_value() == "2BFQ-8 播种机"
    firm.locator("[name=sale_amount]").first.fill(SALES)
    firm.locator("[name=deduction_name]").first.fill("运费")
    firm.locator("[name=deduction_amount]").first.fill(FREIGHT)
    firm.fill("#claimed", "357500.00")
    walk.keep("firm", "sales-reported")
    firm.locator("main form .btn-primary").click()
    walk.known["report"] = path_of(firm)
    page.goto(walk.known["report"])
    # One fen is missing, and the reckoning says so.
    expect(page.locator("main")).to_contain_text("357,500.01")
    expect(page.locator("main")).to_contain_text("0.01")
    walk.keep("office", "royalty-reckoned")
    act(page, "accept")
    walk.on("2026-03-25")
    page.goto(walk.known["agreement"])
    _receive(page, ROYALTY, "2026-03-24", "雪原银行 20260324-007")
    walk.keep("office", "money-received")
    for who in ("rival", "bank", ""):
        assert walk.as_(who).goto(walk.known["report"]).status in ((404,) if who else (200, 404))
        assert "357,500" not in walk.as_(who).content()


def _receive(page: Any, amount: str, day: str, reference: str) -> None:
    page.fill("#money [name=amount]", amount)
    page.fill("#money [name=received_on]", day)
    page.fill("#money [name=reference]", reference)
    act(page, "receive", "#money")
    expect(page.locator("#money")).to_contain_text(reference)


def kept_alive(walk: Walk) -> None:
    """The annual fee of the fourth year is paid before its day, and its date leaves the docket."""
    walk.on("2026-03-12")
    page = walk.as_("office")
    page.goto("/dates/")
    expect(page.locator("main")).to_contain_text("2026-03-20")
    page.goto(f"{walk.known['right']}record/?code=portfolio.annuity.paid")
    page.fill("#id_happened_on", "2026-03-12")
    page.fill("#id_source_text", "国家知识产权局缴费收据 20260312")
    page.locator("main form[method=post] .btn-primary").click()
    page.goto("/dates/")
    expect(page.locator("main")).not_to_contain_text("2026-03-20")
    walk.keep("office", "docket-after-the-annual-fee")


def shared(walk: Walk) -> None:
    """What came in is shared: costs first, seventy per cent of the rest by the university's rules, sixty to forty."""
    walk.on("2026-04-01")
    page = walk.as_("office")
    page.goto("/utilization/distribution/rules/")
    page.fill("#title", "北川大学职务科技成果转化管理办法（北校发〔2021〕3号）")
    page.fill("#since", "2021-01-01")
    page.select_option("#founded_by_state", "yes")
    page.locator("[name=tier_above]").first.fill("0")
    page.locator("[name=tier_rate]").first.fill("70")
    page.fill("#notice_days", "15")
    page.locator("main form .btn-primary").click()
    page.goto("/utilization/distribution/costs/")
    page.fill("#right", "CN116200001B")
    page.select_option("#kind", "agency")
    page.fill("#what", "申请与授权代理费")
    page.fill("#reference", "FP-2023-0916")
    page.fill("#amount", COST)
    page.fill("#spent_on", "2023-04-10")
    page.locator("main form .btn-primary").last.click()
    page.goto(walk.known["right"])
    page.locator("#agreements a[href^='/utilization/distribution/new/']:not([href*=reward])").click()
    for told in ("957,500.01", "12,000.00", "945,500.01", *PARTS):
        expect(page.locator("main")).to_contain_text(told)
    walk.keep("office", "plan-looked-at")
    page.locator("button[name=propose]").click()
    walk.known["plan"] = path_of(page)
    inventor = walk.as_("inventor")
    inventor.goto("/my-day/")
    walk.keep("inventor", "a-plan-to-sign")
    inventor.goto(walk.known["plan"])
    act(inventor, "sign")
    page.goto(walk.known["plan"])
    page.locator("summary", has_text="已书面签署").click()
    page.fill("[name=kept]", "成果办档案 2026-14")
    act(page, "on_paper")
    walk.on("2026-04-17")
    page.goto(walk.known["plan"])
    act(page, "approve")
    page.fill("#pay [name=reference]", "工资代发 202604")
    act(page, "pay")
    for told in PARTS:
        expect(page.locator("#lines")).to_contain_text(told)
    walk.keep("office", "inventors-paid")
    inventor.goto("/utilization/my-statement/")
    expect(inventor.locator("ul.numbers")).to_contain_text(PARTS[0])
    walk.keep("inventor", "my-statement")
    for who in ("firm", "rival", "bank"):
        assert walk.as_(who).goto(walk.known["plan"]).status == 404


def pledged(walk: Walk) -> None:
    """The office asks for a loan for its pilot plant; the bank reads the pack by invitation, lends, and is registered."""
    walk.on("2026-05-06")
    page, bank = walk.as_("office"), walk.as_("bank")
    page.goto("/utilization/pledges/new/")
    page.fill("#rights", "CN116200001B")
    page.fill("#amount", "2000000")
    page.fill("#until", "2027-05-31")
    page.select_option("#purpose", "conversion")
    page.locator("main form .btn-primary").click()
    walk.known["pledge"] = path_of(page)
    assert bank.goto(walk.known["pledge"]).status == 404
    page.select_option("#invite", label="雪原商业银行")
    act(page, "invite")
    bank.goto("/my-day/")
    bank.goto(walk.known["pledge"])
    expect(bank.locator("main")).to_contain_text("HT-2025-018")
    walk.keep("bank", "the-pack")
    bank.fill("#offer-amount", "1500000")
    bank.fill("#rate", "3.45")
    bank.fill("#starts_on", "2026-05-20")
    bank.fill("#offer-until", "2027-05-20")
    act(bank, "offer")
    page.goto(walk.known["pledge"])
    act(page, "accept")
    act(page, "sign")
    bank.goto(walk.known["pledge"])
    act(bank, "sign")
    walk.on("2026-05-18")
    bank.goto(walk.known["pledge"])
    bank.fill("#number", "Y2026980005678")
    bank.fill("#registered_on", "2026-05-18")
    act(bank, "register")
    walk.on("2026-05-20")
    bank.goto(walk.known["pledge"])
    bank.fill("#amount", "1500000.00")
    bank.fill("#paid_on", "2026-05-20")
    act(bank, "pay_out")
    expect(bank.locator("main")).to_contain_text("1,500,000.00")
    walk.keep("bank", "pledge-registered")


def held_back(walk: Walk) -> None:
    """A second licence is in the way of the first, and of the pledge: the draft names both records."""
    page = walk.as_("office")
    page.goto("/utilization/agreements/new/?right=CN116200001B")
    page.select_option("#other", label="黑土装备有限公司")
    page.select_option("#kind", "exclusive")
    page.fill("#territory", "中国")
    page.fill("#starts_on", "2026-06-01")
    page.fill("#until", "2028-05-31")
    page.locator(".deal-form .btn-primary").click()
    expect(page.locator("main")).to_contain_text("HT-2025-018")
    expect(page.locator("main")).to_contain_text("Y2026980005678")
    walk.keep("office", "records-in-the-way")
    act(page, "discard")


STEPS = (graded, matched, licensed, kept_alive, paid_for, shared, pledged, held_back)

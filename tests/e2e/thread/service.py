"""服务 Service: what a firm may claim, the subsidy that it is paid, and a citizen's question."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.thread.stage import Walk
from tests.e2e.thread.utilization import act, path_of

POLICY = "hlj.firm.takes_university"
SUBSIDY = "60000.00"
STATED = ("legal_person:true", "dishonest_debtor:false", "abnormal_operations:false")


def supported(walk: Walk) -> None:
    """The office opens a call with a budget; the firm states what no register holds, and claims; it is approved and paid."""
    walk.on("2026-07-27")
    officer, firm = walk.as_("officer"), walk.as_("firm")
    officer.goto("/service/calls/")
    officer.select_option("#id_policy", POLICY)
    officer.fill("#id_year", "2026")
    officer.fill("#id_budget", "100000")
    officer.fill("#id_opens_on", "2026-07-01")
    officer.fill("#id_closes_on", "2026-09-30")
    officer.fill("#id_reference", "申报通知〔2026〕3号")
    officer.locator("main form .btn-primary").last.click()
    for fact, value in (one.split(":") for one in STATED):
        firm.goto(f"/service/statements/?fact={fact}")
        firm.locator(f"input[name=value][value={value}]").check()
        firm.fill("#id_reference", "信用报告 20260701")
        firm.locator("#say form[method=post] .btn-primary").click()
    firm.goto("/service/entitlements/")
    walk.keep("firm", "what-may-be-claimed")
    firm.get_by_role("link", name="企业转化省内高校").click()
    expect(firm.locator("main")).to_contain_text("取自省内高校")
    walk.keep("firm", "clause-by-clause")
    firm.get_by_role("button", name="准备申领").click()
    walk.known["claim"] = path_of(firm)
    for line in range(firm.locator("#papers form").count()):
        form = firm.locator("#papers form").nth(line)
        form.locator("[name=reference]").fill(f"附件{line + 1}")
        form.locator("button").click()
    act(firm, "submit")
    walk.keep("firm", "claim-handed-in")
    walk.on("2026-08-05")
    officer.goto("/my-day/")
    officer.goto(walk.known["claim"])
    for field in officer.locator("[name^=confirm-]").all():
        field.fill("核对合同、备案证明与付款凭证属实")
    officer.fill("#amount", SUBSIDY)
    officer.fill("#approve-words", "按申报通知〔2026〕3号第五条核定")
    act(officer, "approve")
    act(officer, "pay")
    expect(officer.locator("main")).to_contain_text("60,000.00")
    walk.keep("officer", "subsidy-paid")
    firm.goto("/ledger/")
    expect(firm.locator("main")).to_contain_text("60,000.00")
    walk.keep("firm", "books-of-the-firm")
    assert walk.as_("rival").goto(walk.known["claim"]).status == 404


def asked(walk: Walk) -> None:
    """A citizen asks without an account, keeps number and key, and reads the office's answer."""
    walk.on("2026-08-10")
    citizen, officer = walk.as_(""), walk.as_("officer")
    citizen.goto("/service/ask/")
    citizen.select_option("#topic", index=1)
    citizen.fill("#title", "合作社怎样找到可许可的播种机专利？")
    citizen.fill("#text", "我们是农民合作社，想用高校的播种机专利，应当找谁？")
    citizen.locator("form:has(#title) .btn-primary").click()
    walk.known["question"] = path_of(citizen)
    walk.keep("", "question-with-its-number")
    officer.goto("/service/questions/")
    officer.locator("main tbody a").first.click()
    officer.fill("#text", "可在“供需市场”发布需求，也可向北川大学技术转移办公室提出。")
    act(officer, "answer")
    citizen.goto(walk.known["question"])
    expect(citizen.locator("main")).to_contain_text("供需市场")
    walk.keep("", "question-answered")


STEPS = (supported, asked)

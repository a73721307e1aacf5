"""创造 Creation: from the inventor's note to the filed application and the office's publications."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.thread.gazette import Printed, issue
from tests.e2e.thread.stage import Walk

TITLE = "一种大豆精量播种机的双腔气吸排种器"
PROBLEM = "现有排种器在高速作业时漏播率高，种子在吸孔处二次弹跳，株距不匀。"
SOLUTION = (
    "在排种盘两侧设置负压腔和正压腔，负压腔吸附大豆种子，正压腔在落种点以气流脉冲卸种；"
    "排种盘上设有导种槽，槽底与吸孔之间有倾角，使种子在吸附前排成单列。控制器按车速调节两腔压力。"
)
NUMBER = "202310200001.X"
CLAIMS = """1. 一种大豆精量播种机的双腔气吸排种器，其特征在于，包括排种盘、负压腔和正压腔，所述负压腔和正压腔位于所述排种盘的两侧，所述排种盘上设有吸孔和导种槽。
2. 根据权利要求1所述的排种器，其特征在于，所述导种槽的槽底与所述吸孔之间有倾角。
3. 根据权利要求1或2所述的排种器，其特征在于，还包括控制器，所述控制器按车速调节所述负压腔和所述正压腔的压力。"""
EARLIER = (
    Printed("202010300001.3", "20200310", "111500001", "A", "20201020", "一种气吸式大豆排种器",
            "本发明公开了一种气吸式大豆排种器，排种盘一侧设有负压腔，负压腔吸附大豆种子，刮种器刮除多余种子。",
            "北原农业机械研究所", ("赵强",)),
    Printed("202110300002.2", "20210412", "113200002", "A", "20211105", "一种玉米播种机开沟器",
            "本发明公开了一种玉米播种机开沟器，开沟圆盘与仿形轮铰接。", "北原农业机械研究所", ("钱进",)),
    Printed("202210300003.1", "20220301", "114800003", "A", "20220902", "一种风力发电机叶片除冰装置",
            "本发明公开了一种风力发电机叶片除冰装置，叶片前缘设有加热膜。", "松嫩风电设备有限公司", ("孙越",),
            ipc=("F", "03", "D", "80", "40")),
)  # fmt: skip
_PRINTED = {
    "application": NUMBER, "filed": "20230320", "number": "116200001", "title": TITLE,
    "abstract": f"本发明公开了{TITLE}。{SOLUTION}", "applicant": "北川大学", "inventors": ("王伟", "李娜"),
    "claims": tuple(line.split(" ", 1)[1] for line in CLAIMS.splitlines()),
}  # fmt: skip


def printed(kind: str, day: str) -> Printed:
    """Return a publication of the invention on a day (ISO): ``A`` the application, ``B`` the patent."""
    return Printed(**_PRINTED, kind=kind, day=day.replace("-", ""))


def what_was_known_before(walk: Walk) -> None:
    """The office has taken in what was published before."""
    walk.on("2023-03-01")
    page = walk.as_("officer")
    page.goto("/imports/")
    page.set_input_files("input[type=file]", issue(walk.stage.data / "gazette-2022.zip", *EARLIER))
    page.click(".drop button")
    expect(page.locator("[data-state=done]")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="正式导入").click()
    expect(page.locator(".page-head")).not_to_contain_text("试运行")
    expect(page.locator("[data-state=done]")).to_be_visible(timeout=60_000)
    walk.keep("officer", "gazette")


def disclosed(walk: Walk) -> None:
    """The inventor writes down what she made, with shares and a planned talk, and hands it in."""
    walk.on("2023-03-06")
    page = walk.as_("inventor")
    page.goto("/creation/disclosures/")
    page.get_by_role("button", name="填写技术交底书").click()
    page.fill("#title", TITLE)
    page.select_option("#kind", "invention")
    page.fill("#problem", PROBLEM)
    page.fill("#solution", SOLUTION)
    for nth, (name, share) in enumerate((("王伟", "60"), ("李娜", "40")), 1):
        listed = page.locator(f"#people option[value^='{name}']").first.get_attribute("value")
        page.fill(f"#inventor-{nth}", listed)
        page.fill(f"#share-{nth}", share)
    page.select_option("#venue", "talk")
    page.fill("#what", "排种器田间试验报告")
    page.fill("#where", "全国农机学术年会，长春")
    page.fill("#when", "2023-05-18")
    expect(page.locator("#total")).to_contain_text("100")
    walk.keep("inventor", "disclosure")
    page.locator("button[value=check]").first.click()
    walk.keep("inventor", "hand-in")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("main")).to_contain_text("SHA-256")
    walk.keep("inventor", "receipt")
    walk.known["disclosure_page"] = "/" + page.url.split("/", 3)[3].split("versions/")[0]


def searched(walk: Walk) -> None:
    """The technology office takes it in hand and searches what was known before, from the invention's own words."""
    walk.on("2023-03-08")
    page = walk.as_("office")
    page.goto("/my-day/")
    expect(page.locator("main")).to_contain_text(TITLE)
    walk.keep("office", "what-waits")
    page.goto(walk.known["disclosure_page"])
    page.locator("button[value=accept]").click()
    walk.known["right"] = page.locator("main a[href^='/rights/']").first.get_attribute("href")
    page.goto(f"/creation{walk.known['right']}prior-art/")
    # The words of the disclosure are there to search by: nobody types them again.
    expect(page.locator("#subject")).to_have_value(re.compile("正压腔在落种点以气流脉冲卸种"))
    page.locator("form.form-stack .btn-primary").click()
    page.locator("button[value=search-before]").click()
    expect(page.locator("#found")).to_contain_text("111500001")
    # What is about wind turbines is not like it, and nothing later than the cut-off day is shown.
    near = page.locator(".found-one", has_text="111500001")
    near.locator("select[name=category]").select_option("Y")
    near.locator("input[name=doc_claims]").fill("1")
    near.locator("button[value=judge-relevant]").click()
    page.locator("button[value^=chart-]").first.click()
    for claim, feature in (
        ("1", "排种盘一侧设有负压腔"),
        ("1", "排种盘另一侧设有正压腔"),
        ("2", "槽底与吸孔之间有倾角"),
    ):
        page.fill("[name=new-claim]", claim)
        page.fill("[name=new-feature]", feature)
        page.locator("button[value=feature]").click()
    for row, verdict in enumerate(("shown", "absent", "absent")):
        page.locator(f"[name=verdict-{row}-0]").select_option(verdict)
    page.select_option("#outcome", "novel")
    page.fill("#outcome-claims", "1-3")
    page.fill("#conclusion-text", "对比文件1公开了单侧负压腔，未公开与之相对的正压腔及倾斜导种槽，亦无启示。")
    walk.keep("office", "prior-art")
    page.locator("button[value=issue]").click()
    expect(page.locator("main")).to_contain_text("2023-03-08")
    for format in ("pdf", "docx"):
        told = page.request.get(page.url.split("?")[0].split("#")[0] + f"issues/1/{format}/?language=zh")
        assert told.status == 200
        assert told.body()[:4] in (b"%PDF", b"PK\x03\x04")
    walk.keep("office", "novelty-report")


def decided(walk: Walk) -> None:
    """It assesses, decides to file, and asks an agency."""
    walk.on("2023-03-10")
    page = walk.as_("office")
    page.goto(walk.known["disclosure_page"])
    for name, mark, why in (
        ("patentability", "4", "单侧负压为公知，双腔与倾斜导种槽未见公开"),
        ("market", "4", "垦区每年更新播种机数千台"),
        ("strategy", "5", "学校农机装备重点方向"),
    ):
        page.select_option(f"#{name}", mark)
        page.fill(f"[name={name}_reason]", why)
    page.locator("button[value=assess]").click()
    page.locator("input[name=decision][value=file]").check()
    page.fill("#why", "新颖且有产业前景，五月学术年会之前提交申请。")
    page.locator("form:has(input[value=decide]) .btn-primary").click()
    page.select_option("select[name=agency]", label="松花江专利代理事务所")
    page.locator("button[value=instruct]").click()
    walk.keep("office", "decided")


def filed(walk: Walk) -> None:
    """The agency accepts, checks the claims and mends their slip; its client approves them, and it files."""
    walk.on("2023-03-16")
    page = walk.as_("agency")
    page.goto(walk.known["disclosure_page"])
    page.locator("button[value=agree]").click()
    page.goto(f"/creation{walk.known['right']}claims/")
    page.locator("button[value=begin]").click()
    page.fill("#claims-text", CLAIMS.replace("根据权利要求1所述的排种器", "根据权利要求3所述的排种器", 1))
    page.locator("#claims-form button[value=check]").click()
    expect(page.locator(".finding.is-error").first).to_be_visible()
    walk.keep("agency", "claims-with-an-error")
    page.fill("#claims-text", CLAIMS)
    page.locator("#claims-form button[value=check]").click()
    expect(page.locator(".finding.is-error")).to_have_count(0)
    client = walk.as_("office")
    client.goto(f"/creation{walk.known['right']}claims/")
    client.locator("button[value=approve]").click()
    walk.keep("office", "claims-approved")
    walk.on("2023-03-20")
    page.goto(walk.known["disclosure_page"])
    page.fill("#number", NUMBER)
    page.fill("#filed-on", "2023-03-20")
    page.locator("button[value=enter]").click()
    expect(page.locator("main")).to_contain_text(NUMBER)
    walk.keep("agency", "filed")


def docketed(walk: Walk) -> None:
    """The dates of the application stand in the office's docket, each with the rule that it follows from."""
    page = walk.as_("office")
    page.goto(walk.known["right"])
    expect(page.locator("main")).to_contain_text(NUMBER)
    walk.keep("office", "right-after-filing")
    page.goto("/dates/")
    walk.keep("office", "docket")
    # A rival and the public still know nothing of it.
    for who in ("rival", ""):
        other = walk.as_(who)
        for path in (walk.known["right"], walk.known["disclosure_page"]):
            assert other.goto(path).status in ((404,) if who else (404, 200))
        assert TITLE not in other.content()
        other.goto("/search/?q=双腔气吸排种器")
        assert TITLE not in other.content()


def published_and_granted(walk: Walk) -> None:
    """The office publishes the application, and grants it: the same right, laid open."""
    walk.on("2024-09-20")
    walk.stage.ingest(issue(walk.stage.data / "A.zip", printed("A", "2024-09-20")))
    walk.on("2025-06-10")
    walk.stage.ingest(issue(walk.stage.data / "B.zip", printed("B", "2025-06-10")))
    page = walk.as_("office")
    page.goto(walk.known["right"])
    expect(page.locator("main")).to_contain_text("CN116200001B")
    walk.keep("office", "granted")
    citizen = walk.as_("")
    assert citizen.goto(walk.known["right"]).status == 200
    expect(citizen.locator("main")).to_contain_text(TITLE)
    assert "全国农机学术年会" not in citizen.content()
    walk.keep("", "granted-as-the-public-sees-it")


STEPS = (what_was_known_before, disclosed, searched, decided, filed, docketed, published_and_granted)

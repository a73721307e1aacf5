"""保护 Protection: the rival's copy is noticed, kept as evidence, and adjudicated."""

from __future__ import annotations

import re
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.e2e.thread.gazette import Printed, issue
from tests.e2e.thread.stage import Walk
from tests.e2e.thread.utilization import act, path_of

COPY = Printed(
    "202410300004.5", "20240605", "119500004", "A", "20260605", "一种双腔气吸式大豆精量排种器",
    "本发明公开了一种双腔气吸式大豆精量排种器，排种盘两侧设有负压腔和正压腔，负压腔吸附大豆种子，正压腔以气流脉冲卸种，排种盘上设有导种槽。",
    "黑土装备有限公司", ("周山",),
)  # fmt: skip
SECRET_FACTS = "经销商甲在齐齐哈尔市农机市场销售的HT-6播种机装有双腔排种器，编号HT6-0417。"
SUMMARY = "经审理，被控产品落入专利权利要求1的保护范围，责令立即停止侵权行为。"


def watched(walk: Walk) -> None:
    """The university watches what is like its right; the next issue of the gazette brings a hit, with its reasons."""
    walk.on("2026-05-25")
    page = walk.as_("office")
    page.goto("/protection/watches/new/?kind=right&number=CN116200001B")
    page.fill("#threshold", "30")
    act(page, "open")
    walk.on("2026-06-08")
    walk.stage.ingest(issue(walk.stage.data / "later.zip", COPY))
    page.goto("/protection/hits/")
    _until(page, lambda: "CN119500004A" in page.locator("main").inner_text())
    page.locator("main a[href^='/protection/hits/']", has_text="双腔").first.click()
    expect(page.locator("main")).to_contain_text("黑土装备有限公司")
    walk.keep("office", "a-hit-with-its-reasons")
    page.select_option("#decision", "adjudication")
    page.fill("#words", "先取证，再请求裁决")
    page.locator("main form .btn-primary").last.click()


def _until(page: Any, is_there: Callable[[], bool]) -> None:
    """Look again until what the worker does is done."""
    deadline = time.monotonic() + 60
    while not is_there():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        time.sleep(0.5)
        page.reload()


def kept_as_evidence(walk: Walk) -> None:
    """What was found at the fair is sealed; its archive stands the test by openssl alone, and one altered byte is named."""
    walk.on("2026-06-12")
    page = walk.as_("office")
    page.goto("/protection/evidence/new/")
    photograph = walk.stage.data / "排种器照片.jpg"
    photograph.write_bytes(b"\xff\xd8\xff\xe0 made up " + bytes(range(256)) * 8)
    page.fill("#e-title", "HT-6播种机双腔排种器照片")
    page.set_input_files("#e-files", photograph)
    page.fill("#e-number", "CN116200001B")
    page.select_option("#e-secrecy", "holder")
    page.fill("#e-purpose", "证明被控产品含有负压腔、正压腔和导种槽")
    page.fill("#e-found", "齐齐哈尔市农机市场")
    page.locator(".evidence-form .btn-primary").click()
    walk.known["evidence"] = path_of(page)
    _until(page, lambda: "等待时间戳" not in page.locator(".page-head").inner_text())
    walk.keep("office", "evidence-sealed")
    archive = walk.stage.data / "evidence.zip"
    archive.write_bytes(page.request.get(f"{walk.known['evidence']}archive/").body())
    _stands_by_itself(archive, walk.stage.data / "archive")
    for who in ("rival", "firm"):
        assert walk.as_(who).goto(walk.known["evidence"]).status == 404


def _stands_by_itself(archive: Path, folder: Path) -> None:
    """Run what the archive's own page of instructions says, then alter a byte."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    told = (folder / "VERIFY.md").read_text(encoding="utf-8")
    lines = [line.strip() for line in told.splitlines() if re.match(r" {4}(openssl|sha256sum)", line)]
    assert len(lines) == 4
    said = [subprocess.run(line, shell=True, cwd=folder, capture_output=True, text=True) for line in lines]
    assert [done.returncode for done in said] == [0, 0, 0, 0], said
    assert "Verification: OK" in said[1].stdout
    (kept,) = (folder / "files").iterdir()
    kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    broken = subprocess.run(lines[0], shell=True, cwd=folder, capture_output=True, text=True)
    assert broken.returncode == 1
    assert f"{kept.name}: FAILED" in broken.stdout


def asked_for(walk: Walk) -> None:
    """The holder asks the office to adjudicate, with its papers and the evidence; nobody else knows of it yet."""
    walk.on("2026-06-15")
    page = walk.as_("office")
    page.goto(f"/protection/cases/new/?right={walk.known['right'].split('/')[2]}")
    page.locator("main form .btn-primary").click()
    walk.known["case"] = path_of(page)
    page.select_option("#role", "holder")
    page.fill("#respondent_name", "黑土装备有限公司")
    page.fill("#respondent_address", "齐齐哈尔市建华区")
    page.select_option("#place", "230200")
    page.select_option("#office", label="黑龙江省知识产权局")
    page.fill("#claims", "责令停止制造、销售含双腔排种器的播种机")
    page.fill("#facts", SECRET_FACTS)
    page.locator("[name=evidence]").first.check()
    page.fill("#knew_on", "2026-06-08")
    for name in ("is_ongoing", "no_suit", "no_other_way"):
        page.check(f"[name={name}]")
    act(page, "save")
    for kind in ("request", "identity", "patent", "evidence"):
        paper = walk.stage.data / f"{kind}.txt"
        paper.write_text(f"材料 {kind}\\n", encoding="utf-8")
        page.select_option("#kind-paper", kind)
        page.set_input_files("form[action$='/papers/'] [name=file]", paper)
        page.locator("form[action$='/papers/'] button").click()
    act(page, "file")
    assert walk.as_("rival").goto(walk.known["case"]).status == 404


def adjudicated(walk: Walk) -> None:
    """The office dockets it, serves it and decides; the rival sees the case once it was served, everybody the summary."""
    officer, rival = walk.as_("officer"), walk.as_("rival")
    officer.goto("/my-day/")
    walk.keep("officer", "a-case-comes-in")
    officer.goto(walk.known["case"])
    officer.fill("#number", "黑知侵字〔2026〕7号")
    act(officer, "accept")
    walk.on("2026-06-17")
    officer.goto(walk.known["case"])
    officer.get_by_role("link", name="打开存证").click()
    expect(officer.locator("main")).to_contain_text("HT-6播种机双腔排种器照片")
    officer.goto(walk.known["case"])
    act(officer, "serve")
    walk.keep("officer", "case-served")
    walk.on("2026-06-26")
    rival.goto("/my-day/")
    rival.goto(walk.known["case"])
    expect(rival.locator("main")).to_contain_text("HT6-0417")
    rival.fill("textarea[name=text]", "被控产品采用单侧负压，未设正压腔。")
    act(rival, "answer")
    walk.on("2026-06-29")
    officer.goto(walk.known["case"])
    act(officer, "forward")
    walk.on("2026-07-20")
    officer.goto(walk.known["case"])
    officer.locator("summary", has_text="作出裁决").click()
    officer.select_option("#result", "infringed")
    officer.fill("#text-decide", SUMMARY)
    act(officer, "decide")
    officer.fill("#text-publish", SUMMARY)
    act(officer, "publish")
    walk.keep("officer", "case-decided")
    citizen = walk.as_("")
    citizen.goto("/protection/decisions/")
    expect(citizen.locator("main")).to_contain_text("责令")
    citizen.locator("main a[href^='/protection/decisions/']").first.click()
    assert "HT6-0417" not in citizen.content()
    walk.keep("", "decision-for-everybody")


STEPS = (watched, kept_as_evidence, asked_for, adjudicated)

"""A few deposits of the demonstration, all invented: a whole capture, one with steps left out, one that waits for its right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser

from mainline.orgs.access import VERBS
from mainline.orgs.models import Membership, Organisation
from mainline.protection.evidence import actions, stamping
from mainline.protection.evidence.access import DEPOSIT
from mainline.protection.evidence.enums import Secrecy
from mainline.protection.evidence.logic.checklist import DONE, NOT_APPLICABLE, STEPS, Capture, Step
from mainline.protection.evidence.models import Evidence
from mainline.register.access import rights_entrusted_to
from mainline.register.models import Right

_NOTES = {
    "clock": "与国家授时中心 NTP 服务器比对，偏差 0.04 秒",
    "cache": "取证前清空缓存、Cookie 和浏览记录",
    "proxy": "未设代理和 VPN，设置页已截屏",
    "hosts": "仅有系统默认条目",
    "network": "办公网有线连接，已录 tracert 结果",
    "recording": "从清洁步骤起连续录屏，不间断",
    "whole": "原始文件，未剪辑、未转码",
}
_PAGE = "<!doctype html><title>商品页面（演示）</title><p>演示数据，并非真实网页。某型号收获机，售价 12,800 元，月销 31 台。</p>\n"
_VIDEO = "演示数据：此处本为录屏文件。Demonstration: the recording would stand here.\n"
_DRAFT = "演示数据：设计底稿第 3 版，2026-11-02。Demonstration: third draft of a design.\n"


def seed(day: dt.date) -> None:
    """Deposit as people of the demonstration's first enterprise and first university would; nothing where they are not."""
    for holder in _holders():
        by = _somebody(holder)
        if by is None or Evidence.objects.filter(organisation=holder).exists():
            continue
        right = rights_entrusted_to(holder).filter(status="in_force").order_by("pk").first()
        _deposits(holder, by, right, day)
    stamping.work_once(on=day)


def _holders() -> list[Organisation]:
    found = []
    for kind in ("enterprise", "university"):
        rows = Organisation.objects.filter(is_demo=True, kind=kind, memberships__isnull=False).distinct()
        found += list(rows.order_by("pk")[:1])
    return found


def _somebody(holder: Organisation) -> AbstractBaseUser | None:
    row = Membership.objects.filter(organisation=holder, role__in=VERBS[DEPOSIT]).select_related("user")
    first = row.order_by("pk").first()
    return first.user if first else None


def _capture(day: dt.date, *left_out: str, at: str, found: str, purpose: str) -> Capture:
    facts = {
        "purpose": purpose,
        "found_at": found,
        "captured_at": f"{day.isoformat()}T{at}",
        "captured_by": "王晓宁（演示）",
        "device": "Windows 11 笔记本电脑，Edge 130",
        "clock_source": "ntp.ntsc.ac.cn",
        "network_name": "单位办公网",
    }
    return Capture(facts, {code: Step(DONE, _NOTES[code]) for code in STEPS if code not in left_out})


def _file(name: str, text: str) -> actions.Brought:
    def chunks() -> Iterable[bytes]:
        return [text.encode()]

    return actions.Brought(name, chunks)


def _deposits(holder: Organisation, by: AbstractBaseUser, right: Right | None, day: dt.date) -> None:
    shop = "https://shop.example.cn/item/20261120"
    if holder.kind == "university":
        steps = {code: Step(NOT_APPLICABLE, "内部文件，非网页取证") for code in STEPS}
        steps |= {"clock": Step(DONE, _NOTES["clock"]), "whole": Step(DONE, _NOTES["whole"])}
        draft = _capture(day, at="10:20", found="校内设计档案室", purpose="证明设计底稿的完成时间")
        actions.deposit(
            organisation=holder, title="设计底稿第 3 版", files=[_file("设计底稿-3.txt", _DRAFT)],
            capture=Capture(draft.facts, steps), by=by, on=day,
        )  # fmt: skip
        return
    whole = _capture(day, at="09:40", found=shop, purpose="证明网店销售被控侵权产品及销量")
    files = [_file("商品页面.html", _PAGE), _file("录屏.mp4", _VIDEO)]
    actions.deposit(
        organisation=holder, title="网店商品页面与录屏", files=files, capture=whole, by=by, on=day, right=right,
        secrecy=Secrecy.HOLDER if right else Secrecy.OWN,
    )  # fmt: skip
    part = _capture(day, "cache", "hosts", at="15:05", found=shop, purpose="证明价格变动")
    actions.deposit(
        organisation=holder, title="价格页面补充截图", files=[_file("价格页面.html", _PAGE)], capture=part, by=by,
        on=day, right=right,
    )  # fmt: skip

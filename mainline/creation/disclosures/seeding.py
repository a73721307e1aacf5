"""A few disclosures for the demonstration, made by the acts that its people would do. Everything in them is invented."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User

from mainline.creation.disclosures import actions, filing, triage
from mainline.creation.disclosures.colleagues import colleagues, myself
from mainline.creation.disclosures.logic import Draft, Inventor
from mainline.creation.disclosures.models import Disclosure
from mainline.creation.disclosures.triage import Marks
from mainline.offices.numbers.checks import cn_check
from mainline.orgs.models import Membership, Organisation

_SERIAL = 20261, 990_001
"""Year and kind, and running number, of an application that nobody filed."""


def seed(day: dt.date) -> None:
    """Let the first university's inventor disclose, its office decide, and the first agency file; nothing where they are not."""
    users = {name: User.objects.filter(username=name).first() for name in ("inventor-u1", "u1", "a1")}
    inventor, office, agency = (users[name] for name in ("inventor-u1", "u1", "a1"))
    if inventor is None or office is None or agency is None:
        return
    own = _organisation(office)
    filed = _submitted(
        own, inventor, day, "一种玉米籽粒低损脱粒滚筒", "现有脱粒滚筒在含水率高时籽粒破碎率高。",
        "滚筒齿杆采用柔性包覆并按含水率分段调速，凹板间隙随喂入量自动调节。", "破碎率下降，适收期延长。",
    )  # fmt: skip
    _assess(filed, office, day, 4, 4, 5)
    triage.decide(disclosure=filed, act="file", reason="方案完整，企业需求明确。", by=office, on=day)
    filing.instruct(disclosure=filed, agency=_organisation(agency), by=office, on=day)
    filing.agree(disclosure=filed, by=agency, on=day)
    filing.enter_filing(
        disclosure=filed, number=_number(), filed_on=day - dt.timedelta(days=1), by=agency, on=day
    )
    soon = (day + dt.timedelta(days=24)).isoformat()
    _submitted(
        own, inventor, day, "一种基于光谱的黑土有机质快速测定方法", "实验室测定周期长，不能指导当季施肥。",
        "车载近红外探头随耕作采样，用分区校正模型实时给出有机质含量。", "一天可测千亩。",
        venue="talk", what="土壤光谱测定进展报告", where="哈尔滨", when=soon,
    )  # fmt: skip
    returned = _submitted(
        own, inventor, day, "一种寒地温室相变蓄热墙体", "夜间温室降温快。", "墙体内置相变材料。", ""
    )
    triage.send_back(
        disclosure=returned, reason="请补充相变材料的种类、用量和一个实施例，否则无法评估创造性。", by=office, on=day
    )  # fmt: skip
    actions.begin(
        organisation=own, by=inventor,
        draft=Draft(title="一种大豆根瘤菌剂的低温干燥工艺", problem="常规干燥使活菌数下降。", inventors=(myself(inventor, own),)),
    )  # fmt: skip


def _submitted(
    own: Organisation, by: User, day: dt.date, title: str, problem: str, solution: str, advantages: str, **more: str
) -> Disclosure:  # fmt: skip
    me = myself(by, own)
    others = [
        (text, pk) for text, pk in sorted(colleagues(own).items(), key=lambda one: one[1]) if pk != me.person
    ]
    rows = (Inventor(me.name, me.person, "60"), *(Inventor(text, pk, "20") for text, pk in others[:2]))
    draft = Draft(
        title,
        "invention",
        problem,
        solution,
        advantages,
        "省重点研发计划",
        "GZ2026-0117",
        inventors=rows,
        **more,
    )
    row = actions.begin(organisation=own, by=by, draft=draft)
    actions.submit(disclosure=row, revision=row.revision, by=by, on=day)
    row.refresh_from_db()
    return row


def _assess(row: Disclosure, by: User, day: dt.date, *marks: int) -> None:
    reasons = ("检索未见相同方案，区别特征清楚。", "省内两家农机企业提出过同类需求。", "属重点学科方向。")
    first, second, third = marks
    told = Marks(first, reasons[0], second, reasons[1], third, reasons[2])
    triage.assess(disclosure=row, marks=told, by=by, on=day)


def _organisation(user: User) -> Organisation:
    return Membership.objects.filter(user=user).select_related("organisation").order_by("pk")[0].organisation


def _number() -> str:
    serial = f"{_SERIAL[0]}{_SERIAL[1]:07}"
    return f"{serial}.{cn_check(serial)}"

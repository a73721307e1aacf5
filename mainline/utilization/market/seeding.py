"""Needs, offers and matches of the demonstration, made by the same actions as everywhere. All of it is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from mainline.orgs.models import Membership, Organisation
from mainline.register.models import Right
from mainline.utilization.market.actions import matches, needs, offers
from mainline.utilization.market.actions.needs import NeedSaid
from mainline.utilization.market.actions.offers import OfferSaid
from mainline.utilization.market.enums import Answer, Side
from mainline.utilization.market.models import Match, Need
from mainline.utilization.market.queries import own_rights


@dataclass(frozen=True)
class Actor:
    """A member of the demonstration with the organisation that they act for."""

    user: Any
    body: Organisation


def actor(name: str) -> Actor | None:
    """Return a member by login name; ``None`` where the demonstration has none of that name."""
    user = get_user_model().objects.filter(username=name).first()
    part = Membership.objects.filter(user=user).exclude(role="admin").select_related("organisation").first()
    return Actor(user, part.organisation) if user is not None and part is not None else None


_NEEDS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("e3", 12, {
        "title": "大豆收获底荚损失大", "industry": "agricultural_machinery", "activity": "C357", "budget": "to_500k",
        "mode": "licence", "readiness": 6,
        "text": "我们的大豆联合收获机在低垄地块作业，割台贴不住地面，最下面一层豆荚割不到，田间损失超过百分之五。"
        "希望割台能跟着地形起伏，割茬更低，又不铲土。",
    }),
    ("e1", 8, {
        "title": "Pumps sand up in heavy-oil wells", "industry": "energy", "budget": "to_2m", "mode": "licence",
        "text": "Sand settles in our pumping wells and the rod pump seizes every few weeks. We look for a pump or a sand"
        " control tool that keeps running in cold, viscous oil.",
    }),
    ("e12", 4, {
        "title": "低温下传感器零点漂移", "industry": "electronic_information", "budget": "to_200k", "is_anonymous": False,
        "text": "压力传感器在零下四十度室外工作，零点漂移大，需要反复标定。寻找温度补偿方法或者新的敏感结构，"
        "最好可以直接用在现有产品上。",
    }),
    ("e9", 9, {
        "title": "大豆蛋白饮料有豆腥味", "industry": "food", "mode": "co_development",
        "text": "用本地大豆做蛋白饮料，豆腥味重，加热后还会沉淀分层。希望与学校一起开发去腥和稳定的工艺。",
    }),
)  # fmt: skip
"""Login name, days ago on which it was posted, and what is said."""
_OFFERS = (
    ("u1", "大豆联合收获机割台", "大豆、杂粮联合收获机割台改造与整机配套", "agricultural_machinery", 8, "ordinary_licence", 12_000_000),
    ("u1", "", "工业过程在线检测与设备状态监测", "electronic_information", 6, "exclusive_licence", None),
    ("u2", "", "重型装备铸锻件与冰雪装备", "high_end_equipment", 7, "ordinary_licence", 30_000_000),
    ("i1", "", "寒地作物种植与食品原料", "food", 5, "co_development", None),
    ("i2", "", "石墨与碳材料、陶瓷部件", "new_materials", 6, "ordinary_licence", 8_000_000),
)  # fmt: skip


def seed(day: dt.date) -> None:
    """Fill a few believable rows for the organisations of the demonstration; where they are not there, nothing."""
    made = dict(_needs(day))
    _offers(day)
    if (po := actor("po")) is not None and "e9" in made:
        needs.reply_to_need(
            need=made["e9"], organisation=po.body, text="已转两所高校的食品学院，本周内安排一次线上对接。", by=po.user,
            on=day - dt.timedelta(days=6),
        )  # fmt: skip
    _talks(made, day)


def _needs(day: dt.date) -> Iterator[tuple[str, Need]]:
    for name, ago, said in _NEEDS:
        who, on = actor(name), day - dt.timedelta(days=ago)
        if who is not None:
            need = needs.draft_need(organisation=who.body, said=NeedSaid(**said), by=who.user, on=on)
            yield name, needs.post_need(need=need, by=who.user, on=on)
    if (who := actor("e3")) is not None:
        said = NeedSaid(
            "秸秆还田后春季播种困难",
            "玉米秸秆还田后腐解慢，春播时拖堆、架种，出苗不齐，想找更好的耕整地办法。",
        )
        needs.draft_need(organisation=who.body, said=said, by=who.user, on=day)


def _offers(day: dt.date) -> None:
    for place, (name, words, use, industry, trl, mode, price) in enumerate(_OFFERS):
        who, on = actor(name), day - dt.timedelta(days=20 - place)
        right = _free_right(who.body, words, mode, on) if who is not None else None
        if who is None or right is None:
            continue
        said = OfferSaid(
            right.titles.get("zh") or right.title,
            use,
            trl,
            mode,
            industry=industry,
            price_minor=price,
            currency="CNY",
        )
        offers.list_offer(organisation=who.body, rights=[right], said=said, by=who.user, on=on)


def _free_right(body: Organisation, words: str, mode: str, on: dt.date) -> Right | None:
    rows = own_rights(body).filter(status="in_force", kind="invention", title__contains=words)
    taken = set(Match.objects.values_list("right", flat=True))
    free = (
        right
        for right in rows.order_by("pk")[:30]
        if right.pk not in taken
        and not right.offered_in.exists()
        and not offers.refusals(body, right, mode, on)
    )
    return next(free, None)


def _talks(made: dict[str, Need], day: dt.date) -> None:
    u1, e3, po = actor("u1"), actor("e3"), actor("po")
    if u1 is None or e3 is None or po is None:
        return
    header = (
        own_rights(u1.body).filter(offered_in__isnull=False, title__contains="割台").order_by("pk").first()
    )
    if header is not None and "e3" in made:
        match = matches.propose(
            need=made["e3"], right=header, side=Side.NEED, organisation=e3.body, words="想看样机和田间数据。", by=e3.user,
            on=day - dt.timedelta(days=10),
        )  # fmt: skip
        matches.answer(
            match=match, side=Side.HOLDER, says=Answer.ACCEPTED, reason="", by=u1.user, on=day - dt.timedelta(days=9)
        )  # fmt: skip
        matches.send_message(
            match=match,
            side=Side.HOLDER,
            text="样机在校内试验站，下周可以看，田间数据先发你们一份。",
            by=u1.user,
        )
    sensor = own_rights(u1.body).filter(title__contains="传感", status="in_force").order_by("pk").first()
    if sensor is not None and "e12" in made:
        matches.propose(
            need=made["e12"], right=sensor, side=Side.OFFICE, organisation=po.body, words="", by=po.user,
            on=day - dt.timedelta(days=2),
        )  # fmt: skip

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
        "title": "秸秆还田以后春天播不好种", "industry": "agricultural_machinery", "activity": "C357", "budget": "to_500k",
        "mode": "licence", "readiness": 6,
        "text": "玉米秸秆打碎还到地里，天冷腐解慢，春季播种拖堆、架种，出苗不齐。想找能把秸秆埋得更深、当年化开的耕整办法。",
    }),
    ("e1", 8, {
        "title": "Wax in our pumping wells", "industry": "energy", "budget": "to_2m", "mode": "licence",
        "text": "We wash wells with hot water brought from outside to melt the wax. It contaminates the reservoir and pumping"
        " takes days to recover. We look for a tool that removes wax with less water.",
    }),
    ("e12", 4, {
        "title": "晶圆键合后的小空洞看不清", "industry": "electronic_information", "budget": "to_200k", "is_anonymous": False,
        "text": "图形化晶圆键合以后，小的空洞和图形混在一起分辨不出来，漏检多。寻找检测方法，最好能接到现有的检测台上。",
    }),
    ("e9", 9, {
        "title": "酸性饮料里大豆蛋白不溶", "industry": "food", "mode": "co_development",
        "text": "用本地大豆做酸性蛋白饮料，蛋白溶解性差，放几天就分层。希望与学校一起开发改性和稳定的工艺。",
    }),
)  # fmt: skip
"""Login name, days ago on which it was posted, and what is said."""
_OFFERS = (
    ("u1", "秸秆还田耕整机", "玉米、大豆轮作区的秸秆还田与耕整地机具", "agricultural_machinery", 8, "ordinary_licence", 12_000_000),
    ("u1", "轮机", "水电站机组改造与运行", "high_end_equipment", 7, "exclusive_licence", None),
    ("u1", "大豆", "大豆食品与植物蛋白饮料", "food", 6, "co_development", None),
    ("u2", "静压尾座", "重型机床改造与大型轴类加工", "high_end_equipment", 7, "ordinary_licence", 30_000_000),
    ("u2", "造雪机", "滑雪场造雪设备", "ice_snow", 8, "ordinary_licence", 8_000_000),
    ("u2", "石墨", "天然石墨提纯与负极材料", "new_materials", 6, "ordinary_licence", 20_000_000),
    ("i1", "大豆", "高油酸大豆育种与食用油加工", "bio", 5, "co_development", None),
)  # fmt: skip
"""Login name, a word of the title of what is offered, field of use, industry, readiness, mode, price."""


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
    rows = own_rights(body).filter(status="in_force", titles__zh__icontains=words)
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
    tillage, wafer = _titled(u1.body, "秸秆还田"), _titled(u1.body, "晶圆")
    if tillage is not None and "e3" in made:
        match = matches.propose(
            need=made["e3"], right=tillage, side=Side.NEED, organisation=e3.body, words="想看样机和田间数据。", by=e3.user,
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
    if wafer is not None and "e12" in made:
        matches.propose(
            need=made["e12"], right=wafer, side=Side.OFFICE, organisation=po.body, words="", by=po.user,
            on=day - dt.timedelta(days=2),
        )  # fmt: skip


def _titled(body: Organisation, word: str) -> Right | None:
    """Return a right of a title that a body holds, one that it offers before others."""
    rows = own_rights(body).filter(titles__zh__icontains=word).order_by("offered_in", "pk")
    return rows.filter(offered_in__isnull=False).first() or rows.first()

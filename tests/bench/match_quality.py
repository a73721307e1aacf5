"""How well needs find the rights that solve them, over the demonstration: ``MAINLINE_DATA=… python -m tests.bench.match_quality``.

The needs were written from the problems alone, as an enterprise would tell them, without the words of the titles where that
could be avoided; a right answers a need where its Chinese title holds the name of the thing. Each is asked of every public
right that is alive. ``other`` leaves of each right the texts in the other language alone.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainline.settings")

NEEDS = (
    ("zh", "收割时低处的豆荚总是割不到", "垄低，割台贴不住地，最下面一层豆荚留在地里，一亩地损失好多豆子。", "agricultural_machinery", "大豆联合收获机割台"),
    ("zh", "秸秆埋下去化不开，开春播不了种", "玉米秸秆打碎还到地里，天冷烂得慢，春天播种拖堆，出苗不齐。", "agricultural_machinery", "玉米秸秆还田耕整机"),
    ("zh", "移栽伤苗、漏栽", "水稻插秧用的钵体苗，机器夹苗时根容易断，还经常漏栽，要人补。", "agricultural_machinery", "水稻钵苗移栽机"),
    ("zh", "收薯前要把秧子打掉，打得不干净还伤薯", "土豆地里秧子缠机器，现在的打秧机刀打到薯块，茎秆打不碎。", "agricultural_machinery", "马铃薯杀秧机"),
    ("zh", "打药不匀", "大型打药机走得快喷杆就晃，有的地方药多有的地方没有药。", "agricultural_machinery", "自走式高地隙喷雾机"),
    ("zh", "拖拉机水田里拐弯掉履带", "履带式的拖拉机在水田转向一顿一顿的，冲击大，履带老是脱。", "agricultural_machinery", "履带拖拉机静液压转向系统"),
    ("zh", "下雪天泄漏报警老误报", "天然气站用激光测甲烷泄漏，一下雨下雪回波就弱，误报很多。", "electronic_information", "激光甲烷遥测装置"),
    ("zh", "江面冰有多厚测不准", "冬天开冰上道路，要连续测冰厚，雪盖着、冰里有气泡就判断错界面。", "electronic_information", "冰层厚度探地雷达系统"),
    ("zh", "冬天锂电池充电伤电池", "室外低温下给锂电池组充电，电芯越来越不一致，还会析锂。", "electronic_information", "低温锂电池均衡充电方法"),
    ("zh", "豆子蛋白加到果汁里就沉淀", "想做酸味的植物蛋白饮料，大豆蛋白不溶，放几天就分层。", "food", "大豆分离蛋白改性方法"),
    ("zh", "粘玉米放两天就不甜了", "鲜食玉米收下来糖很快转成淀粉，想保鲜时间长一些，口感好。", "food", "鲜食玉米保鲜加工方法"),
    ("zh", "木材烘干开裂", "落叶松锯材油脂多，进窑干燥又裂又弯，废品率高。", "light_industry", "落叶松结构材干燥方法"),
    ("zh", "大件铸钢里面有缩松", "厚大的铸钢件中心缩松、偏析，探伤过不了，想从凝固过程解决。", "high_end_equipment", "大型铸钢件凝固控制方法"),
    ("zh", "雪场临界温度造不出好雪", "零下三四度的时候造雪机出雪少，雪还湿，开板时间推迟。", "ice_snow", "塔架式造雪机"),
    ("zh", "电线结冰要人爬上去敲", "输电线覆冰，人工除太危险，直流融冰又要停电。", "energy", "输电线路除冰机器人"),
    ("zh", "石墨提纯用氢氟酸，废水没法处理", "天然鳞片石墨想做到高纯，不想再用氢氟酸，也不要把鳞片弄碎。", "new_materials", "鳞片石墨高纯化方法"),
    ("zh", "风机冬天变桨卡住", "零下四十度风电场，变桨动作卡滞，后备电源没电，停机很多。", "high_end_equipment", "寒区风力发电机组变桨机构"),
    ("zh", "机床停了查不出原因", "车间数控机床牌子多协议不同，停机没有记录，想远程看到每台状态。", "digital", "数控机床远程运维系统"),
    ("en", "Wax in our oil wells", "We pump hot water from the surface into wells to melt wax. It pollutes the reservoir and pumping takes days to recover.", "energy", "油井热洗清蜡装置"),
    ("en", "Cracks along pipelines are missed", "Our inspection runs inside oil pipelines find dents and corrosion but often miss cracks lying along the axis.", "energy", "管道内检测器"),
    ("en", "Snow groomer leaves ripples", "On steep pistes the blade of the groomer starts to vibrate and leaves a wavy surface.", "ice_snow", "压雪车整地铲"),
    ("en", "Turbine blades flutter at low load", "When the steam turbine follows the load down to very small volume flow, the last stage blades flutter.", "high_end_equipment", "汽轮机末级动叶片"),
    ("en", "Infusions get too cold in ambulances", "Moving patients outdoors in winter the infusion cools in the tube; we want a portable way to warm it.", "medicine", "便携式高寒输液加温装置"),
    ("en", "Soybean oil turns rancid", "Ordinary soybean oil oxidises too quickly for frying. We look for soybeans with much oleic acid.", "food", "大豆高油酸种质的创制方法"),
)  # fmt: skip
_ALIVE = ["in_force", "under_challenge", "published", "pending"]


def main() -> None:
    """Print for each variant the share of needs answered first and among the first five, and the mean reciprocal rank."""
    import django

    django.setup()
    from mainline.register.models import Right
    from mainline.utilization.market.matching import KINDS
    from mainline.utilization.market.models import Need

    rights = list(Right.objects.filter(set_apart=None, status__in=_ALIVE, kind__in=KINDS).order_by("pk"))
    asked = [(Need(language=code, title=title, text=text, industry=industry), key)
        for code, title, text, industry, key in NEEDS]  # fmt: skip
    for variant in ("as it is", "other"):
        began = time.perf_counter()
        ranks = [_rank(need, key, rights, is_other=variant == "other") for need, key in asked]
        took = (time.perf_counter() - began) / len(ranks) * 1000
        print(f"{variant}: {len(ranks)} needs × {len(rights)} rights, {_told(ranks)}, {took:.0f} ms a need")
        if "-v" in sys.argv:
            print(
                "  "
                + ", ".join(f"{need.title}: {rank}" for (need, _), rank in zip(asked, ranks, strict=True))
            )


def _rank(need: object, key: str, rights: Sequence[object], *, is_other: bool) -> int | None:
    from mainline.utilization.market.logic import score
    from mainline.utilization.market.matching import candidate_of, wanted_of
    from mainline.utilization.market.models import Need
    from mainline.utilization.market.terms import terms

    assert isinstance(need, Need)
    wanted, told = wanted_of(need), []
    for right in rights:
        shown = _without(right, need.language) if is_other else right
        total = score(
            wanted, candidate_of(shown, None, need.language), terms().weights, terms().enough_percent
        )
        told.append((-total.total, right.pk, right.titles.get("zh", "")))  # type: ignore[attr-defined]
    ranked = [title for _total, _pk, title in sorted(told)]
    return next((place for place, title in enumerate(ranked, 1) if key in title), None)


def _without(right: object, language: str) -> object:
    import copy

    shown = copy.copy(right)
    for name in ("titles", "abstracts"):
        kept = {code: text for code, text in getattr(right, name).items() if code != language}
        setattr(shown, name, kept)
    shown.title = next(iter(shown.titles.values()), "")  # type: ignore[attr-defined]
    return shown


def _told(ranks: Sequence[int | None]) -> str:
    found = [rank for rank in ranks if rank]
    first, five = sum(rank == 1 for rank in found), sum(rank <= 5 for rank in found)
    mrr = sum(1 / rank for rank in found) / len(ranks)
    return f"first {first / len(ranks):.0%}, in five {five / len(ranks):.0%}, MRR {mrr:.2f}"


if __name__ == "__main__":
    main()

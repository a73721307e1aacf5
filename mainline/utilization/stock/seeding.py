"""The stock of the demonstration's first university, graded by itself and by firms. All of it is invented."""

from __future__ import annotations

import datetime as dt

from mainline.utilization.market.queries import own_rights
from mainline.utilization.market.seeding import Actor, actor
from mainline.utilization.stock import actions
from mainline.utilization.stock.actions import Said
from mainline.utilization.stock.enums import Measure, Step
from mainline.utilization.stock.models import StockItem

_RIGHTS = 8
_INDUSTRIES = ("agricultural_machinery", "electronic_information", "digital", "medicine")
_COMMENTS = ("工艺成熟，可小批量试用", "需要补充样机数据", "与现有产线不匹配")


def seed(day: dt.date) -> None:
    """Survey some rights of the first university, ask two enterprises, and let one answer; where it is not there, nothing."""
    holder, firms = actor("u1"), [found for name in ("e3", "e12") if (found := actor(name)) is not None]
    if holder is None:
        return
    rows = own_rights(holder.body).filter(status="in_force", kind="invention").order_by("pk")[:_RIGHTS]
    for place, right in enumerate(rows):
        said = Said(
            5 - place % 4, _INDUSTRIES[place % 4], readiness=4 + place % 5, mode="licence",
            price_minor=(5 + 3 * place) * 1_000_000 if place % 3 else None, currency="CNY",
        )  # fmt: skip
        on = day - dt.timedelta(days=60 - place)
        item = actions.survey(organisation=holder.body, right=right, said=said, by=holder.user, on=on)
        if place < 5 and firms:
            actions.ask_firms(
                item=item, firms=[firm.body for firm in firms], by=holder.user, on=on + dt.timedelta(days=3)
            )
        if place < 3 and firms:
            _answered(item, firms[0], place, on + dt.timedelta(days=14))
        if place == 0:
            actions.move(item=item, to=Step.PROMOTED, measure=Measure.ROADSHOW, by=holder.user, on=day)


def _answered(item: StockItem, firm: Actor, place: int, on: dt.date) -> None:
    actions.grade(
        item=item, organisation=firm.body, stars=(5, 3, 2)[place], comment=_COMMENTS[place],
        interest=("take", "talk", "no")[place], by=firm.user, on=on,
    )  # fmt: skip

"""Invented requests and questions for the demonstration, written by the same acts as real ones."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User

from mainline.orgs.models import Organisation
from mainline.rules.money import amount
from mainline.service.questions import actions as questions
from mainline.service.requests import actions
from mainline.service.requests.models import ServiceRequest

_ASKED = (
    ("fees", "年费逾期五个月还能补缴吗？", "2021年授权的实用新型，2026年6月到期，至今未缴，是否还来得及？",
     "可以。年费期满之日起六个月内补缴年费和滞纳金，权利不终止；滞纳金自第二个月起每月按全额年费的5%计（实施细则第一百一十五条）。"),
    ("policy", "引进高校专利有补助吗？", "我公司去年受让了省内高校一件发明专利，已办理登记。", ""),
)  # fmt: skip


def seed(day: dt.date) -> None:
    """Write one request that was done and rated, one that waits for a quote, one answered question and one that waits."""
    users = {user.username: user for user in User.objects.filter(username__in=("e1", "e3", "a1", "po"))}
    if len(users) < 4:
        return
    agency = Organisation.objects.filter(memberships__user=users["a1"]).distinct().get()
    done = _request(
        users["e3"], agency, "search", "播种机导种装置查新检索", "请在撰写之前检索，截止日为今天。", day
    )
    quote = done.quotes.get()
    actions.say_quote(
        quote=quote,
        money=amount(3000, "CNY"),
        promised_on=day,
        text="含中文与英文检索各一份。",
        by=users["a1"],
        on=day,
    )
    actions.engage(quote=quote, show_right=False, by=users["e3"], on=day)
    actions.deliver(request=done, text="查新报告已完成，密切相关的文献三篇。", by=users["a1"], on=day)
    actions.settle(request=done, is_taken=True, reason="", by=users["e3"])
    actions.rate(request=done, stars=5, words="比约定提前一天。", by=users["e3"], on=day)
    _request(users["e1"], agency, "drafting", "井下节流装置发明专利撰写", "技术交底书已备好，请报价。", day)
    for topic, title, text, answer in _ASKED:
        asked, _key = questions.ask(
            topic=topic,
            title=title,
            text=text,
            place="",
            name="",
            contact="",
            may_publish=True,
            by=None,
            on=day,
        )
        if answer:
            questions.answer(question=asked, text=answer, by=users["po"])
            questions.publish(question=asked, is_public=True, by=users["po"])


def _request(
    by: User, agency: Organisation, kind: str, title: str, text: str, day: dt.date
) -> ServiceRequest:
    return actions.open_request(
        client=Organisation.objects.filter(memberships__user=by).distinct().get(), kind=kind, title=title, text=text, agencies=[agency],
        right=None, wanted_on=day + dt.timedelta(days=30), by=by, on=day,
    )  # fmt: skip

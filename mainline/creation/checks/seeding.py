"""Claims in the demonstration: one draft that was changed after its check, one that was approved. All of it is invented."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User

from mainline.creation.checks import actions
from mainline.creation.checks.access import draftable_rights
from mainline.register.enums import Confidentiality
from mainline.register.models import Right

OWNER = "u1"
_FIRST = (
    "1. 一种{title}，其特征在于，包括机架、设置在所述机架上的第一检测单元和第二检测单元，以及控制器；"
    "所述控制器分别与所述第一检测单元和所述第二检测单元连接。\n"
    "2. 根据权利要求1所述的{title}，其特征在于，所述第一检测单元包括温度传感器。\n"
    "3. 根据权利要求1或2所述的{title}，其特征在于，所述控制器为可编程逻辑控制器。"
)
_FAULTY = (
    "\n4. 根据权利要求2和3所述的{title}，其特征在于，所述驱动电机固定在所述机架上"
    "\n6. 根据权利要求1所述的{title}，其特征在于，所述检测单元例如为红外传感器。"
)


def seed(day: dt.date) -> None:
    """Draft the claims of two unpublished inventions of the first university; the same day gives the same."""
    by = User.objects.filter(username=OWNER).first()
    if by is None:
        return
    for right, is_good in zip(_rights(by), (True, False), strict=False):
        title = (right.titles.get("zh") or right.title).removeprefix("一种") or "装置"
        draft = actions.begin(right=right, jurisdiction="CN", by=by)
        text = (_FIRST if is_good else _FIRST + _FAULTY).format(title=title)
        draft = actions.save(draft=draft, text=text, jurisdiction="CN", revision=draft.revision, by=by)
        draft = actions.check_draft(draft=draft, by=by)
        if is_good:
            actions.approve(draft=draft, by=by, on=day)
        else:
            # Somebody wrote on after the check: the stamp says so.
            text = text.replace("温度传感器", "温度传感器和湿度传感器")
            actions.save(draft=draft, text=text, jurisdiction="CN", revision=draft.revision, by=by)


def _rights(by: User) -> list[Right]:
    secret = draftable_rights(by).filter(kind="invention", is_demo=True, claims_draft=None)
    return list(secret.exclude(confidentiality=Confidentiality.PUBLIC).order_by("pk")[:2])

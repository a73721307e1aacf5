"""A novelty report in the demonstration, begun and not ended. All of it is invented."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User

from mainline.creation.prior_art import actions
from mainline.creation.prior_art.access import searchable_rights
from mainline.register.enums import Confidentiality
from mainline.register.models import Right

OWNER = "u1"


def seed(day: dt.date) -> None:
    """Begin a report on an unpublished invention of the first university and judge two documents for it.

    No search stands in it: the index comes after the register. Who opens it searches with one button.
    """
    by = User.objects.filter(username=OWNER).first()
    secret = (
        searchable_rights(by).filter(kind="invention", is_demo=True)
        if by is not None
        else Right.objects.none()
    )
    right = secret.exclude(confidentiality=Confidentiality.PUBLIC).order_by("pk").first()
    if by is None or right is None or right.novelty_reports.exists():
        return
    report = actions.begin(right=right, by=by, on=day)
    known = Right.objects.filter(
        is_demo=True, set_apart=None, kind="invention", published_on__lt=report.cut_off
    )
    for other, (relevance, category, note) in zip(
        known.exclude(holder_name=right.holder_name).order_by("-published_on", "pk")[:2],
        (("relevant", "A", "同领域的一般现有技术"), ("not", "", "领域不同")),
        strict=False,
    ):
        actions.judge(
            report=report, right=other, relevance=relevance, category=category, note=note,
            claims="1" if category else "", by=by,
        )  # fmt: skip

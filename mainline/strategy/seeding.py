"""What the demonstration has of the strategy: targets that were announced, one invented for its own year, and answers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.contrib.auth.models import User

from mainline.orgs.models import Membership
from mainline.register.search import region
from mainline.strategy.gain.actions import say_felt
from mainline.strategy.gain.logic import DIMENSIONS
from mainline.strategy.indicators.actions import set_target
from mainline.strategy.indicators.definitions import published

_INVENTED = {"valid_inventions": 90, "conversions": 12, "annuities_on_time": 96}
_INVENTED_SOURCE = "示范目标，并非真实 · a target of the demonstration, not real"
_ANSWERING = ("u1", "u2", "e1", "e2", "e3", "e4", "inventor-u1")


def seed(day: dt.date) -> None:
    """Set targets, and answer the survey for a few accounts."""
    officer = User.objects.get(username="po")
    for one in published(region().code):
        if one.is_target and one.place:
            value = Decimal(one.value.numerator) / one.value.denominator
            source = f"{one.source.title} · {one.source.outlet}, {one.source.date}"
            set_target(
                indicator=one.indicator, place=one.place, year=one.year, value=value, source=source, by=officer, on=day
            )  # fmt: skip
    for indicator, goal in _INVENTED.items():
        set_target(
            indicator=indicator, place=region().root.code, year=day.year, value=Decimal(goal), source=_INVENTED_SOURCE,
            by=officer, on=day,
        )  # fmt: skip
    members = Membership.objects.filter(user__username__in=_ANSWERING).values("user")
    for nth, user in enumerate(User.objects.filter(pk__in=members).order_by("pk")):
        answers = {name: 60 + (nth * 7 + place * 11) % 35 for place, name in enumerate(DIMENSIONS)}
        say_felt(answers=answers, by=user, on=day)

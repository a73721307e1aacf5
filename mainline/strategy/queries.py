"""What waits for somebody in the strategy: indicators behind their targets, rewards overdue, support not asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainline.orgs.access import User, is_officer
from mainline.register.models import Event
from mainline.register.search import region
from mainline.register.subsets import STANDING
from mainline.strategy.gain.access import Subject, subjects
from mainline.strategy.gain.entitlements import entitlements_of
from mainline.strategy.gain.parts import gains_of
from mainline.strategy.gain.windows import window_of
from mainline.strategy.indicators.access import edition_for
from mainline.strategy.indicators.definitions import definitions
from mainline.strategy.indicators.levelling import left_behind
from mainline.strategy.indicators.queries import address, card, standing_in
from mainline.web.steps import Step
from mainline.web.templatetags.web import number, own


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what waits for a user: for offices by indicator, for managers and inventors by whose gains they see."""
    if is_officer(user):
        yield from _behind(user, on)
        yield from _unclaimed(on)
    for one in subjects(user):
        yield from _of_subject(one, on)


def _behind(user: User, on: dt.date) -> Iterator[Step]:
    """Yield the indicators of the region that fall short of their next target, by the last day of its year."""
    if left_behind():
        # What is not counted yet falls short of nothing.
        return
    edition, place = edition_for(user), region().root.code
    targets = standing_in(place)
    for code in dict.fromkeys(one.indicator for one in targets if one.year >= on.year):
        definition = definitions().get(code)
        if definition is None or not edition.tells(definition):
            continue
        found = card(definition, edition, on, place, targets, with_points=False)
        if found.aim is not None and found.aim.is_behind:
            words = _("“%(label)s” is at %(value)s; the target for %(year)s is %(target)s.") % {
                "label": own(definition.label),
                "value": found.text,
                "year": found.aim.target.year,
                "target": found.aim.text,
            }
            yield Step(
                words, address("indicator", code, on=on), due_on=dt.date(found.aim.target.year, 12, 31)
            )


def _unclaimed(on: dt.date) -> Iterator[Step]:
    """Yield how many rights meet a rule that nobody asked for: the number alone, holders keep the rest to themselves."""
    asked = Event.objects.filter(
        STANDING,
        right=OuterRef("right"),
        code__startswith="service.policy.",
        happened_on__gte=OuterRef("happened_on"),
    ).exclude(code="service.policy.matched")
    met = Event.objects.filter(~Exists(asked), STANDING, code="service.policy.matched", right__set_apart=None)
    n = met.filter(happened_on__lte=on).values("right").distinct().count()
    if n:
        words = ngettext(
            "%(n)s right meets the conditions of support that nobody has asked for.",
            "%(n)s rights meet the conditions of support that nobody has asked for.",
            n,
        )
        yield Step(words % {"n": number(n)}, reverse("gains"))


def _of_subject(one: Subject, on: dt.date) -> Iterator[Step]:
    late = [due for due in gains_of(one, window_of("all", on)).dues if due.is_overdue(on)]
    here = f"?{urlencode({'of': one.code, 'in': 'all'})}"
    if late:
        words = ngettext(
            "%(name)s: the reward for %(n)s patent is below the legal minimum, and its day is past.",
            "%(name)s: the rewards for %(n)s patents are below the legal minimum, and their day is past.",
            len(late),
        )
        href = reverse("gain_records", args=["rewards_due"]) + here
        yield Step(words % {"name": one.name, "n": len(late)}, href, due_on=late[0].due_on)
    open_ = [each for each in entitlements_of(one) if each.is_unclaimed]
    if open_:
        words = ngettext(
            "%(name)s meets the conditions of %(n)s support and has not asked for it.",
            "%(name)s meets the conditions of %(n)s supports and has not asked for them.",
            len(open_),
        )
        yield Step(words % {"name": one.name, "n": len(open_)}, reverse("my_gains") + here)

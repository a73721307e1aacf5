"""What an address asks of indicators: a day, a place, whose edition. Nothing in it can raise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mainline.orgs import clock
from mainline.orgs.access import User
from mainline.register.search import region
from mainline.strategy.indicators.access import Edition, edition_for, public_edition
from mainline.strategy.indicators.queries import FIRST_DAY


@dataclass(frozen=True, slots=True)
class Asked:
    """The day, the place and the edition that figures are of."""

    on: dt.date
    place: str
    edition: Edition
    problem: str = ""
    """What made no sense and was left out, in words."""

    @property
    def is_public_only(self) -> bool:
        """Whether what everybody may know of alone is counted."""
        return self.edition.code == "public"


def asked_of(user: User, given: Mapping[str, str]) -> Asked:
    """Read what an address asks for: without a day today's figures, without a place the whole region's."""
    today, problem = clock.today(), ""
    on, place = today, given.get("place", "")
    text = given.get("on", "").replace("\0", "").strip()
    if text:
        try:
            on = dt.date.fromisoformat(text)
        except ValueError:
            problem = _("“%(text)s” is no day; write it as 2025-12-31. Shown is today.") % {"text": text[:40]}
    if not FIRST_DAY <= on <= today:
        problem = _("Figures are told from %(first)s to %(last)s.") % {"first": FIRST_DAY, "last": today}
        on = min(max(on, FIRST_DAY), today)
    known = {one.code for one in (region().root, *region().divisions)}
    if place not in known:
        if place:
            problem = _("There is no such place in this region.")
        place = region().root.code
    wants_public = given.get("edition", "") == "public"
    return Asked(on, place, public_edition() if wants_public else edition_for(user), problem)

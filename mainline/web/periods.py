"""Stretches of days that move with time: "this fiscal year", "next month", "the next 90 days". No domain word, no clock.

=====================  ========================================================================
``fy`` ``fy-1`` ``fy+1``     the fiscal year of a day, the one before, the one after
``quarter`` …                a quarter of the fiscal year
``month`` …                  a calendar month
``+90d``                     from the day itself to 90 days after it
``-90d``                     from 90 days before it to the day itself
=====================  ========================================================================

In an address a plus sign may be a space, as addresses have it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

OFFERED = (
    "fy", "fy-1", "fy+1", "quarter", "quarter-1", "quarter+1", "month", "month-1", "month+1",
    "+30d", "+90d", "+365d", "-30d", "-90d", "-365d",
)  # fmt: skip
"""What a form offers; an address may say any other."""
MOST_STEPS, MOST_DAYS = 99, 9999
_WORD = re.compile(r"(fy|quarter|month)(?:([+-])(\d{1,2}))?|([+-])(\d{1,4})d")
_MONTHS = {"fy": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """What a word means: a kind (``fy``, ``quarter``, ``month``, ``days``) and how many of them from today."""

    kind: str
    step: int

    @property
    def word(self) -> str:
        """Its one spelling."""
        if self.kind == "days":
            return f"{self.step:+d}d"
        return f"{self.kind}{self.step:+d}" if self.step else self.kind


def period(text: str) -> Period:
    """Read a word. Raises ``ValueError`` with what to write."""
    found = _WORD.fullmatch(text.replace(" ", "+").lower())
    if found is None:
        raise ValueError(_("write a period as fy, fy-1, month+1 or +90d"))
    kind, sign, steps, day_sign, days = found.groups()
    if kind:
        return Period(kind, int(f"{sign}{steps}") if sign else 0)
    return Period("days", int(f"{day_sign}{days}"))


def span(of: Period, today: dt.date, year_begins: int = 1) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a period; ``year_begins`` is the month of the fiscal year's first day."""
    if of.kind == "days":
        other = today + dt.timedelta(days=of.step)
        return min(today, other), max(today, other)
    months = _MONTHS[of.kind]
    since = (today.month - year_begins) % months
    first = _month(today, of.step * months - since)
    return first, _month(first, months) - dt.timedelta(days=1)


def _month(day: dt.date, months: int) -> dt.date:
    """Return the first day of the month so many months after that of a day."""
    place = day.year * 12 + day.month - 1 + months
    return dt.date(place // 12, place % 12 + 1, 1)


def said(of: Period) -> str:
    """Say a period in words, in the language of the page."""
    words = {
        ("fy", 0): _("This fiscal year"),
        ("fy", -1): _("Last fiscal year"),
        ("fy", 1): _("Next fiscal year"),
        ("quarter", 0): _("This quarter"),
        ("quarter", -1): _("Last quarter"),
        ("quarter", 1): _("Next quarter"),
        ("month", 0): _("This month"),
        ("month", -1): _("Last month"),
        ("month", 1): _("Next month"),
        ("days", 0): _("Today"),
    }.get((of.kind, of.step))
    return words or _counted(of)


def _counted(of: Period) -> str:
    many = abs(of.step)
    if of.kind == "days":
        if of.step > 0:
            return ngettext("The next %(n)s day", "The next %(n)s days", many) % {"n": many}
        return ngettext("The last %(n)s day", "The last %(n)s days", many) % {"n": many}
    ahead = {
        "fy": _("The fiscal year %(n)s years ahead"),
        "quarter": _("The quarter %(n)s quarters ahead"),
        "month": _("The month %(n)s months ahead"),
    }
    ago = {
        "fy": _("The fiscal year %(n)s years ago"),
        "quarter": _("The quarter %(n)s quarters ago"),
        "month": _("The month %(n)s months ago"),
    }
    return (ahead if of.step > 0 else ago)[of.kind] % {"n": many}

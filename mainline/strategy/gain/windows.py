"""The stretch of days that gains are told of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mainline.register.logic.terms import add_months

YEARS = 6


@dataclass(frozen=True, slots=True)
class Window:
    """Days from the first to the last, both among them; without a first from the beginning."""

    code: str
    first: dt.date | None
    last: dt.date

    @property
    def words(self) -> str:
        """The window in the language of the page."""
        if self.first is None:
            return _("up to %(last)s") % {"last": self.last}
        return _("%(first)s to %(last)s") % {"first": self.first, "last": self.last}


def window_of(code: str, on: dt.date) -> Window:
    """Return the window that an address names: ``all``, a year, else the twelve months up to a day."""
    if code == "all":
        return Window(code, None, on)
    if code in {str(year) for year in range(on.year - YEARS, on.year + 1)}:
        first = dt.date(int(code), 1, 1)
        return Window(code, first, min(dt.date(int(code), 12, 31), on))
    return Window("", add_months(on, -12) + dt.timedelta(days=1), on)


def windows(on: dt.date) -> Sequence[tuple[str, str]]:
    """Return the windows that can be chosen: code and words."""
    years = [(str(year), str(year)) for year in range(on.year, on.year - YEARS - 1, -1)]
    return [("", _("last 12 months")), *years, ("all", _("all that is known"))]

"""Who looks at a list: the day it is for them, when their fiscal year begins, whose name stands on their paper.

What knows that stands above this part; the settings name it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Asker:
    """What a list needs to know of whoever looks at it."""

    today: dt.date
    year_begins: int = 1
    """The month in which the fiscal year begins."""
    letterhead: str = ""
    """The name of the organisation for which they look."""
    remark: str = ""
    """What every paper must say, as that what it holds is a demonstration."""


def asker_of(request: HttpRequest) -> Asker:
    """Return who looks, asked for once in a request."""
    found = getattr(request, "asker", None)
    if found is None:
        found = import_string(settings.LIST_ASKER)(request.user)
        request.asker = found  # type: ignore[attr-defined]
    return cast(Asker, found)

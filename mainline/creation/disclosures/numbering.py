"""Numbers of disclosures: ``D``, the year, a dash, six digits that count on within the year, over the whole platform."""

from __future__ import annotations

import datetime as dt

from mainline.orgs.models import PlatformState
from mainline.register.models import Identifier

_NAME = "disclosures"


def next_number(on: dt.date) -> str:
    """Return the next number of a year, and count it. Call it inside the transaction that uses it: nothing is left out."""
    PlatformState.objects.get_or_create(name=_NAME, defaults={"value": {}})
    state = PlatformState.objects.select_for_update().get(name=_NAME)
    year = str(on.year)
    count = int(state.value.get(year, 0))
    while True:
        count += 1
        number = f"D{year}-{count:06}"
        # One may have come in with the portfolio of another register.
        if not Identifier.objects.filter(key__startswith=f"CN/!D/{number}/").exists():
            break
    state.value = {**state.value, year: count}
    state.save(update_fields=["value"])
    return number

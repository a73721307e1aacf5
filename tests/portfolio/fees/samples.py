"""Granted rights whose fees are kept, for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mainline.orgs.models import Organisation
from mainline.register import actions
from mainline.register.deadlines.actions import open_dockets, say_facts
from mainline.register.deadlines.models import Deadline, Docket
from mainline.register.models import Right
from tests.factories import DAY, enter, some_publications

D = dt.date


def granted(count: int = 1, **facts: str) -> list[Right]:
    """Chinese inventions filed on 2017-07-21 and granted on 2020-03-10, whose fees are paid up to the ninth year."""
    rights = enter(*some_publications(count))
    for right in rights:
        record(right, "creation.right.granted", D(2020, 3, 10))
        record(right, "portfolio.annuity.paid", D(2025, 7, 15), details={"year": "9"})
    holder = holder_of(rights)
    open_dockets(rights=[right.pk for right in rights], organisation=holder, by=None, on=DAY)
    for docket in Docket.objects.filter(organisation=holder) if facts else ():
        say_facts(docket=docket, facts=facts, by=None, on=DAY)
    return rights


def holder_of(rights: list[Right]) -> Organisation:
    """Whose they are."""
    found = rights[0].parties.get(role="applicant").organisation
    assert found is not None
    return found


def record(right: Right, code: str, on: dt.date, **more: Any) -> Any:
    """Record an event as the command line does."""
    return actions.record_event(right=right, code=code, happened_on=on, by=None, on=DAY, **more)


def fee_of(right: Right, year: int = 10) -> Deadline:
    """The deadline of a year's fee."""
    return Deadline.objects.get(docket__right=right, rule="cn.annuity.due", bar="due", number=year)

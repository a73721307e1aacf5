"""Rights whose dates are kept, for the tests of management."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register import actions
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Right
from tests.factories import DAY, a_user, enter
from tests.register.samples import publication


def kept_right() -> tuple[Right, Organisation]:
    """A right whose holder keeps its dates, and the holder."""
    right = enter(publication())[0]
    holder = right.parties.get(role="applicant").organisation
    assert holder is not None
    open_dockets(rights=[right.pk], organisation=holder, by=None, on=DAY)
    return right, holder


def a_reply(right: Right, issued: dt.date = dt.date(2026, 10, 12)) -> Deadline:
    """The reply to an office action, due on 2027-02-12 unless it was issued on another day: the right is at stake."""
    actions.record_event(
        right=right, code="creation.examination.action_issued", happened_on=issued, by=None, on=DAY,
        details={"delivery": "electronic"},
    )  # fmt: skip
    return Deadline.objects.get(rule="cn.oa.first_response", docket__right=right)


def a_manager(holder: Organisation) -> Any:
    """A manager of the organisation that keeps the dates."""
    return a_user(Role.MANAGER, holder)

"""What people decide about deadlines: with a reason, by two where a right is at stake, undone at will, for members alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.portfolio import actions, queries
from mainline.portfolio.states import state_of
from mainline.register import actions as register
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline, Docket
from mainline.register.models import Right
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def right() -> Right:
    return enter(publication())[0]


@pytest.fixture
def manager(right: Right) -> Any:
    """A manager of the holder, which keeps the dates of the right."""
    holder = right.parties.get(role="applicant").organisation
    assert holder is not None
    open_dockets(rights=[right.pk], organisation=holder, by=None, on=DAY)
    return a_user(Role.MANAGER, holder)


@pytest.fixture
def colleague(manager: Any) -> Any:
    return a_user(Role.ATTORNEY, Docket.objects.get().organisation)


@pytest.fixture
def reply(manager: Any, right: Right) -> Deadline:
    """The reply to an office action: the right is at stake."""
    register.record_event(
        right=right, code="creation.examination.action_issued", happened_on=D(2026, 10, 12), by=None, on=DAY,
        details={"delivery": "electronic"},
    )  # fmt: skip
    return Deadline.objects.get(rule="cn.oa.first_response")


def test_decision_on_a_right_at_stake_waits_for_a_second_person(
    reply: Deadline, manager: Any, colleague: Any
) -> None:
    row = actions.decide(deadline=reply, act="waived", reason="放弃该申请", by=manager)
    assert state_of(row, DAY) == "second"
    with pytest.raises(ValidationError, match="您自己"):
        actions.confirm(deadline=row, by=manager)

    confirmed = actions.confirm(deadline=row, by=colleague)

    assert state_of(confirmed, DAY) == "waived"
    codes = Entry.objects.order_by("pk").values_list("code", flat=True)
    assert [code for code in codes if code.startswith("deadline.")] == [
        "deadline.waived",
        "deadline.confirmed",
    ]


def test_decision_is_taken_back_and_the_thread_still_ends_it(
    reply: Deadline, manager: Any, right: Right
) -> None:
    actions.decide(deadline=reply, act="waived", reason="放弃", by=manager)
    back = actions.reopen(deadline=reply, by=manager)
    assert state_of(back, DAY) == "open"

    register.record_event(
        right=right, code="creation.examination.action_answered", happened_on=D(2026, 11, 2), by=None, on=DAY
    )
    reply.refresh_from_db()
    assert state_of(reply, DAY) == "done"
    with pytest.raises(ValidationError, match="已由事项了结"):
        actions.decide(deadline=reply, act="waived", reason="x", by=manager)


@pytest.mark.parametrize(("act", "reason"), [("waived", " "), ("forgotten", "because"), ("", "because")])
def test_decision_without_reason_or_sense_is_refused(
    reply: Deadline, manager: Any, act: str, reason: str
) -> None:
    with pytest.raises(ValidationError):
        actions.decide(deadline=reply, act=act, reason=reason, by=manager)
    reply.refresh_from_db()
    assert reply.act == ""


def test_internal_date_is_never_after_the_laws(reply: Deadline, manager: Any) -> None:
    assert actions.plan(deadline=reply, internal_on=D(2027, 1, 20), by=manager).internal_on == D(2027, 1, 20)
    with pytest.raises(ValidationError, match="2027-02-12"):
        actions.plan(deadline=reply, internal_on=D(2027, 2, 13), by=manager)


def test_assigned_to_a_colleague_and_to_nobody_else(reply: Deadline, manager: Any, colleague: Any) -> None:
    assert actions.assign(deadlines=[reply.pk], to=colleague, by=manager, on=DAY) == 1
    reply.refresh_from_db()
    assert reply.responsible == colleague
    with pytest.raises(ValidationError, match="不是管理"):
        actions.assign(deadlines=[reply.pk], to=a_user(Role.MANAGER), by=manager, on=DAY)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.INVENTOR])
def test_who_only_looks_decides_nothing(reply: Deadline, role: Role) -> None:
    looker = a_user(role, reply.docket.organisation)
    assert queries.deadline(looker, reply.pk) == reply
    with pytest.raises(PermissionDenied):
        actions.decide(deadline=reply, act="waived", reason="x", by=looker)


def test_rival_sees_no_date_and_counts_none(reply: Deadline, manager: Any) -> None:
    rival = a_user(Role.MANAGER, an_organisation())
    assert queries.deadline(rival, reply.pk) is None
    assert not queries.deadlines(rival).exists()
    assert queries.counts(rival, DAY).month == 0
    assert queries.counts(manager, DAY).unknown + queries.counts(manager, DAY).check >= 0
    with pytest.raises(PermissionDenied):
        actions.decide(deadline=reply, act="waived", reason="x", by=rival)


def test_states_of_the_database_are_those_of_the_page(reply: Deadline, manager: Any, colleague: Any) -> None:
    from mainline.portfolio.states import STATES, in_states

    actions.decide(deadline=reply, act="waived", reason="x", by=manager)
    for row in Deadline.objects.all():
        ways = [
            code for code in STATES if Deadline.objects.filter(in_states([code], DAY), pk=row.pk).exists()
        ]
        assert ways == [state_of(row, DAY)]

"""Dates go on as days go by; changed rules show what they would change, then change it as one act."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline, DeadlineChange
from mainline.register.deadlines.renewing import apply_rules, carry_on, preview_rules
from mainline.register.models import Right
from tests.factories import DAY, a_user, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def right() -> Right:
    found = enter(publication(kind="B", on="2020-05-12"))[0]
    holder = found.parties.get(role="applicant").organisation
    assert holder is not None
    open_dockets(rights=[found.pk], organisation=holder, by=None, on=DAY)
    return found


@pytest.fixture
def other_law(right: Right) -> Deadline:
    """A date as another law had it."""
    row = Deadline.objects.filter(rule="cn.annuity.due", number=11, bar="due").get()
    Deadline.objects.filter(pk=row.pk).update(due_on=dt.date(2027, 1, 1), pack="cn-patent-fees 2001.1.0")
    return row


def test_preview_tells_what_would_change_and_changes_nothing(other_law: Deadline) -> None:
    found = preview_rules(on=DAY)
    other_law.refresh_from_db()
    assert (found.changed, found.new, found.dockets) == (1, 0, 1)
    assert (found.first[0].before["due_on"], found.first[0].after["due_on"]) == ("2027-01-01", "2027-07-21")
    assert other_law.due_on == dt.date(2027, 1, 1)
    assert not DeadlineChange.objects.exists()


def test_apply_changes_it_as_one_act_on_record(other_law: Deadline) -> None:
    told = apply_rules(on=DAY, by=None)
    other_law.refresh_from_db()
    assert (told.changed, other_law.due_on) == (1, dt.date(2027, 7, 21))
    assert Entry.objects.filter(code="rules.applied").count() == 1
    assert preview_rules(on=DAY).changed == 0


def test_who_runs_no_platform_applies_nothing(other_law: Deadline) -> None:
    with pytest.raises(PermissionDenied):
        apply_rules(on=DAY, by=a_user(Role.MANAGER))


def test_later_dates_come_into_sight_as_days_go_by(right: Right) -> None:
    last = Deadline.objects.exclude(due_on=None).latest("due_on").due_on
    assert carry_on(on=DAY) == 0

    assert carry_on(on=DAY + dt.timedelta(days=200)) == 1

    newest = Deadline.objects.exclude(due_on=None).latest("due_on").due_on
    assert last is not None
    assert newest is not None
    assert newest > last

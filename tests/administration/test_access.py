"""Whose entries of the audit somebody sees."""

from __future__ import annotations

from typing import Any

import pytest

from mainline.administration.access import visible_entries
from mainline.audit.actions import record
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from tests.administration.conftest import a_boss
from tests.factories import a_user, an_organisation

pytestmark = pytest.mark.django_db


def seen(user: Any) -> set[str]:
    return {f"{entry.code} {entry.subject}".strip() for entry in visible_entries(user)}


def test_administrator_of_an_organisation_sees_what_was_done_to_it_and_by_its_members() -> None:
    own, other = an_organisation(), an_organisation()
    admin, member = a_user(Role.ADMIN, own), a_user(Role.INVENTOR, own)
    rival = a_user(Role.ADMIN, other)
    record(code="organisation.changed", by=None, subject=f"organisation:{own.pk}")
    record(code="event.recorded", by=member, subject="right:1")
    record(code="account.closed", by=None, subject=f"account:{member.pk}")
    record(code="organisation.changed", by=None, subject=f"organisation:{other.pk}")
    record(code="event.recorded", by=rival, subject="right:2")
    record(code="account.closed", by=None, subject=f"account:{rival.pk}")
    record(code="backup.made", by=None)

    assert seen(admin) == {
        f"organisation.changed organisation:{own.pk}",
        "event.recorded right:1",
        f"account.closed account:{member.pk}",
    }
    assert "right:1" not in "".join(seen(rival))


def test_acts_of_who_belongs_to_two_organisations_are_seen_by_neither() -> None:
    own, other = an_organisation(), an_organisation()
    admin, both = a_user(Role.ADMIN, own), a_user(Role.INVENTOR, own)
    Membership.objects.create(user=both, organisation=other, role=Role.MANAGER)
    record(code="event.recorded", by=both, subject="right:9")
    record(code="member.added", by=both, subject=f"organisation:{own.pk}")

    assert seen(admin) == {f"member.added organisation:{own.pk}"}


def test_what_people_keep_for_themselves_is_read_by_no_employer() -> None:
    own = an_organisation()
    admin, member = a_user(Role.ADMIN, own), a_user(Role.INVENTOR, own)
    record(code="search.saved", by=member, data={"name": "jobs elsewhere"})
    record(code="view.saved", by=member, data={"name": "mine"})
    assert seen(admin) == set()


def test_acts_of_the_platforms_administrators_are_no_organisations() -> None:
    own, boss = an_organisation(), a_boss()
    admin = a_user(Role.ADMIN, own)
    Membership.objects.create(user=boss, organisation=own, role=Role.VIEWER)
    record(code="account.closed", by=boss, subject="account:77")
    assert seen(admin) == set()
    assert seen(boss) == {"account.closed account:77"}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_other_roles_see_nothing(role: Role) -> None:
    user = a_user(role)
    record(code="event.recorded", by=user, subject="right:1")
    assert seen(user) == set()

"""Who may give which role, and what never happens to an organisation's administrators."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.audit.models import Entry
from mainline.orgs import members
from mainline.orgs.access import (
    ROLES_OF_KIND,
    VERB_WORDS,
    VERBS,
    asked_once,
    can_for,
    own_organisations,
    words_of,
)
from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Membership, Organisation
from tests.factories import a_user, an_organisation
from tests.orgs.test_accounts import an_admin

pytestmark = pytest.mark.django_db
GIVEN = {
    # kind of the organisation: roles that its administrator can give
    "enterprise": "admin manager technology_manager inventor attorney viewer",
    "university": "admin manager technology_manager inventor viewer",
    "institute": "admin manager technology_manager inventor viewer",
    "agency": "admin manager attorney viewer",
    "bank": "admin banker viewer",
    "guarantor": "admin banker viewer",
    "office": "admin officer viewer",
    "city_office": "admin officer viewer",
    "protection_centre": "admin case_handler viewer",
    "public_body": "admin case_handler viewer",
    "unknown": "admin manager inventor viewer",
}


@pytest.mark.parametrize(("kind", "roles"), GIVEN.items())
def test_organisation_gives_the_roles_of_its_kind_and_no_other(kind: str, roles: str) -> None:
    organisation = an_organisation(kind=kind)
    by = a_user(Role.ADMIN, organisation)

    user = a_user()
    for role in set(Role) - set(roles.split()):
        with pytest.raises(ValidationError) as refused:
            members.add_member(user=user, organisation=organisation, role=role, by=by)
        assert set(refused.value.message_dict) == {"role"}
    for role in roles.split():
        members.add_member(user=user, organisation=organisation, role=role, by=by)

    assert user.memberships.count() == len(roles.split())
    assert set(GIVEN) == set(ROLES_OF_KIND)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_who_does_not_administer_gives_changes_and_ends_nothing(role: Role) -> None:
    organisation = an_organisation(
        kind=OrganisationKind.OFFICE if role == Role.OFFICER else OrganisationKind.ENTERPRISE
    )
    by, other = a_user(role, organisation), a_user(Role.VIEWER, organisation)
    membership = other.memberships.get()

    for act in (
        lambda: members.add_member(user=by, organisation=organisation, role=Role.ADMIN, by=by),
        lambda: members.change_role(membership=by.memberships.get(), role=Role.ADMIN, by=by),
        lambda: members.remove_member(membership=membership, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert not can_for(by, "member.manage", organisation.pk)


def test_administrator_of_one_organisation_is_nothing_in_another() -> None:
    by, elsewhere = a_user(Role.ADMIN), an_organisation()
    stranger = a_user(Role.VIEWER, elsewhere)

    with pytest.raises(PermissionDenied):
        members.add_member(user=by, organisation=elsewhere, role=Role.ADMIN, by=by)
    with pytest.raises(PermissionDenied):
        members.change_role(membership=stranger.memberships.get(), role=Role.INVENTOR, by=by)
    with pytest.raises(PermissionDenied):
        members.remove_member(membership=stranger.memberships.get(), by=by)


def test_last_administrator_stays_unless_the_platform_s_decides() -> None:
    organisation = an_organisation()
    by = a_user(Role.ADMIN, organisation)
    own = by.memberships.get()
    for act in (
        lambda: members.change_role(membership=own, role=Role.VIEWER, by=by),
        lambda: members.remove_member(membership=own, by=by),
    ):
        with pytest.raises(ValidationError):
            act()

    members.change_role(membership=own, role=Role.VIEWER, by=an_admin())

    assert organisation.memberships.get().role == Role.VIEWER


def test_closed_account_does_not_count_as_an_administrator() -> None:
    organisation = an_organisation()
    by, closed = a_user(Role.ADMIN, organisation), a_user(Role.ADMIN, organisation)
    closed.is_active = False
    closed.save()

    with pytest.raises(ValidationError):
        members.remove_member(membership=by.memberships.get(), by=by)


def test_administrator_under_another_name_of_the_same_body_counts() -> None:
    root = an_organisation()
    other = an_organisation(merged_into=root)
    by = a_user(Role.ADMIN, root)
    Membership.objects.create(user=a_user(), organisation=other, role=Role.ADMIN)

    members.remove_member(membership=by.memberships.get(), by=by)

    assert [row.organisation for row in members.members_of(root)] == [other]


def test_member_leaves_by_their_own_will() -> None:
    user = a_user(Role.INVENTOR)

    members.remove_member(membership=user.memberships.get(), by=user)

    assert not user.memberships.exists()


def test_role_changed_to_one_that_the_member_has_leaves_one() -> None:
    organisation = an_organisation()
    by, user = a_user(Role.ADMIN, organisation), a_user(Role.VIEWER, organisation)
    kept = Membership.objects.create(user=user, organisation=organisation, role=Role.INVENTOR)

    members.change_role(membership=user.memberships.get(role=Role.VIEWER), role=Role.INVENTOR, by=by)

    assert user.memberships.get() == kept


def test_each_change_is_recorded_with_who_answers_for_it() -> None:
    organisation = an_organisation()
    by = a_user(Role.ADMIN, organisation)
    membership = members.add_member(user=a_user(), organisation=organisation, role=Role.VIEWER, by=by)
    members.change_role(membership=membership, role=Role.INVENTOR, by=by)
    members.remove_member(membership=membership, by=by)

    told = Entry.objects.filter(subject=f"organisation:{organisation.pk}", by=by).order_by("number")
    assert list(told.values_list("code", flat=True)) == ["member.added", "member.changed", "member.removed"]
    assert [entry.data["role"] for entry in told] == ["viewer", "inventor", "inventor"]


def test_kind_is_set_by_the_platform_alone_and_names_roles_that_no_longer_fit() -> None:
    organisation = an_organisation(kind=OrganisationKind.UNKNOWN)
    by = a_user(Role.ADMIN, organisation)
    manager = a_user(Role.MANAGER, organisation)
    with pytest.raises(PermissionDenied):
        members.set_kind(organisation=organisation, kind=OrganisationKind.OFFICE, by=by)
    with pytest.raises(ValidationError):
        members.set_kind(organisation=organisation, kind="kingdom", by=None)

    unfit = members.set_kind(organisation=organisation, kind=OrganisationKind.BANK, by=an_admin())

    assert [row.user for row in unfit] == [manager]


def test_every_verb_is_said_in_words() -> None:
    assert set(VERB_WORDS) == set(VERBS)
    assert list(VERB_WORDS) == sorted(VERB_WORDS)
    assert str(VERB_WORDS["member.manage"]) in words_of(Role.ADMIN)
    assert str(VERB_WORDS["member.manage"]) not in words_of(Role.MANAGER)
    # What the organisation keeps to itself, its agreements, and the yearly survey: a reader does nothing else.
    assert len(words_of(Role.VIEWER)) == 3


@pytest.mark.django_db
def test_who_belongs_where_is_asked_once_until_it_changes(django_assert_num_queries: Any) -> None:
    organisation = an_organisation()
    user = a_user(Role.VIEWER, organisation)
    membership = Membership.objects.get(user=user)

    with asked_once():
        assert not can_for(user, "right.record", organisation.pk)
        with django_assert_num_queries(0):
            assert not can_for(user, "right.record", organisation.pk)
        members.change_role(membership=membership, role=Role.MANAGER, by=None)
        assert can_for(user, "right.record", organisation.pk)
        members.remove_member(membership=membership, by=None)
        assert not can_for(user, "right.record", organisation.pk)
    with asked_once():
        assert not can_for(user, "search.save", organisation.pk)


@pytest.mark.django_db
def test_own_organisations_are_each_once_the_first_joined_first_and_by_verb() -> None:
    late, early, reading, gone = (an_organisation() for _ in range(4))
    user = a_user(Role.MANAGER, early)
    for body, role in ((late, Role.MANAGER), (reading, Role.VIEWER), (gone, Role.MANAGER)):
        Membership.objects.create(user=user, organisation=body, role=role)
    Organisation.objects.filter(pk=gone.pk).update(merged_into=early)

    assert own_organisations(user, "right.share") == [early, late]
    assert own_organisations(user) == [early, late, reading]
    assert own_organisations(AnonymousUser(), "right.share") == []

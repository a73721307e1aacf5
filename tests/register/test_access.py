"""Who may know of what: two organisations on one platform, and neither sees what is the other's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register import actions, queries
from mainline.register.access import (
    NOT_YOURS,
    audience,
    changeable_rights,
    organisations_trusted,
    visible_imports,
    visible_quarantine,
    visible_rights,
)
from mainline.register.models import Party, Right, Share
from tests.factories import DAY, a_quarantined, a_user, an_import, an_organisation, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


def a_secret_right(role: str, organisation: Organisation) -> Right:
    """An unpublished right in which an organisation has one part."""
    (right,) = enter(publication())
    Right.objects.filter(pk=right.pk).update(confidentiality="holder")
    Party.objects.filter(right=right).update(organisation=None)
    Party.objects.create(right=right, role=role, name=organisation.name, organisation=organisation)
    return right


@pytest.mark.parametrize("role", ["holder", "applicant", "assignee", "agent"])
def test_parties_in_trust_know_of_an_unpublished_right(role: str) -> None:
    own = an_organisation()
    right = a_secret_right(role, own)
    assert list(visible_rights(a_user(Role.MANAGER, own))) == [right]
    assert organisations_trusted([right.pk]) == {right.pk: {own.pk}}


@pytest.mark.parametrize("role", ["assignor", "licensee", "pledgee", "opponent", "correspondent", "other"])
def test_other_parties_do_not(role: str) -> None:
    other = an_organisation()
    right = a_secret_right(role, other)
    assert not visible_rights(a_user(Role.MANAGER, other)).exists()
    assert organisations_trusted([right.pk]) == {right.pk: set()}


def test_those_it_is_shared_with_know_of_it_too() -> None:
    right = a_secret_right("holder", an_organisation())
    named = an_organisation()
    Share.objects.create(right=right, organisation=named, shared_at=timezone.now())
    user = a_user(Role.BANKER, named)
    assert list(visible_rights(user)) == [right]
    assert audience(user) == (f"org:{named.pk}",)
    assert named.pk in organisations_trusted([right.pk])[right.pk]


def test_imports_are_seen_by_colleagues_and_nobody_else() -> None:
    own = an_organisation()
    asked = a_user(Role.MANAGER, own)
    job = an_import(requested_by=asked)
    by_hand = an_import(requested_by=None)
    assert list(visible_imports(a_user(Role.ATTORNEY, own))) == [job]
    assert list(visible_imports(a_user(Role.MANAGER))) == []
    assert list(visible_imports(a_user(Role.OFFICER))) == [by_hand]
    assert list(visible_imports(AnonymousUser())) == []


def test_quarantine_follows_its_import() -> None:
    own = an_organisation()
    asked = a_user(Role.MANAGER, own)
    row = a_quarantined(imported_by=an_import(requested_by=asked))
    held = a_quarantined(imported_by=row.imported_by, reason=NOT_YOURS)
    rival, officer = a_user(Role.MANAGER), a_user(Role.OFFICER)
    assert set(visible_quarantine(a_user(Role.ATTORNEY, own))) == {row, held}
    assert list(visible_quarantine(rival)) == []
    assert list(visible_quarantine(officer)) == [held]
    assert queries.quarantined(rival, row.pk) is None


def test_rival_can_neither_stop_nor_confirm_nor_retry() -> None:
    asked, rival = a_user(Role.MANAGER), a_user(Role.MANAGER)
    job = an_import(requested_by=asked, state="queued")
    row = a_quarantined(imported_by=job)
    with pytest.raises(PermissionDenied):
        actions.cancel_import(job=job, by=rival)
    with pytest.raises(PermissionDenied):
        actions.confirm_import(job=job, by=rival)
    with pytest.raises(PermissionDenied):
        actions.read_columns_as(job=job, mapping="", by=rival)
    with pytest.raises(PermissionDenied):
        actions.retry_quarantine(row=row, by=rival, on=DAY)
    job.refresh_from_db()
    assert job.state == "queued"


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/imports/{job}/"), ("get", "/imports/{job}/progress/"), ("post", "/imports/{job}/cancel/"),
        ("post", "/imports/{job}/confirm/"), ("get", "/imports/{job}/columns/"), ("get", "/quarantine/{row}/"),
        ("get", "/quarantine/{row}/raw/"), ("post", "/quarantine/{row}/retry/"),
    ],
)  # fmt: skip
def test_pages_of_others_imports_are_not_there(client: Client, method: str, address: str) -> None:
    job = an_import(requested_by=a_user(Role.MANAGER))
    row = a_quarantined(imported_by=job)
    client.force_login(a_user(Role.MANAGER))
    answer: Any = getattr(client, method)(address.format(job=job.pk, row=row.pk))
    assert answer.status_code == 404


def test_a_member_changes_own_rights_and_an_officer_all_visible_ones() -> None:
    own = an_organisation()
    mine, other = enter(
        publication(),
        replace(publication(application="2017106000011", number="107600001"), titles=()),
    )
    Party.objects.filter(right=mine, role="applicant").update(organisation=own)
    assert list(changeable_rights(a_user(Role.MANAGER, own))) == [mine]
    assert set(changeable_rights(a_user(Role.OFFICER))) == {mine, other}
    assert set(changeable_rights(None)) == {mine, other}


def test_a_member_changes_rights_that_only_own_files_tell_of() -> None:
    own = an_organisation()
    (right,) = enter(publication())
    right.sources.update(imported_by=an_import(requested_by=a_user(Role.MANAGER, own)))
    assert list(changeable_rights(a_user(Role.ATTORNEY, own))) == [right]
    assert list(changeable_rights(a_user(Role.ATTORNEY))) == []


def test_an_event_on_a_right_of_others_is_refused() -> None:
    (right,) = enter(publication())
    facts: dict[str, Any] = {
        "right": right,
        "code": "utilization.licence.signed",
        "happened_on": DAY,
        "on": DAY,
    }
    with pytest.raises(PermissionDenied):
        actions.record_event(by=a_user(Role.MANAGER), **facts)
    with pytest.raises(PermissionDenied):
        actions.record_event(by=a_user(Role.INVENTOR), **facts)
    actions.record_event(by=a_user(Role.OFFICER), **facts)
    assert right.events.filter(code="utilization.licence.signed").count() == 1

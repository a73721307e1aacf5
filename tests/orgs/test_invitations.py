"""Invitations: their secret, their time, their one use."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from mainline.audit.models import Entry
from mainline.orgs import accounts, invitations
from mainline.orgs.enums import Role
from mainline.orgs.invitations import State
from mainline.orgs.models import Invitation, Organisation
from tests.factories import PASSWORD, a_user, an_organisation
from tests.orgs.test_accounts import an_admin

pytestmark = pytest.mark.django_db


def an_invitation(
    organisation: Organisation | None = None, by: Any = None, **given: Any
) -> tuple[Invitation, str]:
    organisation = organisation or an_organisation()
    asked = {"name": "王伟", "email": "", "role": Role.INVENTOR, "days": 7}
    return invitations.invite(
        organisation=organisation, by=by or a_user(Role.ADMIN, organisation), **asked | given
    )


def test_secret_is_not_kept_and_leads_back_to_the_invitation() -> None:
    made, secret = an_invitation()

    assert len(secret) >= 43
    assert secret not in str(Invitation.objects.values().get())
    assert invitations.invitation_of(invitations.hash_of(secret)) == made
    assert invitations.invitation_of(invitations.hash_of(secret + "x")) is None
    assert invitations.invitation_of("") is None
    assert secret not in str(list(Entry.objects.values()))


def test_invitation_makes_an_account_and_a_member_once() -> None:
    made, _secret = an_invitation(email="wang@example.cn")

    user = invitations.accept_as_new(invitation=made, username="wang", name="王伟", password=PASSWORD)

    assert authenticate(None, username="wang@example.cn", password=PASSWORD) == user
    assert list(user.memberships.values_list("organisation", "role")) == [(made.organisation_id, "inventor")]
    assert user.memberships.get().added_by == made.made_by
    with pytest.raises(ValidationError):
        invitations.accept(invitation=made, user=a_user())
    assert get_user_model().objects.filter(memberships__role="inventor").count() == 1


def test_address_of_another_account_is_left_to_it() -> None:
    accounts.make_account(username="other", password=PASSWORD, email="wang@example.cn")
    made, _secret = an_invitation(email="wang@example.cn")

    user = invitations.accept_as_new(invitation=made, username="wang", name="", password=PASSWORD)

    assert user.email == ""


def test_account_that_will_not_do_leaves_the_invitation_open() -> None:
    made, _secret = an_invitation()

    with pytest.raises(ValidationError):
        invitations.accept_as_new(invitation=made, username="wang", name="", password="short")

    made.refresh_from_db()
    assert invitations.state_of(made, timezone.now()) == State.OPEN
    assert not get_user_model().objects.filter(username="wang").exists()


@pytest.mark.parametrize("state", [State.USED, State.REVOKED, State.EXPIRED, State.VOID])
def test_invitation_that_no_longer_stands_is_refused_in_words(state: State) -> None:
    organisation = an_organisation()
    by = a_user(Role.ADMIN, organisation)
    made, _secret = an_invitation(organisation, by)
    if state == State.USED:
        invitations.accept(invitation=made, user=a_user())
    elif state == State.REVOKED:
        assert invitations.revoke_invitation(invitation=made, by=by)
    elif state == State.EXPIRED:
        Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    else:
        by.memberships.update(role=Role.VIEWER)
    made = Invitation.objects.get()

    with pytest.raises(ValidationError) as refused:
        invitations.accept(invitation=made, user=a_user())

    assert invitations.state_of(made, timezone.now()) == state
    assert refused.value.messages == [invitations.words_of_state(state)]


def test_used_and_revoked_invitations_are_not_revoked_again() -> None:
    organisation = an_organisation()
    by = a_user(Role.ADMIN, organisation)
    used, _one = an_invitation(organisation, by)
    revoked, _two = an_invitation(organisation, by)
    invitations.accept(invitation=used, user=a_user())

    assert not invitations.revoke_invitation(invitation=used, by=by)
    assert invitations.revoke_invitation(invitation=revoked, by=by)
    assert not invitations.revoke_invitation(invitation=revoked, by=by)
    assert not invitations.open_invitations(organisation, timezone.now()).exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"email": "nowhere"}, "email"),
        ({"days": 0}, "days"),
        ({"days": 31}, "days"),
        ({"role": Role.OFFICER}, "role"),
        ({"role": "king"}, "role"),
    ],
)
def test_invitation_that_will_not_do_is_refused_by_field(given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        an_invitation(**given)

    assert set(refused.value.message_dict) == {field}
    assert not Invitation.objects.exists()


def test_who_does_not_administer_invites_and_revokes_nobody() -> None:
    organisation = an_organisation()
    made, _secret = an_invitation(organisation)
    for by in (a_user(Role.MANAGER, organisation), a_user(Role.ADMIN)):
        with pytest.raises(PermissionDenied):
            an_invitation(organisation, by)
        with pytest.raises(PermissionDenied):
            invitations.revoke_invitation(invitation=made, by=by)


def test_organisation_has_so_many_open_invitations_at_most(monkeypatch: Any) -> None:
    monkeypatch.setattr(invitations, "MOST_OPEN", 2)
    organisation, by = an_organisation(), an_admin()
    for _number in range(2):
        an_invitation(organisation, by)

    with pytest.raises(ValidationError):
        an_invitation(organisation, by)

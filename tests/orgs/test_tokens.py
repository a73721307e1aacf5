"""Tokens: kept as a hash, within scopes and for a time, and of one user."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.models import ApiToken
from mainline.orgs.tokens import MOST_TOKENS, make_token, revoke_token, user_of_token
from tests.factories import a_user

pytestmark = pytest.mark.django_db


def test_token_acts_as_its_user_and_its_secret_is_kept_nowhere() -> None:
    user = a_user(Role.MANAGER)

    token, secret = make_token(user=user, name=" report ", scopes=["record", "read"], days=30, by=user)

    assert secret.startswith("mlt_")
    assert len(secret) > 40
    assert user_of_token(secret=secret, at=timezone.now()) == (user, token)
    assert (token.name, token.scopes) == ("report", ["read", "record"])
    assert secret.startswith(token.hint)
    assert all(secret not in str(value) for value in ApiToken.objects.values_list().get())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["read", "everything"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
    ],
)
def test_what_will_not_do_is_named_by_its_field(given: dict[str, object], field: str) -> None:
    user = a_user(Role.VIEWER)
    asked = {"name": "report", "scopes": ["read"], "days": 30, **given}

    with pytest.raises(ValidationError) as error:
        make_token(user=user, by=user, **asked)

    assert set(error.value.message_dict) == {field}
    assert not ApiToken.objects.exists()


def test_nobody_makes_or_ends_a_token_of_somebody_else() -> None:
    user, other = a_user(Role.MANAGER), a_user(Role.ADMIN)
    token, secret = make_token(user=user, name="report", scopes=["read"], days=30, by=user)

    with pytest.raises(PermissionDenied):
        make_token(user=user, name="report", scopes=["read"], days=30, by=other)
    with pytest.raises(PermissionDenied):
        revoke_token(token=token, by=other)
    assert user_of_token(secret=secret, at=timezone.now()) is not None


def test_user_without_any_role_makes_none_but_can_end_their_own() -> None:
    user = a_user()
    token, _secret = make_token(user=user, name="left over", scopes=["read"], days=30, by=None)

    with pytest.raises(PermissionDenied):
        make_token(user=user, name="report", scopes=["read"], days=30, by=user)
    assert revoke_token(token=token, by=user)
    assert not revoke_token(token=token, by=user)
    told = Entry.objects.order_by("number").values_list("code", "by_name", "subject")
    assert list(told) == [
        ("token.made", "", f"token:{token.pk}"),
        ("token.revoked", user.username, f"token:{token.pk}"),
    ]


def test_revoked_expired_unknown_and_inactive_are_nobodys() -> None:
    user, now = a_user(Role.MANAGER), timezone.now()
    token, secret = make_token(user=user, name="report", scopes=["read"], days=1, by=user)

    assert user_of_token(secret=secret, at=now + dt.timedelta(days=1, seconds=5)) is None
    assert user_of_token(secret=secret + "x", at=now) is None
    assert user_of_token(secret="", at=now) is None
    user.is_active = False
    user.save()
    assert user_of_token(secret=secret, at=now) is None
    user.is_active = True
    user.save()
    revoke_token(token=token, by=user)
    assert user_of_token(secret=secret, at=now) is None


def test_use_is_noted_at_most_once_a_minute() -> None:
    user, now = a_user(Role.MANAGER), timezone.now()
    token, secret = make_token(user=user, name="report", scopes=["read"], days=1, by=user)
    noted = []

    for seconds in (0, 30, 61):
        user_of_token(secret=secret, at=now + dt.timedelta(seconds=seconds))
        token.refresh_from_db()
        noted.append(token.last_used_at)

    assert noted == [now, now, now + dt.timedelta(seconds=61)]


def test_tokens_of_one_user_are_not_without_end() -> None:
    user = a_user(Role.MANAGER)
    for index in range(MOST_TOKENS):
        token, _secret = make_token(user=user, name=str(index), scopes=["read"], days=1, by=user)

    with pytest.raises(ValidationError):
        make_token(user=user, name="one more", scopes=["read"], days=1, by=user)
    revoke_token(token=token, by=user)
    assert make_token(user=user, name="one more", scopes=["read"], days=1, by=user)

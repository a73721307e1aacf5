"""Who asks, and their tokens: one's own alone, and never a secret."""

from __future__ import annotations

import pytest

from mainline.orgs.enums import Role
from mainline.orgs.models import ApiToken
from mainline.orgs.tokens import make_token
from tests.api.conftest import by_token, logged_in
from tests.factories import a_user, an_organisation

pytestmark = pytest.mark.django_db


def test_me_tells_roles_and_the_token_in_hand() -> None:
    body = an_organisation("北川大学")
    user = a_user(Role.MANAGER, body, name="wang")

    told = by_token(user, "read", "record").get("/api/v1/me").json()

    assert (told["id"], told["name"], told["is_admin"]) == (user.pk, "wang", False)
    [role] = told["memberships"]
    assert (role["organisation"], role["name"], role["role"]) == (body.pk, "北川大学", "manager")
    assert "right.record" in role["verbs"]
    assert "member.manage" not in role["verbs"]
    assert told["token"]["scopes"] == ["read", "record"]
    assert logged_in(user).get("/api/v1/me").json()["token"] is None


def test_tokens_are_ones_own_and_tell_no_secret() -> None:
    user, other = a_user(Role.MANAGER), a_user(Role.MANAGER)
    token, secret = make_token(user=user, name="报表", scopes=["read"], days=30, by=user)

    answer = logged_in(user).get("/api/v1/tokens")

    [row] = answer.json()["items"]
    assert (row["id"], row["name"], row["is_own"]) == (token.pk, "报表", False)
    assert secret not in answer.content.decode()
    assert token.token_hash not in answer.content.decode()
    assert logged_in(other).get("/api/v1/tokens").json()["items"] == []


def test_a_person_revokes_their_tokens_and_a_token_itself_alone() -> None:
    user, other = a_user(Role.MANAGER), a_user(Role.MANAGER)
    first, _secret = make_token(user=user, name="first", scopes=["read"], days=30, by=user)
    program = by_token(user, "read")
    own = program.get("/api/v1/me").json()["token"]["id"]

    assert program.delete(f"/api/v1/tokens/{first.pk}").json()["code"] == "scope"
    assert logged_in(other).delete(f"/api/v1/tokens/{first.pk}").status_code == 404
    assert logged_in(user).delete(f"/api/v1/tokens/{first.pk}").status_code == 204
    assert program.delete(f"/api/v1/tokens/{own}").status_code == 204
    assert program.get("/api/v1/me").status_code == 401
    assert not ApiToken.objects.filter(revoked_at=None).exists()

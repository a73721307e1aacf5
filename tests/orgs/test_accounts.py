"""Accounts: their names, who may close them and make links to new passwords, and who stands behind a login."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.audit.models import Entry
from mainline.orgs import accounts
from mainline.orgs.backends import account_of
from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Membership
from tests.factories import PASSWORD, a_user, an_organisation

pytestmark = pytest.mark.django_db


def an_admin(name: str = "root") -> Any:
    return get_user_model().objects.create_superuser(name, password=PASSWORD)


def test_account_is_found_by_name_in_any_case_and_by_address() -> None:
    user = accounts.make_account(username="Zhang", password=PASSWORD, email="Zhang@Example.cn")

    assert [account_of(login) for login in ("Zhang", "zhang", "ZHANG@example.cn", "zhan")] == [user] * 3 + [
        None
    ]
    assert authenticate(None, username="zhang", password=PASSWORD) == user
    assert authenticate(None, username="zhang@example.cn", password=PASSWORD) == user
    assert authenticate(None, username="zhang", password=PASSWORD + "x") is None


def test_two_accounts_that_differ_by_case_alone_are_told_apart_by_their_exact_name() -> None:
    users = get_user_model().objects
    one, two = users.create_user("li", email="same@x.cn"), users.create_user("LI", email="same@x.cn")

    assert (account_of("li"), account_of("LI")) == (one, two)
    assert account_of("Li") is None
    assert account_of("same@x.cn") is None


@pytest.mark.parametrize("login", ["zhang", "zhang@example.cn", "nobody", "nobody@example.cn", "closed"])
def test_wrong_password_costs_one_hash_whoever_is_asked_for(monkeypatch: Any, login: str) -> None:
    accounts.make_account(username="zhang", password=PASSWORD, email="zhang@example.cn")
    accounts.make_account(username="closed", password=PASSWORD)
    get_user_model().objects.filter(username="closed").update(is_active=False)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a: hashed.append(a[1]) or encode(*a))

    assert authenticate(None, username=login, password="not the password") is None

    assert len(hashed) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "a b"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "boss@example.cn"}, "username"),
        ({"username": "boss＠example.cn"}, "username"),
        ({"username": "ZHANG"}, "username"),
        ({"username": "x" * 151}, "username"),
        ({"email": "nowhere"}, "email"),
        ({"email": "Zhang@example.cn"}, "email"),
        ({"email": "a@b.cn\nBcc: c@d.cn"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "wang-the-third-1"}, "password"),
        ({"name": "王" * 151}, "name"),
    ],
)
def test_account_that_will_not_do_is_refused_by_field(given: dict[str, str], field: str) -> None:
    accounts.make_account(username="zhang", password=PASSWORD, email="zhang@example.cn")

    with pytest.raises(ValidationError) as refused:
        accounts.make_account(**{"username": "wang-the-third", "password": PASSWORD} | given)

    assert set(refused.value.message_dict) == {field}
    assert get_user_model().objects.count() == 1


def test_closed_account_ends_its_logins_and_comes_back_with_its_password() -> None:
    admin, user = an_admin(), a_user(Role.MANAGER)

    assert accounts.close_account(user=user, by=admin)
    assert not accounts.close_account(user=user, by=admin)
    assert authenticate(None, username=user.username, password=PASSWORD) is None
    assert accounts.reopen_account(user=user, by=admin)

    assert authenticate(None, username=user.username, password=PASSWORD) == user
    told = Entry.objects.filter(subject=f"account:{user.pk}").values_list("code", flat=True)
    assert list(told) == ["account.closed", "account.reopened"]


def test_only_the_platform_s_administrator_closes_promotes_and_takes_factors_away() -> None:
    organisation = an_organisation()
    by, user = a_user(Role.ADMIN, organisation), a_user(Role.INVENTOR, organisation)

    for act in (accounts.close_account, accounts.reopen_account, accounts.remove_factors):
        with pytest.raises(PermissionDenied):
            act(user=user, by=by)
    with pytest.raises(PermissionDenied):
        accounts.promote(user=by, is_admin=True, by=by)


def test_last_administrator_of_the_platform_stays() -> None:
    admin = an_admin()
    for act in (
        lambda: accounts.close_account(user=admin, by=admin),
        lambda: accounts.promote(user=admin, is_admin=False, by=admin),
    ):
        with pytest.raises(ValidationError):
            act()

    accounts.promote(user=a_user(name="second"), is_admin=True, by=admin)

    assert accounts.promote(user=admin, is_admin=False, by=admin)


def test_link_to_a_new_password_is_made_by_who_administers_all_that_the_person_is() -> None:
    ours, theirs = an_organisation(), an_organisation(kind=OrganisationKind.ENTERPRISE)
    by, user = a_user(Role.ADMIN, ours), a_user(Role.INVENTOR, ours)
    assert accounts.make_reset_link(user=user, by=by).startswith("/login/new-password/")

    Membership.objects.create(user=user, organisation=theirs, role=Role.VIEWER)

    with pytest.raises(PermissionDenied):
        accounts.make_reset_link(user=user, by=by)
    assert accounts.make_reset_link(user=user, by=an_admin())
    assert accounts.make_reset_link(user=user, by=None)


@pytest.mark.parametrize("who", ["admin of the platform", "nobody's member", "member of another", "self"])
def test_administrator_of_an_organisation_makes_no_link_for(who: str) -> None:
    organisation = an_organisation()
    by = a_user(Role.MANAGER if who == "self" else Role.ADMIN, organisation)
    user = {
        "admin of the platform": an_admin,
        "nobody's member": a_user,
        "member of another": lambda: a_user(Role.INVENTOR),
        "self": lambda: by,
    }[who]()
    if who == "admin of the platform":
        Membership.objects.create(user=user, organisation=organisation, role=Role.VIEWER)

    with pytest.raises(PermissionDenied):
        accounts.make_reset_link(user=user, by=by)


def test_profile_is_ones_own_and_an_address_belongs_to_one(mailoutbox: list[Any], settings: Any) -> None:
    user, other = a_user(name="one"), a_user(name="two")
    accounts.set_profile(user=user, name=" 王伟 ", email="Wang@Example.cn", by=user)
    user.refresh_from_db()
    assert (user.first_name, user.email) == ("王伟", "wang@example.cn")

    with pytest.raises(PermissionDenied):
        accounts.set_profile(user=user, name="x", email="", by=other)
    with pytest.raises(ValidationError) as refused:
        accounts.set_profile(user=other, name="", email="WANG@example.cn", by=other)

    assert set(refused.value.message_dict) == {"email"}
    other.refresh_from_db()
    assert other.email == ""

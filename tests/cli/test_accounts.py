"""Accounts on the command line: how the first person of a real installation gets in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model

from mainline.orgs.models import Membership, Organisation
from tests.factories import an_organisation

PASSWORD = "a long enough password"
TYPED = f"{PASSWORD}\n{PASSWORD}\n"


def test_account_can_log_in_and_belongs_to_its_organisation(command: Any) -> None:
    done = command("account", "add", "zhang", "--organisation", "北川大学", typed=TYPED)
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    user = authenticate(username="zhang", password=PASSWORD)
    membership = Membership.objects.get(user=user)
    assert (membership.organisation.name, membership.role) == ("北川大学", "manager")


def test_account_joins_the_organisation_that_an_import_knows(command: Any) -> None:
    known = an_organisation("北川大学")
    command("account", "add", "zhang", "--organisation", "北川大学", typed=TYPED)
    again = command("account", "add", "zhang", "--organisation", str(known.pk), "--role", "inventor")
    assert again.exit_code == 0, again.output
    assert Organisation.objects.count() == 1
    roles = Membership.objects.filter(organisation=known).values_list("role", flat=True)
    assert set(roles) == {"manager", "inventor"}


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (["zhang"], TYPED),
        (["zhang", "--admin"], "short\nshort\n"),
        (["zhang", "--organisation", "999"], TYPED),
        (["zhang", "--organisation", "x", "--role", "king"], TYPED),
        (["bad name\n", "--admin"], TYPED),
    ],
)
def test_what_will_not_do_is_refused_and_nothing_is_left(
    command: Any, arguments: list[str], typed: str
) -> None:
    done = command("account", "add", *arguments, typed=typed)
    assert done.exit_code == 2
    assert not get_user_model().objects.exists()
    assert not Organisation.objects.exists()


def test_list_names_organisations_roles_and_admins(command: Any) -> None:
    command("account", "add", "root", "--admin", typed=TYPED)
    command("account", "add", "zhang", "--organisation", "北川大学", typed=TYPED)
    rows = json.loads(command("account", "list", "--json").stdout)
    assert rows == [
        {"name": "root", "is_admin": True, "is_open": True, "memberships": []},
        {
            "name": "zhang",
            "is_admin": False,
            "is_open": True,
            "memberships": [{"organisation": "北川大学", "role": "manager"}],
        },
    ]
    assert "北川大学 (manager)" in command("account", "list").stdout

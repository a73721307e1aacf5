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


def test_closed_account_logs_in_no_more_until_reopened(command: Any) -> None:
    command("account", "add", "root", "--admin", typed=TYPED)
    command("account", "add", "zhang", "--organisation", "北川大学", typed=TYPED)

    assert command("account", "close", "zhang").exit_code == 0
    assert authenticate(username="zhang", password=PASSWORD) is None
    assert "closed" in command("account", "list").stdout
    assert json.loads(command("account", "close", "zhang", "--json").stdout)["changed"] is False
    command("account", "reopen", "zhang")

    assert authenticate(username="zhang", password=PASSWORD) is not None


def test_last_administrator_of_the_platform_is_kept(command: Any) -> None:
    command("account", "add", "root", "--admin", typed=TYPED)
    command("account", "add", "zhang", "--organisation", "北川大学", typed=TYPED)
    for arguments in (("close", "root"), ("promote", "root", "--undo")):
        assert command("account", *arguments).exit_code == 2

    assert command("account", "promote", "zhang").exit_code == 0
    assert command("account", "promote", "root", "--undo").exit_code == 0

    admins = get_user_model().objects.filter(is_superuser=True, is_active=True)
    assert list(admins.values_list("username", flat=True)) == ["zhang"]


def test_link_to_a_new_password_is_printed_with_the_address_of_the_site(command: Any) -> None:
    command("account", "add", "root", "--admin", typed=TYPED)

    link = command("account", "reset-link", "root", "--site", "https://ip.example.org/").stdout

    assert link.startswith("https://ip.example.org/login/new-password/")
    assert link.count("\n") == 1
    assert command("account", "reset-link", "nobody").exit_code == 2
    assert json.loads(command("account", "drop-factors", "root", "--json").stdout)["removed"] == 0


def test_kind_of_an_organisation_decides_its_roles(command: Any) -> None:
    organisation = an_organisation("北川大学")
    refused = command(
        "account", "add", "zhang", "--organisation", "北川大学", "--role", "officer", typed=TYPED
    )
    assert refused.exit_code == 2
    assert not get_user_model().objects.exists()
    command("account", "add", "li", "--organisation", "北川大学", "--role", "inventor", typed=TYPED)

    done = command("organisation", "kind", str(organisation.pk), "office", "--json")

    assert json.loads(done.stdout)["unfit"] == [{"account": "li", "role": "inventor"}]
    assert (
        command(
            "account", "add", "zhang", "--organisation", "北川大学", "--role", "officer", typed=TYPED
        ).exit_code
        == 0
    )
    assert command("organisation", "kind", "999", "office").exit_code == 2
    assert command("organisation", "kind", str(organisation.pk), "kingdom").exit_code == 2


def test_a_password_from_a_pipe_is_one_line(command: Any) -> None:
    done = command("account", "add", "zhang", "--admin", typed=f"{PASSWORD}\n")

    assert done.exit_code == 0, done.output
    assert authenticate(username="zhang", password=PASSWORD)
    assert PASSWORD not in done.output


def test_no_password_from_a_pipe_makes_no_account(command: Any) -> None:
    done = command("account", "add", "zhang", "--admin", typed="")

    assert done.exit_code == 2
    assert "No password on standard input" in done.output
    assert not get_user_model().objects.exists()

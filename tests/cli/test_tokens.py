"""Tokens made at the command line: printed once, limited, revoked."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from django.utils import timezone
from typer.testing import CliRunner

from mainline.cli import tokens
from mainline.orgs.tokens import user_of_token
from tests.factories import a_user


@pytest.fixture
def command(db: None) -> Any:
    """Run a command on the test's own database."""
    app = typer.Typer()
    tokens.register(app)
    return lambda *arguments: CliRunner().invoke(app, ["token", *arguments], catch_exceptions=False)


def test_a_token_is_printed_once_and_works_till_it_is_revoked(command: Any) -> None:
    user = a_user(name="manager")

    made = json.loads(
        command("make", "manager", "--scope", "read", "--scope", "import", "--days", "5", "--json").stdout
    )
    plain = command("make", "manager").stdout.strip()

    assert user_of_token(secret=plain, at=timezone.now()) is not None
    found = user_of_token(secret=made["token"], at=timezone.now())
    assert found is not None
    assert (found[0], found[1].scopes) == (user, ["read", "import"])
    listed = command("list", "manager").stdout
    assert made["token"][:10] in listed
    assert made["token"] not in listed

    assert command("revoke", str(made["id"])).exit_code == 0
    assert user_of_token(secret=made["token"], at=timezone.now()) is None
    assert "already" in command("revoke", str(made["id"])).stdout
    states = {row["id"]: row["revoked_at"] for row in json.loads(command("list", "manager", "--json").stdout)}
    assert states[made["id"]]


@pytest.mark.parametrize(
    "arguments",
    [
        ("make", "nobody"),
        ("make", "manager", "--scope", "everything"),
        ("make", "manager", "--days", "9999"),
        ("list", "nobody"),
        ("revoke", "4711"),
    ],
)
def test_what_will_not_do_is_exit_code_2(command: Any, arguments: tuple[str, ...]) -> None:
    a_user(name="manager")

    assert command(*arguments).exit_code == 2

"""Commands for accounts: who may log in, and for which organisation."""

from __future__ import annotations

from typing import Annotated

import typer

from mainline.cli.output import AsJson, console, fail, one_of, print_json, tell
from mainline.cli.ready import make_ready
from mainline.orgs.enums import Role

commands = typer.Typer(help="Who may log in. 账号。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="account")


@commands.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name to log in with. 登录名。")],
    organisation: Annotated[
        str, typer.Option(help="The organisation, by id or full name; made if new. 所属组织。")
    ] = "",
    role: Annotated[
        str, typer.Option(help=", ".join(Role.values), callback=one_of(*Role.values))
    ] = Role.MANAGER.value,
    admin: Annotated[bool, typer.Option("--admin", help="May see and do everything. 管理员。")] = False,
    json: AsJson = False,
) -> None:
    """Make an account, or give one a further role. The password is asked for, or read from standard input. 新建账号。"""
    make_ready()
    from django.core.exceptions import ValidationError

    from mainline.orgs import actions

    if not organisation and not admin:
        raise fail("Give --organisation, or --admin · 请指定 --organisation 或 --admin", 2)
    password = ""
    if not actions.has_account(name):
        password = typer.prompt("Password · 密码", hide_input=True, confirmation_prompt=True)
    try:
        actions.add_account(
            name=name, password=password, organisation=organisation, role=role, is_admin=admin
        )
    except ValidationError as error:
        raise fail(" ".join(error.messages), 2) from error
    tell({"account": name}, f"{name}: ready to log in · 可以登录", as_json=json)


@commands.command("list")
def list_all(json: AsJson = False) -> None:
    """List the accounts with their organisations and roles. 列出账号。"""
    make_ready()
    from mainline.orgs.queries import accounts

    rows = accounts()
    if json:
        print_json(rows)
        return
    for row in rows:
        places = "; ".join(f"{m['organisation']} ({m['role']})" for m in row["memberships"]) or "–"
        mark = " · admin · 管理员" if row["is_admin"] else ""
        console.print(f"{row['name']:<20} {places}{mark}", highlight=False)

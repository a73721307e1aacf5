"""Commands for accounts and organisations: who may log in, for which organisation, and what sort of body that is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from mainline.cli.output import AsJson, console, fail, one_of, print_json, tell
from mainline.cli.ready import make_ready
from mainline.orgs.enums import OrganisationKind, Role

commands = typer.Typer(help="Who may log in. 账号。", no_args_is_help=True)
organisations = typer.Typer(help="Organisations. 组织。", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Name to log in with. 登录名。")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="account")
    app.add_typer(organisations, name="organisation")


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what an action refuses into a message and exit code 2."""
    from django.core.exceptions import ValidationError

    try:
        yield
    except ValidationError as error:
        raise fail(" ".join(error.messages), 2) from error


def _account(name: str) -> Any:
    """Return the account of a name, or leave with 2."""
    make_ready()
    from mainline.orgs.backends import account_of

    user = account_of(name)
    if user is None:
        raise fail(f"There is no account {name}. · 没有账号 {name}。", 2)
    return user


@commands.command("add")
def add(
    name: Name,
    organisation: Annotated[
        str, typer.Option(help="The organisation, by id or full name; made if new. 所属组织。")
    ] = "",
    role: Annotated[
        str, typer.Option(help=", ".join(Role.values), callback=one_of(*Role.values))
    ] = Role.MANAGER.value,
    admin: Annotated[bool, typer.Option("--admin", help="May see and do everything. 管理员。")] = False,
    json: AsJson = False,
) -> None:
    """Make an account, or give one a further role. The password is asked for, or read from standard input, one line. 新建账号。"""
    make_ready()
    from mainline.orgs import accounts

    if not organisation and not admin:
        raise fail("Give --organisation, or --admin · 请指定 --organisation 或 --admin", 2)
    password = ""
    if not accounts.has_account(name):
        password = _password()
    with _refusing():
        accounts.add_account(
            name=name, password=password, organisation=organisation, role=role, is_admin=admin
        )
    tell({"account": name}, f"{name}: ready to log in · 可以登录", as_json=json)


def _password() -> str:
    """Ask for a new password twice, for nobody sees what is typed; a pipe or file says it once, on its first line."""
    if sys.stdin.isatty():
        typed: str = typer.prompt("Password · 密码", hide_input=True, confirmation_prompt=True)
        return typed
    told = sys.stdin.readline().rstrip("\r\n")
    if not told:
        raise fail("No password on standard input: give it on one line · 标准输入中没有密码，请用一行给出", 2)
    return told


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
        mark += "" if row["is_open"] else " · closed · 已停用"
        console.print(f"{row['name']:<20} {places}{mark}", highlight=False)


@commands.command("close")
def close(name: Name, json: AsJson = False) -> None:
    """Let nobody log in by this name; what was done by it stays told. 停用账号。"""
    user = _account(name)
    from mainline.orgs import accounts

    with _refusing():
        done = accounts.close_account(user=user, by=None)
    tell(
        {"account": name, "changed": done},
        f"{name}: closed, and logged out everywhere · 已停用并退出所有登录",
        as_json=json,
    )


@commands.command("reopen")
def reopen(name: Name, json: AsJson = False) -> None:
    """Let a closed account be used again. 恢复账号。"""
    user = _account(name)
    from mainline.orgs import accounts

    done = accounts.reopen_account(user=user, by=None)
    tell({"account": name, "changed": done}, f"{name}: open again · 已恢复", as_json=json)


@commands.command("promote")
def promote(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back. 撤销。")] = False,
    json: AsJson = False,
) -> None:
    """Make an account an administrator of the platform. 设为平台管理员。"""
    user = _account(name)
    from mainline.orgs import accounts

    with _refusing():
        done = accounts.promote(user=user, is_admin=not undo, by=None)
    words = "no longer administrator · 不再是平台管理员" if undo else "administrator · 平台管理员"
    tell({"account": name, "changed": done}, f"{name}: {words}", as_json=json)


@commands.command("reset-link")
def reset_link(
    name: Name,
    site: Annotated[
        str, typer.Option(help="Address under which people reach this server. 平台网址。")
    ] = "http://127.0.0.1:8000",
    json: AsJson = False,
) -> None:
    """Print a link under which the account's owner sets a new password, once, within a day. 重设密码链接。"""
    user = _account(name)
    from mainline.orgs import accounts

    link = site.rstrip("/") + accounts.make_reset_link(user=user, by=None)
    if json:
        print_json({"account": name, "link": link})
    else:
        # In one piece, however narrow the terminal: it is copied.
        typer.echo(link)


@commands.command("drop-factors")
def drop_factors(name: Name, json: AsJson = False) -> None:
    """Take the second factors away from who lost them, and end all logins. 移除第二验证方式。"""
    user = _account(name)
    from mainline.orgs import accounts

    count = accounts.remove_factors(user=user, by=None)
    tell(
        {"account": name, "removed": count},
        f"{name}: {count} taken away · 已移除 {count} 项",
        as_json=json,
    )


@organisations.callback()
def _organisations() -> None:
    """Organisations."""


@organisations.command("kind")
def kind(
    organisation: Annotated[int, typer.Argument(help="Id of the organisation. 组织编号。")],
    kind: Annotated[
        str,
        typer.Argument(
            help=", ".join(OrganisationKind.values), callback=one_of(*OrganisationKind.values), metavar="KIND"
        ),
    ],
    json: AsJson = False,
) -> None:
    """Say what sort of body an organisation is: that decides which roles it can give. 设定组织类型。"""
    make_ready()
    from mainline.orgs.members import set_kind
    from mainline.orgs.models import Organisation

    found = Organisation.objects.filter(pk=organisation).first()
    if found is None:
        raise fail(f"There is no organisation {organisation}. · 没有编号为 {organisation} 的组织。", 2)
    unfit = set_kind(organisation=found, kind=kind, by=None)
    rows = [{"account": row.user.get_username(), "role": row.role} for row in unfit]
    tell({"organisation": organisation, "kind": kind, "unfit": rows}, f"{found.name}: {kind}", as_json=json)
    if rows and not json:
        named = ", ".join(f"{row['account']} ({row['role']})" for row in rows)
        console.print(f"Roles that it no longer gives · 不再适用的角色: {named}", highlight=False)

"""Commands for API tokens, on the server's own machine."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from mainline.cli.output import AsJson, console, fail, print_json, tell
from mainline.cli.ready import make_ready

commands = typer.Typer(help="API tokens. 接口令牌。", no_args_is_help=True)
Account = Annotated[str, typer.Argument(help="Whose token: the name to log in with. 令牌归谁：登录名。")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="token")


@commands.command("make")
def make(
    account: Account,
    scope: Annotated[
        list[str] | None,
        typer.Option(help="read, record, import, webhook; several times; read if none. 范围。"),
    ] = None,
    days: Annotated[int, typer.Option(help="Days that it works, 1 to 365. 有效天数。")] = 90,
    name: Annotated[str, typer.Option(help="What it is for. 用途。")] = "command line",
    json: AsJson = False,
) -> None:
    """Make a token that acts as an account, and print it, this one time. 新建令牌，只显示一次。"""
    from django.core.exceptions import ValidationError

    from mainline.orgs.tokens import make_token

    user = _user(account)
    try:
        token, secret = make_token(user=user, name=name, scopes=scope or ["read"], days=days, by=None)
    except ValidationError as error:
        raise fail(" ".join(error.messages), 2) from error
    told = {
        "id": token.pk,
        "account": account,
        "token": secret,
        "scopes": token.scopes,
        "expires_at": token.expires_at,
    }
    tell(told, secret, as_json=json)


@commands.command("list")
def list_all(account: Account, json: AsJson = False) -> None:
    """List the tokens of an account, never their secrets. 列出令牌。"""
    user = _user(account)
    rows = [
        {
            "id": token.pk,
            "name": token.name,
            "hint": token.hint,
            "scopes": token.scopes,
            "expires_at": token.expires_at,
            "revoked_at": token.revoked_at,
        }
        for token in user.api_tokens.order_by("-pk")
    ]
    if json:
        print_json(rows)
        return
    for row in rows:
        state = "revoked · 已撤销" if row["revoked_at"] else f"until · 有效至 {row['expires_at']:%Y-%m-%d}"
        console.print(
            f"{row['id']:<6} {row['hint']}…  {','.join(row['scopes']):<28} {state}  {row['name']}",
            highlight=False,
        )


@commands.command("revoke")
def revoke(
    number: Annotated[int, typer.Argument(help="Id of the token. 令牌编号。")], json: AsJson = False
) -> None:
    """Revoke a token: it works no more. 撤销令牌。"""
    make_ready()
    from mainline.orgs.models import ApiToken
    from mainline.orgs.tokens import revoke_token

    token = ApiToken.objects.filter(pk=number).first()
    if token is None:
        raise fail(f"{number}: no such token · 没有这个令牌", 2)
    is_ended = revoke_token(token=token, by=None)
    said = "revoked · 已撤销" if is_ended else "was revoked already · 之前已撤销"
    tell({"id": number, "is_ended": is_ended}, f"{number}: {said}", as_json=json)


def _user(name: str) -> Any:
    """Return the account of a name, or leave with 2."""
    make_ready()
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        raise fail(f"{name}: no such account · 没有这个账号", 2)
    return user

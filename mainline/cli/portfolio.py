"""The command that writes a whole portfolio into one file; ``ingest`` brings it in elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from mainline.cli.output import AsJson, fail, tell
from mainline.cli.ready import make_ready


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("export-portfolio")(export_portfolio)


def export_portfolio(
    organisation: Annotated[int, typer.Argument(help="Id of the organisation. 组织编号。", metavar="ID")],
    file: Annotated[Path, typer.Argument(help="The file, JSON lines. 导出文件。")],
    json: AsJson = False,
) -> None:
    """Write the rights of an organisation, sources, events and dockets, to be brought in elsewhere. 整体导出专利组合。"""
    make_ready()
    from mainline.orgs.access import AnyMember, with_merged
    from mainline.orgs.models import Organisation
    from mainline.register.access import entrusted_rights
    from mainline.register.portable import portfolio_file

    body = Organisation.objects.filter(pk=organisation).select_related("merged_into").first()
    if body is None:
        raise fail(f"There is no organisation {organisation} · 没有编号为 {organisation} 的组织", 2)
    if file.exists():
        raise fail(f"{file} is there already · 文件已存在", 2)
    root = body.merged_into or body
    member = AnyMember(root.pk)
    lines = portfolio_file(member, entrusted_rights(member), with_merged({root.pk}))
    rights, unfinished = -1, file.with_name(f".{file.name}.part")
    try:
        with unfinished.open("xb") as out:
            os.chmod(out.fileno(), 0o600)
            for rights, line in enumerate(lines):  # noqa: B007 -- the first line is the head
                out.write(line)
        unfinished.replace(file)
    except OSError as error:
        raise fail(f"{error} · 无法写入", 2) from error
    finally:
        unfinished.unlink(missing_ok=True)
    told = {"path": str(file), "rights": rights, "bytes": file.stat().st_size}
    tell(told, f"{file}: {rights:,} rights · {rights:,} 项权利", as_json=json)

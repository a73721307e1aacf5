"""The command that lists imports."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from mainline.cli import remote
from mainline.cli.output import AsJson, at_least, console, print_json
from mainline.cli.ready import make_ready


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(imports)


def imports(
    limit: Annotated[
        int, typer.Option(help="So many, newest first. 最近条数。", callback=at_least(1), metavar="N")
    ] = 20,
    json: AsJson = False,
) -> None:
    """List the newest imports and what became of them. 列出导入。"""
    rows = _there(limit) if remote.is_chosen() else _here(limit)
    if json:
        print_json(rows)
        return
    table = Table("id", "file", "state", "read", "new", "changed", "same", "quarantined", "by", "at")
    for row in rows:
        counts = row["counts"]
        table.add_row(
            str(row["id"]),
            row["name"],
            f"{row['state']} (dry run)" if row["is_dry_run"] else row["state"],
            *(f"{counts[key]:,}" for key in ("read", "new", "changed", "same", "quarantined")),
            row["requested_by"] or "–",
            str(row["requested_at"])[:16].replace("T", " "),
        )
    console.print(table)


def _here(limit: int) -> list[dict[str, Any]]:
    make_ready()
    from django.contrib.auth.models import User

    from mainline.register import queries
    from mainline.register.ingest.pipeline import total

    everybody = User(is_superuser=True, is_active=True)
    return [
        {
            "id": job.pk,
            "name": job.name,
            "state": job.state,
            "is_dry_run": job.is_dry_run,
            "requested_by": job.requested_by.get_username() if job.requested_by else "",
            "requested_at": job.requested_at,
            "counts": total(job),
        }
        for job in queries.imports(everybody).order_by("-pk")[:limit]
    ]


def _there(limit: int) -> list[dict[str, Any]]:
    names = ("id", "name", "state", "is_dry_run", "requested_by", "requested_at", "counts")
    with remote.asking("zh") as client:
        rows = [msgspec.to_builtins(row) for row in islice(client.imports.list(), limit)]
    return [{name: row[name] for name in names} for row in rows]

"""Commands for what could not be read: look at it, take its bytes out, try again."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from django.db.models import Max
from rich.table import Table

from mainline.cli.output import AsJson, at_least, console, fail, print_json, tell
from mainline.cli.ready import make_ready
from mainline.offices.reasons import explain
from mainline.orgs import clock
from mainline.register.enums import QuarantineState
from mainline.register.models import Quarantine

commands = typer.Typer(help="What could not be read. 未能读取的内容。", no_args_is_help=True)
_LARGEST_ID = 2**63 - 1


@commands.command("list")
def list_open(
    json: AsJson = False,
    limit: Annotated[
        int, typer.Option(help="Show so many. 最多显示条数。", callback=at_least(1), metavar="N")
    ] = 50,
) -> None:
    """List what is open, newest first. 列出。"""
    make_ready()
    from mainline.register import queries

    rows = [_described(row) for row in queries.quarantine(None)[:limit]]
    total = queries.quarantine(None).count()
    if json:
        print_json({"total": total, "rows": rows})
        return
    table = Table("id", "format", "where", "reason", "detail")
    for row in rows:
        where = f"{row['member']} @{row['offset']} #{row['record']}"
        table.add_row(str(row["id"]), str(row["format"]), where, str(row["reason"]), str(row["detail"])[:80])
    console.print(table)
    console.print(f"{total:,} open · 未解决", highlight=False)


@commands.command("show")
def show(id: Annotated[int, typer.Argument(help="Id. 编号。")], json: AsJson = False) -> None:
    """Write the raw bytes of one to standard output; as JSON, with all that is known of it. 输出原始字节。"""
    make_ready()
    row = Quarantine.objects.get(pk=_known([id])[0])
    if not json:
        sys.stdout.buffer.write(bytes(row.raw))
        return
    zh, en = explain(row.reason)
    told = {"state": row.state, "path": row.path, "tried_at": row.tried_at, "why_zh": zh, "why_en": en}
    print_json({**_described(row), **told, "size": len(row.raw), "raw_base64": bytes(row.raw)})


@commands.command("retry")
def retry(
    ids: Annotated[list[int] | None, typer.Argument(help="Ids; all if none. 编号，缺省为全部。")] = None,
    json: AsJson = False,
) -> None:
    """Read quarantined pieces again with today's readers. Exit code 1 if any still can't be read. 重新读取。"""
    make_ready()
    from mainline.register import actions, indexing

    rows = Quarantine.objects.filter(state=QuarantineState.OPEN)
    if ids:
        rows = rows.filter(pk__in=_known(ids))
    newest = Quarantine.objects.aggregate(newest=Max("pk"))["newest"] or 0
    # By id, one by one: a try changes the very rows that are walked, and each may hold a mebibyte.
    wanted = list(rows.order_by("pk").values_list("pk", flat=True))
    read_now = left = 0
    for pk in wanted:
        row = Quarantine.objects.get(pk=pk)
        read_now += bool(actions.retry_quarantine(row=row, by=None, on=clock.today()))
        left += row.state == QuarantineState.OPEN
    # Of a piece that could be read in part, the rest is a new one.
    left += Quarantine.objects.filter(state=QuarantineState.OPEN, pk__gt=newest).count()
    indexing.level()
    sentence = (
        f"{len(wanted):,} tried, {read_now:,} read now, {left:,} still can't be read"
        f" · 重试 {len(wanted):,}，成功 {read_now:,}，仍不能读取 {left:,}"
    )
    tell({"tried": len(wanted), "read": read_now, "left": left}, sentence, as_json=json)
    raise typer.Exit(1 if left else 0)


def _known(ids: list[int]) -> list[int]:
    """The ids, or leave with 2 and those that never were in quarantine."""
    storable = [pk for pk in ids if 0 < pk <= _LARGEST_ID]
    there = set(Quarantine.objects.filter(pk__in=storable).values_list("pk", flat=True))
    missing = ", ".join(str(pk) for pk in ids if pk not in there)
    if missing:
        raise fail(f"{missing}: not in quarantine; see 'mainline quarantine list' · 不在隔离区", 2)
    return ids


def _described(row: Quarantine) -> dict[str, Any]:
    return {
        "id": row.pk,
        "format": row.format,
        "member": row.member,
        "offset": row.offset,
        "record": row.ordinal,
        "reason": row.reason,
        "detail": row.detail,
    }

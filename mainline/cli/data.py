"""Commands that read files: ingest, read, rebuild-index."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from django.conf import settings
from rich.table import Table

from mainline.cli import mappings, quarantine, remote
from mainline.cli.output import AsJson, at_least, console, fail, import_bar, needing_index, print_json, tell
from mainline.cli.ready import make_ready, migrate

Where = Annotated[Path, typer.Argument(help="File, archive or folder. 文件、压缩包或文件夹。")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(ingest)
    app.command()(read)
    app.command("rebuild-index")(rebuild_index)
    app.add_typer(mappings.commands, name="mapping")
    app.add_typer(quarantine.commands, name="quarantine")


def ingest(
    path: Where,
    json: AsJson = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; write nothing. 试运行。")
    ] = False,
    workers: Annotated[
        int,
        typer.Option(
            help="Reading processes; 0 reads in this one. 读取进程数。", callback=at_least(0), metavar="N"
        ),
    ] = settings.WORKERS,
    mapping: Annotated[
        str, typer.Option(help="Column mapping for tables: a saved name or a TOML file. 列映射。")
    ] = "",
    organisation: Annotated[
        int, typer.Option(help="Id of the organisation whose file it is. 文件所属组织。", metavar="ID")
    ] = 0,
) -> None:
    """Read official files into the register. Exit code 1 if anything was quarantined. 导入官方数据。"""
    from django.db import OperationalError

    from mainline.orgs import clock
    from mainline.orgs.models import Organisation
    from mainline.register import actions, indexing
    from mainline.register.ingest.pipeline import run_import

    if not path.exists():
        raise fail(f"{path}: there is no such file or folder · 没有该文件或文件夹", 2)
    if remote.is_chosen():
        _ingest_there(path, dry_run=dry_run, mapping=mapping, organisation=organisation, json=json)
    migrate()
    if organisation and not Organisation.objects.filter(pk=organisation).exists():
        raise fail(f"There is no organisation {organisation} · 没有编号为 {organisation} 的组织", 2)
    job = actions.request_import(
        path=str(path.resolve()),
        name=path.name or str(path),
        by=None,
        dry_run=dry_run,
        run_here=True,
        mapping=mappings.text_of(mapping),
        organisation=organisation or None,
    )
    bar, report = import_bar()
    try:
        try:
            with bar:
                run_import(
                    job, on=clock.today(), workers=workers, report=(lambda job: None) if json else report
                )
        finally:
            # What was written must be found, also of an import that ended half-way.
            if not dry_run:
                indexing.level()
    except (OSError, OperationalError) as error:
        raise fail(
            f"{error}. What was read before is kept; run it again to go on · 已读部分已保存，可再次运行", 3
        ) from error
    _leave(_summary(job), (job.finished_at - job.started_at).total_seconds(), json=json)


def _ingest_there(path: Path, *, dry_run: bool, mapping: str, organisation: int, json: bool) -> NoReturn:
    """Bring a file to the server chosen, and leave as if it had been read here."""
    if organisation:
        raise fail("--organisation: not with --remote; the token says whose · 远程时以令牌所属组织为准", 2)
    if mapping:
        raise fail(
            "--mapping: not with --remote; the page of the import asks what columns mean · 远程时请在导入页面指定列",
            2,
        )
    bar, report = import_bar()
    with remote.asking("zh") as client, bar:
        job = remote.ingest(client, path, dry_run=dry_run, report=(lambda job: None) if json else report)
    if job.state == "failed":
        raise fail(f"{job.error} · 导入失败", 3)
    _leave(remote.summary_of(job), remote.seconds_of(job), json=json)


def _leave(summary: dict[str, Any], seconds: float, *, json: bool) -> NoReturn:
    """Say what an import came to, and leave with the code for it."""
    if json:
        print_json(summary)
    else:
        _print_summary(summary, seconds)
    if summary["state"] == "cancelled":
        raise fail("Stopped from elsewhere; run it again to go on · 已被停止，可再次运行以继续", 130)
    raise typer.Exit(1 if summary["total"]["quarantined"] else 0)


def read(
    file: Where,
    json: AsJson = False,
    limit: Annotated[
        int,
        typer.Option(help="Stop after so many; 0 is all. 最多读取条数。", callback=at_least(0), metavar="N"),
    ] = 0,
) -> None:
    """Read a file without a database and print its records. 只读取并打印，不入库。"""
    from mainline.offices.reading import Unrecognised, read_path
    from mainline.offices.record import Record
    from mainline.register.storable import storable

    if not file.exists():
        raise fail(f"{file}: there is no such file or folder · 没有该文件或文件夹", 2)
    is_bad = False
    for number, item in enumerate(read_path(file), 1):
        is_bad = is_bad or not isinstance(item, Record | Unrecognised)
        if json:
            print_json({"type": type(item).__name__, **_plain(item)})
        else:
            console.print(storable(_line(item)), highlight=False)
        if limit and number >= limit:
            break
    raise typer.Exit(1 if is_bad else 0)


def rebuild_index(json: AsJson = False) -> None:
    """Build the search index anew from the register. 重建检索索引。"""
    make_ready()
    from mainline.register import indexing

    with needing_index(), console.status("…") as status:
        done = indexing.rebuild(lambda n: status.update(f"{n:,}"))
    tell({"indexed": done}, f"{done:,} rights indexed · 已索引 {done:,} 项权利", as_json=json)


def _summary(job: Any) -> dict[str, Any]:
    from mainline.register import queries
    from mainline.register.ingest.pipeline import total

    return {
        "state": job.state,
        "path": job.path,
        "dry_run": job.is_dry_run,
        "total": total(job),
        "formats": job.counts,
        "unrecognised": job.unrecognised,
        "unpublished": queries.unpublished(job),
    }


def _print_summary(summary: dict[str, Any], seconds: float) -> None:
    from mainline.register.ingest.pipeline import COUNTS

    table = Table("format", *COUNTS)
    for name, counts in sorted(summary["formats"].items()):
        table.add_row(name, *(f"{counts[key]:,}" for key in COUNTS))
    sums = summary["total"]
    table.add_section()
    table.add_row("total", *(f"{sums[key]:,}" for key in COUNTS))
    console.print(table)
    console.print(
        f"{sums['read']:,} read = {sums['new']:,} new + {sums['changed']:,} changed + {sums['same']:,} same"
        f" + {sums['quarantined']:,} quarantined; {len(summary['unrecognised']):,} files hold no record; {seconds:.1f} s",
        highlight=False,
    )
    if sums["read"] and sums["same"] == sums["read"]:
        console.print("Nothing has changed: all of it was here already · 没有变化：全部已在库中")
    if hidden := summary["unpublished"]:
        console.print(
            f"{hidden:,} not published: pages show them to their parties' members and administrators alone · "
            f"{hidden:,} 项未公开：页面上仅当事方成员和管理员可见"
        )


def _plain(item: object) -> dict[str, Any]:
    import msgspec

    return dict(msgspec.to_builtins(item, builtin_types=(bytes,), enc_hook=str))


def _line(item: Any) -> str:
    from mainline.offices.reading import Unrecognised
    from mainline.offices.record import Record

    if isinstance(item, Record):
        number = item.numbers[0].text if item.numbers else "–"
        title = item.titles[0].text if item.titles else "–"
        return f"{item.position.member}#{item.position.ordinal}  {item.office} {item.right_kind}  {number}  {title}"
    if isinstance(item, Unrecognised):
        return f"{item.member}  ({item.why})"
    return f"{item.position.member}@{item.position.offset}  {item.reason}: {item.detail}"

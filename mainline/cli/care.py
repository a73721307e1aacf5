"""Commands that look after an installation: doctor, clock, bench."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings

from mainline.cli.output import AsJson, console, fail, print_json, tell
from mainline.cli.ready import make_ready


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(doctor)
    app.command()(clock)
    app.command()(propose)
    app.command()(refold)
    bench = typer.Typer(help="Measure. 测量。", no_args_is_help=True)
    bench.callback()(_bench)
    bench.command("search")(bench_search)
    app.add_typer(bench, name="bench")


def doctor(json: AsJson = False) -> None:
    """Say what is wrong and how to mend it; exit code 1 if anything is. 体检。"""
    from mainline.doctor import examine

    findings = examine()
    if json:
        print_json([finding.as_dict() for finding in findings])
    else:
        for finding in findings:
            console.print(
                "✓" if finding.is_well else "✗", style="green" if finding.is_well else "red", end=" "
            )
            console.print(f"{finding.zh} · {finding.en}", highlight=False)
            if not finding.is_well:
                console.print(f"    → {finding.mend}", highlight=False)
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else 1)


def clock(
    day: Annotated[
        str, typer.Argument(help="A day (YYYY-MM-DD) to stand still on, or 'real'. 固定日期或 real。")
    ] = "",
    json: AsJson = False,
) -> None:
    """Show the platform's day, fix it for a demonstration, or let it run. 平台日期。"""
    make_ready()
    from mainline.orgs import clock as platform
    from mainline.register import actions, indexing

    if day == "real":
        platform.set_clock(None)
    elif day:
        try:
            platform.set_clock(dt.date.fromisoformat(day))
        except ValueError as error:
            raise fail(f"{day!r} is no day; write it as 2026-11-20 · 日期应写作 2026-11-20", 2) from error
    if day:
        actions.derive_all(on=platform.today())
        indexing.level()
    kind = "demonstration · 示范时钟" if platform.is_demo() else "real · 真实时钟"
    now = {"day": platform.today(), "is_demo": platform.is_demo()}
    tell(now, f"{now['day']} ({kind})", as_json=json)


def propose(json: AsJson = False) -> None:
    """Propose which organisations may be one, by their names; a person decides. 提出可能相同的组织。"""
    make_ready()
    from mainline.orgs.actions import propose_merges

    new = propose_merges()
    tell({"new": new}, f"{new:,} new proposals · 条新建议", as_json=json)


def refold(json: AsJson = False) -> None:
    """Read every right anew from the sources that are kept, after an upgrade that reads them better. 重新归并。"""
    make_ready()
    from mainline.orgs import clock as platform
    from mainline.register import actions, indexing

    with console.status("…") as status:
        done = actions.refold_all(on=platform.today(), report=lambda n: status.update(f"{n:,}"))
    indexing.level()
    tell({"folded": done}, f"{done:,} rights folded · 已重新归并 {done:,} 项权利", as_json=json)


def _bench() -> None:
    """Measure."""


def bench_search(
    docs: Annotated[Path, typer.Option(help="JSON lines: id, lang, title, abstract.")],
    qrels: Annotated[Path | None, typer.Option(help="Tab-separated: query_id, doc_id[, grade].")] = None,
    pairs: Annotated[Path | None, typer.Option(help="JSON lines with title_zh/en, abstract_zh/en.")] = None,
    json: AsJson = False,
) -> None:
    """Measure the quality of search on files of judgements, with a throw-away index. 检索质量。"""
    from mainline.search import quality

    try:
        report: Any = quality.run(docs, qrels, pairs, record_folder=Path(settings.DATA_DIR) / "bench")
    except quality.QualityInputError as error:
        raise fail(f"{error.message_en} · {error.message_zh}", 2) from error
    if json:
        print_json(report)
    else:
        console.print(quality.as_table(report))

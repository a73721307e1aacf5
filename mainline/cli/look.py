"""Commands that look: search, show, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import override
from rich.cells import cell_len
from rich.table import Table

from mainline.cli.output import AsJson, Language, console, fail, needing_index, print_json
from mainline.cli.ready import make_ready

Query = Annotated[str, typer.Argument(help="As in the search box. 与检索框相同。")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(search)
    app.command()(show)
    app.command()(export)


def search(query: Query, page: int = 1, sort: str = "", lang: Language = "zh", json: AsJson = False) -> None:
    """Search as the page does. Exit code 2 for a query that is not understood. 检索。"""
    make_ready()
    from mainline.register.search import PAGE
    from mainline.register.search import search as ask

    with override(_locale(lang)), needing_index():
        result = ask(_everybody(), query, language=lang, page=page, sort=sort)
        if result.error is not None:
            message = result.error.message_zh if lang == "zh" else result.error.message_en
            pointer = " " * cell_len(query[: result.error.position]) + "^"
            raise fail(f"{query}\n{pointer}\n{message}  {result.error.suggestion}", 2)
        if json:
            print_json(_as_dict(result))
            return
        table = Table("#", "number", "title", "holder", "filed", "status")
        for number, row in enumerate(result.rows, (page - 1) * PAGE + 1):
            right = row.right
            mark = " ↔" if row.across else ""
            table.add_row(
                str(number),
                f"{right.number} ({right.pk})",
                right.display_title + mark,
                right.holder_name[:40],
                str(right.filed_on or ""),
                right.get_status_display(),
            )
        console.print(table)
        console.print(f"{result.total:,} · {result.took_ms:.1f} ms", highlight=False)
        if result.did_you_mean:
            console.print(f"→ {result.did_you_mean}", highlight=False)


def show(
    right: Annotated[str, typer.Argument(help="Id or number. 编号或号码。")],
    lang: Language = "zh",
    json: AsJson = False,
) -> None:
    """Show one right and its thread. 显示一项权利及其主线。"""
    make_ready()
    from mainline.orgs import clock
    from mainline.register import queries
    from mainline.register.lookup import find_right

    with override(_locale(lang)):
        pk = find_right(_everybody(), right)
        page = queries.right_page(_everybody(), pk, on=clock.today(), language=lang) if pk else None
        if page is None:
            raise fail(f"{right}: no such right · 没有这项权利", 2)
        if json:
            from mainline.register.describe import right_as_dict

            print_json(right_as_dict(page))
            return
        one = page.right
        console.print(one.display_title, style="bold", highlight=False)
        console.print(one.other_title, highlight=False)
        as_of = f" · {one.status_as_of}" if one.status_as_of else ""
        console.print(
            f"{one.get_kind_display()} · {one.number} · {one.get_status_display()}{as_of}", highlight=False
        )
        for date in page.next_dates:
            title = date.title[0 if lang == "zh" else 1]
            console.print(f"→ {date.on}  {title}", highlight=False)
        table = Table("date", "link", "event", "source")
        for row in page.thread:
            table.add_row(str(row.on or "?"), row.link, row.sentence, row.source)
        console.print(table)


def export(
    query: Query,
    format: Annotated[str, typer.Option(help="csv, xlsx, jsonl, ris or bibtex.")] = "csv",
    output: Annotated[
        Path | None, typer.Option("-o", help="File; standard output if none. 输出文件。")
    ] = None,
    lang: Language = "zh",
) -> None:
    """Write the whole result of a query to a file. 导出。"""
    make_ready()
    from mainline.register import exports
    from mainline.register.search import all_rights
    from mainline.search.query import QueryError

    if format not in exports.FORMATS:
        raise fail(f"{format}: choose one of {', '.join(exports.FORMATS)} · 请选择其一", 2)
    with override(_locale(lang)), needing_index():
        try:
            chunks = exports.write(all_rights(_everybody(), query, language=lang), format)
            if output is None:
                for chunk in chunks:
                    sys.stdout.buffer.write(chunk)
            else:
                part = output.with_name(output.name + ".part")
                with part.open("wb") as file:
                    file.writelines(chunks)
                part.replace(output)
        except QueryError as error:
            raise fail(error.message_zh if lang == "zh" else error.message_en, 2) from error


def _everybody() -> Any:
    """Whoever runs commands on this machine has its files anyway, and may see all."""
    from django.contrib.auth.models import User

    return User(is_superuser=True, is_active=True)


def _locale(lang: str) -> str:
    return "zh-hans" if lang == "zh" else "en"


def _as_dict(result: Any) -> dict[str, Any]:
    from mainline.register.describe import right_row

    return {
        "query": result.query,
        "total": result.total,
        "page": result.page,
        "took_ms": result.took_ms,
        "mode": result.mode,
        "did_you_mean": result.did_you_mean,
        "rights": [{**right_row(row.right), "across": row.across} for row in result.rows],
        "facets": {
            facet.name: [{"value": v.value, "label": v.label, "count": v.count} for v in facet.values]
            for facet in result.facets
        },
    }

"""Commands that look: search, show, export."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import override
from rich.cells import cell_len
from rich.table import Table

from mainline.cli.output import (
    AsJson,
    Language,
    at_least,
    console,
    fail,
    needing_index,
    one_of,
    print_json,
    tell,
)
from mainline.cli.ready import make_ready
from mainline.search.fields import SORTS

Query = Annotated[str, typer.Argument(help="As in the search box. 与检索框相同。")]

_BEFORE = 48
"""Columns of a wrong query shown before the mistake; the caret under it must not be wrapped away."""
_AFTER = 15
"""Characters shown from there on."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(search)
    app.command()(show)
    app.command()(export)


def search(
    query: Query,
    page: Annotated[
        int, typer.Option(help="Page of the result. 页码。", callback=at_least(1), metavar="N")
    ] = 1,
    sort: Annotated[
        str,
        typer.Option(
            help=f"{', '.join(SORTS)}; by relevance if not given. 缺省按相关度。",
            callback=one_of("", *SORTS),
            metavar="ORDER",
        ),
    ] = "",
    lang: Language = "zh",
    json: AsJson = False,
) -> None:
    """Search as the page does. Exit code 2 for a query that is not understood. 检索。"""
    make_ready()
    with override(_locale(lang)), needing_index():
        _prepare(query, lang)
        result = _answer(query, page, sort, lang)
        if json:
            print_json(_as_dict(result))
        else:
            _print_result(result, lang)


def _prepare(query: str, lang: str) -> None:
    """Leave with 2 where a query can't be read; load the dictionaries it needs, so that no search is timed with that."""
    from mainline.register.search import vocabulary, warm
    from mainline.search.query import Phrase, QueryError, Term, leaves, parse

    if not query.strip():
        return
    try:
        tree = parse(query, vocabulary())
    except QueryError as error:
        raise _misread(query, error, lang) from error
    if any(isinstance(leaf, Term | Phrase) for leaf, _ in leaves(tree)):
        warm()


def _answer(query: str, page: int, sort: str, lang: str) -> Any:
    """One page of a result, or leave with 2 where it has not so many."""
    from mainline.register.search import PAGE, engine
    from mainline.register.search import search as ask

    # The engine makes room for all that stands before a page, so it is never asked for one that can't be.
    most = max(1, -(-engine().count() // PAGE))
    result = ask(_everybody(), query, language=lang, page=min(page, most), sort=sort)
    if result.error is not None:
        raise _misread(query, result.error, lang)
    if page > result.pages:
        raise fail(
            f"--page {page}: the result has {_counted(result.total, 'right')} on {_counted(result.pages, 'page')}"
            f" · 结果共 {result.total:,} 项、{result.pages:,} 页",
            2,
        )
    return result


def _misread(query: str, error: Any, lang: str) -> typer.Exit:
    """Show the place, say what is wrong and what to type instead; leave with 2."""
    before = query[: error.position][-_BEFORE:]
    while cell_len(before) > _BEFORE:
        before = before[1:]
    line = before + query[error.position :][:_AFTER]
    told = [re.sub(r"\s", " ", line), " " * cell_len(before) + "^", error.message(lang)]
    if error.suggestion:
        told.append(f"→ {error.suggestion}")
    return fail("\n".join(told), 2)


def _print_result(result: Any, lang: str) -> None:
    from mainline.register.search import PAGE

    if result.rows:
        table = Table("#", "number", "title", "holder", "filed", "status")
        for number, row in enumerate(result.rows, (result.page - 1) * PAGE + 1):
            right = row.right
            table.add_row(
                str(number),
                f"{right.number} ({right.pk})",
                right.display_title + (" ↔" if row.across else ""),
                right.holder_name[:40],
                str(right.filed_on or ""),
                right.get_status_display(),
            )
        console.print(table)
    console.print(_summary(result, lang), highlight=False)
    if result.did_you_mean:
        console.print(f"→ {result.did_you_mean}", highlight=False)


def _summary(result: Any, lang: str) -> str:
    took = f"{result.took_ms:.1f} ms"
    if not result.total:
        return f"{'没有结果' if lang == 'zh' else 'Nothing found'} · {took}"
    if lang == "zh":
        return f"{result.total:,} 项 · 第 {result.page:,} 页，共 {result.pages:,} 页 · {took}"
    return f"{_counted(result.total, 'right')} · page {result.page:,} of {result.pages:,} · {took}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


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
        own = 0 if lang == "zh" else 1
        as_of = f" · {one.status_as_of}" if one.status_as_of else ""
        console.print(f"{one.get_kind_display()} · {one.number}{as_of}", highlight=False)
        console.print(f"{page.status.sentence[own]} {page.certainty}", highlight=False)
        if page.no_term:
            console.print(page.no_term[own], highlight=False)
        for date in page.next_dates:
            title = date.title[own]
            console.print(f"→ {date.on}  {title}", highlight=False)
        table = Table("date", "link", "event", "source")
        for row in page.thread:
            table.add_row(str(row.on or "?"), row.link, row.sentence, row.source)
        console.print(table)


def export(
    query: Query,
    format: Annotated[str, typer.Option(help="csv, xlsx, jsonl, ris or bibtex. 格式。")] = "csv",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File; standard output if none. 输出文件。")
    ] = None,
    lang: Language = "zh",
    json: AsJson = False,
) -> None:
    """Write the whole result of a query to a file. 导出。"""
    from mainline.register import exports
    from mainline.register.search import all_rights

    if format not in exports.FORMATS:
        raise fail(f"--format {format}: choose one of {', '.join(exports.FORMATS)} · 请选择其一", 2)
    if json and output is None:
        raise fail("--json tells of a file: name it with -o · --json 需与 -o 同用", 2)
    make_ready()
    count = Tally()
    with override(_locale(lang)), needing_index():
        _prepare(query, lang)
        chunks = exports.write(count.each(all_rights(_everybody(), query, language=lang)), format)
        if output is None:
            for chunk in chunks:
                sys.stdout.buffer.write(chunk)
            return
        _write(output, chunks)
    told = {"path": str(output.resolve()), "format": format, "rows": count.rows}
    tell(told, f"{count.rows:,} → {output}", as_json=json)


@dataclass(slots=True)
class Tally:
    """How many rows have gone by."""

    rows: int = 0

    def each(self, rows: Iterable[Any]) -> Iterator[Any]:
        """Yield rows as they are, and count them."""
        for row in rows:
            self.rows += 1
            yield row


def _write(output: Path, chunks: Iterable[bytes]) -> None:
    """Write a file whole or not at all; leave with 2 where it can't be written."""
    part = output.with_name(output.name + ".part")
    try:
        with part.open("wb") as file:
            file.writelines(chunks)
        part.replace(output)
    except OSError as error:
        raise fail(f"{output}: {error.strerror} · 无法写入该文件", 2) from error
    finally:
        if part.exists():
            part.unlink()


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
        "pages": result.pages,
        "took_ms": result.took_ms,
        "mode": result.mode,
        "did_you_mean": result.did_you_mean,
        "rights": [{**right_row(row.right), "across": row.across} for row in result.rows],
        "facets": {
            facet.name: [{"value": v.value, "label": v.label, "count": v.count} for v in facet.values]
            for facet in result.facets
        },
    }

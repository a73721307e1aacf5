"""Commands that look: search, show, export."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from django.utils.translation import override
from rich.cells import cell_len
from rich.table import Table

from mainline.cli import remote
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
from mainline.client import Invalid
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
    ask = _search_there if remote.is_chosen() else _search_here
    with override(_locale(lang)):
        result, told = ask(query, page, sort, lang)
        if json:
            print_json(told)
        else:
            _print_result(result, lang)


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of a result, wherever it comes from."""

    pk: int
    number: str
    title: str
    holder: str
    filed_on: dt.date | None
    status: str
    across: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a result, wherever it comes from."""

    total: int
    page: int
    pages: int
    took_ms: float
    did_you_mean: str
    hits: Sequence[Hit]


def _search_here(query: str, page: int, sort: str, lang: str) -> tuple[Page, dict[str, Any]]:
    make_ready()
    with needing_index():
        _prepare(query, lang)
        result = _answer(query, page, sort, lang)
    hits = [
        Hit(
            row.right.pk,
            row.right.number,
            row.right.display_title,
            row.right.holder_name,
            row.right.filed_on,
            row.right.get_status_display(),
            row.across,
        )
        for row in result.rows
    ]
    shown = Page(result.total, result.page, result.pages, result.took_ms, result.did_you_mean, hits)
    return shown, _as_dict(result)


def _search_there(query: str, page: int, sort: str, lang: str) -> tuple[Page, dict[str, Any]]:
    from mainline.register.enums import StatusLabel

    with remote.asking(lang) as client, _misreading(query, lang):
        found = client.search(query, page=page, sort=sort)
    if page > found.pages:
        raise _no_such_page(page, found.total, found.pages)
    hits = [
        Hit(
            row.id,
            row.number,
            row.title(lang),
            row.holder,
            row.filed_on,
            str(StatusLabel(row.status).label),
            row.across,
        )
        for row in found.items
    ]
    told = msgspec.to_builtins(found)
    told["rights"] = told.pop("items")
    del told["next"]
    return Page(found.total, found.page, found.pages, found.took_ms, found.did_you_mean, hits), told


@contextmanager
def _misreading(query: str, lang: str) -> Iterator[None]:
    """Show where a query that the server can't read goes wrong, as it is shown of one here."""
    try:
        yield
    except Invalid as error:
        wrong = remote.wrong_query(error)
        if wrong is None:
            raise
        raise _misread(query, wrong, lang) from error


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
    result = ask(everybody(), query, language=lang, page=min(page, most), sort=sort)
    if result.error is not None:
        raise _misread(query, result.error, lang)
    if page > result.pages:
        raise _no_such_page(page, result.total, result.pages)
    return result


def _no_such_page(page: int, total: int, pages: int) -> typer.Exit:
    return fail(
        f"--page {page}: the result has {_counted(total, 'right')} on {_counted(pages, 'page')}"
        f" · 结果共 {total:,} 项、{pages:,} 页",
        2,
    )


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


def _print_result(result: Page, lang: str) -> None:
    from mainline.register.search import PAGE

    if result.hits:
        table = Table("#", "number", "title", "holder", "filed", "status")
        for place, hit in enumerate(result.hits, (result.page - 1) * PAGE + 1):
            table.add_row(
                str(place),
                f"{hit.number} ({hit.pk})",
                hit.title + (" ↔" if hit.across else ""),
                hit.holder[:40],
                str(hit.filed_on or ""),
                hit.status,
            )
        console.print(table)
    console.print(_summary(result, lang), highlight=False)
    if result.did_you_mean:
        console.print(f"→ {result.did_you_mean}", highlight=False)


def _summary(result: Page, lang: str) -> str:
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
    look = _right_there if remote.is_chosen() else _right_here
    with override(_locale(lang)):
        found = look(right, lang)
        if found is None:
            raise fail(f"{right}: no such right · 没有这项权利", 2)
        shown, told = found
        if json:
            print_json(told)
        else:
            _print_right(shown)


@dataclass(frozen=True, slots=True)
class Shown:
    """A right in one language, wherever it comes from."""

    title: str
    other_title: str
    kind: str
    number: str
    as_of: dt.date | None
    status: str
    no_term: str
    next_dates: Sequence[tuple[dt.date, str]]
    thread: Sequence[tuple[dt.date | None, str, str, str]]
    """(day, link, sentence, source)."""


def _right_here(text: str, lang: str) -> tuple[Shown, Any] | None:
    make_ready()
    from mainline.orgs import clock
    from mainline.register import queries
    from mainline.register.describe import right_as_dict
    from mainline.register.lookup import find_right

    pk = find_right(everybody(), text)
    page = queries.right_page(everybody(), pk, on=clock.today(), language=lang) if pk else None
    if page is None:
        return None
    one, own = page.right, 0 if lang == "zh" else 1
    shown = Shown(
        one.display_title,
        one.other_title,
        str(one.get_kind_display()),
        one.number,
        one.status_as_of,
        f"{page.status.sentence[own]} {page.certainty}",
        page.no_term[own] if page.no_term else "",
        [(date.on, date.title[own]) for date in page.next_dates],
        [(row.on, row.link, row.sentence, row.source) for row in page.thread],
    )
    return shown, right_as_dict(page)


def _right_there(text: str, lang: str) -> tuple[Shown, Any] | None:
    from mainline.register.enums import CertaintyLabel, RightKindLabel

    with remote.asking(lang) as client:
        one = remote.find_right(client, text)
    if one is None:
        return None
    other = one.titles.get("en" if lang == "zh" else "zh", "")
    shown = Shown(
        one.title(lang),
        "" if other == one.title(lang) else other,
        str(RightKindLabel(one.kind).label),
        one.number,
        one.status_as_of,
        f"{getattr(one.status_sentence, lang)} {CertaintyLabel(one.status_certainty).label}",
        getattr(one.no_term, lang) if one.no_term else "",
        [(date.on, getattr(date.title, lang)) for date in one.next_dates],
        [(event.on, event.link, event.sentence, event.source) for event in one.events],
    )
    return shown, one


def _print_right(shown: Shown) -> None:
    console.print(shown.title, style="bold", highlight=False)
    console.print(shown.other_title, highlight=False)
    as_of = f" · {shown.as_of}" if shown.as_of else ""
    console.print(f"{shown.kind} · {shown.number}{as_of}", highlight=False)
    console.print(shown.status, highlight=False)
    if shown.no_term:
        console.print(shown.no_term, highlight=False)
    for on, title in shown.next_dates:
        console.print(f"→ {on}  {title}", highlight=False)
    table = Table("date", "link", "event", "source")
    for day, link, sentence, source in shown.thread:
        table.add_row(str(day or "?"), link, sentence, source)
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

    if format not in exports.FORMATS:
        raise fail(f"--format {format}: choose one of {', '.join(exports.FORMATS)} · 请选择其一", 2)
    if json and output is None:
        raise fail("--json tells of a file: name it with -o · --json 需与 -o 同用", 2)
    ask = _export_there if remote.is_chosen() else _export_here
    with override(_locale(lang)):
        rows = ask(query, format, output, lang)
    if output is not None:
        told = {"path": str(output.resolve()), "format": format, "rows": rows}
        tell(told, f"{rows:,} → {output}", as_json=json)


def _export_here(query: str, format: str, output: Path | None, lang: str) -> int:
    """Write what is found, and return how many rights that is."""
    from mainline.register import exports
    from mainline.register.search import all_rights

    make_ready()
    count = Tally()
    with needing_index():
        _prepare(query, lang)
        _write(output, exports.write(count.each(all_rights(everybody(), query, language=lang)), format))
    return count.rows


def _export_there(query: str, format: str, output: Path | None, lang: str) -> int:
    with remote.asking(lang) as client, _misreading(query, lang):
        rows = client.search(query, facets=False).total
        _write(output, client.export_chunks(query, format=format))
    return rows


@dataclass(slots=True)
class Tally:
    """How many rows have gone by."""

    rows: int = 0

    def each(self, rows: Iterable[Any]) -> Iterator[Any]:
        """Yield rows as they are, and count them."""
        for row in rows:
            self.rows += 1
            yield row


def _write(output: Path | None, chunks: Iterable[bytes]) -> None:
    """Write a file whole or not at all, or to standard output; leave with 2 where it can't be written."""
    if output is None:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        return
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


def everybody() -> Any:
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

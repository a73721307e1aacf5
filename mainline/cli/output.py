"""How commands print: tables and bars for people, JSON for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

console = Console(markup=False, emoji=False)
errors = Console(stderr=True, markup=False, emoji=False)
"""Square brackets belong to titles, names and paths (``benzo[b]thiophene``), so none is read as markup."""


def print_json(value: object) -> None:
    """Write one JSON document to standard output, and nothing else."""
    print(msgspec.json.encode(value, enc_hook=_plain).decode())


def tell(value: object, sentence: str, *, as_json: bool) -> None:
    """Print the answer of a command: JSON for programs, else a sentence."""
    if as_json:
        print_json(value)
    else:
        console.print(sentence, highlight=False, markup=False)


def fail(message: str, code: int = 1) -> typer.Exit:
    """Say what is wrong and leave with ``code``."""
    errors.print(message, style="red", highlight=False, soft_wrap=True)
    return typer.Exit(code)


def at_least(least: int) -> Callable[[typer.CallbackParam, int], int]:
    """Return the check of an option that counts: what is less than ``least`` leaves with 2."""

    def check(option: typer.CallbackParam, value: int) -> int:
        if value < least:
            raise fail(f"--{option.name} {value}: give {least} or more · 至少为 {least}", 2)
        return value

    return check


def one_of(*choices: str) -> Callable[[typer.CallbackParam, str], str]:
    """Return the check of an option with a few values; any other leaves with 2 and their names."""

    def check(option: typer.CallbackParam, value: str) -> str:
        if value not in choices:
            named = ", ".join(choice for choice in choices if choice)
            raise fail(f"--{option.name} {value}: choose one of {named} · 请选择其一", 2)
        return value

    return check


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs. 输出 JSON。")]
Language = Annotated[
    str,
    typer.Option(
        "--lang",
        help="Language of labels: zh or en. 标签语言。",
        callback=one_of("zh", "en"),
        metavar="zh|en",
    ),
]


@contextmanager
def needing_index() -> Iterator[None]:
    """Turn an index that is missing, busy or of another version into a message and exit code 3."""
    from mainline.search.engines.base import EngineError

    try:
        yield
    except EngineError as error:
        raise fail(f"{error.message_zh}\n{error.message_en}", 3) from error


def import_bar() -> tuple[Progress, Callable[[Any], None]]:
    """Return a progress bar and the function that an import reports to: documents/s, bytes, time left."""
    progress = Progress(
        SpinnerColumn(),
        BarColumn(),
        TaskProgressColumn(),
        DownloadColumn(binary_units=True),
        TextColumn("{task.fields[read]:,} records · {task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[member]}", markup=False),
        console=errors,
        transient=True,
    )
    task = progress.add_task("", total=None, read=0, rate=0.0, member="")
    started = dt.datetime.now(dt.UTC)

    def report(job: Any) -> None:
        read = sum(counts.get("read", 0) for counts in job.counts.values())
        seconds = max((dt.datetime.now(dt.UTC) - started).total_seconds(), 0.001)
        progress.update(
            task,
            total=max(job.bytes_total, job.bytes_done),
            completed=job.bytes_done,
            read=read,
            rate=read / seconds,
            member=job.member[-40:],
        )

    return progress, report


def _plain(value: object) -> object:
    """Print what JSON has no form for: a lazy label, a path."""
    return str(value)

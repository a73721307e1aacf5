"""Commands run against a server: the same command, the same output, its answers from the API instead of the database.

``mainline --remote URL``, or ``MAINLINE_REMOTE``. The token is told in ``MAINLINE_TOKEN``, or a file that
``MAINLINE_TOKEN_FILE`` names, never on the command line, where everybody on the machine could read it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from mainline.cli.output import fail
from mainline.client import ApiError, Client, Invalid, NotAllowed, NotFound, NotLoggedIn
from mainline.client.shapes import ImportDetail, RightDetail

COMMANDS = ("search", "show", "export", "ingest", "imports")
"""What can be asked of a server; all else needs the machine itself."""
_ADDRESS: ContextVar[str] = ContextVar("address", default="")


def register(app: typer.Typer) -> None:
    """Add the option to the program."""
    app.callback()(choose)


def choose(
    context: typer.Context,
    remote: Annotated[
        str,
        typer.Option(
            "--remote",
            envvar="MAINLINE_REMOTE",
            metavar="URL",
            help="Ask this server; its token is in MAINLINE_TOKEN. 向此服务器提问，令牌在 MAINLINE_TOKEN 中。",
        ),
    ] = "",
) -> None:
    """主线 Mainline — one right, one thread. 一项权利，一条主线。"""
    _ADDRESS.set(remote)
    if not remote:
        return
    if context.invoked_subcommand not in COMMANDS:
        raise fail(
            f"{context.invoked_subcommand}: not with --remote (or MAINLINE_REMOTE), only on the server's own machine."
            f" With it there are: {', '.join(COMMANDS)}"
            f" · 不能用于 --remote（或 MAINLINE_REMOTE），只能在服务器本机运行",
            2,
        )


def is_chosen() -> bool:
    """Whether the command that runs is to ask a server."""
    return bool(_ADDRESS.get())


@contextmanager
def asking(lang: str) -> Iterator[Client]:
    """Ask the server chosen; leave with 2 for what will not do, with 3 where it can't be asked."""
    try:
        client = Client(_ADDRESS.get(), _token(), language=lang)
    except ValueError as error:
        raise fail(f"--remote: {error}", 2) from error
    try:
        with client:
            yield client
    except (NotLoggedIn, NotAllowed) as error:
        raise fail(f"{error.message_zh}\n{error.message_en}\nMAINLINE_TOKEN=mlt_…", 2) from error
    except (Invalid, NotFound) as error:
        raise fail(f"{error.message_zh}\n{error.message_en}", 2) from error
    except ApiError as error:
        raise fail(f"{error.message_zh}\n{error.message_en}", 3) from error


def _token() -> str:
    if token := os.environ.get("MAINLINE_TOKEN", "").strip():
        return token
    named = os.environ.get("MAINLINE_TOKEN_FILE", "")
    try:
        return Path(named).read_text(encoding="utf-8").strip() if named else ""
    except OSError as error:
        raise fail(f"MAINLINE_TOKEN_FILE: {named}: {error.strerror} · 无法读取令牌文件", 2) from error


@dataclass(frozen=True, slots=True)
class WrongQuery:
    """Where a query that the server can't read goes wrong, as the parser of this machine would tell it."""

    position: int
    suggestion: str
    pair: tuple[str, str]

    def message(self, language: str) -> str:
        """Return what is wrong."""
        return self.pair[0 if language == "zh" else 1]


def wrong_query(error: Invalid) -> WrongQuery | None:
    """Return what is wrong with a query; ``None`` where something else is."""
    position = error.problem.position
    if error.code != "query" or position is None:
        return None
    return WrongQuery(position, error.problem.suggestion, (error.message_zh, error.message_en))


def find_right(client: Client, text: str) -> RightDetail | None:
    """Return the right with this id or number; ``None`` where there is none, or not one alone."""
    text = text.strip()
    if text.isdecimal() and len(text) < 10:
        try:
            return client.right(int(text))
        except NotFound:
            pass
    quoted = text.replace('"', " ")
    try:
        answer = client.search(f'number:"{quoted}"', facets=False)
    except Invalid:
        # What is no number of any office names no right.
        return None
    return client.right(answer.items[0].id) if answer.total == 1 else None


@dataclass(frozen=True, slots=True)
class RemoteImport:
    """An import of a server, with the names by which this machine's own are printed."""

    job: ImportDetail

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Format to what became of its records."""
        return {name: _counts(counts) for name, counts in self.job.by_format.items()}

    @property
    def bytes_total(self) -> int:
        """Bytes to read."""
        return self.job.bytes_total

    @property
    def bytes_done(self) -> int:
        """Bytes read."""
        return self.job.bytes_done

    @property
    def member(self) -> str:
        """The file."""
        return self.job.name


def _counts(counts: Any) -> dict[str, int]:
    return {name: getattr(counts, name) for name in counts.__struct_fields__}


def summary_of(job: ImportDetail) -> dict[str, Any]:
    """Return what an import of a server came to, as of one here. How much is unpublished only its page says."""
    return {
        "state": job.state,
        "path": job.name,
        "dry_run": job.is_dry_run,
        "total": _counts(job.counts),
        "formats": {name: _counts(counts) for name, counts in job.by_format.items()},
        "unrecognised": [[one.file, one.bytes, one.reason] for one in job.unrecognised],
        "unpublished": 0,
        "import": job.id,
    }


def ingest(client: Client, path: Path, *, dry_run: bool, report: Any) -> ImportDetail:
    """Bring a file to the server and wait for what becomes of it. Stopped by hand, the import is stopped too."""
    if not path.is_file():
        raise fail(
            f"{path}: a server takes one file; pack a folder into a zip archive · 服务器只接收单个文件，请把文件夹打包为 zip",
            2,
        )
    job = client.upload(path, dry_run=dry_run)
    try:
        return client.wait(job.id, timeout=float("inf"), report=lambda told: report(RemoteImport(told)))
    except KeyboardInterrupt:
        client.imports.cancel(job.id)
        raise


def seconds_of(job: ImportDetail) -> float:
    """Return how long an import took."""
    begun, ended = job.started_at or job.requested_at, job.finished_at
    return (ended - begun).total_seconds() if ended else time.time() - begun.timestamp()

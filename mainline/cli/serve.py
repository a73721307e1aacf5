"""``mainline run``: everything from an empty folder to a page, then serve it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command

from mainline.cli.output import console, fail
from mainline.cli.ready import migrate

Host = Annotated[str, typer.Option(help="Address to listen on. 监听地址。")]
_AFTER_A_DEATH = 2.0
_AFTER_PAGES = 5
Port = Annotated[int, typer.Option(help="Port. 端口。")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(run)
    app.command(hidden=True)(worker)
    app.command("collect-static", hidden=True)(collect_static)


def run(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    demo: Annotated[
        bool, typer.Option(help="Fill an empty database with the demonstration province.")
    ] = True,
) -> None:
    """Prepare what is not ready and serve: migrations, demonstration, search index, pages. 启动。"""
    prepare(demo=demo)
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if not _is_free(host, port):
        raise fail(
            f"{bind} is taken. Choose another: mainline run --port {port + 1} · 端口被占用，请换一个。", 3
        )
    pages, worker = _start("gunicorn", *_gunicorn(bind)), _start("mainline", "worker")
    # A stop by any of the usual signals must stop both children, and only them.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _announce(bind)
        while pages.poll() is None:
            time.sleep(0.5)
            if worker.poll() is not None:
                # Pages are served on; what the worker was at, its next run takes up.
                time.sleep(_AFTER_A_DEATH)
                worker = _start("mainline", "worker")
        raise fail(
            "The pages are no longer served; the messages above say why. · 页面服务已停止，原因见上。", 3
        )
    except KeyboardInterrupt:
        pass
    finally:
        _stop(pages, worker)


def _stop(*children: subprocess.Popen[bytes]) -> None:
    """End our own processes: kindly, and after half a minute for sure."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=30)
        except subprocess.TimeoutExpired:
            child.kill()


def prepare(*, demo: bool) -> None:
    """Bring database and index up to date; fill an empty database with the demonstration."""
    from mainline.orgs import clock
    from mainline.register import actions, indexing, search
    from mainline.register.models import Right

    migrate()
    call_command("createcachetable", verbosity=0)
    if demo and not Right.objects.exists():
        from mainline.seeding import seed_demonstration

        console.print("Demonstration province · 生成示范省份 …")
        seed_demonstration(region=settings.REGION)
    actions.refresh_expired(on=clock.today())
    indexing.level()
    # Made once for all processes, which then read it in no time.
    search.dictionaries()


def collect_static() -> None:
    """Gather static files with hashed names."""
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def worker(once: bool = False) -> None:
    """Run queued imports, keep the index level, tell webhooks; started by ``run``."""
    from mainline.worker import work

    # Whoever waits for a page comes first; what is queued takes what the pages leave.
    os.nice(_AFTER_PAGES)

    # Told to stop, an import goes back to the queue and is taken up at the next start.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _leave)
    work(once=once)


def _start(*module_and_arguments: str) -> subprocess.Popen[bytes]:
    """Start one of our own modules in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", *module_and_arguments])  # noqa: S603 (no shell, own words)


def _gunicorn(bind: str) -> list[str]:
    return [
        "mainline.wsgi:application",
        f"--bind={bind}",
        f"--workers={settings.WORKERS}",
        "--worker-class=gthread",
        "--threads=8",
        "--no-control-socket",
        "--config=python:mainline.serving",
        "--log-level=warning",
        "--max-requests=20000",
        "--max-requests-jitter=2000",
    ]


def _announce(bind: str) -> None:
    console.print(
        f"\n[bold]Mainline 主线[/bold]  →  [link=http://{bind}/]http://{bind}/[/link]",
        highlight=False,
        markup=True,
    )
    from mainline.seeding import accounts_file

    file = accounts_file()
    if file.exists():
        rows = json.loads(file.read_text(encoding="utf-8"))
        console.print(
            f"Demonstration accounts · 示范账号 (password · 密码 {rows[0]['password']})", highlight=False
        )
        for row in rows:
            if row["is_shown"]:
                console.print(
                    f"  {row['username']:<12} {row['zh']} · {row['en']}", highlight=False, markup=False
                )
        console.print(f"  … {len(rows)} in {file}", highlight=False, markup=False)
    console.print("Ctrl+C stops · 停止", highlight=False)


def _is_free(host: str, port: int) -> bool:
    import socket

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _leave(signum: int, frame: object) -> None:
    raise SystemExit(0)


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt

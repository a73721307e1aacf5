"""Search through HTTP, page and API, over a large generated register, by several users at once.

``python -m tests.bench.http_search [--rights 1000000] [--users 8] [--seconds 20] [--folder F] [--json]``. Makes rights and index
once in ``--folder`` (kept when named), serves them with the ordinary server on the loopback address, and asks three-word
queries, each user waiting for an answer before asking again. The yardstick in the same run is ``/healthz``, which
asks the database one thing and searches nothing. Stops by itself.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mainline.search.documents import PreparedDocument, prepare
from tests.bench import corpus

CHUNK = 2_000
KINDS = ("page", "api", "healthz")


def prepared_chunk(first: int, last: int) -> tuple[list[tuple[object, ...]], list[PreparedDocument]]:
    """Rows of rights and their search documents for numbers ``first`` to ``last``."""
    rows, documents = [], []
    for number in range(first, last):
        document = corpus.document(number)
        rows.append(_row(document))
        documents.append(prepare(document))
    return rows, documents


def _row(document: Any) -> tuple[object, ...]:
    titles, abstracts = dict(document.titles), dict(document.abstracts)
    holder = next((name for role, name in document.parties if role == "applicant"), "")
    return (
        document.id, "", "", "public", False, document.kind or "invention", (document.office or "CN")[:2],
        next(iter(document.numbers), ""), next(iter(titles.values()), ""),
        json.dumps(titles, ensure_ascii=False), json.dumps(abstracts, ensure_ascii=False),
        _day(document.filed_on), _day(document.published_on), _day(document.granted_on), None,
        document.status or "published", None, _day(document.published_on), "recorded", holder, "[]", "",
        _day(document.filed_on),
    )  # fmt: skip


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def make(folder: Path, rights: int) -> float:
    """Fill an empty data folder; return seconds."""
    os.environ["MAINLINE_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainline.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import transaction

    from mainline.register.indexing import open_for_writing
    from mainline.register.ingest import bulk, rows
    from mainline.register.models import Right

    started = time.monotonic()
    call_command("migrate", interactive=False, verbosity=0)
    engine = open_for_writing(settings.INDEX_DIR)
    columns = (*rows.RIGHT_GIVEN, *rows.RIGHT_COLUMNS)
    starts = range(1, rights + 1, CHUNK)
    with ProcessPoolExecutor(2) as pool:
        ends = [min(start + CHUNK, rights + 1) for start in starts]
        for made, documents in pool.map(prepared_chunk, starts, ends):
            with transaction.atomic():
                bulk.insert(Right, columns, made)
            engine.add(documents, new=True)
    engine.commit()
    engine.close()
    return time.monotonic() - started


def serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the ordinary server and wait until it answers."""
    environment = {**os.environ, "MAINLINE_DATA": str(folder)}
    command = [sys.executable, "-m", "mainline", "run", "--port", str(port), "--no-demo"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process
        except OSError:
            time.sleep(0.1)
    process.terminate()
    raise SystemExit("the server did not start within a minute")


def ask(port: int, kind: str, seconds: float, seed: int, rights: int) -> list[float]:
    """One user: ask, wait, ask again; return milliseconds an answer. Any status but 200 is an error."""
    queries = list(corpus.queries(400, seed, rights))
    rng = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        query = quote(rng.choice(queries))
        path = {"page": f"/search/?q={query}", "api": f"/api/v1/search?q={query}", "healthz": "/healthz"}[
            kind
        ]
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Language": "en"})
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
    return times


def measured(port: int, users: int, seconds: float, rights: int) -> dict[str, Any]:
    """Page, API and yardstick, one after the other, after a warm-up."""
    report: dict[str, Any] = {}
    for kind in KINDS:
        ask(port, kind, 3, 999, rights)
        with ThreadPoolExecutor(users) as pool:
            runs = list(
                pool.map(lambda seed, kind=kind: ask(port, kind, seconds, seed, rights), range(users))
            )
        times = sorted(value for run in runs for value in run)
        report[kind] = {
            "answers": len(times),
            "per_second": round(len(times) / seconds, 1),
            "p50_ms": round(times[len(times) // 2], 1),
            "p99_ms": round(times[int(len(times) * 0.99)], 1),
        }
    return report


def main() -> None:
    """Make, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rights", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        report: dict[str, Any] = {"rights": options.rights, "users": options.users}
        if not (folder / "mainline.sqlite3").exists():
            report["made_in_seconds"] = round(make(folder, options.rights), 1)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = serve(folder, port)
        try:
            time.sleep(8)  # dictionaries load in the background
            report |= measured(port, options.users, options.seconds, options.rights)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)
    print(json.dumps(report) if options.json else "\n".join(f"{k}: {v}" for k, v in report.items()))


if __name__ == "__main__":
    main()

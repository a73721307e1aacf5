"""The whole program under load: 200 simulated users over 100,000 rights, and what became of every write.

``python -m tests.bench.load [--rights 100000] [--users 200] [--seconds 120] [--workers 2] [--keep FOLDER] [--kill] [--json]``.
Starts ``mainline run`` in processes of its own on the loopback address, on SQLite in the folder or on what
``MAINLINE_DATABASE_URL`` names, which the first run fills by an ordinary import and ``--keep`` keeps. Users think
seven seconds between answers, as those of TPC-W do; four of five are logged in as members of the largest organisations; one
request of twenty of theirs writes. ``/healthz``, asked twice a second in the same run, is the yardstick. Afterwards every write that was promised (2xx or
3xx) must be in the database once and whole, none twice, and ``mainline verify`` must find nothing. With ``--kill`` twenty
users do nothing but write, and the server with all its processes is killed in the middle (SIGKILL) and started again, three
times. Stops by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.bench import corpus
from tests.bench.load_client import MEMBER, THINK, VISITOR, WRITER, Measured, User, as_json, prove

MEMBERS_OF_FIVE = 4
PAGES = ("home", "search", "search with filter", "right", "more like it", "my day", "organisation", "table")
_READY = 120.0


def environment(folder: Path, workers: int) -> dict[str, str]:
    """What the server and all helpers see."""
    return {
        **os.environ,
        "MAINLINE_DATA": str(folder),
        "MAINLINE_WORKERS": str(workers),
        # All users come from one address, and a rate of the API counts by user anyway.
        "MAINLINE_API_RATE_READ": "6000",
        "MAINLINE_API_RATE_WRITE": "6000",
    }


def helper(folder: Path, workers: int, *arguments: str) -> Any:
    """Run one of the helpers that know Django, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load_register", *arguments],
        env=environment(folder, workers), stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


class Server:
    """The program, in a group of processes of its own, so that all of it can be killed at once."""

    def __init__(self, folder: Path, workers: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._environment = environment(folder, workers)
        self._log = (folder / "load-server.log").open("ab")
        self.start()

    def start(self) -> None:
        """Start and wait until pages are served."""
        command = [sys.executable, "-m", "mainline", "run", "--port", str(self.port), "--no-demo"]
        self._process = subprocess.Popen(
            command, env=self._environment, stdout=self._log, stderr=self._log, start_new_session=True
        )
        end = time.monotonic() + _READY
        while time.monotonic() < end:
            try:
                # The address is taken before anybody answers there.
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=30):
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise SystemExit(f"the server did not start within {_READY:.0f} s")

    def kill(self) -> None:
        """End every process of the group at once, as a power cut would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End it kindly."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=90)
        self._log.close()

    def processor_seconds(self) -> dict[str, float]:
        """Processor time of each process of the group so far, by what it is."""
        found: dict[str, float] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and (told := _process(entry, self._process.pid)):
                found[told[0]] = found.get(told[0], 0) + told[1]
        return found


def _process(entry: Path, group: int) -> tuple[str, float] | None:
    try:
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
        words = (entry / "cmdline").read_bytes().decode().split("\0")
    except (OSError, ValueError):
        return None
    if int(fields[2]) != group:
        return None
    what = "pages" if "gunicorn" in words else "worker" if "worker" in words else "other"
    return what, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(folder: Path, workers: int) -> Iterator[Server]:
    """The program for a while."""
    server = Server(folder, workers)
    try:
        yield server
    finally:
        server.stop()


async def lived(
    server: Server, users: list[User], seconds: float, mixes: list[Mapping[str, int]], told: Measured
) -> None:
    """All users at once for so many seconds."""
    until = time.monotonic() + seconds
    await asyncio.gather(
        prove(server.port, until, told),
        *(user.live(until, mix) for user, mix in zip(users, mixes, strict=True)),
    )


def crowd(
    port: int, options: argparse.Namespace, members: list[dict[str, Any]], told: Measured
) -> tuple[list[User], list[Any]]:
    """The users and what each asks for."""
    queries = list(corpus.queries(2_000, 7, options.rights))
    users, mixes = [], []
    for nth in range(options.users):
        member = members[nth % len(members)] if nth % 5 < MEMBERS_OF_FIVE else None
        users.append(User(port, nth, member, queries, options.rights, told))
        mixes.append(MEMBER if member else VISITOR)
    return users, mixes


def percentiles(times: Mapping[str, list[float]]) -> dict[str, dict[str, float]]:
    """Milliseconds by kind of request, and of all pages together."""
    together = {**times, "all pages": [t for name in PAGES for t in times.get(name, ())]}
    return {
        name: {
            "answers": len(found),
            **{
                f"p{n}_ms": round(sorted(found)[min(len(found) - 1, int(len(found) * n / 100))], 1)
                for n in (50, 95, 99)
            },
        }
        for name, found in together.items()
        if found
    }


def under_load(folder: Path, options: argparse.Namespace, members: list[dict[str, Any]]) -> dict[str, Any]:
    """Let the users live, and see what became of what they wrote."""
    told = Measured()
    with served(folder, options.workers) as server:
        users, mixes = crowd(server.port, options, members, Measured())
        # Dictionaries load in the background, and each process opens index and templates at their first use.
        asyncio.run(lived(server, users, options.warm, mixes, Measured()))
        users, mixes = crowd(server.port, options, members, told)
        before, own = server.processor_seconds(), resource.getrusage(resource.RUSAGE_SELF)
        started = time.monotonic()
        asyncio.run(lived(server, users, options.seconds, mixes, told))
        took = time.monotonic() - started
        after, mine = server.processor_seconds(), resource.getrusage(resource.RUSAGE_SELF)
        measured = {
            "asked": told.asked,
            "per_second": round(told.asked / took, 1),
            "routes": percentiles(told.times),
            "errors": len(told.errors),
            "first_errors": told.errors[:10],
            "client_cores": round((mine.ru_utime + mine.ru_stime - own.ru_utime - own.ru_stime) / took, 2),
            "server_cores": {what: round((after[what] - before.get(what, 0)) / took, 2) for what in after},
        }
        # To look at every write and every seal takes minutes: what was measured is told before.
        print(json.dumps(measured, ensure_ascii=False), file=sys.stderr, flush=True)
        measured["writes"] = what_is_there(folder, options, told)
    return measured | {"verify": verified(folder, options.workers)}


def what_is_there(folder: Path, options: argparse.Namespace, told: Measured) -> dict[str, Any]:
    """Ask the database about every write, while the worker ends what was queued."""
    file = folder / "load-marks.json"
    file.write_text(as_json(told.marks), encoding="utf-8")
    found: dict[str, Any] = helper(folder, options.workers, "written", str(file))
    return found


def verified(folder: Path, workers: int) -> dict[str, Any]:
    """What ``mainline verify`` says of the database: its exit code and last line."""
    done = subprocess.run(
        [sys.executable, "-m", "mainline", "verify"],
        env=environment(folder, workers), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return {"code": done.returncode, "said": (done.stdout + done.stderr).strip().splitlines()[-1:]}


def killed(folder: Path, options: argparse.Namespace, members: list[dict[str, Any]]) -> dict[str, Any]:
    """Kill the server in the middle of writes, three times; see what is there each time."""
    rounds = []
    rng = random.Random(1)
    for _ in range(3):
        told = Measured()
        with served(folder, options.workers) as server:
            users = [User(server.port, nth, members[nth], ["x"], options.rights, told) for nth in range(20)]
            asyncio.run(_until_killed(server, users, 6 + rng.random() * 4))
            server.start()
            rounds.append(what_is_there(folder, options, told))
    return {"rounds": rounds, "verify": verified(folder, options.workers)}


async def _until_killed(server: Server, users: list[User], seconds: float) -> None:
    """Write without thinking; the server dies in the middle."""

    async def power_cut() -> None:
        await asyncio.sleep(seconds)
        server.kill()

    until = time.monotonic() + seconds + 0.5
    await asyncio.gather(power_cut(), *(user.live(until, WRITER, 0.025) for user in users))


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rights", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument(
        "--warm", type=float, default=20, help="seconds of the same load before anything is measured"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder that is filled once and kept")
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    """Fill, serve, live, look, print."""
    options = arguments()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        report: dict[str, Any] = {
            "rights": options.rights, "users": options.users, "seconds": options.seconds, "workers": options.workers,
            "database": os.environ.get("MAINLINE_DATABASE_URL", "sqlite").partition(":")[0],
            "think_seconds": THINK, "machine_load_before": os.getloadavg()[0],
        }  # fmt: skip
        report["filled"] = helper(folder, options.workers, "fill", str(options.rights))
        members = helper(
            folder, options.workers, "members", str(max(20, options.users * MEMBERS_OF_FIVE // 5))
        )
        report |= (killed if options.kill else under_load)(folder, options, members)
    print(json.dumps(report, indent=None if options.json else 1, ensure_ascii=False))


if __name__ == "__main__":
    main()

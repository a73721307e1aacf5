"""The worker as a process: killed between sending and noting, it sends again under the same id; one slow receiver holds up no other."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.receivers import answering, listening, quietly

ROOT = Path(__file__).resolve().parents[2]
SET_UP = """
import django; django.setup()
from tests.factories import an_event, an_organisation, enter
from tests.register.samples import publication
from mainline.register.models import Party
from mainline.webhooks import actions
right = enter(publication())[0]
import sys
for url in sys.argv[1:]:
    owner = an_organisation()
    Party.objects.create(right=right, role="holder", name=owner.name, organisation=owner)
    actions.make_webhook(organisation=owner, receiver=url, codes=[], is_own_only=True, by=None)
an_event(right)
"""


@pytest.fixture
def worker(program: Any, tables: Path | None, tmp_path: Path) -> Any:
    """Run scripts and workers on a data folder of their own, receivers on this machine excepted."""
    if tables is None:
        pytest.skip("the worker of this test is on SQLite")
    (tmp_path / "program").mkdir()
    shutil.copy(tables, tmp_path / "program")

    def start(*command: str, allow: str) -> subprocess.Popen[bytes]:
        environment = vars(program)["environment"] | {
            "MAINLINE_OUTWARD_ALLOW": allow,
            "DJANGO_SETTINGS_MODULE": "mainline.settings",
        }
        return subprocess.Popen([sys.executable, *command], env=environment, cwd=ROOT)

    return start


def _until(condition: Any, seconds: float = 40) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not come about"
        time.sleep(0.05)


@pytest.mark.django_db
def test_a_worker_killed_between_sending_and_noting_sends_again_and_one_slow_receiver_holds_up_no_other(
    worker: Any, tmp_path: Path
) -> None:
    with listening() as slow, listening() as quick:
        release, allow = threading.Event(), f"{slow.entry},{quick.entry}"
        slow.reply = quietly(lambda handler: release.wait(30) and answering(200)(handler))
        assert worker("-c", SET_UP, slow.url, quick.url, allow=allow).wait(120) == 0
        first = worker("-m", "mainline", "worker", allow=allow)
        _until(lambda: slow.asked and quick.asked)

        first.kill()
        first.wait(10)
        release.set()
        slow.reply = answering(200)
        assert _let_the_lease_end(tmp_path / "program") >= 1
        assert worker("-m", "mainline", "worker", "--once", allow=allow).wait(120) == 0

        ids = [headers["Mainline-Id"] for _path, headers, _body in slow.asked]
        assert len(ids) == 2
        assert len(set(ids)) == 1


def _let_the_lease_end(folder: Path) -> int:
    """Let what the dead worker had claimed be due now; return how much that was."""
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
    with closing(sqlite3.connect(folder / "mainline.sqlite3")) as database, database:
        claimed = "UPDATE mainline_delivery SET next_at = ? WHERE state = 'waiting' AND attempts = 1"
        return database.execute(claimed, [now]).rowcount

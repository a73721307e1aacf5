"""A worker that is killed with -9 between claiming and sending loses nothing, and what was sent is not sent again."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
SET_UP = """
import datetime as dt, django; django.setup()
from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.portfolio import actions
from mainline.register.deadlines.models import Deadline
from tests.factories import a_user
from tests.portfolio.samples import a_reply, kept_right
reply = a_reply(kept_right()[0])
Deadline.objects.exclude(pk=reply.pk).delete()
user = a_user(Role.ATTORNEY, reply.docket.organisation, "anna")
user.email = "anna@example.org"
user.save()
actions.assign_rights(dockets=[reply.docket_id], people={'responsible': user}, by=None)
"""
REMIND = """
import datetime as dt, sys, time, django; django.setup()
from mainline.orgs import clock
from django.core.mail.backends import filebased
from mainline.portfolio.reminders import jobs
real = filebased.EmailBackend.send_messages
def stuck(self, messages):
    if sys.argv[1] == "after":
        real(self, messages)
    print("now", flush=True)
    time.sleep(60)
if sys.argv[1] != "run":
    filebased.EmailBackend.send_messages = stuck
clock.set_clock(dt.date.fromisoformat(sys.argv[2]))
jobs.work_once()
"""


@pytest.fixture
def start(program: Any, tables: Path | None, tmp_path: Path) -> Any:
    """Run scripts on a data folder of their own whose letters go into its outbox."""
    if tables is None:
        pytest.skip("the worker of this test is on SQLite")
    (tmp_path / "program").mkdir()
    shutil.copy(tables, tmp_path / "program")

    def started(script: str, *arguments: str) -> subprocess.Popen[bytes]:
        environment = vars(program)["environment"] | {
            "MAINLINE_EMAIL_URL": "outbox:",
            "DJANGO_SETTINGS_MODULE": "mainline.settings",
        }
        command = [sys.executable, "-c", script, *arguments]
        return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE)

    return started


def ids(folder: Path) -> list[str]:
    """The Message-IDs of the letters in the outbox."""
    texts = [file.read_text(encoding="utf-8") for file in sorted((folder / "outbox").glob("*"))]
    return [found for text in texts for found in re.findall(r"^Message-ID: (\S+)", text, re.MULTILINE)]


def outcomes(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "mainline.sqlite3")) as database:
        asked = "SELECT outcome FROM mainline_reminder WHERE channel = 'email' AND outcome != 'passed' ORDER BY id"
        return [row[0] for row in database.execute(asked)]


def let_the_lease_end(folder: Path) -> None:
    """Let what the dead worker had claimed be claimed long ago."""
    then = (dt.datetime.now(dt.UTC) - dt.timedelta(minutes=6)).strftime("%Y-%m-%d %H:%M:%S")
    with closing(sqlite3.connect(folder / "mainline.sqlite3")) as database, database:
        database.execute("UPDATE mainline_reminder SET claimed_at = ?", [then])


def die(start: Any, when: str, day: str) -> None:
    """Kill a worker right before or after the mail server takes its letter."""
    with start(REMIND, when, day) as worker:
        assert worker.stdout.readline() == b"now\n"
        os.kill(worker.pid, signal.SIGKILL)
        assert worker.wait(10) == -signal.SIGKILL


def live_on(start: Any, day: str) -> None:
    """Let the next worker do what is to be done."""
    with start(REMIND, "run", day) as worker:
        assert worker.wait(120) == 0


@pytest.mark.django_db
def test_worker_killed_around_sending_leaves_no_reminder_unsent(start: Any, tmp_path: Path) -> None:
    folder = tmp_path / "program"
    with start(SET_UP) as set_up:
        assert set_up.wait(120) == 0

    die(start, "before", "2027-02-05")
    assert (outcomes(folder), ids(folder)) == (["claimed"], [])
    let_the_lease_end(folder)
    live_on(start, "2027-02-05")

    assert outcomes(folder) == ["sent"]
    assert len(ids(folder)) == 1

    die(start, "after", "2027-02-11")
    assert outcomes(folder) == ["sent", "claimed"]
    let_the_lease_end(folder)
    live_on(start, "2027-02-11")

    assert outcomes(folder) == ["sent", "sent"]
    # Killed after the mail server took it and before the mark, the same letter goes out again: the limit of e-mail.
    assert len(ids(folder)) == 3
    assert len(set(ids(folder))) == 2

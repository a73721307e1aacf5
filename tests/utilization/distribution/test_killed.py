"""A program that is killed between any two steps and run again ends in the same ledger."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).with_name("journey.py")
KILLS = 6


def test_killed_journey_told_again_ends_in_the_same_ledger(
    tmp_path: Path, program: Any, tables: Path | None
) -> None:
    if tables is None:
        pytest.skip("a program of its own needs a database of its own: SQLite")
    first = tmp_path / "whole"
    first.mkdir()
    shutil.copy(tables, first / "mainline.sqlite3")
    _run(program, first, "prepare")
    shutil.copytree(first, tmp_path / "killed")
    begun = time.monotonic()
    expected = json.loads(_run(program, first, "walk"))
    took = time.monotonic() - begun

    rng = random.Random(20261120)
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, str(SCRIPT), "walk"], env=_environment(program, tmp_path / "killed"),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(rng.uniform(took * 0.4, took * 0.95))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL

    assert json.loads(_run(program, tmp_path / "killed", "walk")) == expected
    assert killed
    assert expected["unbalanced"] == 0
    assert expected["receipts"] == 3


def _environment(program: Any, data: Path) -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[3])
    return {
        **program.environment,
        "MAINLINE_DATA": str(data),
        "PYTHONPATH": root,
        "DJANGO_SETTINGS_MODULE": "mainline.settings",
    }


def _run(program: Any, data: Path, what: str) -> str:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), what],
        env=_environment(program, data),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout

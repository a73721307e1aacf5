"""The same tests on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SUITES = [
    # What leans on locks, on sums, on JSON and on raw rows.
    "tests/archive", "tests/audit", "tests/orgs", "tests/register", "tests/webhooks",
    "tests/portfolio/reminders", "tests/portfolio/receipts", "tests/portfolio/fees", "tests/creation/disclosures",
    "tests/utilization", "tests/protection", "tests/service/claims", "tests/service/requests", "tests/strategy",
    "tests/test_seeding.py", "tests/test_doctor.py",
]  # fmt: skip


@pytest.mark.postgresql
def test_all_that_touches_the_database_passes_on_postgresql(tmp_path: Path) -> None:
    url = os.environ["MAINLINE_TEST_POSTGRESQL"]
    environment = {**os.environ, "MAINLINE_DATABASE_URL": url}
    environment.pop("MAINLINE_TEST_POSTGRESQL")
    for name in [key for key in environment if key.startswith("PYTEST_")]:
        del environment[name]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'inner'}", *SUITES],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=1800,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout or "[100%]" in done.stdout

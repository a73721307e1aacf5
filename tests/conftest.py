"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent


NEEDS = {
    "postgresql": ("MAINLINE_TEST_POSTGRESQL", "the URL of a PostgreSQL server where databases may be made"),
    "browser": ("MAINLINE_TEST_BROWSER", "the path of Chromium, such as /usr/bin/chromium"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine was not given, and say what to give."""
    for item in items:
        for marker, (variable, what) in NEEDS.items():
            if item.get_closest_marker(marker) and not os.environ.get(variable):
                item.add_marker(pytest.mark.skip(reason=f"set {variable} to {what}"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real office files, ``data`` inside it; the test is skipped where there is none."""
    folder = Path(os.environ.get("MAINLINE_SHARED", "../shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"no real data at {folder}: set MAINLINE_SHARED to the folder that holds data/")
    return folder


@pytest.fixture(scope="session")
def kept_dictionaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what is made of the dictionaries is kept for all tests of all processes: making it takes seconds."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "dictionaries.json"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: Any, kept_dictionaries: Path) -> None:
    """Give each test an index and a file store of its own, and passwords that are hashed fast."""
    settings.DATA_DIR = tmp_path / "data"
    settings.INDEX_DIR = tmp_path / "data" / "index"
    settings.FILES_DIR = tmp_path / "data" / "files"
    settings.DICTIONARIES_FILE = kept_dictionaries
    settings.DATA_DIR.mkdir()
    # The real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Hundreds of tests ask from one address.
    settings.API_RATE_READ = settings.API_RATE_WRITE = 0


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Begin each test in the platform's language: one that asked for a page leaves the page's language behind."""
    translation.deactivate()


@pytest.fixture(scope="session")
def tables(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path | None:
    """A SQLite file with all tables and no rows: copied, it spares a program of its own the migrations.

    ``None`` where the tests run on another database.
    """
    from django.db import connection

    if connection.vendor != "sqlite":
        return None
    # Tests that are not marked django_db get no database of their own; the one of this folder is not theirs to copy.
    assert "memory" in str(connection.settings_dict["NAME"]), "mark the test that asks for tables django_db"
    file = tmp_path_factory.mktemp("tables") / "mainline.sqlite3"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    return file


@pytest.fixture
def program(fresh_program: Any) -> Any:
    """Run the command line as a person does, in a process and a data folder of its own."""
    return fresh_program


@pytest.fixture
def fresh_program(tmp_path: Path, kept_dictionaries: Path) -> Any:
    """The same, on a folder where nothing was done yet: the first command makes all tables."""
    import shutil
    import subprocess
    import sys

    environment = {**os.environ, "MAINLINE_DATA": str(tmp_path / "program"), "PYTHONPATH": str(ROOT)}
    environment.pop("MAINLINE_DATABASE_URL", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*arguments: str, check: bool = True, **more: Any) -> subprocess.CompletedProcess[str]:
        folder = tmp_path / "program"
        if kept_dictionaries.exists() and not (folder / kept_dictionaries.name).exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            shutil.copy(kept_dictionaries, folder)
        done = subprocess.run(
            [sys.executable, "-m", "mainline", *arguments],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            **more,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    vars(run)["environment"] = environment
    return run

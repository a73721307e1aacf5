"""The command line, in a process of its own or inside that of the test."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import typer
from psycopg import sql
from typer.testing import CliRunner


@pytest.fixture
def program(fresh_program: Any, tables: Path | None) -> Any:
    """As everywhere, with all tables made: that takes longer than what most tests ask."""
    if tables is not None:
        data = Path(fresh_program.environment["MAINLINE_DATA"])
        data.mkdir(mode=0o700, exist_ok=True)
        shutil.copy(tables, data / "mainline.sqlite3")
    return fresh_program


@pytest.fixture
def fresh_program(fresh_program: Any) -> Iterator[Any]:
    """As everywhere; where the suite runs on PostgreSQL, with a database of its own there."""
    server = os.environ.get("MAINLINE_DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield fresh_program
        return
    name = f"mainline_cli_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        fresh_program.environment["MAINLINE_DATABASE_URL"] = (
            urlsplit(server)._replace(path=f"/{name}").geturl()
        )
        yield fresh_program
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def command(db: None) -> Any:
    """Run a command on the test's own database; the result has ``exit_code``, ``stdout`` and ``stderr``."""
    from mainline.cli import accounts, care, data, look, serve, trust

    app = typer.Typer()
    for module in (serve, data, look, care, accounts, trust):
        module.register(app)
    return lambda *arguments, typed="": CliRunner().invoke(
        app, arguments, input=typed, catch_exceptions=False
    )

"""The command line, in a process of its own or inside that of the test."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import typer
from psycopg import sql
from typer.testing import CliRunner


@pytest.fixture
def program(program: Any) -> Iterator[Any]:
    """As everywhere; where the suite runs on PostgreSQL, with a database of its own there."""
    server = os.environ.get("MAINLINE_DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield program
        return
    name = f"mainline_cli_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        program.environment["MAINLINE_DATABASE_URL"] = urlsplit(server)._replace(path=f"/{name}").geturl()
        yield program
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

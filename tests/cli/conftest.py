"""The command line inside the process of the test, where a process of its own would tell no more."""

from __future__ import annotations

from typing import Any

import pytest
import typer
from typer.testing import CliRunner


@pytest.fixture
def command(db: None) -> Any:
    """Run a command on the test's own database; the result has ``exit_code``, ``stdout`` and ``stderr``."""
    from mainline.cli import care, data, look, serve

    app = typer.Typer()
    for module in (serve, data, look, care):
        module.register(app)
    return lambda *arguments: CliRunner().invoke(app, arguments, catch_exceptions=False)

"""The command line against a server: the same commands, the same output."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from mainline.cli import accounts, care, data, imports, look, remote, tokens
from tests.client.conftest import ROOT, Server
from tests.register.samples import grants_file

HERE = """
import django; django.setup()
import json, sys, typer
from typer.testing import CliRunner
from mainline.cli import data, imports, look, tokens
app = typer.Typer()
for module in (data, imports, look, tokens):
    module.register(app)
done = [CliRunner().invoke(app, command) for command in json.load(sys.stdin)]
json.dump([[one.exit_code, one.stdout, one.stderr] for one in done], sys.stdout)
"""


@pytest.fixture
def there(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Run a command against the server, without a database: one that is asked for fails the test."""
    app = typer.Typer()
    for module in (remote, data, imports, look, care, accounts, tokens):
        module.register(app)
    monkeypatch.setenv("MAINLINE_REMOTE", server.base)
    monkeypatch.setenv("MAINLINE_TOKEN", server.token)
    yield lambda *command: CliRunner().invoke(app, command, catch_exceptions=False)
    remote._ADDRESS.set("")


def here(server: Server, *commands: Sequence[str]) -> list[list[Any]]:
    """Run commands on the server's own data, in one process; return exit code, output and errors of each."""
    done = subprocess.run(
        [sys.executable, "-c", HERE],
        env=server.environment, cwd=ROOT, input=json.dumps(commands), capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[list[Any]] = json.loads(done.stdout)
    return found


def without_time(text: str) -> str:
    return re.sub(r"[\d.]+ ms", "", text)


def test_commands_print_the_same_as_on_the_server_itself(there: Any, server: Server) -> None:
    commands = [
        [*command, "--lang", lang, *more]
        for command in (["search", "大豆 OR 播种机"], ["show", server.number], ["search", "(大豆"])
        for lang in ("zh", "en")
        for more in ([], ["--json"])
    ]

    own = here(server, *commands)

    for command, (code, printed, said) in zip(commands, own, strict=True):
        answer = there(*command)
        assert (answer.exit_code, answer.stderr) == (code, said), command
        if "--json" in command and code == 0:
            assert json.loads(answer.stdout) | {"took_ms": 0} == json.loads(printed) | {"took_ms": 0}
        else:
            assert without_time(answer.stdout) == without_time(printed)


def test_what_is_wrong_is_said(there: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for command, code, words in (
        (["show", "CN999999999A"], 2, "no such right"),
        (["search", "播种机", "--page", "9"], 2, "1 page"),
        (["search", "播种机", "--page", "900"], 2, "500"),
        (["--remote", "http://127.0.0.1:1", "search", "x"], 3, "did not answer"),
        (["--remote", "http://ip.example.org", "search", "x"], 2, "encryption"),
        (["ingest", str(ROOT)], 2, "zip"),
        (["ingest", "a.csv", "--mapping", "own"], 2, "no such file"),
    ):
        monkeypatch.setattr("mainline.client.transport.time.sleep", lambda seconds: None)
        answer = there(*command)
        assert (answer.exit_code, words in answer.stderr) == (code, True), (command, answer.stderr)
    monkeypatch.setenv("MAINLINE_TOKEN", "mlt_wrong")
    denied = there("imports")
    assert (denied.exit_code, "MAINLINE_TOKEN" in denied.stderr) == (2, True)


def test_the_token_can_be_in_a_file(
    there: Any, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("MAINLINE_TOKEN")
    monkeypatch.setenv("MAINLINE_TOKEN_FILE", str(tmp_path / "token"))
    assert there("imports").exit_code == 2

    (tmp_path / "token").write_text(f"{server.token}\n")

    assert there("imports").exit_code == 0


def test_a_file_goes_to_the_server_and_comes_back_as_an_export(there: Any, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    grants_file(file, 5, first=400_001, bad=(2,))

    done = there("ingest", str(file), "--json")

    summary = json.loads(done.stdout)
    assert done.exit_code == 1, done.stderr
    total = summary["total"]
    assert (total["read"], total["new"] + total["changed"], total["quarantined"]) == (5, 4, 1)
    again = there("ingest", str(file), "--dry-run")
    assert "5 read = 0 new + 0 changed + 4 same + 1 quarantined" in again.stdout
    listed = json.loads(there("imports", "--json").stdout)
    assert (listed[1]["name"], listed[1]["id"]) == ("more.csv", summary["import"])
    exported = there("export", "", "--format", "jsonl", "-o", str(tmp_path / "out.jsonl"), "--json")
    assert exported.exit_code == 0, exported.stderr
    assert json.loads(exported.stdout)["rows"] == len((tmp_path / "out.jsonl").read_text().splitlines())
    assert there("export", "(", "-o", str(tmp_path / "none.csv")).exit_code == 2
    assert not (tmp_path / "none.csv").exists()


def test_commands_that_need_the_machine_are_refused(there: Any) -> None:
    for command in (["doctor"], ["account", "list"], ["token", "make", "manager"], ["rebuild-index"]):
        refused = there(*command)
        assert (refused.exit_code, "--remote" in refused.stderr) == (2, True)

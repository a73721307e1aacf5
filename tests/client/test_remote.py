"""The command line against a server: the same commands, the same output."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.client.conftest import ROOT, Server
from tests.register.samples import grants_file


@pytest.fixture
def run(server: Server, tmp_path: Path) -> Any:
    """Run a command here on the server's own data, or from elsewhere with the server's address and a token."""

    def here_or_there(*arguments: str, is_remote: bool, token: str = "") -> subprocess.CompletedProcess[str]:
        environment = dict(server.environment)
        if is_remote:
            environment |= {
                "MAINLINE_DATA": str(tmp_path / "elsewhere"),
                "MAINLINE_REMOTE": server.base,
                "MAINLINE_TOKEN": token or server.token,
            }
        return subprocess.run(
            [sys.executable, "-m", "mainline", *arguments],
            env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    return here_or_there


def without_time(text: str) -> str:
    return re.sub(r"[\d.]+ ms", "", text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_search_and_show_print_the_same_as_on_the_server_itself(run: Any, server: Server, lang: str) -> None:
    for command in (("search", "大豆 OR 播种机"), ("show", server.number)):
        here = run(*command, "--lang", lang, is_remote=False)
        there = run(*command, "--lang", lang, is_remote=True)

        assert (there.returncode, here.returncode) == (0, 0), there.stderr
        assert without_time(there.stdout) == without_time(here.stdout)
        assert server.number in there.stdout


def test_json_is_the_same_too(run: Any, server: Server) -> None:
    here = json.loads(run("search", "播种机", "--json", is_remote=False).stdout)
    there = json.loads(run("search", "播种机", "--json", is_remote=True).stdout)

    assert there | {"took_ms": 0} == here | {"took_ms": 0}


def test_what_is_wrong_is_said_the_same_way(run: Any) -> None:
    here, there = (run("search", "(大豆", is_remote=is_remote) for is_remote in (False, True))
    assert (there.returncode, there.stderr) == (here.returncode, here.stderr)
    assert there.returncode == 2

    missing = run("show", "CN999999999A", is_remote=True)
    assert (missing.returncode, "no such right" in missing.stderr) == (2, True)
    far = run("search", "播种机", "--page", "9", is_remote=True)
    assert (far.returncode, "1 page" in far.stderr) == (2, True)
    denied = run("imports", is_remote=True, token="mlt_wrong")
    assert (denied.returncode, "MAINLINE_TOKEN" in denied.stderr) == (2, True)
    elsewhere = run("--remote", "http://127.0.0.1:1", "search", "x", is_remote=True)
    assert elsewhere.returncode == 3
    plain = run("--remote", "http://ip.example.org", "search", "x", is_remote=True)
    assert (plain.returncode, "encryption" in plain.stderr) == (2, True)


def test_a_file_goes_to_the_server_and_comes_back_as_an_export(
    run: Any, server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "more.csv"
    grants_file(file, 5, first=400_001, bad=(2,))

    done = run("ingest", str(file), "--json", is_remote=True)

    summary = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert (summary["total"]["read"], summary["total"]["new"], summary["total"]["quarantined"]) == (5, 4, 1)
    listed = json.loads(run("imports", "--json", is_remote=True).stdout)
    assert listed[0]["name"] == "more.csv"
    assert listed[0]["id"] == summary["import"]
    exported = run(
        "export", "", "--format", "jsonl", "-o", str(tmp_path / "out.jsonl"), "--json", is_remote=True
    )
    assert exported.returncode == 0, exported.stderr
    assert json.loads(exported.stdout)["rows"] == len((tmp_path / "out.jsonl").read_text().splitlines())
    folder = run("ingest", str(tmp_path), is_remote=True)
    assert (folder.returncode, "zip" in folder.stderr) == (2, True)


def test_commands_that_need_the_machine_are_refused(run: Any, tmp_path: Path) -> None:
    for command in (("doctor",), ("account", "list"), ("token", "make", "manager"), ("rebuild-index",)):
        refused = run(*command, is_remote=True)
        assert (refused.returncode, "--remote" in refused.stderr) == (2, True)
    assert not (tmp_path / "elsewhere" / "mainline.sqlite3").exists()


def test_a_token_is_made_on_the_machine_and_works_from_elsewhere(run: Any, server: Server) -> None:
    made = json.loads(
        run("token", "make", "manager", "--scope", "read", "--days", "1", "--json", is_remote=False).stdout
    )

    assert run("search", "播种机", "--json", is_remote=True, token=made["token"]).returncode == 0
    assert made["token"] not in run("token", "list", "manager", is_remote=False).stdout
    assert run("token", "revoke", str(made["id"]), is_remote=False).returncode == 0
    assert run("search", "播种机", is_remote=True, token=made["token"]).returncode == 2
    assert run("token", "make", "nobody", is_remote=False).returncode == 2
    assert run("token", "make", "manager", "--scope", "all", is_remote=False).returncode == 2

"""``mainline rules``: answers, lists, shows, tests and compares the law, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from mainline.cli import rules
from mainline.rules.loading import PACKS

CASE = {
    "id": "x",
    "right_type": "invention",
    "event": "first_filing_cn",
    "event_date": "2024-02-29",
    "inputs": {},
    "expected": {"kind": "cn.priority.deadline", "due_date": "1999-01-01"},
}


@pytest.fixture
def command() -> Any:
    """Run a command where there is no database."""
    app = typer.Typer()
    rules.register(app)
    app.command("other")(lambda: None)
    return lambda *arguments, typed=b"": CliRunner().invoke(
        app, arguments, input=typed, catch_exceptions=False
    )


def lines(*cases: Any) -> bytes:
    return "".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in cases).encode()


def test_answer_prints_one_line_a_case_and_sees_nothing_of_what_is_expected(
    command: Any, tmp_path: Path
) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_bytes(lines(CASE, "", {**CASE, "id": "y"}))

    told = command("rules", "answer", str(cases))

    first, second = (json.loads(line) for line in told.stdout.splitlines())
    assert told.exit_code == 0
    assert (first["id"], second["id"]) == ("x", "y")
    assert first["answer"]["due_date"] == "2025-02-28"
    assert set(first) >= {"id", "answer", "steps", "citations", "caveats"}


def test_answer_reads_standard_input_and_says_which_line_is_no_case(command: Any) -> None:
    told = command(
        "rules", "answer", "-", typed=lines("{broken", [1], {**CASE, "inputs": {"colour": 1}}, CASE)
    )

    wrong = [json.loads(line) for line in told.stdout.splitlines()]
    assert told.exit_code == 1
    assert [(each.get("line"), "error" in each) for each in wrong] == [
        (1, True),
        (2, True),
        (3, True),
        (None, False),
    ]
    assert wrong[2]["id"] == "x"


def test_answer_of_a_file_that_is_not_there_says_so(command: Any, tmp_path: Path) -> None:
    told = command("rules", "answer", str(tmp_path / "none.jsonl"))
    assert (told.exit_code, "Give a file of JSON lines" in told.stderr) == (2, True)


def test_list_and_show_tell_the_law(command: Any) -> None:
    listed = json.loads(command("rules", "list", "--pack", "paris", "--json").stdout)
    shown = command("rules", "show", "cn.priority.deadline", "--lang", "zh").stdout

    assert {each["pack"] for each in listed} == {"paris"}
    assert all(each["versions"] for each in listed)
    assert "要求优先权的期限" in shown
    assert "《专利法》（2020年修正）第29条" in shown
    assert "12 months" in shown


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("show", "cn.priority"), "Near: cn.priority.deadline"),
        (("list", "--pack", "mars"), "no such pack"),
        (("diff", "/nowhere"), "there is no pack"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(
    command: Any, asked: tuple[str, ...], why: str
) -> None:
    told = command("rules", *asked)
    assert (told.exit_code, why in told.stderr) == (2, True)


def test_own_examples_all_hold(command: Any) -> None:
    told = json.loads(command("rules", "test", "--json").stdout)
    assert told["examples"] > 100
    assert told["failed"] == []


def test_diff_names_what_another_pack_says_otherwise(command: Any, tmp_path: Path) -> None:
    text = (PACKS / "paris.toml").read_text("utf-8")
    same, other = tmp_path / "same", tmp_path / "other"
    for folder, changed in ((same, text), (other, text.replace("12 months", "13 months"))):
        folder.mkdir()
        (folder / "paris.toml").write_text(changed, "utf-8")

    alike, differing = command("rules", "diff", str(same)), command("rules", "diff", str(other), "--json")

    assert (alike.exit_code, differing.exit_code) == (0, 1)
    changes = json.loads(differing.stdout)
    assert "paris.priority" in {each["id"] for each in changes}
    assert {(each["kind"], each["change"]) for each in changes} == {("rule", "changed")}
    assert all("13 months" in str(field["after"]) for each in changes for field in each["fields"])


def test_answer_to_one_case_is_put_on_a_page(command: Any, tmp_path: Path) -> None:
    (tmp_path / "case.jsonl").write_text(json.dumps(CASE), "utf-8")
    page = tmp_path / "page.pdf"

    run = command("rules", "answer", str(tmp_path / "case.jsonl"), "--pdf", str(page))

    assert run.exit_code == 0, run.output
    assert page.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("lines", [[], [CASE, CASE], [7]])
def test_page_is_for_one_case_that_is_one(command: Any, tmp_path: Path, lines: list[Any]) -> None:
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines), "utf-8")

    run = command("rules", "answer", str(tmp_path / "cases.jsonl"), "--pdf", str(tmp_path / "page.pdf"))

    assert run.exit_code == 2
    assert not (tmp_path / "page.pdf").exists()

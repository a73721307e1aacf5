"""The command line as a person uses it, in processes of its own."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.register.samples import grants_file

pytestmark = pytest.mark.django_db


def test_a_day_at_the_command_line(tmp_path: Path, fresh_program: Any) -> None:
    path = grants_file(tmp_path / "grants.csv", 12, bad=(4,))

    first = fresh_program("ingest", str(path), "--json", check=False)
    again = fresh_program("ingest", str(path), check=False)
    found = json.loads(fresh_program("search", "turbine blade", "--lang", "en", "--json").stdout)
    shown = json.loads(fresh_program("show", found["rights"][0]["number"], "--lang", "en", "--json").stdout)
    exported = fresh_program("export", "applicant:acme", "--format", "csv", "--lang", "en").stdout

    assert first.returncode == again.returncode == 1
    assert json.loads(first.stdout)["total"] == {
        "read": 12, "new": 11, "changed": 0, "same": 0, "recovered": 0, "warned": 0, "quarantined": 1,
    }  # fmt: skip
    assert "Nothing has changed" not in again.stdout
    assert found["total"] == 11
    assert shown["id"] == found["rights"][0]["id"]
    assert {event["link"] for event in shown["events"]} <= {"creation", "portfolio"}
    rows = list(csv.reader(io.StringIO(exported.lstrip("\ufeff"))))
    assert len(rows) == 12
    assert rows[0][0] == "Number"


def test_quarantine_is_listed_shown_and_tried_again(tmp_path: Path, program: Any) -> None:
    program("ingest", str(grants_file(tmp_path / "grants.csv", 3, bad=(0,))), check=False)

    listed = json.loads(program("quarantine", "list", "--json").stdout)
    raw = program("quarantine", "show", str(listed["rows"][0]["id"])).stdout
    tried = program("quarantine", "retry", check=False)

    assert listed["total"] == 1
    assert "LOCATION" in raw
    assert "1 tried, 0 read now, 1 still" in tried.stdout
    assert tried.returncode == 1


def test_read_prints_records_without_a_database(tmp_path: Path, fresh_program: Any) -> None:
    path = grants_file(tmp_path / "grants.csv", 2)

    lines = fresh_program("read", str(path), "--json").stdout.splitlines()

    assert [json.loads(line)["type"] for line in lines] == ["Record", "Record"]
    assert not (Path(fresh_program.environment["MAINLINE_DATA"]) / "mainline.sqlite3").exists()


def test_wrong_query_points_at_the_mistake(tmp_path: Path, program: Any) -> None:
    program("ingest", str(grants_file(tmp_path / "grants.csv", 1)))

    done = program("search", "title:(turbine", "--lang", "en", check=False)

    assert done.returncode == 2
    assert "^" in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_file_and_unknown_right_are_exit_code_2(tmp_path: Path, program: Any) -> None:
    no_file = program("ingest", str(tmp_path / "nowhere"), check=False)
    no_right = program("show", "CN999999999A", check=False)

    assert (no_file.returncode, no_right.returncode) == (2, 2)
    assert "no such file" in no_file.stderr
    assert "Traceback" not in no_right.stderr


def test_clock_stands_still_and_runs_again(tmp_path: Path, program: Any) -> None:
    program("ingest", str(grants_file(tmp_path / "grants.csv", 1)))

    fixed = program("clock", "2040-01-01").stdout
    expired = json.loads(program("search", "status:expired", "--lang", "en", "--json").stdout)
    real = program("clock", "real").stdout
    wrong = program("clock", "2040-13-01", check=False)

    assert "2040-01-01" in fixed
    assert expired["total"] == 1
    assert "real" in real
    assert wrong.returncode == 2


def test_brackets_of_a_title_are_printed_and_not_obeyed(tmp_path: Path, program: Any) -> None:
    path = grants_file(tmp_path / "grants.csv", 1)
    text = path.read_text(encoding="utf-8").replace("TURBINE BLADE", "[/red] BENZO[b]THIOPHENE :smile:")
    path.write_text(text, encoding="utf-8")
    program("ingest", str(path))

    shown = program("show", "1", "--lang", "en").stdout

    assert "[/red] BENZO[b]THIOPHENE :smile:" in shown


def test_search_without_an_index_says_what_to_do(fresh_program: Any) -> None:
    done = fresh_program("search", "turbine", check=False)

    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


MAPPING = """
id = "our_list"
zh = "本单位台账"
en = "Our own list"
office = "CN"
right_kind = "invention"
dates = ["ymd"]
required = ["application_number"]

[[columns]]
field = "application_number"
zh = ["案号"]
en = ["Case"]
must = true

[[columns]]
field = "title"
zh = ["题目"]
en = ["Subject"]
"""


def test_own_mapping_is_checked_saved_and_read_by(tmp_path: Path, program: Any) -> None:
    table = tmp_path / "list.csv"
    table.write_text("案号,题目\n201710601862.3,一种大豆收获机\n", encoding="utf-8")
    mapping = tmp_path / "our.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('id = "x"\n', encoding="utf-8")

    unknown = json.loads(program("ingest", str(table), "--json").stdout)
    refused = program("mapping", "save", str(wrong), check=False)
    program("mapping", "save", str(mapping))
    listed = json.loads(program("mapping", "list", "--json").stdout)
    read = json.loads(program("ingest", str(table), "--mapping", "our_list", "--json").stdout)
    found = json.loads(program("search", "number:201710601862", "--json").stdout)

    assert unknown["total"]["read"] == 0
    assert refused.returncode == 2
    assert {"our_list", "in_grants"} <= {row["id"] for row in listed}
    assert read["total"]["new"] == 1
    assert found["rights"][0]["titles"] == {"zh": "一种大豆收获机"}

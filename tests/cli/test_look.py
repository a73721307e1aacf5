"""What search and export answer, and what they refuse."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from mainline.register.models import Right
from mainline.search import crosslingual
from mainline.search.engines.tantivy import TantivyEngine
from mainline.search.query import LONGEST_QUERY
from tests.factories import enter, some_publications


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--page", "-1"), "--page -1: give 1 or more"),
        (("--page", "0"), "--page 0: give 1 or more"),
        (("--page", "2"), "1 right on 1 page "),
        (("--page", "9" * 30), "1 right on 1 page "),
        (("--lang", "fr"), "--lang fr: choose one of zh, en"),
        (("--sort", "oldest"), "--sort oldest: choose one of filed, -filed"),
    ],
)
def test_search_refuses_an_option_and_says_what_it_takes(
    command: Any, arguments: tuple[str, ...], said: str
) -> None:
    enter(*some_publications(1))

    done = command("search", "大豆", *arguments)

    assert done.exit_code == 2
    assert said in done.stderr
    assert not done.stdout


def test_search_says_which_page_of_how_many(command: Any) -> None:
    enter(*some_publications(23))

    english = command("search", "大豆", "--page", "2", "--lang", "en").stdout
    chinese = command("search", "大豆", "--sort", "-filed").stdout
    nothing = command("search", "number:CN999", "--lang", "en")
    told = json.loads(command("search", "大豆", "--page", "2", "--json").stdout)

    assert "23 rights · page 2 of 2" in english
    assert "│ 21 " in english
    assert "23 项 · 第 1 页，共 2 页" in chinese
    assert nothing.exit_code == 0
    assert "Nothing found" in nothing.stdout
    assert (told["page"], told["pages"], len(told["rights"])) == (2, 2, 3)


@pytest.mark.parametrize(("query", "is_needed"), [("大豆", True), ("office:CN", False)])
def test_search_is_timed_with_its_dictionaries_loaded_and_loads_none_in_vain(
    command: Any, monkeypatch: Any, query: str, is_needed: bool
) -> None:
    enter(*some_publications(1))
    crosslingual._default.cache_clear()
    real, loaded = TantivyEngine.search, []

    def watched(self: TantivyEngine, request: Any) -> Any:
        loaded.append((request.query, crosslingual._default.cache_info().currsize))
        return real(self, request)

    monkeypatch.setattr(TantivyEngine, "search", watched)

    assert command("search", query).exit_code == 0

    assert loaded[-1] == (query, int(is_needed))


@pytest.mark.parametrize("name", ["search", "export"])
def test_wrong_query_shows_the_place_and_a_query_that_can_be_read(command: Any, name: str) -> None:
    enter(*some_publications(1))

    done = command(name, "申请人:大学 AND (", "--lang", "en")
    long = command(name, "大豆" * 40 + ' AND "x' + "大豆" * 40, "--lang", "en").stderr.splitlines()

    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        "申请人:大学 AND (",
        " " * 16 + "^",
        "A word is missing after “(”.",
        "→ 申请人:大学",
    ]
    assert not done.stdout
    assert long[1] == " " * 47 + "^"
    assert 'AND "x大豆' in long[0]
    assert len(long[0]) < 48


def test_query_over_the_limit_is_refused(command: Any) -> None:
    enter(*some_publications(1))

    done = command("search", "word " * (LONGEST_QUERY // 5 + 1), "--lang", "en")

    assert done.exit_code == 2
    assert f"the limit is {LONGEST_QUERY}" in done.stderr


def test_export_says_what_it_wrote(command: Any, tmp_path: Path) -> None:
    enter(*some_publications(3))
    path = tmp_path / "out.csv"

    told = json.loads(command("export", "大豆", "-o", str(path), "--json").stdout)
    sentence = command("export", "大豆", "-o", str(path)).stdout

    assert told == {"path": str(path), "format": "csv", "rows": 3}
    assert (
        len(list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines())))
        == 1 + Right.objects.count()
        == 4
    )
    assert sentence.startswith("3 → ")
    assert [one.name for one in tmp_path.glob("out*")] == ["out.csv"]


def test_export_that_cannot_be_written_leaves_nothing_and_says_why(command: Any, tmp_path: Path) -> None:
    enter(*some_publications(1))
    (tmp_path / "a file").touch()

    refused = [
        command("export", "大豆", "--json"),
        command("export", "大豆", "--format", "pdf"),
        command("export", "大豆", "-o", str(tmp_path / "nowhere" / "out.csv")),
        command("export", "大豆", "-o", str(tmp_path / "a file" / "out.csv")),
        command("export", "大豆", "-o", str(tmp_path)),
        command("export", "(", "-o", str(tmp_path / "out.csv")),
    ]

    assert [done.exit_code for done in refused] == [2] * 6
    assert all(done.stderr.strip() for done in refused)
    assert not list(tmp_path.glob("**/*.part"))
    assert not (tmp_path / "out.csv").exists()

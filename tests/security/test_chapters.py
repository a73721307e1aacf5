"""docs/operate/security.md names every requirement of ASVS 5.0 at levels 1 and 2 once, and nothing that there is not."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "operate" / "security.md").read_text(encoding="utf-8")
STATES = ("met", "partly", "not met", "not applicable")
SECTIONS = {
    1: (2, 9, 11, 3, 2), 2: (3, 3, 4, 1), 3: (0, 2, 4, 6, 5, 0, 2), 4: (3, 1, 2, 4), 5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4), 7: (3, 4, 2, 5, 2, 2), 8: (2, 3, 1, 1), 9: (3, 4), 10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1), 12: (3, 2, 4), 13: (1, 5, 2, 5), 14: (2, 4, 3), 15: (3, 3, 7), 16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}  # fmt: skip
"""How many requirements of levels 1 and 2 each section of each chapter has; they are numbered from 1."""
_ID = re.compile(r"V(\d+)\.(\d+)(?:\.(\d+))?\b")
_TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
_PATH = re.compile(
    r"`((?:mainline|docs|tools|tests|\.ci|bin)/[\w./-]*|requirements[\w.-]*|package-lock\.json)`"
)


@dataclass(frozen=True)
class Row:
    """One line of a chapter's table."""

    chapter: int
    ids: tuple[str, ...]
    asked: str
    how: str
    tests: str
    state: str


def ids_in(text: str) -> list[str]:
    """The requirements that a text names; a section stands for all that it has."""
    found: list[str] = []
    for chapter, section, number in _ID.findall(text):
        count = SECTIONS[int(chapter)][int(section) - 1]
        numbers = [number] if number else range(1, count + 1)
        found += [f"V{chapter}.{section}.{each}" for each in numbers]
    return found


def part(heading: str) -> str:
    """What stands below a heading, up to the next."""
    return re.split(r"^#+ ", TEXT.split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]


@cache
def rows() -> tuple[Row, ...]:
    """The rows of all chapters."""
    found = []
    for piece in re.split(r"^## (?=V\d)", TEXT, flags=re.M)[1:]:
        chapter = int(re.match(r"V(\d+)", piece)[1])
        for line in re.split(r"^## ", piece, flags=re.M)[0].splitlines():
            if line.startswith("| V"):
                first, *cells = (cell.strip() for cell in line.strip("|").split("|"))
                assert len(cells) == 4, line
                found.append(Row(chapter, tuple(ids_in(first)), *cells))
    return tuple(found)


@cache
def functions(file: Path) -> frozenset[str]:
    """The names of the tests in a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_chapter_has_its_name_and_its_table() -> None:
    named = [int(number) for number in re.findall(r"^## V(\d+) \w", TEXT, flags=re.M)]

    assert named == list(SECTIONS)
    assert {row.chapter for row in rows()} == set(SECTIONS)


def test_every_requirement_stands_in_one_row_of_its_chapter() -> None:
    wanted = {
        f"V{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, 1)
        for number in range(1, count + 1)
    }
    told = Counter(chain.from_iterable(row.ids for row in rows()))

    assert len(wanted) == 253
    assert sorted(wanted - set(told)) == []
    assert sorted(set(told) - wanted) == []
    assert [each for each, times in told.items() if times > 1] == []
    assert [
        row.ids for row in rows() if {each.split(".")[0] for each in row.ids} != {f"V{row.chapter}"}
    ] == []


def test_every_row_says_what_how_and_in_what_state() -> None:
    assert {row.state for row in rows()} <= set(STATES)
    assert [row.ids for row in rows() if not row.asked or len(row.how) < 10] == []


def test_counts_at_the_top_are_those_of_the_rows() -> None:
    counted: Counter[str] = Counter()
    for row in rows():
        counted[row.state] += len(row.ids)
    told = dict(
        re.findall(r"^\| (met|partly|not met|not applicable) \| (\d+) \|", part("Counts"), flags=re.M)
    )

    assert {state: int(number) for state, number in told.items()} == {
        state: counted[state] for state in STATES
    }


@pytest.mark.parametrize(
    ("heading", "state"), [("What is not met", "not met"), ("What is met in part", "partly")]
)
def test_what_falls_short_is_listed_at_the_top(heading: str, state: str) -> None:
    listed = Counter(ids_in(part(heading)))

    short = {each for row in rows() if row.state == state for each in row.ids}
    assert sorted(short - set(listed)) == []
    assert sorted(set(listed) - short) == []


def test_every_test_that_is_named_exists() -> None:
    named = _TEST.findall(TEXT)

    assert len(set(named)) > 100
    assert sorted({f"{file}::{name}" for file, name in named if name not in functions(ROOT / file)}) == []
    assert TEXT.count("::test_") == len(named)


def test_every_path_that_is_named_exists() -> None:
    named = {path.rstrip("/") for path in _PATH.findall(TEXT)}

    assert len(named) > 50
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_what_is_said_to_be_met_in_code_names_the_code() -> None:
    bare = [row.ids for row in rows() if row.state == "met" and not _PATH.search(row.how + row.tests)]

    assert bare == []

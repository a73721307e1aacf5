"""What could not be read, at the command line: the exit code says whether anything is left."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from mainline.offices.base import Piece
from mainline.offices.reading import pieces_of
from mainline.register.models import Quarantine, Right
from tests.factories import a_quarantined
from tests.register.samples import grants_file


def _readable(path: Path, rows: int, bad: tuple[int, ...] = ()) -> Quarantine:
    """A quarantined piece that today's reader can read, but for the rows of ``bad``."""
    grants_file(path, rows, bad=bad)
    reader, piece = next(item for item in pieces_of(path) if isinstance(item, tuple))
    assert isinstance(piece, Piece)
    return a_quarantined(piece.data, format=reader, header=piece.header)


def test_retry_of_what_was_never_there_is_refused_and_tries_nothing(command: Any, tmp_path: Path) -> None:
    row = _readable(tmp_path / "grants.csv", 1)

    done = command("quarantine", "retry", str(row.pk), "77777", "9" * 30)

    assert done.exit_code == 2
    assert f"77777, {'9' * 30}: not in quarantine" in done.stderr
    assert Quarantine.objects.get().state == "open"


def test_retry_ends_in_0_only_if_nothing_is_left(command: Any, tmp_path: Path) -> None:
    a_quarantined(b"PK\x03\x04broken", format="container")
    whole = _readable(tmp_path / "whole.csv", 2)
    part = _readable(tmp_path / "part.csv", 3, bad=(1,))

    one = command("quarantine", "retry", str(whole.pk), "--json")
    in_part = command("quarantine", "retry", str(part.pk), "--json")
    rest = command("quarantine", "retry", "--json")
    again = command("quarantine", "retry", str(whole.pk), "--json")

    assert (one.exit_code, json.loads(one.stdout)) == (0, {"tried": 1, "read": 1, "left": 0})
    assert (in_part.exit_code, json.loads(in_part.stdout)) == (1, {"tried": 1, "read": 1, "left": 1})
    assert (rest.exit_code, json.loads(rest.stdout)) == (1, {"tried": 2, "read": 0, "left": 2})
    assert (again.exit_code, json.loads(again.stdout)) == (0, {"tried": 0, "read": 0, "left": 0})
    assert Right.objects.count() == 3


def test_show_tells_programs_all_of_a_piece(command: Any) -> None:
    row = a_quarantined(b"\xff<broken")

    raw = command("quarantine", "show", str(row.pk)).stdout_bytes
    told = json.loads(command("quarantine", "show", str(row.pk), "--json").stdout)

    assert raw == b"\xff<broken"
    assert base64.b64decode(told["raw_base64"]) == raw
    assert (told["id"], told["reason"], told["size"], told["state"]) == (row.pk, "xml.malformed", 8, "open")
    assert told["why_zh"] != told["why_en"]


@pytest.mark.parametrize("arguments", [("show", "9" * 30), ("show", "1"), ("list", "--limit", "-3")])
def test_wrong_id_or_limit_is_exit_code_2(command: Any, arguments: tuple[str, ...]) -> None:
    done = command("quarantine", *arguments)

    assert done.exit_code == 2
    assert done.stderr.strip()

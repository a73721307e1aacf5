"""The portfolio of an organisation from one installation to another, on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.register.differences.samples import HEADER, row

pytestmark = pytest.mark.django_db


def test_portfolio_goes_out_and_comes_in_elsewhere(fresh_program: Any, tmp_path: Path) -> None:
    office, file = tmp_path / "list.csv", tmp_path / "portfolio.jsonl"
    office.write_text("\n".join((HEADER, row(), row(number="202410000001.X", title="乙"))), encoding="utf-8")
    fresh_program("account", "add", "ana", "--organisation", "北川大学", input="correct horse battery\n")
    bodies = json.loads(fresh_program("account", "list", "--json").stdout.splitlines()[0])
    assert bodies
    fresh_program("ingest", str(office), "--organisation", "1", "--workers", "0")

    out = json.loads(fresh_program("export-portfolio", "1", str(file), "--json").stdout)
    assert out["rights"] == 2
    assert len(file.read_text(encoding="utf-8").splitlines()) == 3
    again = fresh_program("export-portfolio", "1", str(file), check=False)
    assert again.returncode == 2
    assert fresh_program("export-portfolio", "999", str(tmp_path / "x"), check=False).returncode == 2
    assert fresh_program("ingest", str(file), "--organisation", "999", check=False).returncode == 2

    told = json.loads(
        fresh_program("ingest", str(file), "--organisation", "1", "--workers", "0", "--json").stdout
    )
    assert told["total"]["same"] == 2

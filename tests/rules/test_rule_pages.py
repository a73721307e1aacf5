"""The pages of the rules are those that the packs give: whoever changes a rule writes its page anew."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from pathlib import Path
from types import ModuleType

import pytest

from mainline.rules.loading import rulebook

ROOT = Path(__file__).resolve().parents[2]
VECTORS = Path(os.environ.get("MAINLINE_SHARED", "../shared")) / "vectors" / "deadlines.jsonl"
BOOK = rulebook()
HOW = "run: python tools/rule_pages.py --vectors CASES.jsonl"


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rule_pages", ROOT / "tools" / "rule_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()


def test_pages_are_those_of_the_packs() -> None:
    wanted = TOOL.pages(BOOK)

    there = {str(file.relative_to(TOOL.PAGES)) for file in TOOL.PAGES.rglob("*.md")}

    assert there == {*wanted, "vectors.md"}, HOW
    stale = [path for path, text in wanted.items() if (TOOL.PAGES / path).read_text("utf-8") != text]
    assert stale == [], HOW


def test_every_link_of_the_pages_leads_to_a_page() -> None:
    for file in TOOL.PAGES.rglob("*.md"):
        for link in re.findall(r"\]\(([^)]+\.md)\)", file.read_text("utf-8")):
            assert (file.parent / link).is_file(), (file, link)


@pytest.mark.realdata
@pytest.mark.skipif(not VECTORS.exists(), reason="the legal cases are not here")
def test_page_of_the_legal_cases_is_up_to_date() -> None:
    cases = [json.loads(line) for line in VECTORS.read_text("utf-8").splitlines()]
    assert TOOL.vectors(BOOK, cases) == (TOOL.PAGES / "vectors.md").read_text("utf-8"), HOW

"""A decade of typical threads of each pack, derived as the golden files have it: one item a line.

``MAINLINE_WRITE_GOLDEN=1 pytest tests/rules/test_golden.py`` writes them anew; what changed is then read as a diff.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mainline.rules.answering import plain_values
from mainline.rules.engine import Engine, Outcome
from mainline.rules.loading import rulebook
from mainline.rules.threads import Deriver, Item
from tests.rules.typical import PACKS, Typical, threads_of

GOLDEN = Path(__file__).parents[1] / "golden" / "rules"
BOOK = rulebook()
_LAST = dt.date(2028, 12, 31)
"""Numbered items beyond are left out: they say what those before them say."""


@pytest.mark.parametrize("pack", PACKS)
def test_typical_threads_are_derived_as_before(pack: str) -> None:
    told = list(_lines(pack))
    file = GOLDEN / f"{pack}.jsonl"
    if os.environ.get("MAINLINE_WRITE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"{line}\n" for line in told), "utf-8")
    assert told == file.read_text("utf-8").splitlines()


def test_each_pack_has_its_threads() -> None:
    assert set(PACKS) == {pack.pack.id for pack in BOOK.packs}
    for pack in PACKS:
        names = [each.id for each in threads_of(pack)]
        assert len(names) == len(set(names)) >= 14, pack


def test_each_rule_with_a_bar_is_in_its_golden_file() -> None:
    told = {
        json.loads(line)["rule"]
        for file in GOLDEN.glob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    }
    assert {name for name, ready in BOOK.rules.items() if ready.rule.bars} <= told


def _lines(pack: str) -> Iterator[str]:
    deriver = Deriver(Engine(BOOK))
    for typical in threads_of(pack):
        for item in deriver.derive(frozenset({pack}), typical.facts, typical.thread):
            if item.due.number is None or item.due.on is None or item.due.on <= _LAST:
                yield _line(typical, _item(item))
        for told in _answers(deriver.engine, pack, typical):
            yield _line(typical, told)


def _line(typical: Typical, told: dict[str, Any]) -> str:
    return json.dumps({"thread": typical.id, **told}, ensure_ascii=False)


def _item(item: Item) -> dict[str, Any]:
    due = item.due
    told = {
        "rule": due.rule.id,
        "bar": due.bar.code,
        "number": due.number,
        "from": f"{item.trigger.event} {item.trigger.on}",
        "nominal": str(due.nominal) if due.nominal else None,
        "due": str(due.on) if due.on else None,
        "fee": str(due.fee) if due.fee else None,
        "state": item.fate,
        "by": item.ended_by and f"{item.ended_by.event} {item.ended_by.on}",
        "missing": sorted(due.outcome.missing),
        **_law(due.outcome),
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def _answers(engine: Engine, pack: str, typical: Typical) -> Iterator[dict[str, Any]]:
    """Yield what rules say that ask for no act: terms of works, damages, shares."""
    for happening in typical.thread:
        for ready in BOOK.triggers.get(happening.event, ()):
            rule = ready.rule
            kind = typical.facts["right_type"]
            if rule.bars or ready.pack.pack.id != pack or (rule.rights and kind not in rule.rights):
                continue
            known = {**typical.facts, **happening.facts, "event": happening.event, "event_date": happening.on}
            outcome = engine.answer(ready, known)
            yield {
                "rule": rule.id,
                "from": f"{happening.event} {happening.on}",
                "state": outcome.state,
                "answer": plain_values(ready, outcome),
                **_law(outcome),
            }


def _law(outcome: Outcome) -> dict[str, Any]:
    if outcome.edition is None:
        return {}
    version = outcome.edition.version
    return {"since": str(version.since), "cite": list(version.cite)}

"""A version says only what it changes, and a value may bear the name of a fact that its rule does not ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainline.rules.loading import BadPack, load

PACK = """
schema = 1
[pack]
id = "trial"
version = "2026.1.0"
jurisdiction = "XX"
law_as_of = 2026-01-01
title = { zh = "试", en = "trial" }
[[source]]
key = "ACT"
title = { zh = "法", en = "act" }
act = "an act"
in_force = 2000-01-01
checked = 2026-01-01
[[rule]]
id = "trial.period"
title = { zh = "期限", en = "period" }
rights = []
triggers = ["filing"]
by = "event_date"
gives = ["nominal_date", "due_date"]
let.nominal_date = "event_date + 1 month"
let.due_date = "nominal_date + 10 days"
[[rule.version]]
since = 2000-01-01
until = 2010-01-01
cite = ["ACT 1"]
confidence = "H"
[[rule.version]]
since = 2010-01-01
cite = ["ACT 1"]
confidence = "H"
let.nominal_date = "event_date + 2 months"
"""


def test_version_replaces_formulas_by_name_and_keeps_the_others(tmp_path: Path) -> None:
    (tmp_path / "trial.toml").write_text(PACK, "utf-8")
    before, since = load([tmp_path / "trial.toml"]).rules["trial.period"].editions
    assert [(each.name, each.text) for each in before.formulas] == [
        ("nominal_date", "event_date + 1 month"),
        ("due_date", "nominal_date + 10 days"),
    ]
    assert [(each.name, each.text) for each in since.formulas] == [
        ("nominal_date", "event_date + 2 months"),
        ("due_date", "nominal_date + 10 days"),
    ]


def test_value_may_bear_the_name_of_a_fact_that_is_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "trial.toml").write_text(PACK.replace("nominal_date", "filing_date"), "utf-8")
    edition = load([tmp_path / "trial.toml"]).rules["trial.period"].editions[0]
    assert [each.name for each in edition.formulas] == ["filing_date", "due_date"]


def test_value_with_the_name_of_a_fact_that_is_asked_for_is_refused(tmp_path: Path) -> None:
    own = PACK.replace("nominal_date", "filing_date").replace('"event_date + 1', '"filing_date + 1')
    (tmp_path / "trial.toml").write_text(own, "utf-8")
    with pytest.raises(BadPack, match="filing_date is named twice"):
        load([tmp_path / "trial.toml"])

"""Named entities that offices print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mainline.offices.entities import characters_of


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mdash", "—"),
        ("lgr", "λ"),
        ("Dgr", "Δ"),
        ("EEacgr", "Ή"),
        ("OHgr", "Ω"),
        ("THgr", "Θ"),
        ("PSgr", "Ψ"),
        ("sfgr", "ς"),
        ("idigr", "ϊ"),
        ("Udigr", "Ϋ"),
        ("b.alpha", "α"),
        ("b.Omega", "Ω"),
        ("SACUTE", "Ś"),
        ("larr2", "⇇"),
        ("frac15", "⅕"),
    ],
)
def test_names_of_all_sets_are_known(name, text):
    assert characters_of(name) == text


@pytest.mark.parametrize("name", ["", "nothing", "lol9", "b."])
def test_other_names_stand_for_nothing(name):
    assert characters_of(name) is None


@pytest.mark.realdata
def test_every_name_in_use_at_the_office_is_known(shared: Path):
    table = (shared / "data/patentsview-lookups/persistent_files/htmlentities").read_text("utf-8")
    names = re.findall(r'"&([A-Za-z0-9.]+);"', table)
    assert len(names) > 900
    assert [name for name in names if characters_of(name) is None] == []

"""Field names, and that the user's page tells all of them."""

from __future__ import annotations

from pathlib import Path

from mainline.search.fields import BY_NAME, FACETS, FIELDS, SORTS, Weights

PAGE = Path(__file__).resolve().parents[2] / "docs" / "user" / "search.md"


def test_names_are_unique_and_lower_case():
    spellings = [spelling for field in FIELDS for spelling in (field.name, field.zh, *field.aliases)]

    assert len(spellings) == len(set(spellings))
    assert all(spelling == spelling.lower() for spelling in spellings)
    assert len(BY_NAME) == len(spellings)


def test_every_name_is_on_the_users_page():
    page = PAGE.read_text(encoding="utf-8")

    missing = [spelling for spelling in BY_NAME if spelling not in page]

    assert missing == []


def test_weights_have_every_text_field():
    weights = Weights(title=9.0)

    assert weights.of("title") == 9.0
    assert weights.of("applicant") == weights.party


def test_facets_and_sorts_have_names():
    assert FACETS["year"] == "filed_year"
    assert SORTS["-filed"] == ("filed", True)

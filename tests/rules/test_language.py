"""The language of formulas: what it reads, what it refuses with the place, and how it answers when facts are missing."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.rules import language, types
from mainline.rules.compiling import compiled
from mainline.rules.loading import rulebook
from mainline.rules.money import Money
from mainline.rules.values import Missing, Unknown

D = dt.date
KNOWN = {
    "a": "bool",
    "b": "bool",
    "day": "date",
    "other": "date",
    "n": "number",
    "kind": "text",
    "all": "list:date",
}
PLACES = {name: place for place, name in enumerate(KNOWN)}


def run(text: str, **facts: Any) -> Any:
    node = language.parse(text)
    types.check(node, KNOWN)
    values = [facts.get(name, Missing(frozenset({name}))) for name in KNOWN]
    return compiled(node, PLACES, rulebook().books, calendar="cn_patent", delivery="cn_patent")(values)


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("day + 2 months + 1 day", {"day": D(2024, 12, 31)}, D(2025, 3, 1)),
        (
            "later(day, other, all)",
            {"day": D(2024, 1, 1), "other": None, "all": (D(2025, 1, 1),)},
            D(2025, 1, 1),
        ),
        ("earlier(day, other)", {"day": None, "other": None}, None),
        ('if(kind == "design", 6 months, 12 months)', {"kind": "design"}, language.Duration(months=6)),
        ("1 + 2 * 3 - 4 / 8", {}, Fraction(13, 2)),
        ("900 CNY * 0.15", {}, Money(13500, "CNY")),
        ("n in [1, 2] and not n in [3]", {"n": Fraction(2)}, True),
        ("other - day", {"day": D(2024, 2, 28), "other": D(2024, 3, 1)}, Fraction(2)),
        ("given(day)", {"day": None}, False),
        ("when(n > 3, day)", {"n": Fraction(2), "day": D(2024, 1, 1)}, None),
        ('total(items("one", 900 CNY, "two", 50 CNY))', {}, Money(95000, "CNY")),
        ("pick(n, [10, 20, 30])", {"n": Fraction(3)}, None),
        ('served(day, "mail")', {"day": D(2024, 3, 1)}, D(2024, 3, 16)),
        ('served(day, "electronic")', {"day": D(2024, 1, 19)}, D(2024, 2, 3)),
        ('served(day, "electronic")', {"day": D(2024, 1, 20)}, D(2024, 1, 20)),
    ],
)
def test_formula_comes_to_its_value(text: str, facts: dict[str, Any], value: object) -> None:
    assert run(text, **facts) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "expected a value at character 1"),
        ("day +", "expected a value at character 6"),
        ("day + 2 months)", "expected an end at character 15"),
        ("2024-02-30", "no such day at character 1"),
        ("1.5 months", "whole days"),
        ("day ; other", "unknown sign at character 5"),
        ("__import__('os')", "unknown sign"),
        ("(" * 400 + "1" + ")" * 400, "too deep"),
        ("1+" * 1500 + "1", "too long"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_place(text: str, why: str) -> None:
    with pytest.raises(language.Unreadable, match=why.replace("(", r"\(").replace(")", r"\)")):
        language.parse(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nobody + 1 day", "nobody is no fact"),
        ("day + 1", "does not take (date, number)"),
        ("day == n", "does not take (date, number)"),
        ("exec(n)", "there is no function exec"),
        ("if(a, day)", "does not take"),
        ("if(a, day, n)", "does not take"),
        ("later()", "does not take"),
        ("[day, n]", "a list of date, number"),
        ("not n", "does not take"),
    ],
)
def test_what_does_not_fit_is_refused_before_any_right_is_asked(text: str, why: str) -> None:
    with pytest.raises(types.Misfit) as refused:
        types.check(language.parse(text), KNOWN)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("a and b", {"a": False}, False),
        ("b and a", {"a": False}, False),
        ("a or b", {"b": True}, True),
        ("not (a and b)", {"b": False}, True),
    ],
)
def test_what_is_known_decides_where_it_can(text: str, facts: dict[str, Any], value: bool) -> None:
    assert run(text, **facts) is value


@pytest.mark.parametrize(
    ("text", "facts", "missing"),
    [
        ("a and b", {"a": True}, {"b"}),
        ("a or b", {}, {"a", "b"}),
        ("later(day + 1 month, other)", {}, {"day", "other"}),
        ("if(a, day, other)", {"day": D(2024, 1, 1)}, {"a"}),
        ("n * 2 > 3", {}, {"n"}),
    ],
)
def test_what_is_not_known_names_every_fact_that_is_missing(
    text: str, facts: dict[str, Any], missing: set[str]
) -> None:
    with pytest.raises(Unknown) as unknown:
        run(text, **facts)
    assert unknown.value.facts == missing


@given(st.text(max_size=60) | st.text('()[]+-*/<>=!," abdayn0123456789.montsifr_', max_size=80))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        node = language.parse(text)
    except language.Unreadable:
        return
    assert all(name in text for name in language.names(node))

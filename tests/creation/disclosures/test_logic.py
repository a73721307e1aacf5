"""Shares as exact fractions, the form as typed, and the sealed text."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.creation.disclosures.logic import (
    BadShare,
    Draft,
    HandedIn,
    Inventor,
    Kept,
    draft_of,
    lacks,
    plain,
    sealed_text,
    share_of,
    share_text,
    total_of,
    typed,
    warns,
)

D = dt.date(2026, 11, 20)
AT = dt.datetime(2026, 11, 20, 1, 2, 3, tzinfo=dt.UTC)
WHOLE = Draft(
    "Harvester", "invention", "p", "s", inventors=(Inventor("A", 1, "1/3"), Inventor("B", None, "2/3"))
)
HANDED_IN = HandedIn("D2026-000001", 1, D, AT, "A", "U")


@pytest.mark.parametrize(
    ("typed_in", "share"),
    [
        ("1/3", Fraction(1, 3)), ("33.34", Fraction(3334, 10000)), ("33.3 %", Fraction(333, 1000)), ("100", Fraction(1)),
        ("100%", Fraction(1)), (" 5 ", Fraction(1, 20)), ("３３．３４％", Fraction(3334, 10000)), ("１／３", Fraction(1, 3)),
        ("0.01", Fraction(1, 10000)),
    ],
)  # fmt: skip
def test_shares_are_read_as_people_type_them(typed_in: str, share: Fraction) -> None:
    assert share_of(typed_in) == share


@pytest.mark.parametrize(
    "typed_in",
    [
        "",
        "0",
        "0.00",
        "-1",
        "100.01",
        "33.333",
        "1/0",
        "4/3",
        "0/3",
        "1e2",
        "٣",
        "a",
        "1/99999",
        "50 50",
        "½",
    ],
)
def test_what_is_no_share_is_none(typed_in: str) -> None:
    with pytest.raises(BadShare):
        share_of(typed_in)


@given(
    st.fractions(min_value=Fraction(1, 10_000), max_value=1, max_denominator=10_000).filter(
        lambda one: one > 0
    )
)
def test_a_share_is_printed_so_that_it_is_read_again(share: Fraction) -> None:
    assert share_of(share_text(share)) == share


@given(st.lists(st.integers(1, 500), min_size=1, max_size=20))
def test_parts_of_a_whole_make_it_exactly(parts: list[int]) -> None:
    whole = sum(parts)
    rows = tuple(Inventor("x", None, f"{part}/{whole}") for part in parts)
    assert total_of(rows) == 1


@given(st.lists(st.text(max_size=30), max_size=8), st.text(max_size=40))
def test_any_form_is_kept_as_it_was_typed(cells: list[str], title: str) -> None:
    sent = {"title": title, **{f"inventor-{nth}": cell for nth, cell in enumerate(cells, start=1)}}
    draft = typed(sent, {})
    assert draft_of(json.loads(json.dumps(plain(draft)))) == draft


@given(st.text(max_size=60), st.text(max_size=60))
def test_another_word_is_another_digest(one: str, other: str) -> None:
    def digest(text: str) -> str:
        clean = text.encode("utf-8", "ignore").decode()
        return sealed_text(replace(WHOLE, problem=clean), HANDED_IN, ())[1]

    same = one.encode("utf-8", "ignore") == other.encode("utf-8", "ignore")
    assert (digest(one) == digest(other)) == same


def test_sealed_text_is_its_own_proof_and_the_order_of_files_makes_no_difference() -> None:
    files = [Kept("b.png", "b" * 64, 2, "image/png"), Kept("a.png", "a" * 64, 1, "image/png")]
    text, sha256 = sealed_text(WHOLE, HANDED_IN, files)
    assert hashlib.sha256(text.encode()).hexdigest() == sha256
    assert sealed_text(WHOLE, HANDED_IN, files[::-1]) == (text, sha256)
    told = json.loads(text)
    assert (told["inventors"][0]["share"], told["submitted_at"]) == ("1/3", "2026-11-20T01:02:03.000000Z")


def test_whole_form_lacks_nothing() -> None:
    assert lacks(WHOLE, me=1, my_names=()) == []
    assert lacks(WHOLE, me=None, my_names={"B"}) == []
    assert [one.code for one in lacks(WHOLE, me=3, my_names={"B"})] == ["not_me"]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": ""}, "missing", "title"),
        ({"kind": "trademark"}, "missing", "kind"),
        ({"what": "talk"}, "missing", "venue"),
        ({"venue": "talk", "what": "x", "when": "tomorrow"}, "no_day", "when"),
        ({"inventors": (Inventor("A", 1, "50"), Inventor("A", 1, "50"))}, "twice", "inventor-2"),
        ({"inventors": (Inventor("A", 1, "50"), Inventor("", None, "50"))}, "no_name", "inventor-2"),
        ({"inventors": (Inventor("A", 1, "50"), Inventor("B", None, ""))}, "no_share", "share-2"),
        ({"inventors": (Inventor("A", 1, "50"), Inventor("B", None, "49.99"))}, "not_whole", "share-1"),
        ({"inventors": (Inventor("B", None, "100"),)}, "not_me", "inventor-1"),
        ({"inventors": ()}, "no_inventor", "inventor-1"),
    ],
)  # fmt: skip
def test_what_is_missing_is_found_where_it_is(changes: dict[str, object], code: str, field: str) -> None:
    found = [(one.code, one.field) for one in lacks(replace(WHOLE, **changes), me=1, my_names=())]
    assert (code, field) in found


def test_small_shares_names_alone_and_publications_are_warned_of_and_keep_nothing_back() -> None:
    rows = (Inventor("A", 1, "90.01"), Inventor("B", 2, "9.99"))
    draft = replace(WHOLE, inventors=rows, venue="talk", what="x", when="2026-11-21")
    assert [one.code for one in warns(draft, D)] == ["small_share", "public_soon"]
    assert [one.code for one in warns(replace(draft, when="2026-11-20"), D)] == [
        "small_share",
        "already_public",
    ]
    assert [one.code for one in warns(WHOLE, D)] == ["name_alone"]
    assert lacks(draft, me=1, my_names=()) == []

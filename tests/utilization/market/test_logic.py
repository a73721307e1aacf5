"""The score of a pair: exact, taken apart, and blind to what is not known."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.utilization.market.logic import Candidate, Part, Wanted, Word, found_in, score, total_of
from mainline.utilization.market.terms import PARTS, terms

WANTED = Wanted(
    words=(
        Word("大豆", 2000, (("soybean", 1000),)),
        Word("收获机", 3000, (("harvester", 950), ("combine", 400))),
        Word("损失", 1000, (("loss", 900),)),
    ),
    classes=("A01D",),
    industry="agricultural_machinery",
    modes=("licence",),
    most_minor=20_000_000,
    readiness=6,
    place="230100",
)
RIGHT = Candidate(
    text="一种大豆收获机", symbols=("A01D 41/14",), status="in_force", place="230100", is_offered=True, mode="licence",
    price_minor=10_000_000, readiness=7,
)  # fmt: skip


def told(wanted: Wanted = WANTED, candidate: Candidate = RIGHT) -> dict[str, Part]:
    return {part.code: part for part in scored(wanted, candidate).parts}


def scored(wanted: Wanted = WANTED, candidate: Candidate = RIGHT):
    return score(wanted, candidate, terms().weights, terms().enough_percent)


def test_pair_that_fits_in_all_has_a_hundred() -> None:
    assert scored().total == 100
    assert all(part.speaks == "for" for part in scored().parts)


def test_parts_stand_in_the_order_of_the_weights() -> None:
    assert tuple(part.code for part in scored().parts) == PARTS


def test_words_are_found_in_the_other_language_and_count_a_little_less() -> None:
    english = replace(RIGHT, text="Soybean harvesters with little losses")
    found = found_in(WANTED.words, english.text)

    assert [(hit.word, hit.other) for hit in found] == [
        ("收获机", "harvester"),
        ("大豆", "soybean"),
        ("损失", "loss"),
    ]
    assert [hit.weight for hit in found] == [2565, 1800, 810]


@pytest.mark.parametrize(
    ("change", "part", "value", "why"),
    [
        ({"status": "pending"}, "force", Fraction(1, 2), "force.status"),
        ({"status": "unknown"}, "force", None, "force.unknown"),
        ({"status": "ceased"}, "force", Fraction(0), "force.status"),
        ({"price_minor": 20_000_000}, "price", Fraction(1), "price.within"),
        ({"price_minor": 20_000_001}, "price", Fraction(1, 2), "price.above"),
        ({"price_minor": 40_000_000}, "price", Fraction(1, 2), "price.above"),
        ({"price_minor": 40_000_001}, "price", Fraction(0), "price.far"),
        ({"price_minor": None}, "price", None, "price.open"),
        ({"mode": "assignment"}, "mode", Fraction(0), "mode.other"),
        ({"mode": ""}, "mode", None, "mode.not_offered"),
        ({"readiness": 5}, "readiness", Fraction(2, 3), "readiness.less"),
        ({"readiness": 1}, "readiness", Fraction(0), "readiness.less"),
        ({"readiness": None}, "readiness", None, "readiness.unknown"),
        ({"symbols": ("A01B 1/00",)}, "industry", Fraction(1, 2), "industry.near"),
        ({"symbols": ("H01M 4/36",)}, "industry", Fraction(0), "industry.other"),
        ({"symbols": ()}, "industry", None, "industry.no_classes"),
        ({"place": "230200"}, "place", Fraction(1, 2), "place.province"),
        ({"place": "110000"}, "place", Fraction(0), "place.other"),
        ({"place": ""}, "place", None, "place.unknown"),
        ({"is_offered": False}, "offered", Fraction(0), "offered.no"),
    ],
)
def test_each_part_follows_from_its_own_facts(
    change: dict[str, object], part: str, value: Fraction | None, why: str
) -> None:
    found = told(candidate=replace(RIGHT, **change))[part]

    assert (found.value, found.why) == (value, why)


def test_what_is_not_known_is_left_out_and_never_counts_as_nothing() -> None:
    silent = Wanted(words=WANTED.words)
    bare = Candidate(text=RIGHT.text, is_offered=True)

    assert scored(silent, bare).total == 100
    assert {part.code for part in scored(silent, bare).parts if part.value is None} == {
        "industry", "force", "mode", "price", "readiness", "place",
    }  # fmt: skip


def test_pair_without_words_has_no_part_of_words() -> None:
    assert told(Wanted(words=()))["words"].why == "words.none"


def test_weights_and_bands_are_whole_and_the_last_band_is_open() -> None:
    assert sum(terms().weights.values()) == 100
    assert [band.upto for band in terms().bands.values()] == [
        5_000_000, 20_000_000, 50_000_000, 200_000_000, None,
    ]  # fmt: skip


_values = st.one_of(st.none(), st.fractions(min_value=0, max_value=1, max_denominator=12))
_parts = st.lists(st.builds(lambda w, v: Part("x", w, v, "y"), st.integers(1, 100), _values), max_size=9)


@given(_parts)
def test_total_lies_between_the_least_and_the_greatest_part(parts: list[Part]) -> None:
    known = [part.value for part in parts if part.value is not None]
    found = total_of(parts)

    assert (round(min(known) * 100) <= found <= round(max(known) * 100)) if known else found == 0


@given(_parts, st.integers(1, 100))
def test_part_that_is_not_known_changes_no_total(parts: list[Part], weight: int) -> None:
    assert total_of([*parts, Part("x", weight, None, "y")]) == total_of(parts)


@given(st.text(max_size=60), st.text(max_size=60))
def test_more_text_never_finds_fewer_words(text: str, more: str) -> None:
    before = {hit.word for hit in found_in(WANTED.words, text)}
    after = {hit.word for hit in found_in(WANTED.words, f"{text} ; {more}")}

    assert before <= after

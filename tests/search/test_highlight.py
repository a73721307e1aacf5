"""Highlights: segments of the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.search.highlight import Marks, highlight, marks_of, passage
from mainline.search.query import Alternative, And, QueryError, Term, parse, segment


def marked(query: str, raw: str, field: str = "") -> list[str]:
    segments = highlight(raw, marks_of(segment(parse(query)), field))
    assert "".join(text for text, _ in segments) == raw
    return [text for text, is_hit in segments if is_hit]


@pytest.mark.parametrize(
    ("query", "raw", "hits"),
    [
        ("turbine", "Turbines and TURBINE's", ["Turbines", "TURBINE"]),
        ('"turbine"', "Turbines, a turbine", ["turbine"]),
        ("turb*", "turbo Turbine x", ["turbo", "Turbine"]),
        ("磷酸铁锂", "一種磷酸鐵鋰電池，磷酸铁 锂", ["磷酸鐵鋰", "磷酸铁 锂"]),
        ("PCR扩增", "用 PCR 扩增", ["PCR", "扩增"]),
        ('"PCR扩增"', "用 PCR 扩增", ["PCR 扩增"]),
        ("铁?电池", "磷酸铁锂电池", ["铁锂电池"]),
        ("café", "a CAFE", ["CAFE"]),
        ("a -turbine", "turbine", []),
        ("ipc:H01M", "H01M", []),
        ("大豆", "大豆大豆", ["大豆大豆"]),
        ("<b>", "a <b> b", ["b", "b"]),
    ],
)
def test_highlight_marks_what_the_index_finds(query, raw, hits):
    assert marked(query, raw) == hits


def test_highlight_of_a_field_leaves_out_words_of_others():
    assert marked("title:iron blade", "iron blade", "abstract") == ["blade"]
    assert marked("title:iron blade", "iron blade", "title") == ["iron", "blade"]


def test_highlight_marks_translations():
    tree = And((Term("soybean", across=(Alternative("大豆"),)),))

    assert highlight("大豆油", marks_of(tree)) == (("大豆", True), ("油", False))


def test_highlight_without_marks_is_the_text():
    assert highlight("abc", Marks()) == (("abc", False),)
    assert highlight("", Marks(stems=(("a",),))) == ()


def test_passage_shows_the_place_with_most_different_words():
    raw = "turbine " + "lorem ipsum dolor. " * 60 + "the turbine blade cools. " + "sit amet. " * 60

    found = passage(raw, marks_of(segment(parse("turbine blade"))), 120)

    assert [text for text, is_hit in found if is_hit] == ["turbine", "blade"]
    assert found[0] == ("…", False)
    assert found[-1] == ("…", False)
    assert len("".join(text for text, _ in found)) <= 150


def test_passage_of_a_short_text_is_all_of_it():
    assert passage("short", Marks()) == (("short", False),)


def test_passage_without_a_hit_is_the_beginning():
    found = passage("word " * 200, Marks(), 50)

    assert found[0][0].startswith("word word")
    assert found[-1] == ("…", False)


@given(st.text(max_size=400), st.text(max_size=20))
@settings(deadline=None, max_examples=150)
def test_segments_join_to_the_text_whatever_it_is(raw, query):
    try:
        marks = marks_of(segment(parse(query)))
    except QueryError:
        return

    assert "".join(text for text, _ in highlight(raw, marks)) == raw
    inner = "".join(text for text, _ in passage(raw, marks, 60)).strip("…")
    assert inner in raw or inner == ""

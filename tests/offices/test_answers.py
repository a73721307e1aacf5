"""Steps through decoded answers."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import answers
from mainline.offices.base import Piece
from mainline.offices.record import Flag, LegalEvent, Rejected

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def test_text_is_folded_and_words_for_nothing_are_empty():
    node = {
        "a": "  two\n words ",
        "b": "NULL",
        "c": None,
        "d": 7,
        "e": True,
        "f": ["x"],
        "g": "n/a",
        "h": "x\x00y",
    }

    assert [answers.text(node, key) for key in "abcdefgh"] == ["two words", "", "", "7", "yes", "", "", "x y"]


def test_text_goes_along_a_path():
    assert answers.text({"a": {"b": {"c": "deep"}}}, "a", "b", "c") == "deep"
    assert answers.text({"a": "flat"}, "a", "b") == ""


def test_children_take_a_lone_object_for_a_list_of_one():
    assert answers.children({"a": {"x": 1}}, "a") == [{"x": 1}]
    assert answers.children({"a": [{"x": 1}, "no", None]}, "a") == [{"x": 1}]
    assert answers.children({"a": {}}, "a") == []
    assert answers.texts({"a": "one"}, "a") == ["one"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2016-09-02", dt.date(2016, 9, 2)),
        ("2016-09-02T23:59:00.000-0400", dt.date(2016, 9, 2)),
        ("20160902", dt.date(2016, 9, 2)),
        (20160902, dt.date(2016, 9, 2)),
        ("2016/9/2", dt.date(2016, 9, 2)),
        ("09/02/2016", dt.date(2016, 9, 2)),
        ("09-02-2016", dt.date(2016, 9, 2)),
        ("19891200", None),
        ("0001-01-01T00:00:00Z", None),
        ("01/01/1", None),
        ("", None),
        (None, None),
    ],
)
def test_day_reads_what_offices_print(printed, expected):
    flags: set[Flag] = set()

    assert answers.day(printed, flags) == expected
    assert flags == set()


@pytest.mark.parametrize("printed", ["2016-13-02", "2016-02-30", "02/30/2016", "soon", "2016-00-12"])
def test_day_flags_what_is_no_day(printed):
    flags: set[Flag] = set()

    assert answers.day(printed, flags) is None
    assert flags == {Flag.IMPOSSIBLE_DATE}


@given(st.dates(min_value=dt.date(2, 1, 1)))
@settings(deadline=None, max_examples=60)
def test_day_reads_every_day_in_every_form(day):
    for form in ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d"):
        assert answers.day(day.strftime(form).zfill(10 if "-" in form or "/" in form else 8)) == day


@given(ANYTHING, st.text(max_size=3))
@settings(deadline=None, max_examples=100)
def test_no_step_raises_whatever_stands_there(node, key):
    answers.text(node, key, key)
    answers.texts(node, key)
    answers.children(node, key)
    answers.child(node, key)
    answers.day(answers.at(node, key), set())


def test_decode_says_where_the_json_breaks():
    found = answers.decode(Piece("m", b'{"a": 1,'), "x")

    assert isinstance(found, Rejected)
    assert found.reason == "json.malformed"
    assert "truncated" in found.detail


def test_decode_survives_a_tower_of_brackets():
    found = answers.decode(Piece("m", b"[" * 200_000), "x")

    assert isinstance(found, Rejected)
    assert found.reason == "json.malformed"


def test_symbols_are_printed_the_one_way_and_once():
    found = answers.symbols("cpc", ["H01M4/36", "H01M 4/36", "A61K2039/505"], True)

    assert [each.symbol for each in found] == ["H01M 4/36", "A61K 2039/505"]
    assert all(each.is_inventive for each in found)


def test_once_drops_exact_repetitions_alone():
    event = LegalEvent("US", "A", dt.date(2020, 1, 1))
    other = LegalEvent("US", "A", dt.date(2020, 1, 2))

    assert answers.once([event, other, event]) == (event, other)

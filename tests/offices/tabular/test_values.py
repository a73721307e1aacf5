"""Days, lists and words for nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.tabular.values import from_serial, read_day, split_list, to_serial


@pytest.mark.parametrize(
    ("printed", "orders", "day"),
    [
        ("2018-01-05", ("ymd",), dt.date(2018, 1, 5)),
        ("2018/1/5", ("ymd",), dt.date(2018, 1, 5)),
        ("2018.01.05", ("ymd",), dt.date(2018, 1, 5)),
        ("20180105", ("ymd",), dt.date(2018, 1, 5)),
        ("2018年1月5日", ("ymd",), dt.date(2018, 1, 5)),
        ("2018-01-05 00:00:00", ("ymd",), dt.date(2018, 1, 5)),
        ("2018-01-05T10:00:00Z", ("ymd",), dt.date(2018, 1, 5)),
        ("05/01/2018", ("dmy",), dt.date(2018, 1, 5)),
        ("05/01/2018", ("mdy",), dt.date(2018, 5, 1)),
        ("25/01/2018", ("ymd",), dt.date(2018, 1, 25)),
        ("5 Jan 2018", ("ymd",), dt.date(2018, 1, 5)),
        ("Jan 5, 2018", ("ymd",), dt.date(2018, 1, 5)),
        ("05-JAN-2018", ("ymd",), dt.date(2018, 1, 5)),
        ("45678", ("ymd",), dt.date(2025, 1, 21)),
        ("45678.5", ("ymd",), dt.date(2025, 1, 21)),
    ],
)
def test_days_in_the_ways_people_write_them(printed, orders, day):
    assert read_day(printed, orders) == (day, False)


@pytest.mark.parametrize("printed", ["", "-", "N/A", "nan", "无", "2018", "2018年5月", "2018-05"])
def test_no_day_and_a_part_of_a_day_are_nothing_and_no_fault(printed):
    assert read_day(printed) == (None, False)


@pytest.mark.parametrize(
    "printed",
    ["0000-00-00", "2018-02-30", "31/02/2018", "20181301", "soon", "32 Jan 2018", "5 Foo 2018", "05/01/2018"],
)
def test_impossible_and_undecidable_days_are_said_to_be_so(printed):
    assert read_day(printed) == (None, True)


@given(st.dates(min_value=dt.date(1927, 5, 18), max_value=dt.date(2173, 10, 13)))
@settings(deadline=None, max_examples=100)
def test_serials_round_trip(day):
    assert from_serial(to_serial(day)) == day
    assert read_day(str(to_serial(day))) == (day, False)


@given(st.dates(min_value=dt.date(1000, 1, 1)))
@settings(deadline=None, max_examples=60)
def test_every_form_gives_the_same_day(day):
    forms = (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}")

    assert {read_day(form) for form in forms} == {(day, False)}
    assert read_day(f"{day.day:02}/{day.month:02}/{day.year}", ("dmy",)) == (day, False)


@given(st.text(max_size=20))
@settings(deadline=None, max_examples=100)
def test_any_text_gets_an_answer(text):
    day = read_day(text)

    assert day.on is None or not day.is_impossible


def test_lists_are_split_and_emptied_of_nothing():
    assert split_list(" 甲 ;;乙;; ", (";;",)) == ["甲", "乙"]
    assert split_list("a | b\nc", (" | ", "\n")) == ["a", "b", "c"]
    assert split_list("GENERAL ELECTRIC CO., LTD", ()) == ["GENERAL ELECTRIC CO., LTD"]

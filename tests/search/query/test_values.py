"""Values of fields."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.search.fields import BY_NAME
from mainline.search.query import DateRange, QueryError, Value
from mainline.search.query.values import date_range, symbol, text_leaf, value

DAYS = st.dates(min_value=dt.date(1000, 1, 1))


@given(DAYS, DAYS)
@settings(deadline=None, max_examples=100)
def test_any_two_days_in_order_are_a_range(one, other):
    first, last = sorted((one, other))

    assert date_range("filed", f"{first}..{last}", 0) == DateRange("filed", first, last)
    assert date_range("filed", f"{first:%Y%m%d}"[-8:].zfill(8), 0).first == first


@pytest.mark.parametrize(
    "text", ["2019-02-30", "2019..x", "..", "", "19", "0000", ">9999-12-31", "<", "2019-1-1-1"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(QueryError):
        date_range("filed", text, 3)


def test_a_month_ends_on_its_last_day():
    assert date_range("filed", "2020-02", 0).last == dt.date(2020, 2, 29)


def test_unknown_values_list_what_is_known():
    vocabulary = {"status": {"in_force": ("in_force",), "pending": ("pending",)}}

    with pytest.raises(QueryError) as caught:
        value(BY_NAME["status"], "inforce", 7, vocabulary)

    assert "in_force" in caught.value.message_zh
    assert caught.value.suggestion == "status:in_force"


def test_names_are_read_in_any_case_and_with_blanks():
    vocabulary = {"status": {"in_force": ("in_force",)}}

    assert value(BY_NAME["status"], "In Force", 0, vocabulary) == Value("status", ("in_force",))


def test_a_field_without_vocabulary_takes_codes():
    assert value(BY_NAME["office"], "CN", 0, {}) == Value("office", ("CN",))


@pytest.mark.parametrize("text", ["Z", "H1", "H01M/", "3/4", "**"])
def test_what_is_no_symbol_is_refused(text):
    if text == "H01M/":
        assert symbol("ipc", text, 0).text == "H01M"
        return
    with pytest.raises(QueryError):
        symbol("ipc", text, 0)


@pytest.mark.parametrize("text", ["*", "a*", "*ab", "??", "*大"])
def test_patterns_that_are_too_wide_are_refused(text):
    with pytest.raises(QueryError, match="too wide"):
        text_leaf(text, "", 0)

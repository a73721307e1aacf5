"""Official numbers in a query."""

from __future__ import annotations

import pytest

from mainline.search.query import Number, Phrase, QueryError, Term, parse
from mainline.search.query.numbers import is_number, look_ups, wrong_number


@pytest.mark.parametrize(
    "text",
    [
        "ZL202418000020.3", "CN 198000020 A", "US 99,800,006 B2", "EP 9998005 B1", "WO 2018/980006", "2023SR9800297",
        "16/123,456", "10300/DELNP/2012", "PCT/CN2018/980006", "特願2018-123456", "特許第3798625号", "AP1206A",
        "10 2012 019 863.9", "ep 9998005 b1", "1258196 B", "CN 99000271", "ZL202418000020.4",
    ],
)  # fmt: skip
def test_is_number_knows_the_prints_of_offices(text):
    assert is_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "大豆", "soybean 12345", "corn 12345", "in 123456", "US 2019", "US 2019 2020", "H01M 4/36", "2019", "大豆2018",
        "ISO 14001 2015", "", " ", "12345 turbine blades", "CN", "1" * 500,
        "申请 2019 123456", "第 5 号公告",
    ],
)  # fmt: skip
def test_is_number_takes_no_words_for_one(text):
    assert not is_number(text)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("EP 9998005 B1", Phrase("EP 9998005 B1")),
        ("US 99,800,006 B2", Phrase("US 99,800,006 B2")),
        ("2023SR9800297", Term("2023SR9800297")),
        ("number:WO 2018/980006", Number("WO 2018/980006")),
        ("号码：US 99,800,006 B2", Number("US 99,800,006 B2")),
        ('number:"EP 9998005 B1"', Number("EP 9998005 B1")),
    ],
)
def test_parse_takes_a_number_with_blanks_and_commas_for_one(query, tree):
    assert parse(query) == tree
    assert parse(str(tree)) == tree


def test_parse_leaves_the_words_after_a_number_alone():
    assert str(parse("number:EP 9998005 B1 soybean OR maize")) == '(number:"EP 9998005 B1" soybean) OR maize'
    assert str(parse("number:CN* soybean")) == 'number:"CN*" soybean'


def test_look_ups_of_a_number_with_its_office_are_no_digits_of_any_office():
    assert look_ups("US 99,800,006 B2") == ("US99800006B2", "=US/P/99800006")
    assert look_ups("99000276") == ("99000276",)


def test_look_ups_keep_two_runs_of_numbers_apart():
    assert not set(look_ups("CN1149075C")) & set(look_ups("CN1149075A"))


def test_wrong_number_names_the_place_and_the_right_digit():
    query = "大豆 number:ZL201710601862.4"

    error = wrong_number("ZL201710601862.4", query)

    assert isinstance(error, QueryError)
    assert query[error.position] == "4"
    assert error.suggestion == "大豆 number:ZL201710601862.3"
    assert "校验位应为 3" in error.message_zh
    assert wrong_number("ZL201710601862.3", query) is None

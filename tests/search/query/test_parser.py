"""The grammar: what a query means, what a wrong one answers, and that nothing crashes it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.search.query import (
    LONGEST_QUERY,
    And,
    DateRange,
    Everything,
    Family,
    Loose,
    Not,
    Number,
    Or,
    Phrase,
    QueryError,
    Symbol,
    Term,
    Value,
    Wildcard,
    parse,
)

VOCABULARY = {
    "status": {
        "in_force": ("in_force",),
        "有效": ("in_force",),
        "under challenge": ("under_challenge",),
        "dead": ("ceased", "expired"),
        "ceased": ("ceased",),
        "expired": ("expired",),
    }
}


def T(text, field=""):
    return Term(text, field)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("turbine", T("turbine")),
        ("turbine blade", And((T("turbine"), T("blade")))),
        ("turbine AND blade", And((T("turbine"), T("blade")))),
        ("a OR b c", Or((T("a"), And((T("b"), T("c")))))),
        ("(a OR b) c", And((Or((T("a"), T("b"))), T("c")))),
        ("a -b", And((T("a"), Not(T("b"))))),
        ("a NOT b", And((T("a"), Not(T("b"))))),
        ("NOT NOT a", T("a")),
        ("a || b && c", Or((T("a"), And((T("b"), T("c")))))),
        ('"turbine blade"', Phrase("turbine blade")),
        ('"a b"~5', Phrase("a b", slop=5)),
        ("turb*", Wildcard("turb*")),
        ("what is it?", And((T("what"), T("is"), T("it")))),
        ("title:大豆", T("大豆", "title")),
        ("标题：大豆", T("大豆", "title")),
        ("title: 大豆", T("大豆", "title")),
        ("title:(a OR b)", Or((T("a", "title"), T("b", "title")))),
        ('申请人:"哈尔滨 工业"', Phrase("哈尔滨 工业", "applicant")),
        ("ipc:C12N15/*", Symbol("C12N15", "ipc")),
        ("ipc:h01m 4/36", Symbol("H01M4/36", "ipc")),
        ("ipc:H01M*", Symbol("H01M", "ipc")),
        ("ipc:H01M4/3*", Symbol("H01M4/3", "ipc", is_open=True)),
        ("cpc:Y02E60/10", Symbol("Y02E60/10", "cpc")),
        ("filed:2019", DateRange("filed", dt.date(2019, 1, 1), dt.date(2019, 12, 31))),
        ("filed:2019..2023", DateRange("filed", dt.date(2019, 1, 1), dt.date(2023, 12, 31))),
        ("filed:2019-05..", DateRange("filed", dt.date(2019, 5, 1), None)),
        ("公布日:..2020-02", DateRange("published", None, dt.date(2020, 2, 29))),
        ("filed:>=2019-05-03", DateRange("filed", dt.date(2019, 5, 3), None)),
        ("filed:>2019", DateRange("filed", dt.date(2020, 1, 1), None)),
        ("filed:<20190503", DateRange("filed", None, dt.date(2019, 5, 2))),
        ("授权日:2019年5月3日", DateRange("granted", dt.date(2019, 5, 3), dt.date(2019, 5, 3))),
        ("number:CN2017*", Number("CN2017*")),
        ("family:EP 9998005 B1", Family("EP 9998005 B1")),
        ("status:有效", Value("status", ("in_force",))),
        ("status:IN_FORCE", Value("status", ("in_force",))),
        ("status:dead", Or((Value("status", ("ceased",)), Value("status", ("expired",))))),
        ("office:CN", Value("office", ("CN",))),
        ("*", Everything()),
        ("（a OR b） “c d”", And((Or((T("a"), T("b"))), Phrase("c d")))),
        ("ratio 3:1", And((T("ratio"), T("3"), T("1")))),
        ("http://x.org", And((T("http"), T("//x.org")))),
        ("co-operate", T("co-operate")),
    ],
)
def test_parse_reads(query, tree):
    assert parse(query, VOCABULARY) == tree


@pytest.mark.parametrize(
    ("query", "position", "suggestion"),
    [
        ("", 0, "*"),
        ("   ", 0, "*"),
        ("?!", 0, "*"),
        ("(a OR b", 0, "(a OR b)"),
        ("a OR b)", 6, "a OR b"),
        ("a OR", 2, "a"),
        ("申请人:大学 AND (", 11, "申请人:大学"),
        ("a OR title:", 5, "a"),
        ("(((((", 4, ""),
        ("AND", 0, ""),
        ("a AND (b OR", 9, "a AND (b)"),
        ("titel:x AND (", 0, "title:x"),
        ("AND a", 0, "a"),
        ("a NOT", 2, "a"),
        ("()", 1, ""),
        ("a ()", 3, "a"),
        ('a "b', 2, 'a "b"'),
        ('""', 0, ""),
        ("titel:x", 0, "title:x"),
        ("标提:x", 0, "标题:x"),
        ("xyzzy:x", 0, '"xyzzy" x'),
        ("title:", 0, ""),
        ("filed:20x", 6, "filed:2019..2023"),
        ("filed:2023..2019", 6, "filed:2019..2023"),
        ("filed:2019-13", 6, "filed:2019..2023"),
        ("ipc:Z99", 4, "ipc:H01M4/36"),
        ("status:in_forc", 7, "status:in_force"),
        ("大豆 status:under_chal OR a", 10, '大豆 status:"under challenge" OR a'),
        ("大豆 filed:20x 玉米", 9, "大豆 filed:2019..2023 玉米"),
        ("filed:(20x OR 2019)", 7, "filed:(2019..2023 OR 2019)"),
        ("ipc:Z99 4/3 大豆", 4, "ipc:H01M4/36 大豆"),
        ("*a", 0, ""),
        ("a*", 0, ""),
        ("family:CN1*", 7, "family:CN109999999A"),
    ],
)
def test_a_wrong_query_says_where_and_what_instead(query, position, suggestion):
    with pytest.raises(QueryError) as caught:
        parse(query, VOCABULARY)

    error = caught.value
    assert error.position == position
    assert error.suggestion == suggestion
    assert any("\u4e00" <= char <= "\u9fff" for char in error.message_zh)
    assert error.message_en.isascii() or "“" in error.message_en
    assert error.message("zh-hans") == error.message_zh
    assert error.message("en") == error.message_en


def test_depth_and_length_are_bounded():
    for query in ("(" * 100 + "a" + ")" * 100, "NOT " * 100 + "a", "a OR " * 500 + "b", "x" * 30_000):
        with pytest.raises(QueryError):
            parse(query)


@pytest.mark.parametrize("unit", ["word ", "大豆的", "x", '"a b" '])
def test_a_query_over_the_limit_is_refused_and_never_cut(unit):
    too_long = (unit * (LONGEST_QUERY + 1))[: LONGEST_QUERY + 1]

    with pytest.raises(QueryError) as caught:
        parse(too_long)

    assert caught.value.position == LONGEST_QUERY
    assert str(LONGEST_QUERY) in caught.value.message_zh
    assert str(LONGEST_QUERY) in caught.value.message_en
    assert isinstance(parse(("word%d " * 40 % tuple(range(40))).ljust(LONGEST_QUERY)), Loose)


def test_a_pasted_paragraph_is_running_text():
    english = "A turbine blade (10) having an airfoil: the blade is cooled by air, e.g. from a compressor."
    chinese = "本发明公开了一种大豆育种方法，包括：选取亲本；杂交；对后代进行分子标记辅助选择。"

    assert isinstance(parse(english), Loose)
    assert isinstance(parse(chinese), Loose)


def test_a_long_query_with_signs_of_the_language_is_no_running_text():
    query = "a1 b2 c3 d4 e5 f6 g7 h8 i9 title:j10"

    assert isinstance(parse(query), And)
    assert isinstance(parse(query.replace("title:", "OR ")), Or)


ALPHABET = st.sampled_from(
    [
        *'()":-~*?!&|/.,><=，。：（）“”',
        " ",
        "  ",
        "a",
        "B",
        "1",
        "2019",
        "..",
        "AND",
        "OR",
        "NOT",
        "title:",
        "titel:",
        "标题：",
        "ipc:",
        "filed:",
        "status:",
        "under",
        "number:",
        "family:",
        "H01M",
        "4/36",
        "大豆",
        "專利",
        "é",
        "\u0301",
        "\x00",
        "😀",
        "İ",
    ]
)
QUERIES = st.one_of(st.text(max_size=60), st.lists(ALPHABET, max_size=25).map("".join))


def read(query):
    try:
        return parse(query, VOCABULARY)
    except QueryError as error:
        return error


@given(QUERIES)
@settings(deadline=None, max_examples=600)
def test_no_input_crashes_and_printing_is_stable(query):
    tree = read(query)

    if isinstance(tree, QueryError):
        assert 0 <= tree.position <= len(query)
        assert not tree.suggestion or parse(tree.suggestion, VOCABULARY)
        return
    assert parse(str(tree), VOCABULARY) == tree
    assert str(parse(str(tree), VOCABULARY)) == str(tree)


def test_two_numbers_are_not_printed_as_one():
    tree = parse("20001 AND 0000000", VOCABULARY)
    assert str(tree) == "20001 AND 0000000"
    assert parse(str(tree), VOCABULARY) == tree


@given(st.lists(ALPHABET, min_size=2, max_size=8).map(" ".join))
@settings(deadline=None, max_examples=600)
def test_every_suggestion_can_be_read(query):
    error = read(query)

    if isinstance(error, QueryError) and error.suggestion:
        assert parse(error.suggestion, VOCABULARY)

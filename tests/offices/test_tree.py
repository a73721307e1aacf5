"""Small steps on a parsed tree."""

from __future__ import annotations

import pytest

from mainline.offices import chinese
from mainline.offices.base import Piece
from mainline.offices.tree import (
    by_tag,
    is_impossible_day,
    leaves,
    paragraphs,
    parse_plain,
    value,
    with_spaces,
    without_namespaces,
    words,
)
from mainline.offices.xml import parse_xml


def tree(text: str):
    root = parse_xml(text.encode()).root
    assert root is not None
    return root


def test_namespaces_and_undeclared_prefixes_are_gone():
    root = without_namespaces(tree('<a:x xmlns:a="u" xmlns="v"><y/><a:z/><b:w>t</b:w></a:x>'))
    assert [element.tag for element in root.iter()] == ["x", "y", "z", "w"]


def test_what_is_no_name_stays_as_recovery_left_it():
    assert without_namespaces(tree("<r><ops:>t</ops:></r>")).tag == "r"


def test_touching_items_are_kept_apart():
    root = tree("<r>of<li>one</li><li>two</li>end</r>")
    with_spaces(root, "li")
    assert words(root) == "of one two end"


def test_paragraphs_are_lines_and_white_space_is_folded():
    root = tree("<r> a <p>one\n  <b>two</b></p><p>three</p> </r>")
    assert paragraphs(root, "p") == "a one two\nthree"


def test_values_and_leaves_are_empty_where_nothing_is():
    root = tree("<r><a> x  y </a><b/></r>")
    assert (value(root, "a"), value(root, "b"), value(root, "c")) == ("x y", "", "")
    assert leaves(root) == {"a": "x  y", "b": ""}
    assert list(by_tag(root)) == ["a", "b"]
    assert words(None) == ""


@pytest.mark.parametrize(
    ("text", "is_impossible"),
    [
        ("20200229", False),
        ("20190229", True),
        ("2019-13-01", True),
        ("", False),
        ("00000000", False),
        (None, False),
    ],
)
def test_an_impossible_day_is_told_from_an_unsaid_one(text, is_impossible):
    assert is_impossible_day(text) is is_impossible


def test_chinese_loses_line_breaks_and_keeps_real_blanks():
    assert chinese.fold("大豆\n  播种机 GPS\n 导航") == "大豆播种机 GPS导航"
    assert chinese.fold("two\n words") == "two words"
    assert chinese.words(None) == ""


def test_parse_plain_names_are_plain_however_they_were_written():
    plain = [
        '<r><a>t</a><b x="1"/></r>',
        '<r xmlns="u"><a>t</a><b x="1"/></r>',
        '<p:r xmlns:p="u" xmlns:q="v"><q:a>t</q:a><p:b x="1"/></p:r>',
        '<r xmlns="u"><a xmlns="v">t</a><b x="1"/></r>',
        '<p:r xmlns:p="u"><p:a><![CDATA[t]]></p:a><p:b x="1"/></p:r>',
        '<p:r><p:a>t</p:a><p:b x="1"/></p:r>',
    ]
    for text in plain:
        for data in (text.encode(), text.encode("utf-16")):
            root = parse_plain(Piece("x", data)).root
            assert root is not None
            assert [(element.tag, element.text) for element in root.iter()] == [
                ("r", None),
                ("a", "t"),
                ("b", None),
            ]


def test_parse_plain_loses_no_text_that_looks_like_a_namespace():
    text = '<p:r xmlns:p="u">&lt;p:x xmlns="urn:y"&gt; p: xmlns:p="u"</p:r>'
    root = parse_plain(Piece("x", text.encode())).root
    assert root is not None
    assert root.text == '<p:x xmlns="urn:y"> p: xmlns:p="u"'

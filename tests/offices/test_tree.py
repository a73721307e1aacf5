"""Small steps on a parsed tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.offices import chinese
from mainline.offices.base import Piece
from mainline.offices.record import Flag, Rejected
from mainline.offices.tree import (
    MAX_NAMES,
    MAX_QUICK,
    Plain,
    after_each,
    by_tag,
    every,
    first,
    is_impossible_day,
    leaves,
    named,
    paragraphs,
    parse_plain,
    readable,
    value,
    with_marks,
    words,
)
from mainline.offices.xml import fold


def tree(text: str):
    return parsed(text.encode()).root


def parsed(data: bytes):
    found = parse_plain(Piece("x", data))
    assert isinstance(found, Plain)
    return found


def test_namespaces_and_undeclared_prefixes_are_gone():
    root = tree('<a:x xmlns:a="u" xmlns="v"><y/><a:z/><b:w>t</b:w></a:x>')
    assert [element.tag for element in root.iter()] == ["x", "y", "z", "w"]


def test_what_is_no_name_stays_as_recovery_left_it():
    assert tree("<r><ops:>t</ops:></r>").tag == "r"


def test_parse_plain_says_what_was_mended_and_what_is_no_document():
    assert parsed(b"<r>t</r>").flags == ()
    mended = parsed(b"<r>a & b<c></r>")
    assert mended.is_recovered
    assert mended.flags == (Flag.RECOVERED,)
    assert words(mended.root) == "a & b"
    assert parse_plain(Piece("x", b" ")) == "xml.empty"


def test_readable_answers_with_the_document_or_with_a_rejection_of_the_piece_itself():
    piece = Piece("x", b"<a:r/>", ordinal=7)
    found = readable("epo.docdb", piece, Piece("x", b"<r/>"))
    assert isinstance(found, Plain)
    assert (found.root.tag, found.flags) == ("r", ())
    broken = readable("epo.docdb", Piece("x", b"no document", ordinal=7), Piece("x", b""))
    assert isinstance(broken, Rejected)
    assert (broken.format, broken.reason, broken.position.ordinal) == ("epo.docdb", "xml.empty", 7)
    assert broken.raw == b"no document"
    cut = readable("epo.docdb", Piece("x", b"<r/>", problem="stream.truncated"))
    assert isinstance(cut, Rejected)
    assert cut.reason == "stream.truncated"


def test_names_are_remembered_within_bounds():
    many = "".join(f"<p:n{nth}/>" for nth in range(MAX_NAMES + 2))
    root = tree(f'<p:r xmlns:p="u">{many}</p:r>')
    assert [element.tag for element in root][-1] == f"n{MAX_NAMES + 1}"
    assert tree('<p:r xmlns:p="u"/>').tag == "r"


def test_parse_plain_expands_nothing_and_fetches_nothing():
    text = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><r>&a;&b;&amp;</r>'
    assert tree(text).text == "&a;&b;&"
    late = f"<!--{' ' * 70000}-->{text}"
    found = parse_plain(Piece("x", late.encode()))
    assert isinstance(found, str) or "aaaa" not in words(found.root)


def test_parse_plain_reads_large_and_deep_documents_like_any_parser_of_hostile_bytes():
    large = b"<r>" + b"<a>t</a>" * (MAX_QUICK // 8 + 1) + b"</r>"
    assert len(parsed(large).root) == MAX_QUICK // 8 + 1
    deep = b"<a>" * 50000 + b"</a>" * 50000
    assert parsed(deep).root.tag == "a"


def test_touching_items_are_kept_apart():
    root = tree("<r>of<li>one</li><li>two</li>\nend</r>")
    with_marks(root, {"li": (" ", " ")})
    assert words(root) == "of one two end"


def test_paragraphs_are_lines_and_white_space_is_folded():
    root = tree("<r> a <p>one\n  <b>two</b></p><p>three</p> </r>")
    assert paragraphs(root, after_each("p")) == "a one two\nthree"


def test_paths_find_the_first_and_all_through_every_branch():
    root = tree("<r><a/><a><b>1</b><b>2</b></a><a><b>3</b></a></r>")
    found = first(root, "a/b")
    assert found is not None
    assert found.text == "1"
    assert first(root, "a/c") is None
    assert [each.text for each in every(root, "a/b")] == ["1", "2", "3"]
    assert [each.tag for each in every(root, "*/*")] == ["b", "b", "b"]
    assert [each.tag for each in named(root, ("r", "b"))] == ["r", "b", "b", "b"]


@given(st.text(alphabet=" \n\t\u2003\xa0aé"))
def test_folding_long_texts_is_folding(text):
    padded = f"{text}{'b' * 64}{text}"
    assert fold(padded) == " ".join(padded.split())


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
            assert [(element.tag, element.text) for element in parsed(data).root.iter()] == [
                ("r", None),
                ("a", "t"),
                ("b", None),
            ]


def test_parse_plain_loses_no_text_that_looks_like_a_namespace():
    text = '<p:r xmlns:p="u">&lt;p:x xmlns="urn:y"&gt; p: xmlns:p="u"</p:r>'
    assert tree(text).text == '<p:x xmlns="urn:y"> p: xmlns:p="u"'

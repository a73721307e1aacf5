"""Cutting Chinese, dropping empty words, giving alternatives."""

from __future__ import annotations

import pytest

from mainline.search.query import (
    Alternative,
    And,
    Loose,
    Not,
    Or,
    Phrase,
    SpanAlternative,
    Term,
    expand,
    leaves,
    parse,
    segment,
)


def words(query: str) -> list[str]:
    return [leaf.text for leaf, _ in leaves(segment(parse(query)))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("大豆育种", ["大豆", "育种"]),
        ("磷酸铁锂", ["磷酸", "铁锂"]),
        ("大豆的育种", ["大豆", "育种"]),
        ("PCR扩增", ["pcr", "扩增"]),
        ("method for the turbine", ["method", "turbine"]),
        ("the of", ["the", "of"]),
        ("的", ["的"]),
        ('"大豆育种"', ["大豆育种"]),
        ("申请人:哈尔滨工业大学", ["哈尔滨工业大学"]),
        ("铁", ["铁"]),
    ],
)
def test_segment_gives_the_words_that_are_required(query, found):
    assert words(query) == found


def test_segment_keeps_what_is_excluded_whole():
    assert segment(parse("大豆 -玉米育种")) == And((Term("大豆"), Not(Phrase("玉米育种"))))


def test_segment_counts_the_words_of_running_text():
    tree = segment(parse("大豆育种方法，玉米育种方法，小麦育种方法，水稻育种方法，大豆油脂。"))

    assert isinstance(tree, Loose)
    counts = {term.text: term.count for term in tree.children}
    assert counts["育种"] == 4
    assert counts["大豆"] == 2


class Glossary:
    """Knows one compound and one word."""

    def __call__(self, words):
        for at in range(len(words)):
            if tuple(words[at : at + 2]) == ("fuel", "cell"):
                yield SpanAlternative(at, at + 2, "燃料电池", 0.9)
            if words[at] == "soybean":
                yield SpanAlternative(at, at + 1, "大豆")


def across(tree) -> dict[str, tuple[str, ...]]:
    return {leaf.text: tuple(one.text for one in leaf.across) for leaf, _ in leaves(tree)}


def test_expand_gives_a_compound_to_each_of_its_words():
    tree = expand(segment(parse("fuel cell stack")), Glossary())

    assert across(tree) == {"fuel": ("燃料电池",), "cell": ("燃料电池",), "stack": ()}


def test_expand_does_not_join_words_of_different_fields():
    tree = expand(parse("title:fuel abstract:cell"), Glossary())

    assert across(tree) == {"fuel": (), "cell": ()}


def test_expand_leaves_names_and_exclusions():
    tree = expand(segment(parse("applicant:soybean -soybean (soybean OR x)")), Glossary())

    assert isinstance(tree, And)
    assert tree.children[0] == Term("soybean", "applicant")
    assert tree.children[1] == Not(Term("soybean"))
    assert tree.children[2] == Or((Term("soybean", across=(Alternative("大豆"),)), Term("x")))


def test_expand_shows_a_phrase_alone():
    tree = expand(parse('"soybean"'), Glossary())

    assert across(tree) == {"soybean": ("大豆",)}

"""Did you mean."""

from __future__ import annotations

import pytest

from mainline.search.suggest import Vocabulary, correct

WORDS = Vocabulary.of(
    {
        "turbine": 90,
        "turbines": 40,
        "blade": 80,
        "bland": 2,
        "大豆": 50,
        "大象": 9,
        "育种": 30,
        "rare": 1,
        "iron": 12,
    }
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("turbnie", "turbine"),
        ("utrbine", "turbine"),
        ("Blaed", "blade"),
        ("大逗", "大豆"),
        ("育钟", "育种"),
    ],
)
def test_nearest_finds_the_frequent_neighbour(typed, meant):
    assert WORDS.nearest(typed) == meant


@pytest.mark.parametrize("typed", ["turbine", "iron", "xyzzyx", "iro", "豆", "", "rare"])
def test_nearest_leaves_known_short_and_strange_words(typed):
    assert WORDS.nearest(typed) == ""


def test_correct_changes_only_the_wrong_words_of_a_query():
    assert (
        correct('title:turbnie AND "blaed x"', ["turbnie", "blaed"], WORDS) == 'title:turbine AND "blade x"'
    )
    assert correct("turbine", ["turbine"], WORDS) == ""

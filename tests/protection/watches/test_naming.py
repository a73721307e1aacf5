"""How alike names of marks are, and how near texts and classes: pure."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.protection.watches.naming import likeness, name_of
from mainline.protection.watches.profile import (
    Percolator,
    class_nearness,
    in_classes,
    match,
    profile_of,
    terms_of,
)
from mainline.search.crosslingual.sounds import syllables
from mainline.search.documents import IndexDocument, prepare

_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

SOUNDS = syllables()


@pytest.mark.parametrize(
    ("one", "other", "way", "least", "most"),
    [
        ("北川", "北川", "same", 100, 100),
        ("北川", "北穿", "sound", 90, 99),
        ("蜜雪冰城", "密雪冰成", "sound", 90, 99),
        ("兴安", "星安", "sound", 90, 99),
        ("Nikon", "Nykon", "sound", 90, 99),
        ("天鹅", "天鹤", "characters", 50, 50),
        ("北川", "南海", "characters", 0, 0),
        ("", "北川", "characters", 0, 0),
        ("北 川", "北川", "same", 100, 100),
    ],
)
def test_names_are_alike_by_sight_or_by_sound(one: str, other: str, way: str, least: int, most: int) -> None:
    found = likeness(name_of(one, SOUNDS), name_of(other, SOUNDS))

    assert found.way == way
    assert least <= found.score <= most


@_PATIENT
@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_the_same_from_both_sides_and_within_bounds(one: str, other: str) -> None:
    left, right = name_of(one, SOUNDS), name_of(other, SOUNDS)

    there, back = likeness(left, right), likeness(right, left)

    assert there.score == back.score
    assert 0 <= there.score <= 100
    # What has any likeness shares a key, so that comparing only those misses nothing.
    assert there.score == 0 or left.keys & right.keys or _only_letters(left.plain, right.plain)


def _only_letters(one: str, other: str) -> bool:
    """Single ASCII letters in common are no key: too many names share them."""
    return all(char.isascii() for char in set(one) & set(other))


def _columns(title: str, abstract: str) -> dict[str, object]:
    return prepare(IndexDocument(1, titles={"zh": title}, abstracts={"zh": abstract})).columns()


def test_a_profile_is_met_whole_by_its_own_text_and_in_part_by_others() -> None:
    own = _columns("一种大豆联合收获机", "包括割台、脱粒装置和清选装置，割台设有仿形机构。")
    near = _columns("大豆收获机割台", "割台的仿形机构。")
    far = _columns("一种锂电池正极材料", "包括镍钴锰氧化物和包覆层。")
    profile = profile_of(own, lambda stream, term: 0.01, lambda term: term == "一种")

    whole, part, none = (match(profile, terms_of(one)) for one in (own, near, far))

    assert whole.score == 100
    assert 20 < part.score < 100
    assert "割台" in part.words
    assert none.score < 20


def test_all_profiles_at_once_say_what_each_says_alone() -> None:
    texts = [_columns(f"大豆收获机{n}型割台", f"割台设有第{n}仿形机构和脱粒装置") for n in range(5)]
    profiles = {
        n: profile_of(one, lambda stream, term: 0.1, lambda term: False) for n, one in enumerate(texts)
    }
    percolator = Percolator(profiles.items())

    for one in texts:
        found = percolator.matches(terms_of(one), dict.fromkeys(profiles, 30))
        alone = {n: match(profile, terms_of(one)) for n, profile in profiles.items()}
        assert found == {n: told for n, told in alone.items() if told.score >= 30}


def test_classes_are_near_by_group_subclass_and_class() -> None:
    assert class_nearness(["H01M 4/36"], ["H01M 4/62"]) == (100, "H01M 4")
    assert class_nearness(["H01M 4/36"], ["H01L 21/00"]) == (30, "H01")
    assert class_nearness(["H01M 4/36"], ["A01D 41/12"]) == (0, "")
    assert in_classes(["A01D"], [("ipc", "A01D 41/14")]) == "A01D"
    assert in_classes(["9"], [("nice", "19")]) == ""
    assert in_classes(["25", "9"], [("nice", "09")]) == "9"

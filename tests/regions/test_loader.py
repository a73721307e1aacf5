"""Another region is another folder; a wrong pack says everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainline.regions import RegionError, load_region, region_folder

TINY = """
schema = 1
[region]
code = "isle"
zh = "小岛"
en = "The Isle"
language = "en"
currency = "EUR"
timezone = "Europe/Dublin"
census_year = 2021

[[source]]
key = "C21"
title = "Census 2021"
outlet = "Statistics office"
date = "2021"

[[place]]
code = "I"
level = "province"
zh = "小岛"
en = "The Isle"
population = [{ year = 2021, residents = 300, basis = "census", source = "C21" }]

[[place]]
code = "I-N"
parent = "I"
level = "county"
zh = "北区"
en = "North"
population = [{ year = 2021, residents = 100, basis = "census", source = "C21" }]

[[place]]
code = "I-S"
parent = "I"
level = "county"
zh = "南区"
en = "South"
tile = [0, 1]
population = [{ year = 2021, residents = 200, basis = "census", source = "C21" }]

[[policy]]
code = "ISLE-1"
zh = "补助"
en = "Grant"
issuer = "The office"
source = "C21"
confidence = "B"
opens_on = 2024-01-01
closes_on = 2024-06-30
"""


def pack(folder: Path, text: str, **files: str) -> Path:
    """Write a pack and return its folder."""
    (folder / "region.toml").write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    return folder


def test_a_second_region_is_one_small_file(tmp_path: Path) -> None:
    region = load_region(pack(tmp_path, TINY))

    assert [place.code for place in region.divisions] == ["I-N", "I-S"]
    assert region.currency == "EUR"
    assert region.map is None
    assert region.place("I-S").tile == (0, 1)
    assert region.policies[0].closes_on is not None
    assert region.office_of("I") is None


def test_tables_may_stand_in_files_of_their_own(tmp_path: Path) -> None:
    office = '[[office]]\ncode = "o"\nkind = "city_office"\nplace = "I-N"\nzh = "局"\nen = "Office"\n'

    region = load_region(pack(tmp_path, TINY, offices=office))

    assert region.office_of("I-N") == region.offices[0]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("residents = 200", "residents = 201", "sum to 301 in 2021, but it is given as 300"),
        ("residents = 200", 'residents = "many"', "is not a whole number"),
        ('parent = "I"\nlevel = "county"\nzh = "南区"', 'level = "county"\nzh = "南区"', "exactly one place"),
        ('code = "I-S"', 'code = "I-N"', "stands 2 times"),
        ('parent = "I"', 'parent = "X"', "no place has code X"),
        ('level = "county"', 'level = "shire"', "is not one of: province, prefecture, county"),
        ('confidence = "B"', 'confidence = "sure"', "is not one of A, B, C, D"),
        ("closes_on = 2024-06-30", "closes_on = 2023-06-30", "before it opens"),
        ("closes_on = 2024-06-30", 'closes_on = "soon"', "is not a date"),
        ('en = "South"', 'en = ""', "text is missing"),
        ("tile = [0, 1]", "tile = [0]", r"must be \[column, row\]"),
        ("tile = [0, 1]", "latitude = 123", "is not within ±90 degrees"),
        ('source = "C21" }]', 'source = "C99" }]', "source C99 is not listed"),
        ("schema = 1", "schema = 2", "this program reads schema = 1"),
        ("census_year = 2021", "census_year = 2020", "no population of the census year 2020"),
    ],
)
def test_a_wrong_pack_says_what_is_wrong_in_both_languages(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in TINY

    with pytest.raises(RegionError, match=message) as caught:
        load_region(pack(tmp_path, TINY.replace(old, new)))

    assert all(problem.where and problem.zh and problem.en for problem in caught.value.problems)


def test_all_mistakes_are_listed_at_once(tmp_path: Path) -> None:
    text = TINY.replace('en = "South"', "").replace("residents = 100", "residents = -1")

    with pytest.raises(RegionError) as caught:
        load_region(pack(tmp_path, text))

    assert len(caught.value.problems) == 2


def test_a_table_written_as_a_value_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegionError, match=r"write this as \[\[place\]\] tables"):
        load_region(pack(tmp_path, TINY, places='place = "none"'))


def test_a_folder_without_the_file_and_a_broken_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(RegionError, match="the file is missing"):
        load_region(tmp_path)
    with pytest.raises(RegionError, match="not TOML"):
        load_region(pack(tmp_path, "region = ["))


def test_an_unknown_region_names_those_there_are() -> None:
    with pytest.raises(RegionError, match="heilongjiang"):
        region_folder("utopia")

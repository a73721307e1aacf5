"""The shipped pack of Heilongjiang and the questions a region answers."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mainline.regions import Level, OfficeKind, Region, load_region, region_folder, shipped_regions

CENSUS_2020 = {
    "哈尔滨": 10_009_854,
    "齐齐哈尔": 4_067_489,
    "绥化": 3_756_167,
    "大庆": 2_781_562,
    "牡丹江": 2_290_208,
    "佳木斯": 2_156_505,
    "鸡西": 1_502_060,
    "黑河": 1_286_401,
    "双鸭山": 1_208_803,
    "鹤岗": 891_271,
    "伊春": 878_881,
    "七台河": 689_611,
    "大兴安岭": 331_276,
}


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region(region_folder("heilongjiang"))


def test_heilongjiang_has_its_thirteen_prefectures_with_the_census_of_2020(region: Region) -> None:
    found = {place.name.short_zh: place.population(2020) for place in region.divisions}

    assert {name: figure.residents for name, figure in found.items() if figure} == CENSUS_2020
    assert sum(CENSUS_2020.values()) == 31_850_088
    assert all(place.level is Level.PREFECTURE for place in region.divisions)


def test_population_of_a_year_nobody_published_is_none(region: Region) -> None:
    assert region.place("230400").population(2022) is None
    assert region.root.population(1999) is None


def test_every_figure_leads_to_a_listed_source(region: Region) -> None:
    keys = {figure.source for place in region.places for figure in place.populations}

    assert all(region.source(key).outlet for key in keys)


@pytest.mark.parametrize("text", ["哈尔滨", "哈尔滨市", "Harbin", "harbin city", "230100"])
def test_a_place_is_found_by_any_of_its_names(region: Region, text: str) -> None:
    place = region.find_place(text)

    assert place is not None
    assert place.code == "230100"


def test_a_place_that_does_not_exist_is_none_and_by_code_an_error(region: Region) -> None:
    assert region.find_place("Atlantis") is None
    assert region.find_place(" ") is None
    with pytest.raises(KeyError, match="no place 999999"):
        region.place("999999")


def test_every_prefecture_has_an_office_a_seat_and_a_tile_of_its_own(region: Region) -> None:
    tiles = [place.tile for place in region.divisions]

    assert all(region.office_of(place.code) for place in region.divisions)
    assert all(43 < (place.latitude or 0) < 54 for place in region.divisions)
    assert all(121 < (place.longitude or 0) < 136 for place in region.divisions)
    assert len(set(tiles)) == 13
    assert None not in tiles
    province = region.office_of("230000")
    assert province is not None
    assert province.kind is OfficeKind.PROVINCIAL_OFFICE


def test_tiles_lie_as_the_seats_do(region: Region) -> None:
    """Heihe stands north of Harbin, Mudanjiang east of Daqing, on the tiles as on the ground."""
    tile = {place.name.short_en: place.tile or (0, 0) for place in region.divisions}

    assert tile["Daxing'anling"][1] < tile["Heihe"][1] < tile["Harbin"][1]
    assert tile["Qiqihar"][0] <= tile["Daqing"][0] < tile["Harbin"][0] < tile["Mudanjiang"][0]


def test_industries_are_the_4567_system(region: Region) -> None:
    groups = [industry.group for industry in region.industries]

    counts = [groups.count(group) for group in ("new_engine", "emerging", "traditional", "modern_service")]
    assert counts == [4, 5, 6, 7]


def test_the_map_is_none_where_the_file_is_not_installed(region: Region, tmp_path: Path) -> None:
    assert region.map is not None
    assert region.map.found(tmp_path) is None

    outline = tmp_path / region.map.file
    outline.parent.mkdir(parents=True)
    outline.write_text("{}", encoding="utf-8")
    assert region.map.found(Path("/nowhere"), tmp_path) == outline


@pytest.mark.realdata
def test_codes_join_the_real_outline(region: Region) -> None:
    shared = Path(os.environ.get("MAINLINE_SHARED", "../shared"))
    path = shared / "data/region-geojson/china-provinces/hei_long_jiang_geo.json"
    if not path.is_file():
        pytest.skip("the folder of real data is absent; set MAINLINE_SHARED")
    assert region.map is not None

    features = json.loads(path.read_text(encoding="utf-8"))["features"]

    codes = {place.code[: region.map.digits]: place.name.zh for place in region.divisions}
    assert codes == {feature["id"]: feature["properties"]["name"] for feature in features}


def test_names_are_complete_in_both_languages(region: Region) -> None:
    named = [*region.places, *region.industries, *region.offices, *region.zones, *region.policies]

    assert all(item.name.in_language("zh-hans") and item.name.in_language("en") for item in named)
    assert region.divisions[0].name.short("en") == "Harbin"
    assert region.industries[0].name.short("zh") == region.industries[0].name.zh


def test_shipped_regions_are_found_by_folder() -> None:
    assert "heilongjiang" in shipped_regions()

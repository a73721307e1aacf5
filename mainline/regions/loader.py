"""Reads a region pack: a folder with ``region.toml`` and, if wanted, four more files beside it.

``region.toml`` holds ``[region]``, ``[map]`` and ``[[source]]``; ``places.toml``, ``industries.toml``,
``offices.toml`` (with ``[[zone]]``) and ``policies.toml`` hold the tables they are named for. A small
pack may put everything in ``region.toml``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from mainline.regions.checks import problems_of
from mainline.regions.problems import Problem, RegionError
from mainline.regions.reader import Fields
from mainline.regions.region import (
    Industry,
    Level,
    Map,
    Office,
    OfficeKind,
    Place,
    Policy,
    Population,
    Region,
    Source,
    Zone,
)

SCHEMA = 1
FILES = {
    "region.toml": ("source", "place", "industry", "office", "zone", "policy"),
    "places.toml": ("place",),
    "industries.toml": ("industry",),
    "offices.toml": ("office", "zone"),
    "policies.toml": ("policy",),
}


def shipped_regions() -> tuple[str, ...]:
    """The codes of the packs that come with the program."""
    return tuple(sorted(path.parent.name for path in Path(__file__).parent.glob("*/region.toml")))


def region_folder(code: str) -> Path:
    """The folder of a shipped pack; ``RegionError`` names those there are."""
    if code not in shipped_regions():
        known = ", ".join(shipped_regions())
        en = f"no such region pack; use one of {known}, or give a folder"
        raise RegionError([Problem(code, f"没有这个地区包；可用：{known}，或指定一个文件夹", en)])
    return Path(__file__).parent / code


def load_region(folder: Path) -> Region:
    """Read and check the pack in ``folder``; ``RegionError`` lists everything that is wrong with it."""
    tables = {
        name: _read(folder / name) for name in FILES if name == "region.toml" or (folder / name).is_file()
    }
    problems: list[Problem] = []
    region = _region(tables, problems)
    problems = problems or problems_of(region)
    if problems:
        raise RegionError(problems)
    return region


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        en = "the file is missing; a region pack is a folder with a region.toml"
        raise RegionError([Problem(str(path), "缺少该文件；地区包是含 region.toml 的文件夹", en)]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        en = f"this is not TOML in UTF-8: {error}; mend that line"
        raise RegionError([Problem(str(path), f"不是 UTF-8 编码的 TOML：{error}", en)]) from error


def _region(tables: dict[str, dict[str, Any]], problems: list[Problem]) -> Region:
    top = tables["region.toml"]
    head = Fields("region.toml [region]", _table(top, "region"), problems)
    if top.get("schema") != SCHEMA:
        en = f"schema is {top.get('schema')!r}; this program reads schema = {SCHEMA}"
        problems.append(Problem("region.toml schema", f"本程序读取 schema = {SCHEMA}", en))

    def each(key: str) -> list[Fields]:
        named = [Fields(name, table, problems) for name, table in tables.items() if key in FILES[name]]
        return [item for fields in named for item in fields.tables(key)]

    return Region(
        code=head.text("code"),
        name=head.name(),
        language=head.text("language"),
        currency=head.text("currency"),
        timezone=head.text("timezone"),
        places=tuple(_place(item) for item in each("place")),
        industries=tuple(_industry(item) for item in each("industry")),
        offices=tuple(_office(item) for item in each("office")),
        zones=tuple(_zone(item) for item in each("zone")),
        policies=tuple(_policy(item) for item in each("policy")),
        sources=tuple(_source(item) for item in each("source")),
        map=_map(Fields("region.toml [map]", _table(top, "map"), problems)),
        census_year=head.integer("census_year") if "census_year" in head.values else None,
    )


def _table(values: dict[str, Any], key: str) -> dict[str, Any]:
    table = values.get(key, {})
    return table if isinstance(table, dict) else {}


def _place(item: Fields) -> Place:
    return Place(
        code=item.text("code"),
        parent=item.text("parent", ""),
        level=item.choice("level", Level),
        name=item.name(),
        populations=tuple(_population(figure) for figure in item.tables("population")),
        latitude=item.degrees("latitude", 90),
        longitude=item.degrees("longitude", 180),
        tile=_tile(item),
    )


def _tile(item: Fields) -> tuple[int, int] | None:
    tile = item.values.get("tile")
    if tile is None:
        return None
    if isinstance(tile, list) and len(tile) == 2 and all(isinstance(n, int) and n >= 0 for n in tile):
        return (tile[0], tile[1])
    item.complain("tile", f"{tile!r} 应为 [列, 行]", f"{tile!r} must be [column, row], whole numbers from 0")
    return None


def _population(item: Fields) -> Population:
    return Population(
        item.integer("year"), item.integer("residents"), item.text("basis"), item.text("source")
    )


def _industry(item: Fields) -> Industry:
    return Industry(
        item.text("code"), item.text("group"), item.name(), item.texts("ipc"), item.text("source", "")
    )


def _office(item: Fields) -> Office:
    return Office(
        code=item.text("code"),
        kind=item.choice("kind", OfficeKind),
        place=item.text("place"),
        name=item.name(),
        source=item.text("source", ""),
        note=item.text("note", ""),
    )


def _zone(item: Fields) -> Zone:
    return Zone(
        item.text("code"), item.text("kind"), item.name(), item.texts("places"), item.text("source", "")
    )


def _policy(item: Fields) -> Policy:
    return Policy(
        code=item.text("code"),
        name=item.name(),
        issuer=item.text("issuer"),
        source=item.text("source"),
        confidence=item.text("confidence"),
        opens_on=item.day("opens_on"),
        closes_on=item.day("closes_on"),
    )


def _source(item: Fields) -> Source:
    return Source(
        item.text("key"), item.text("title"), item.text("outlet"), item.text("date"), item.text("note", "")
    )


def _map(item: Fields) -> Map | None:
    if not item.values:
        return None
    return Map(item.text("file"), item.text("property"), item.integer("digits"), item.text("source", ""))

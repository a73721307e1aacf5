"""What the indicators are, read from ``strategy/data/indicators.toml``; what a region published of them. No database."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mainline.regions.loader import region_folder, shipped_regions
from mainline.regions.region import Source
from mainline.strategy.indicators.logic import Unit

Pair = tuple[str, str]
_DATA = Path(__file__).parents[1] / "data" / "indicators.toml"


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator as it is shown beside its figure; pairs are (zh, en)."""

    code: str
    label: Pair
    text: Pair
    formula: Pair
    owner: Pair
    source: str
    link: str
    project: str
    unit: Unit
    is_flow: bool
    """Whether it counts what happened in the year of the day, up to the day; else what stands on the day."""
    records: str
    """``rights`` or ``events``."""
    version: int
    is_guarded: bool
    """Whether it is told to offices alone, as one number."""
    is_less_better: bool

    def since(self, on: dt.date) -> dt.date | None:
        """Return the first day that a figure as of a day looks at; ``None``: it looks at the day itself."""
        return on.replace(month=1, day=1) if self.is_flow else None


@dataclass(frozen=True, slots=True)
class Published:
    """A figure, or a target, as somebody published it."""

    indicator: str
    year: int
    value: Fraction
    source: Source
    place: str
    """Code of a place; empty: the whole country."""
    is_target: bool = False
    is_bound: bool = False
    """Whether it is "more than" the value."""
    note: Pair = ("", "")


@cache
def definitions() -> Mapping[str, Definition]:
    """Return all indicators by code, in the order of the table."""
    told = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return MappingProxyType({code: _definition(code, entry) for code, entry in told.items()})


def _definition(code: str, entry: Mapping[str, Any]) -> Definition:
    def pair(name: str) -> Pair:
        return entry[f"{name}_zh"], entry[f"{name}_en"]

    return Definition(
        code=code,
        label=(entry["zh"], entry["en"]),
        text=pair("text"),
        formula=pair("formula"),
        owner=pair("owner"),
        source=entry["source"],
        link=entry["link"],
        project=entry["project"],
        unit=Unit(entry["unit"]),
        is_flow={"flow": True, "stock": False}[entry["span"]],
        records=entry["records"],
        version=entry["version"],
        is_guarded=entry.get("guarded", False),
        is_less_better=entry.get("is_less_better", False),
    )


@cache
def published(region: str) -> tuple[Published, ...]:
    """Return what was published of a region, and the country's figures beside it; nothing where its pack has none."""
    file = region_folder(region) / "published.toml" if region in shipped_regions() else None
    if file is None or not file.is_file():
        return ()
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    sources = {
        one["key"]: Source(one["key"], one["title"], one["outlet"], one["date"], one.get("note", ""))
        for one in told["source"]
    }
    found = [
        _published({**value, "indicator": group["indicator"]}, sources[group["source"]], place="own")
        for group in told.get("figure", ())
        for value in group["values"]
    ]
    found += [
        _published({**each, "is_target": True}, sources[each["source"]], place=each["place"])
        for each in told.get("target", ())
    ]
    found += [_published(each, sources[each["source"]], place="") for each in told.get("national", ())]
    return tuple(found)


def _published(entry: Mapping[str, Any], source: Source, *, place: str) -> Published:
    return Published(
        indicator=entry["indicator"],
        year=entry["year"],
        value=Fraction(entry["value"]),
        source=source,
        place=place,
        is_target=entry.get("is_target", False),
        is_bound=entry.get("is_bound", False),
        note=(entry.get("note_zh", ""), entry.get("note_en", "")),
    )


def published_of(region: str, indicator: str) -> Sequence[Published]:
    """Return what was published of one indicator, oldest first."""
    return sorted((one for one in published(region) if one.indicator == indicator), key=lambda one: one.year)

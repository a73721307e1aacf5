"""The programme of a region, read from ``programme.toml`` of its pack and checked. No database."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from mainline.regions.loader import region_folder, shipped_regions
from mainline.regions.region import Source
from mainline.register.codes import Link

Pair = tuple[str, str]
STATES = ("sourced", "inferred", "ours")


class WrongProgramme(ValueError):
    """The file says something that can't be: says what, and where."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line, a project, an ability, the atmosphere or an action, with what stands behind its words; pairs are (zh, en)."""

    code: str
    label: Pair
    status: str
    """``sourced``, ``inferred`` or ``ours``."""
    sources: Sequence[Source]
    note: Pair


@dataclass(frozen=True, slots=True)
class Programme:
    """One main line, its projects, the abilities on it, one atmosphere and the actions that carry it."""

    line: Item
    projects: Sequence[Item]
    abilities: Sequence[Item]
    """One for each link of the chain, under its code."""
    atmosphere: Item
    actions: Sequence[Item]


@cache
def programme(region: str) -> Programme | None:
    """Return the programme of a region; ``None`` where its pack has none. Raises :class:`WrongProgramme`."""
    file = region_folder(region) / "programme.toml" if region in shipped_regions() else None
    if file is None or not file.is_file():
        return None
    return programme_of(tomllib.loads(file.read_text(encoding="utf-8")))


def programme_of(told: Mapping[str, Any]) -> Programme:
    """Return what a file tells. Raises :class:`WrongProgramme`."""
    sources = {
        one["key"]: Source(one["key"], one["title"], one["outlet"], one["date"], one.get("note", ""))
        for one in told.get("source", ())
    }

    def item(entry: Mapping[str, Any]) -> Item:
        code, state = entry["code"], entry["status"]
        if state not in STATES:
            raise WrongProgramme(f"programme.toml: {code}: status {state!r} is none of {', '.join(STATES)}")
        unknown = [key for key in entry["sources"] if key not in sources]
        if unknown or (state == "sourced" and not entry["sources"]):
            raise WrongProgramme(f"programme.toml: {code}: no source {', '.join(unknown) or 'is named'}")
        note = (entry.get("note_zh", ""), entry.get("note_en", ""))
        return Item(code, (entry["zh"], entry["en"]), state, [sources[key] for key in entry["sources"]], note)

    found = Programme(
        line=item(told["line"]),
        projects=[item(one) for one in told["project"]],
        abilities=[item(one) for one in told["ability"]],
        atmosphere=item(told["atmosphere"]),
        actions=[item(one) for one in told["action"]],
    )
    if {one.code for one in found.abilities} != {link.value for link in Link}:
        raise WrongProgramme("programme.toml: the abilities are the links of the chain, each once")
    return found

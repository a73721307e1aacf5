"""A region as frozen facts: places and people, industries, offices, zones, map, policies, sources.

Every figure names its source by a key of ``Region.sources``. What is not known is ``None``,
never a guess. Codes of places are the national codes of administrative divisions (GB/T 2260),
or whatever code the region's own country uses; they are text and are never computed with.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Level(StrEnum):
    """Level of a place. One place of a pack is the region itself; it has no parent."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


class OfficeKind(StrEnum):
    """What a public body of the region does."""

    PROVINCIAL_OFFICE = "provincial_office"
    CITY_OFFICE = "city_office"
    PROTECTION_CENTRE = "protection_centre"
    AID_CENTRE = "aid_centre"
    OPERATION_CENTRE = "operation_centre"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in Chinese and English; ``short_zh`` and ``short_en`` fit a map label."""

    zh: str
    en: str
    short_zh: str = ""
    short_en: str = ""

    def in_language(self, language: str) -> str:
        """The Chinese name for any ``zh…``, else the English one."""
        return self.zh if language.startswith("zh") else self.en

    def short(self, language: str) -> str:
        """The short name where there is one, else the full one."""
        short = self.short_zh if language.startswith("zh") else self.short_en
        return short or self.in_language(language)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read."""

    key: str
    title: str
    outlet: str
    date: str
    """As precise as known: ``2021``, ``2021-05``, ``2021-05-11``."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Population:
    """Residents of a place in a year, with the way they were counted and the source."""

    year: int
    residents: int
    basis: str
    """``census`` or ``estimate``. Figures of different bases are never mixed in one ratio."""
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the region, by administrative code."""

    code: str
    parent: str
    level: Level
    name: Name
    populations: tuple[Population, ...] = ()
    latitude: float | None = None
    """Degrees north of the seat of its administration, rounded to 0.1: for a schematic map only."""
    longitude: float | None = None
    tile: tuple[int, int] | None = None
    """(column, row) in the tile map, from the north-west corner."""

    def population(self, year: int) -> Population | None:
        """The figure of that year, or ``None``: years are never interpolated."""
        return next((figure for figure in self.populations if figure.year == year), None)


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry the region names in its plans."""

    code: str
    group: str
    name: Name
    ipc: tuple[str, ...] = ()
    """IPC prefixes used to sort rights into it: a convention of this pack, not an official table."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """A public body that serves rights in the region."""

    code: str
    kind: OfficeKind
    place: str
    name: Name
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """An area over several places with a status of its own."""

    code: str
    kind: str
    name: Name
    places: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of the region by identifier; its rules live with the service link."""

    code: str
    name: Name
    issuer: str
    source: str
    confidence: str
    """A: the rule's own text was read; B: official digest; C: older or partial; D: a part is missing."""
    opens_on: dt.date | None = None
    closes_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """Where the outline is. It is not part of the pack: absent, the schematic map is drawn."""

    file: str
    """A path below the static folder, or an absolute path."""
    property: str
    """The property or member of a feature that holds its code: ``id``."""
    digits: int
    """How many leading digits of a place's code that property holds."""
    source: str = ""

    def found(self, *roots: Path) -> Path | None:
        """The outline's path under the first root that has it, or ``None``."""
        candidates = [root / self.file for root in roots] if self.file else []
        return next((path for path in candidates if path.is_file()), None)


@dataclass(frozen=True, slots=True)
class Region:
    """One region pack, checked."""

    code: str
    name: Name
    language: str
    currency: str
    timezone: str
    places: tuple[Place, ...]
    industries: tuple[Industry, ...]
    offices: tuple[Office, ...]
    zones: tuple[Zone, ...]
    policies: tuple[Policy, ...]
    sources: tuple[Source, ...]
    map: Map | None
    """``None`` where the pack names no outline."""
    census_year: int | None
    """The year whose populations must add up to the region's own."""

    @property
    def root(self) -> Place:
        """The place that is the region itself."""
        return next(place for place in self.places if not place.parent)

    @property
    def divisions(self) -> tuple[Place, ...]:
        """The places right below the region: its prefectures."""
        return tuple(place for place in self.places if place.parent == self.root.code)

    def place(self, code: str) -> Place:
        """The place of that code; ``KeyError`` says which codes there are."""
        for place in self.places:
            if place.code == code:
                return place
        known = ", ".join(place.code for place in self.places)
        raise KeyError(f"no place {code} in region {self.code}; known: {known}")

    def find_place(self, text: str) -> Place | None:
        """The place whose full or short name, in either language, or code is exactly this text."""
        wanted = text.strip().casefold()
        for place in self.places:
            name = place.name
            forms = (place.code, name.zh, name.en, name.short_zh, name.short_en)
            if wanted and wanted in (form.casefold() for form in forms):
                return place
        return None

    def source(self, key: str) -> Source:
        """The source of that key; ``KeyError`` where there is none."""
        for source in self.sources:
            if source.key == key:
                return source
        raise KeyError(f"no source {key} in region {self.code}")

    def office_of(self, place: str) -> Office | None:
        """The office that handles patent affairs at a place, or ``None``."""
        kinds = (OfficeKind.CITY_OFFICE, OfficeKind.PROVINCIAL_OFFICE)
        return next(
            (office for office in self.offices if office.place == place and office.kind in kinds), None
        )

"""Region packs: one folder of plain files says all that Mainline knows of a region.

``load_region(folder)`` reads and checks a pack; ``region_folder("heilongjiang")`` is the one shipped here.
"""

from __future__ import annotations

from mainline.regions.loader import load_region, region_folder, shipped_regions
from mainline.regions.problems import Problem, RegionError
from mainline.regions.region import (
    Industry,
    Level,
    Map,
    Name,
    Office,
    OfficeKind,
    Place,
    Policy,
    Population,
    Region,
    Source,
    Zone,
)

__all__ = [
    "Industry",
    "Level",
    "Map",
    "Name",
    "Office",
    "OfficeKind",
    "Place",
    "Policy",
    "Population",
    "Problem",
    "Region",
    "RegionError",
    "Source",
    "Zone",
    "load_region",
    "region_folder",
    "shipped_regions",
]

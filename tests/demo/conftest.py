"""One demonstration province for all tests of this folder."""

from __future__ import annotations

import datetime as dt

import pytest

from mainline.demo.generate import generate
from mainline.demo.province import DemoProvince
from mainline.regions import Region, load_region, region_folder

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="session")
def region() -> Region:
    return load_region(region_folder("heilongjiang"))


@pytest.fixture(scope="session")
def province(region: Region) -> DemoProvince:
    return generate(region, 1, TODAY)

"""Clients in both languages; what is refused, in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.utils import translation

from tests.utilization.market.samples import Cast, a_cast
from tests.web.conftest import en, plain_static, zh

__all__ = ["en", "plain_static", "zh"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    caches["local"].clear()
    with translation.override("en"):
        yield


@pytest.fixture
def cast() -> Cast:
    return a_cast()

"""What the doctor finds wrong, and what it lets rest."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from mainline.doctor import _administrators, _imports, _shared_cache
from tests.factories import an_import

pytestmark = pytest.mark.django_db


def test_failed_import_is_well_again_once_the_same_was_read_to_its_end() -> None:
    an_import(state="failed", path="/data/a.xml")
    assert not _imports().is_well
    an_import(path="/data/b.xml")
    an_import(path="/data/a.xml", is_dry_run=True)
    assert not _imports().is_well

    an_import(path="/data/a.xml")

    assert _imports().is_well


def test_missing_table_of_the_shared_cache_is_told() -> None:
    assert _shared_cache().is_well
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE shared_cache")

    assert not _shared_cache().is_well


def test_administrator_without_a_second_factor_is_told_where_one_is_asked_for(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = "staff"
    assert _administrators().is_well
    get_user_model().objects.create_superuser("root")
    assert not _administrators().is_well
    assert "1 " in _administrators().en

    settings.REQUIRE_SECOND_FACTOR = "none"

    assert _administrators().is_well

"""What the doctor finds wrong, and what it lets rest."""

from __future__ import annotations

import pytest

from mainline.doctor import _imports
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

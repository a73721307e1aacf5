"""An organisation that keeps the dates of three rights, and its people."""

from __future__ import annotations

from typing import Any

import pytest

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.deadlines.actions import open_dockets
from tests.factories import DAY, a_user, enter
from tests.register.samples import publication
from tests.web.conftest import en, zh

__all__ = ["en", "zh"]


@pytest.fixture
def holder() -> Organisation:
    """Of two granted inventions and one pending."""
    rights = enter(
        publication(kind="B", on="2020-05-12"),
        publication(application="2018106000001.X", number="108600001", kind="B", on="2021-05-12"),
        publication(application="2019106000001.X", number="109600001"),
    )
    found = rights[0].parties.get(role="applicant").organisation
    assert found is not None
    open_dockets(rights=[right.pk for right in rights], organisation=found, by=None, on=DAY)
    return found


@pytest.fixture
def manager(holder: Organisation) -> Any:
    return a_user(Role.MANAGER, holder, "manager")

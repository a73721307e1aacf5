"""Kind codes and the rights they name."""

from __future__ import annotations

import pytest

from mainline.offices.kinds import right_kind_of
from mainline.offices.record import RightKind


@pytest.mark.parametrize(
    ("office", "code", "kind"),
    [
        ("CN", "A", RightKind.INVENTION),
        ("CN", "U", RightKind.UTILITY_MODEL),
        ("CN", "Y", RightKind.UTILITY_MODEL),
        ("CN", "S", RightKind.DESIGN),
        ("US", "S1", RightKind.DESIGN),
        ("US", "P2", RightKind.PLANT_VARIETY),
        ("US", "B2", RightKind.INVENTION),
        ("DE", "U1", RightKind.UTILITY_MODEL),
        ("AU", "U", RightKind.INVENTION),
        ("XX", "", RightKind.INVENTION),
    ],
)
def test_right_kind_follows_office_and_code(office, code, kind):
    assert right_kind_of(office, code) is kind

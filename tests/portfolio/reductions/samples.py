"""Joint rights, and what is said of their applicants."""

from __future__ import annotations

import dataclasses
from typing import Any

from mainline.offices.record import Party, PartyRole
from mainline.portfolio.reductions.actions import Said
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Docket
from mainline.register.models import Right
from tests.factories import DAY, enter
from tests.portfolio.fees.samples import D, holder_of, record
from tests.register.samples import publication

SAID = Said("public_institution", 2026, record_number="FJ2026-001")


def joint(*names: str) -> tuple[Right, Docket]:
    """A granted Chinese invention of several applicants, whose dates the first keeps; year 10 ran out its days."""
    one = publication()
    parties = tuple(Party(PartyRole.APPLICANT, name, "zh", is_person=False, country="CN") for name in names)
    (right,) = enter(dataclasses.replace(one, parties=parties))
    record(right, "creation.right.granted", D(2020, 3, 10))
    record(right, "portfolio.annuity.paid", D(2026, 7, 15), details={"year": "10"})
    party = right.parties.get(role="applicant", name=names[0])
    assert party.organisation is not None
    open_dockets(rights=[right.pk], organisation=party.organisation, by=None, on=DAY)
    return right, Docket.objects.get(right=right)


def held(rights: list[Right]) -> Any:
    """Whose they are."""
    return holder_of(rights)

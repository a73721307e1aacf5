"""A right of a university with its agency, and those who may draft and search for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Organisation
from mainline.register import indexing
from mainline.register.models import IndexPending, Party, Right, Share
from tests.factories import a_person, a_user, an_organisation, enter
from tests.register.samples import publication

GOOD = "1. 一种大豆收获机，其特征在于，包括机架和割台，所述割台设置在所述机架上。\n2. 根据权利要求1所述的大豆收获机，其特征在于，所述割台为伸缩割台。"
BAD = "1. 一种大豆收获机，其特征在于，包括机架，所述电机设置在所述机架上"


@dataclass(frozen=True)
class Cast:
    """A secret invention, its holder, its agency, and somebody of each."""

    right: Right
    holder: Organisation
    manager: Any
    inventor: Any
    """Named on it."""
    colleague: Any
    """An inventor of the same holder, not named on it."""
    viewer: Any
    attorney: Any
    named: Any
    """Of a bank to which the right was shown by name."""
    rival: Any
    others: list[Right]
    """Publications of others, by the day of their publication."""


def a_cast() -> Cast:
    """Make it: a secret invention filed on 2022-06-01 among publications before and after it."""
    days = ("2020-01-07", "2021-03-09", "2022-06-01", "2023-05-05")
    rows = [
        publication(
            application=f"20171060000{n}.X", number=f"10760000{n}", title=f"一种大豆收获机割台{n}", on=day
        )
        for n, day in enumerate(days, start=1)
    ]
    others = enter(*rows)
    right = next(one for one in enter(publication()) if one.pk not in {other.pk for other in others})
    holder, agency, bank = (
        an_organisation(),
        an_organisation(kind=OrganisationKind.AGENCY),
        an_organisation(kind=OrganisationKind.BANK),
    )
    right.parties.all().delete()
    for role, body in (("applicant", holder), ("agent", agency)):
        Party.objects.create(right=right, role=role, name=body.name, organisation=body)
    inventor = a_user(Role.INVENTOR, holder)
    person = a_person(holder, user=inventor)
    Party.objects.create(right=right, role="inventor", name=person.name, person=person)
    right.confidentiality, right.filed_on, right.published_on = "holder", dt.date(2022, 6, 1), None
    right.save()
    IndexPending.objects.create(right=right)
    Share.objects.create(right=right, organisation=bank, shared_at=timezone.now(), is_named=True)
    indexing.level()
    return Cast(
        right, holder, a_user(Role.MANAGER, holder), inventor, a_user(Role.INVENTOR, holder), a_user(Role.VIEWER, holder),
        a_user(Role.ATTORNEY, agency), a_user(Role.BANKER, bank), a_user(Role.MANAGER, an_organisation()), others,
    )  # fmt: skip

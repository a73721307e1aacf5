"""Writes of the shares of inventors: a new agreement, and what becomes of one when two rows are found to be one right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By
from mainline.orgs.models import Person
from mainline.register.models import PersonLink, Right
from mainline.register.people.links import apply_links
from mainline.register.shares.models import AgreedShare
from mainline.register.shares.queries import agreed_rows


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed of one inventor; ``person`` where somebody said who the name is."""

    name: str
    share: Fraction
    person: Person | None = None


@transaction.atomic
def agree_shares(
    *, right: Right, shares: Sequence[Agreed], role: str, by: By, on: dt.date
) -> Sequence[AgreedShare]:
    """Write a new agreement of the inventors of a right, and who those are who were named as people of the register.

    ``role`` is that in which they stand printed, inventor or designer. The caller has asked its own rule whether ``by``
    may. The same agreement again is left as it is. Raises ``ValidationError`` for shares that do not make one whole.
    """
    if not shares or any(one.share <= 0 for one in shares) or sum(one.share for one in shares) != 1:
        raise ValidationError(_("The shares of the inventors must make one hundred percent exactly."))
    row = Right.objects.select_for_update().get(pk=right.merged_into_id or right.pk)
    links = _named(row, shares, role, by)
    before = agreed_rows(row)
    told = [(one.person.pk if one.person else None, one.name, one.share) for one in shares]
    if told == [(one.person_id, one.name, one.share) for one in before]:
        return before
    now = timezone.now()
    version = before[0].version + 1 if before else 1
    made = [
        AgreedShare.objects.create(
            right=row, version=version, sequence=nth, person=one.person, name=one.name,
            numerator=one.share.numerator, denominator=one.share.denominator, agreed_on=on, entered_at=now,
            entered_by=by,
        )
        for nth, one in enumerate(shares, start=1)
    ]  # fmt: skip
    record(
        code="shares.agreed",
        by=by,
        subject=f"right:{row.pk}",
        data={"number": len(made), "version": version},
        sealed=[*made, *links],
    )
    return made


def _named(right: Right, shares: Sequence[Agreed], role: str, by: By) -> list[PersonLink]:
    """Say of the printed names which person each is; of a name alone nothing is said."""
    made, places = [], dict[str, int]()
    for one in shares:
        places[one.name] = places.get(one.name, 0) + 1
        if one.person is not None:
            link, _made = PersonLink.objects.update_or_create(
                right=right, role=role, name=one.name, place=places[one.name],
                defaults={"person": one.person, "linked_by": by, "linked_at": timezone.now()},
            )  # fmt: skip
            made.append(link)
    apply_links([right.pk])
    return made


def move_shares(keep: int, others: Sequence[int]) -> set[int]:
    """Let what was agreed on other rows hold on the right that stands for them, unless its inventors agreed there too.

    Returns the ids of the rows that moved.
    """
    if AgreedShare.objects.filter(right=keep).exists():
        return set()
    for other in sorted(others):
        own = AgreedShare.objects.filter(right=other)
        if moved := set(own.values_list("pk", flat=True)):
            AgreedShare.objects.filter(pk__in=moved).update(right=keep)
            return moved
    return set()

"""Reads of the shares of inventors. For the parts that act on them: whoever shows them asks first who may see the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mainline.orgs.models import Person
from mainline.register.enums import CREATOR_ROLES
from mainline.register.models import Party, Right
from mainline.register.shares.models import AgreedShare


@dataclass(frozen=True, slots=True)
class InventorShare:
    """One inventor's share in a right."""

    person: Person | None
    """The row that stands for the human being; ``None`` where nobody said which one the name is."""
    name: str
    share: Fraction
    """Of 1; all of a right add up to 1 exactly."""


def inventor_shares(right: Right) -> tuple[InventorShare, ...]:
    """Return the shares that the inventors of a right agreed on, in the order in which they are named.

    Where they stated none the percentages entered of the parties count, if all creators have one and they make 100
    exactly. Else it is empty: shares that nobody said are not guessed.
    """
    agreed = agreed_rows(right)
    if agreed:
        return tuple(InventorShare(_standing(row.person), row.name, row.share) for row in agreed)
    return _entered(right)


def agreed_rows(right: Right) -> Sequence[AgreedShare]:
    """Return the rows of the newest agreement on a right; none where there is none."""
    own = AgreedShare.objects.filter(right=right.merged_into_id or right.pk)
    newest = own.order_by("-version").values_list("version", flat=True).first()
    if newest is None:
        return ()
    return list(own.filter(version=newest).select_related("person__merged_into").order_by("sequence"))


def _entered(right: Right) -> tuple[InventorShare, ...]:
    rows = Party.objects.filter(right=right.merged_into_id or right.pk, role__in=CREATOR_ROLES)
    found = []
    for row in rows.select_related("person__merged_into").order_by("role", "sequence", "pk"):
        if row.share is None:
            return ()
        found.append(InventorShare(_standing(row.person), row.name, Fraction(row.share) / 100))
    return tuple(found) if sum((one.share for one in found), Fraction()) == 1 else ()


def _standing(person: Person | None) -> Person | None:
    return (person.merged_into or person) if person is not None else None

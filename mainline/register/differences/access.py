"""Who may see the differences of an organisation's lists from an office: its members, as far as they may know of the rights."""

from __future__ import annotations

from django.db.models import QuerySet

from mainline.orgs.access import User, organisation_ids
from mainline.register.access import other_rights
from mainline.register.deadlines.access import VIEW
from mainline.register.differences.enums import DifferenceState
from mainline.register.differences.models import Difference


def visible_differences(user: User, verb: str = VIEW) -> QuerySet[Difference]:
    """Return the differences of the organisations for which the user may use a verb, of rights that the user may know of."""
    own = organisation_ids(user, verb) if user.is_authenticated else ()
    rows = Difference.objects.filter(organisation__in=own, right__merged_into=None)
    return rows.exclude(right__in=other_rights(user).values("pk"))


def open_differences(user: User) -> int:
    """Return how many wait to be decided."""
    return visible_differences(user).filter(state=DifferenceState.OPEN).count()

"""Who may see the dates that an organisation keeps: its members, and nobody else."""

from __future__ import annotations

from django.db.models import QuerySet

from mainline.orgs.access import User, organisation_ids
from mainline.register.access import other_rights
from mainline.register.deadlines.models import Deadline, Docket

VIEW, KEEP = "docket.view", "docket.keep"


def visible_dockets(user: User, verb: str = VIEW) -> QuerySet[Docket]:
    """Return the open dockets of organisations for which the user may use a verb, of rights that the user may know of."""
    own = organisation_ids(user, verb) if user.is_authenticated else ()
    rows = Docket.objects.filter(organisation__in=own, closed_at=None, right__merged_into=None)
    return rows.exclude(right__in=other_rights(user).values("pk"))


def visible_deadlines(user: User, verb: str = VIEW) -> QuerySet[Deadline]:
    """Return the deadlines of those dockets."""
    return Deadline.objects.filter(docket__in=visible_dockets(user, verb).values("pk"))

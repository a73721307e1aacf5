"""Who may see a watch and its hits: the members of the organisation that watches, as far as they may know of the right."""

from __future__ import annotations

from django.db.models import QuerySet

from mainline.orgs.access import User, organisation_ids
from mainline.orgs.models import Organisation
from mainline.protection.watches.models import Hit, Watch
from mainline.register.access import visible_rights

KEEP = "watch.keep"


def visible_watches(user: User, verb: str = "") -> QuerySet[Watch]:
    """Return the watches of the user's organisations, with a verb those for which they may use it."""
    own = organisation_ids(user, verb) if user.is_authenticated else set()
    return Watch.objects.filter(organisation__in=own) if own else Watch.objects.none()


def visible_hits(user: User, verb: str = "") -> QuerySet[Hit]:
    """Return the hits of these watches, on rights of which the user may still know."""
    watches = visible_watches(user, verb).values("pk")
    return Hit.objects.filter(watch__in=watches, right__in=visible_rights(user).values("pk"))


def watchers(user: User) -> list[Organisation]:
    """Return the organisations for which the user may watch."""
    own = organisation_ids(user, KEEP) if user.is_authenticated else set()
    rows = Organisation.objects.filter(pk__in=own, merged_into=None)
    return list(rows.order_by("pk")) if own else []

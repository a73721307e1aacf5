"""Who may see and write novelty reports: see :mod:`mainline.creation.access`. The words of a search tell a secret."""

from __future__ import annotations

from django.db.models import QuerySet

from mainline.creation.access import known_inventions
from mainline.creation.prior_art.models import NoveltyReport
from mainline.orgs.access import User
from mainline.register.models import Right

SEARCH = "prior_art.search"


def searchable_rights(user: User, verb: str = "") -> QuerySet[Right]:
    """Return the rights whose prior art the user may look for here; who was only named on a right is not among them."""
    return known_inventions(user, verb or SEARCH)


def visible_reports(user: User, verb: str = "") -> QuerySet[NoveltyReport]:
    """Return the reports on rights of :func:`searchable_rights`."""
    return NoveltyReport.objects.filter(right__in=searchable_rights(user, verb).values("pk"))

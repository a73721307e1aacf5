"""Who may see and write novelty reports: those to whom the right belongs, and its agency. The words of a search tell a secret."""

from __future__ import annotations

from django.db.models import QuerySet

from mainline.creation.prior_art.models import NoveltyReport
from mainline.orgs.access import User
from mainline.register.access import held_rights
from mainline.register.models import Right

SEARCH = "prior_art.search"


def searchable_rights(user: User, verb: str = "") -> QuerySet[Right]:
    """Return the rights whose prior art the user may look for here; who was only named on a right is not among them."""
    return held_rights(user, verb)


def visible_reports(user: User, verb: str = "") -> QuerySet[NoveltyReport]:
    """Return the reports on rights that are held by the user's organisations, with a verb those it may be used on."""
    return NoveltyReport.objects.filter(right__in=searchable_rights(user, verb).values("pk"))

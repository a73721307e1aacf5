"""Who may see and write the claims of a right: see :mod:`mainline.creation.access`. A finding tells the claims."""

from __future__ import annotations

from django.db.models import QuerySet

from mainline.creation.access import known_inventions
from mainline.creation.checks.models import ClaimsDraft, ClaimsVersion
from mainline.orgs.access import User
from mainline.register.models import Right

CHECK = "draft.check"
APPROVE = "draft.approve"


def draftable_rights(user: User, verb: str = "") -> QuerySet[Right]:
    """Return the rights whose claims the user may see; with a verb those of which the user may use it.

    Who was only named on a right knows of it and not of its drafts.
    """
    return known_inventions(user, verb or CHECK)


def visible_drafts(user: User, verb: str = "") -> QuerySet[ClaimsDraft]:
    """Return the drafts of :func:`draftable_rights`."""
    return ClaimsDraft.objects.filter(right__in=draftable_rights(user, verb).values("pk"))


def visible_versions(user: User) -> QuerySet[ClaimsVersion]:
    """Return the approved versions of the drafts that the user may see."""
    return ClaimsVersion.objects.filter(draft__in=visible_drafts(user).values("pk"))

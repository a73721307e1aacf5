"""Who may see a book: those whom its organisation lets see money."""

from __future__ import annotations

from django.db.models import QuerySet

from mainline.orgs.access import User, is_admin, organisation_ids
from mainline.register.ledger.models import Posting

VIEW = "ledger.view"


def visible_postings(user: User) -> QuerySet[Posting]:
    """Return the postings in the books of organisations for which the user may see money."""
    if is_admin(user):
        return Posting.objects.all()
    own = organisation_ids(user, VIEW) if user.is_authenticated else set()
    return Posting.objects.filter(organisation__in=own)

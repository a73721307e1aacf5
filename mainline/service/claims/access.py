"""Who may see which claim: the organisation that makes it, and of what was submitted the offices."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mainline.orgs.access import User, is_admin, organisation_ids
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.service.claims.enums import ClaimState
from mainline.service.claims.models import Claim
from mainline.service.policies.access import DECIDE, MAKE, VIEW, deciding_offices

__all__ = ["DECIDE", "MAKE", "VIEW", "decidable_claims", "visible_claims"]


def visible_claims(user: User, verb: str = VIEW) -> QuerySet[Claim]:
    """Return claims of the user's organisations; to staff of the provincial office all that were submitted, to staff of a
    city's those of its city.
    """
    if is_admin(user):
        return Claim.objects.all()
    if not user.is_authenticated:
        return Claim.objects.none()
    seen = Q(organisation__in=organisation_ids(user, verb))
    submitted = ~Q(state=ClaimState.DRAFT) & Q(submitted_on__isnull=False)
    offices = Organisation.objects.filter(pk__in=organisation_ids(user, DECIDE), merged_into=None)
    for kind, place in offices.values_list("kind", "place"):
        if kind == OrganisationKind.OFFICE:
            seen |= submitted
        elif kind == OrganisationKind.CITY_OFFICE and place:
            seen |= submitted & Q(organisation__place=place)
    return Claim.objects.filter(seen)


def decidable_claims(user: User) -> QuerySet[Claim]:
    """Return the submitted claims on which the user decides: of the provincial office, all."""
    if not deciding_offices(user).exists():
        return Claim.objects.none()
    return visible_claims(user).filter(submitted_on__isnull=False)

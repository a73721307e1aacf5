"""Who may see what organisations state for the policies, and who opens policies for a year."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mainline.orgs.access import User, is_admin, is_officer, organisation_ids
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.service.policies.models import Statement

VIEW, MAKE, DECIDE = "claim.view", "claim.make", "claim.decide"


def visible_statements(user: User, verb: str = VIEW) -> QuerySet[Statement]:
    """Return what the user's organisations stated, and to staff of an IP office what was shown to offices."""
    if is_admin(user):
        return Statement.objects.all()
    if not user.is_authenticated:
        return Statement.objects.none()
    seen = Q(organisation__in=organisation_ids(user, verb))
    if is_officer(user):
        seen |= Q(shown_to_offices=True)
    return Statement.objects.filter(seen)


def own_organisations(user: User, verb: str = VIEW) -> QuerySet[Organisation]:
    """Return the organisations for which the user looks what they may claim, or with a verb uses it."""
    own = organisation_ids(user, verb) if user.is_authenticated else set()
    return Organisation.objects.filter(pk__in=own, merged_into=None).order_by("pk")


def deciding_offices(user: User) -> QuerySet[Organisation]:
    """Return the provincial offices for which the user decides on claims: a city's office looks, and passes them on."""
    return own_organisations(user, DECIDE).filter(kind=OrganisationKind.OFFICE)

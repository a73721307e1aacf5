"""Who may see which request: the members of its client, and those of the agencies that were asked."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mainline.orgs.access import User, can_for, organisation_ids
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.service.requests.enums import QuoteState
from mainline.service.requests.models import Quote, ServiceRequest

ORDER, QUOTE = "service.order", "service.quote"


def _own(user: User, verb: str = "") -> set[int]:
    return organisation_ids(user, verb) if user.is_authenticated else set()


def visible_requests(user: User) -> QuerySet[ServiceRequest]:
    """Return the requests of the user's organisations, and those that they were asked as agencies.

    An agency that declined or was passed over keeps sight of what it was asked, not of what followed.
    """
    own = _own(user)
    asked = Quote.objects.filter(agency__in=own).values("request")
    return ServiceRequest.objects.filter(Q(client__in=own) | Q(pk__in=asked))


def visible_quotes(user: User, request: ServiceRequest) -> QuerySet[Quote]:
    """Return the quotes of a request: to its client all, to an agency its own alone."""
    rows = request.quotes.all()
    return rows if is_client(user, request) else rows.filter(agency__in=_own(user))


def is_client(user: User, request: ServiceRequest) -> bool:
    """Whether the user belongs to the client."""
    return request.client_id in _own(user)


def is_engaged(user: User, request: ServiceRequest) -> bool:
    """Whether the user belongs to the agency that was engaged."""
    return request.quotes.filter(agency__in=_own(user), state=QuoteState.ACCEPTED).exists()


def may_order(user: User, request: ServiceRequest) -> bool:
    """Whether the user decides for the client."""
    return can_for(user, ORDER, request.client_id)


def agencies_here() -> QuerySet[Organisation]:
    """Return the agencies that can be asked here: somebody of theirs reads what is asked."""
    here = Organisation.objects.filter(kind=OrganisationKind.AGENCY, merged_into=None)
    return here.filter(memberships__isnull=False).distinct().order_by("name_key", "pk")

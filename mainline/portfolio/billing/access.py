"""Who may see which bill: the members of the agency that wrote it, and, once it is issued, those of the client."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mainline.orgs.access import User, organisation_ids, own_organisations
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.portfolio.billing.enums import BillState
from mainline.portfolio.billing.models import Bill, Price
from mainline.register.deadlines.access import KEEP, VIEW

__all__ = [
    "KEEP",
    "VIEW",
    "agencies",
    "belongs_to_agency",
    "is_agency_of",
    "is_client_of",
    "visible_bills",
    "visible_prices",
]


def _own(user: User, verb: str) -> set[int]:
    return organisation_ids(user, verb) if user.is_authenticated else set()


def visible_bills(user: User, verb: str = VIEW) -> QuerySet[Bill]:
    """Return the bills of agencies for which the user may use a verb, and those that their clients were sent."""
    own = _own(user, verb)
    return Bill.objects.filter(Q(agency__in=own) | Q(client__in=own) & ~Q(state=BillState.DRAFT))


def visible_prices(user: User) -> QuerySet[Price]:
    """Return the prices of the user's own agencies: what one asks is nobody else's business."""
    return Price.objects.filter(agency__in=_own(user, VIEW))


def agencies(user: User, verb: str = KEEP) -> list[Organisation]:
    """Return the agencies for which a user may use a verb."""
    return [body for body in own_organisations(user, verb) if body.kind == OrganisationKind.AGENCY]


def is_agency_of(user: User, bill: Bill) -> bool:
    """Whether the user may write a bill for its agency."""
    return bill.agency_id in _own(user, KEEP)


def is_client_of(user: User, bill: Bill) -> bool:
    """Whether the user may answer a bill for its client."""
    return bill.state != BillState.DRAFT and bill.client_id in _own(user, KEEP)


def belongs_to_agency(user: User, bill: Bill) -> bool:
    """Whether the user is a member of its agency, in whatever role."""
    return user.is_authenticated and bill.agency_id in organisation_ids(user)

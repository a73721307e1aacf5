"""Who may see which agreement: members of both sides who may see agreements, a draft those of the side that writes it alone;
and inventors, an agreement from which a plan names them.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mainline.orgs.access import User, is_admin, organisation_ids
from mainline.orgs.models import Person
from mainline.orgs.persons.queries import family_of, person_of
from mainline.utilization.agreements.enums import AgreementState, DeclarationState, Side
from mainline.utilization.agreements.models import Agreement, OpenDeclaration
from mainline.utilization.distribution.models import PlanPart

VIEW, KEEP, SIGN = "agreement.view", "agreement.keep", "agreement.sign"
_OWN_COPY = (AgreementState.DRAFT, AgreementState.DISCARDED)


def family(user: User) -> list[int]:
    """Return the ids of the rows of the person that a user is; empty where nobody said who."""
    person: Person | None = person_of(user) if user.is_authenticated else None
    return family_of(person) if person is not None else []


def agreements_of_sides(user: User, verb: str = VIEW) -> QuerySet[Agreement]:
    """Return the agreements of organisations for which the user may use a verb, drafts of the own side alone."""
    if is_admin(user) and verb == VIEW:
        return Agreement.objects.all()
    own = organisation_ids(user, verb) if user.is_authenticated else set()
    shared = ~Q(state__in=_OWN_COPY) | Q(versions__isnull=False)
    given = Q(licensor__in=own) & (Q(drafted_for=Side.LICENSOR) | shared)
    taken = Q(licensee__in=own) & (Q(drafted_for=Side.LICENSEE) | shared)
    return Agreement.objects.filter(pk__in=Agreement.objects.filter(given | taken).values("pk"))


def visible_agreements(user: User) -> QuerySet[Agreement]:
    """Return the agreements that a user may see."""
    persons = family(user)
    if not persons:
        return agreements_of_sides(user)
    named = PlanPart.objects.filter(plan__lines__person__in=persons, match__isnull=False)
    sides = agreements_of_sides(user).values("pk")
    return Agreement.objects.filter(Q(pk__in=sides) | Q(pk__in=named.values("match__invoice__agreement")))


def is_theirs(user: User) -> Q:
    """Return the condition of agreements whose working copy the other side writes: of those a user reads what was sent."""
    if is_admin(user):
        return Q(pk=None)
    own = organisation_ids(user, VIEW) if user.is_authenticated else set()
    writes = Q(drafted_for=Side.LICENSOR, licensor__in=own) | Q(drafted_for=Side.LICENSEE, licensee__in=own)
    return Q(state__in=_OWN_COPY) & ~writes


def sides_of(user: User, agreement: Agreement, verb: str) -> set[Side]:
    """Return the sides of an agreement for which a user may use a verb."""
    own = organisation_ids(user, verb) if user.is_authenticated else set()
    sides = ((Side.LICENSOR, agreement.licensor_id), (Side.LICENSEE, agreement.licensee_id))
    return {side for side, organisation in sides if organisation in own}


def require_side(user: User, agreement: Agreement, verb: str, side: Side | None = None) -> Side:
    """Return for which side a user acts. Raises ``PermissionDenied`` for none, or not for the one that is asked."""
    own = sides_of(user, agreement, verb)
    if side is not None:
        own &= {side}
    if not own:
        raise PermissionDenied(_("Your role does not let you do this with this agreement."))
    return Side.LICENSOR if Side.LICENSOR in own else Side.LICENSEE


def visible_declarations(user: User) -> QuerySet[OpenDeclaration]:
    """Return the open licences that stand, which everybody may know of, and the withdrawn ones of the user's organisations."""
    own = organisation_ids(user, VIEW) if user.is_authenticated else set()
    rows = OpenDeclaration.objects.filter(right__merged_into=None)
    return rows.filter(Q(state=DeclarationState.DECLARED) | Q(organisation__in=own))

"""Who may see and do what with evidence: the one rule for pages, exports, counts and API."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mainline.orgs.access import User, can_for, is_admin, organisation_ids
from mainline.protection.evidence.enums import Secrecy
from mainline.protection.evidence.models import Evidence, EvidenceShare
from mainline.register.access import entrusted_rights
from mainline.register.models import Right

VIEW = "evidence.view"
DEPOSIT = "evidence.deposit"
AUTHORITY = "evidence.authority"


def visible_evidence(user: User) -> QuerySet[Evidence]:
    """Return the deposits that the user may open: of the own organisations, those shown on a right that is entrusted to
    them, and those that were shown to them one by one (a case handler: through a case)."""
    if is_admin(user):
        return Evidence.objects.all()
    own = organisation_ids(user)
    if not own:
        return Evidence.objects.none()
    shown = EvidenceShare.objects.filter(organisation__in=own).values("evidence")
    entrusted = entrusted_rights(user).values("pk")
    on_right = Q(right__in=entrusted) | Q(right__merged_into__in=entrusted)
    return Evidence.objects.filter(
        Q(organisation__in=own) | Q(pk__in=shown) | (Q(secrecy=Secrecy.HOLDER) & on_right)
    )


def own_evidence(user: User, verb: str = "") -> QuerySet[Evidence]:
    """Return the deposits of the organisations for which the user may use a verb."""
    if is_admin(user):
        return Evidence.objects.all()
    own = organisation_ids(user, verb)
    return Evidence.objects.filter(organisation__in=own) if own else Evidence.objects.none()


def may_change(user: User, row: Evidence) -> bool:
    """Whether the user may link a deposit, show it, and have it stamped again."""
    return can_for(user, DEPOSIT, row.organisation_id)


def evidence_on(user: User, right: Right) -> QuerySet[Evidence]:
    """Return the deposits on a right that the user may open."""
    return visible_evidence(user).filter(Q(right=right) | Q(right__merged_into=right))

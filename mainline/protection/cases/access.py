"""Who may see which case, and what of it: the requester, the office that handles it, the respondent once it was served.

Nobody else does, staff of other offices and administrators of the platform included. Everybody sees published summaries.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mainline.orgs.access import OFFICES, User, organisation_ids
from mainline.orgs.models import Organisation
from mainline.protection.cases.enums import (
    FOR_OFFICE_AND_REQUESTER,
    SEEN_BY_RESPONDENT,
    ActCode,
    CaseState,
    Side,
)
from mainline.protection.cases.models import Case, CaseAct, CasePaper

FILE = "case.file"
HANDLE = "case.handle"


def visible_cases(user: User) -> QuerySet[Case]:
    """Return the cases of which the user may know."""
    own = organisation_ids(user) if user.is_authenticated else set()
    if not own:
        return Case.objects.none()
    served = Q(acts__code=ActCode.SERVED, state__in=SEEN_BY_RESPONDENT, respondent__in=own)
    seen = Q(requester__in=own) | Q(office__in=own) & ~Q(state=CaseState.DRAFT) | served
    return Case.objects.filter(pk__in=Case.objects.filter(seen).values("pk"))


def sides_of(user: User, case: Case, verb: str = "") -> set[Side]:
    """Return on which sides of a case that the user may know of they stand, with a verb those for which they may use it."""
    own = organisation_ids(user, verb) if user.is_authenticated else set()
    found = set()
    if case.requester_id in own:
        found.add(Side.REQUESTER)
    if case.office_id in own and case.state != CaseState.DRAFT:
        found.add(Side.OFFICE)
    if case.respondent_id in own and is_served(case):
        found.add(Side.RESPONDENT)
    return found


def may_file(user: User, case: Case, side: Side) -> bool:
    """Whether the user may act for the requester, or for the respondent."""
    return side in sides_of(user, case, FILE)


def may_handle(user: User, case: Case) -> bool:
    """Whether the user may act for the office that handles a case."""
    return Side.OFFICE in sides_of(user, case, HANDLE)


def is_served(case: Case) -> bool:
    """Whether the respondent has been served."""
    return CaseAct.objects.filter(case=case, code=ActCode.SERVED).exists()


def visible_acts(user: User, case: Case) -> QuerySet[CaseAct]:
    """Return what the user may know was done in a case: the respondent nothing of what was between requester and office."""
    rows, sides = CaseAct.objects.filter(case=case), sides_of(user, case)
    if sides & {Side.REQUESTER, Side.OFFICE}:
        return rows
    if Side.RESPONDENT in sides:
        hidden = FOR_OFFICE_AND_REQUESTER - {ActCode.ACCEPTED}
        return rows.exclude(code__in=hidden)
    return rows.none()


def visible_papers(user: User, case: Case) -> QuerySet[CasePaper]:
    """Return the papers that the user may open: one's own side's, the office all, of the other side what was served or forwarded."""
    rows, sides = CasePaper.objects.filter(case=case, document__withdrawn_at=None), sides_of(user, case)
    seen = Q(pk=None)
    if Side.OFFICE in sides:
        return rows
    if Side.REQUESTER in sides:
        seen |= Q(side=Side.REQUESTER) | Q(side=Side.OFFICE)
        if CaseAct.objects.filter(case=case, code=ActCode.FORWARDED).exists():
            seen |= Q(side=Side.RESPONDENT, for_office=False)
    if Side.RESPONDENT in sides:
        seen |= Q(side=Side.RESPONDENT) | Q(side__in=(Side.REQUESTER, Side.OFFICE), for_office=False)
    return rows.filter(seen)


def published_cases() -> QuerySet[Case]:
    """Return the cases whose summary everybody may read; of them nothing but that."""
    return Case.objects.filter(acts__code=ActCode.PUBLISHED).exclude(summary="")


def requesters(user: User) -> list[Organisation]:
    """Return the organisations for which the user may ask an office to adjudicate."""
    own = organisation_ids(user, FILE) if user.is_authenticated else set()
    rows = Organisation.objects.filter(pk__in=own, merged_into=None).exclude(kind__in=OFFICES)
    return list(rows.order_by("pk")) if own else []


def offices() -> QuerySet[Organisation]:
    """Return the IP offices at which members of this platform handle cases."""
    here = Organisation.objects.filter(kind__in=OFFICES, merged_into=None, memberships__isnull=False)
    return here.distinct().order_by("kind", "place", "pk")

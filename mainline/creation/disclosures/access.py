"""Who may see a disclosure: its inventors; once handed in the technology office of the employer; and the agency instructed.

A draft is for its inventors alone: no colleague, no administrator and no officer sees it.
"""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from mainline.creation.disclosures.enums import DisclosureState
from mainline.creation.disclosures.models import Disclosure, DisclosureFile, DisclosureVersion, NamedInventor
from mainline.orgs.access import User, can_for, is_admin, organisation_ids
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.orgs.persons.queries import family_of, person_of

MAKE = "disclosure.make"
DECIDE = "disclosure.decide"
FILE = "disclosure.file"
EMPLOYERS = (
    OrganisationKind.ENTERPRISE,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.INSTITUTE,
    OrganisationKind.PUBLIC_BODY,
    OrganisationKind.UNKNOWN,
)
"""To whom one discloses what one invented at work."""
EDITED = (DisclosureState.DRAFT, DisclosureState.RETURNED)
"""States in which the discloser writes."""


def visible_disclosures(user: User) -> QuerySet[Disclosure]:
    """Return the disclosures of which the user may know."""
    if not user.is_authenticated:
        return Disclosure.objects.none()
    handed_in = ~Q(number="")
    seen = Q(made_by=user.pk) | Q(pk__in=_named(user).values("disclosure"))
    if is_admin(user):
        seen |= handed_in
    seen |= handed_in & Q(organisation__in=organisation_ids(user, DECIDE))
    seen |= Q(agency__in=organisation_ids(user, FILE))
    return Disclosure.objects.filter(seen)


def own_disclosures(user: User) -> QuerySet[Disclosure]:
    """Return those that the user made, or is named in as an inventor."""
    if not user.is_authenticated:
        return Disclosure.objects.none()
    return Disclosure.objects.filter(Q(made_by=user.pk) | Q(pk__in=_named(user).values("disclosure")))


def decided_disclosures(user: User) -> QuerySet[Disclosure]:
    """Return those that were handed in to the organisations for which the user decides."""
    own = organisation_ids(user, DECIDE) if user.is_authenticated else set()
    return Disclosure.objects.filter(organisation__in=own).exclude(number="")


def instructed_disclosures(user: User) -> QuerySet[Disclosure]:
    """Return those that the user's agencies were instructed to file and did not decline."""
    own = organisation_ids(user, FILE) if user.is_authenticated else set()
    return Disclosure.objects.filter(agency__in=own)


def visible_versions(user: User, disclosure: Disclosure) -> QuerySet[DisclosureVersion]:
    """Return the versions of a disclosure that the user may read: an inventor named in one alone reads that one."""
    rows = DisclosureVersion.objects.filter(disclosure=disclosure)
    if disclosure.made_by_id == user.pk or sees_as_office(user, disclosure) or is_admin(user):
        return rows
    named = _named(user).filter(disclosure=disclosure)
    if named.filter(version=0).exists():
        return rows
    return rows.filter(number__in=named.values("version"))


def visible_files(user: User, disclosure: Disclosure) -> QuerySet[DisclosureFile]:
    """Return the files of a disclosure that the user may open: of its working copy, and of versions that the user may read."""
    rows = DisclosureFile.objects.filter(disclosure=disclosure)
    if sees_work(user, disclosure):
        return rows
    texts = visible_versions(user, disclosure).values_list("content", flat=True)
    return rows.filter(sha256__in=[one.sha256 for one in rows if any(one.sha256 in text for text in texts)])


def sees_work(user: User, disclosure: Disclosure) -> bool:
    """Whether the user sees the working copy: who writes it, and the inventors named in it."""
    if disclosure.made_by_id == user.pk:
        return True
    return _named(user).filter(disclosure=disclosure, version=0).exists()


def sees_as_office(user: User, disclosure: Disclosure) -> bool:
    """Whether the user sees what was handed in as the technology office, or as the agency instructed."""
    if not disclosure.number:
        return False
    office = can_for(user, DECIDE, disclosure.organisation_id)
    return office or (disclosure.agency_id is not None and can_for(user, FILE, disclosure.agency_id))


def is_writer(user: User, disclosure: Disclosure) -> bool:
    """Whether the user writes the disclosure: who began it, while still a member who may."""
    return disclosure.made_by_id == user.pk and disclosure.organisation_id in organisation_ids(user, MAKE)


def employers(user: User) -> list[Organisation]:
    """Return the organisations to which the user may disclose, each by the row that stands for it."""
    own = Organisation.objects.filter(pk__in=organisation_ids(user, MAKE), kind__in=EMPLOYERS)
    return list(own.filter(merged_into=None).order_by("pk"))


def _named(user: User) -> QuerySet[NamedInventor]:
    person = person_of(user)
    if person is None:
        return NamedInventor.objects.none()
    # Whoever is taken out of the working copy keeps the versions that name them.
    handed_in = Q(version=0) | Q(disclosure__versions__number=F("version"))
    return NamedInventor.objects.filter(handed_in, person__in=family_of(person)).distinct()

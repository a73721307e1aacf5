"""Who may see which right, and who may do what: one rule for pages, search, export, counts and API."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Membership, Organisation
from mainline.register.enums import Confidentiality
from mainline.register.models import Import, Party, Quarantine, Right, Share, SourceRecord

User = AbstractBaseUser | AnonymousUser

TRUSTED_ROLES = ("holder", "applicant", "assignee", "agent")
"""Parties who know an unpublished right as of right: whose it is, and the agency they filed it through.

A licensee, a pledgee, an opponent or a former owner learns of it only if it is shared with them.
"""

NOT_YOURS = "record.not_yours"
"""Reason for which a record is held back: it would change a right of which the importer's organisation has no part."""

VERBS: dict[str, frozenset[str]] = {
    "import.run": frozenset({Role.MANAGER, Role.OFFICER, Role.ATTORNEY}),
    "proposal.decide": frozenset({Role.OFFICER}),
    "quarantine.retry": frozenset({Role.MANAGER, Role.OFFICER, Role.ATTORNEY}),
    "quarantine.view": frozenset({Role.MANAGER, Role.OFFICER, Role.ATTORNEY}),
    "right.record": frozenset({Role.MANAGER, Role.OFFICER, Role.ATTORNEY}),
    "search.save": frozenset(Role),
}
"""Verb to the roles that may; alphabetical."""


def organisation_ids(user: User) -> set[int]:
    """Ids of the organisations that the user belongs to, with all that were found to be one with them."""
    if not user.is_authenticated:
        return set()
    rows = Membership.objects.filter(user_id=user.pk).values_list(
        "organisation_id", "organisation__merged_into_id"
    )
    own = {pk for row in rows for pk in row if pk}
    return own | set(Organisation.objects.filter(merged_into__in=own).values_list("pk", flat=True))


def visible_rights(user: User) -> QuerySet[Right]:
    """Rights that the user may know of: public ones, and those that the user's organisations are trusted with."""
    return Right.objects.filter(_allowed(user), merged_into=None)


def other_rights(user: User) -> QuerySet[Right]:
    """All other rows: rights that the user may not know of, and rows that stand for another. Usually few."""
    return Right.objects.filter(~_allowed(user) | Q(merged_into__isnull=False))


def _allowed(user: User) -> Q:
    if getattr(user, "is_superuser", False):
        return Q(pk__isnull=False)
    allowed = Q(confidentiality=Confidentiality.PUBLIC)
    if own := organisation_ids(user):
        allowed |= Q(pk__in=trusted_with(own).values("right"))
        allowed |= Q(pk__in=Share.objects.filter(organisation__in=own).values("right"))
    return allowed


def trusted_with(organisations: Collection[int]) -> QuerySet[Party]:
    """The parts that these organisations have in rights and that let their members know of them unpublished."""
    return Party.objects.filter(organisation__in=organisations, role__in=TRUSTED_ROLES)


def visible_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations, save those of which nothing is known but rights that the user may not know of."""
    if getattr(user, "is_superuser", False):
        return Organisation.objects.all()
    secret = Party.objects.filter(right__in=other_rights(user), organisation__isnull=False)
    shown = Party.objects.filter(organisation=OuterRef("pk"), right__in=visible_rights(user))
    is_secret = Q(kind=OrganisationKind.UNKNOWN, pk__in=secret.values("organisation")) & ~Exists(shown)
    return Organisation.objects.exclude(is_secret)


def changeable_rights(user: User | None) -> QuerySet[Right]:
    """Rights that the user's files may change: an officer's all visible ones, a member's those of the own
    organisation and those that nobody else's files tell of. ``None`` is the command line, which may change all.
    """
    if user is None or getattr(user, "is_superuser", False):
        return Right.objects.filter(merged_into=None)
    visible = visible_rights(user)
    if Membership.objects.filter(user_id=user.pk, role=Role.OFFICER).exists():
        return visible
    own = organisation_ids(user)
    told = SourceRecord.objects.filter(right=OuterRef("pk"))
    told_by_others = told.exclude(imported_by__in=visible_imports(user).values("pk"))
    is_own = Q(pk__in=trusted_with(own).values("right")) | Q(
        pk__in=Share.objects.filter(organisation__in=own).values("right")
    )
    return visible.filter(is_own | ~Exists(told_by_others))


def visible_imports(user: User) -> QuerySet[Import]:
    """Imports that the user's organisations asked for, and to officers those of the command line too.

    What a file holds may be unpublished: nobody else may see it, its quarantine, or stop it.
    """
    if getattr(user, "is_superuser", False):
        return Import.objects.all()
    if not user.is_authenticated:
        return Import.objects.none()
    colleagues = Membership.objects.filter(organisation__in=organisation_ids(user)).values("user")
    own = Q(requested_by=user.pk) | Q(requested_by__in=colleagues)
    if Membership.objects.filter(user_id=user.pk, role=Role.OFFICER).exists():
        own |= Q(requested_by=None)
    return Import.objects.filter(own)


def visible_quarantine(user: User) -> QuerySet[Quarantine]:
    """What could not be read of the imports that the user may see."""
    if getattr(user, "is_superuser", False):
        return Quarantine.objects.all()
    seen = Q(imported_by__in=visible_imports(user).values("pk"))
    if user.is_authenticated and Membership.objects.filter(user_id=user.pk, role=Role.OFFICER).exists():
        # What members' files say of other holders' public rights waits for an officer.
        seen |= Q(reason=NOT_YOURS) | Q(imported_by=None)
    return Quarantine.objects.filter(seen)


def organisations_trusted(rights: Collection[int]) -> dict[int, set[int]]:
    """For each of some rights the organisations that may know of it unpublished: parties in trust, and those named."""
    found: dict[int, set[int]] = {pk: set() for pk in rights}
    parties = Party.objects.filter(right__in=rights, role__in=TRUSTED_ROLES, organisation__isnull=False)
    for rows in (parties, Share.objects.filter(right__in=rights)):
        for pk, organisation in rows.values_list("right_id", "organisation_id"):
            found[pk].add(organisation)
    return found


def audience(user: User) -> tuple[str, ...] | None:
    """The same rule in the words of the search index; ``None`` means everything."""
    if getattr(user, "is_superuser", False):
        return None
    return tuple(f"org:{pk}" for pk in sorted(organisation_ids(user)))


def can(user: User, verb: str) -> bool:
    """Whether the user may do what ``verb`` names. An unknown verb is a fault of ours: KeyError."""
    roles = VERBS[verb]
    if not user.is_authenticated:
        return False
    if getattr(user, "is_superuser", False):
        return True
    return Membership.objects.filter(user_id=user.pk, role__in=roles).exists()


def require(user: User | None, verb: str) -> None:
    """Raise ``PermissionDenied`` unless the user may; ``None`` is the command line, which may all."""
    if user is not None and not can(user, verb):
        raise PermissionDenied(_("Your role does not allow this: %(verb)s.") % {"verb": verb})

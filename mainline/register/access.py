"""Who may see which right, and who may do what: one rule for pages, search, export, counts and API."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mainline.orgs.enums import Role
from mainline.orgs.models import Membership, Organisation
from mainline.register.enums import Confidentiality
from mainline.register.models import Right

User = AbstractBaseUser | AnonymousUser

VERBS: dict[str, frozenset[str]] = {
    "import.run": frozenset({Role.MANAGER, Role.OFFICER, Role.ATTORNEY}),
    "proposal.decide": frozenset({Role.OFFICER}),
    "quarantine.retry": frozenset({Role.MANAGER, Role.OFFICER, Role.ATTORNEY}),
    "quarantine.view": frozenset({Role.MANAGER, Role.OFFICER, Role.ATTORNEY}),
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
    """Rights that the user may know of: public ones, and those whose holder the user belongs to."""
    return Right.objects.filter(_allowed(user), merged_into=None)


def other_rights(user: User) -> QuerySet[Right]:
    """All other rows: rights that the user may not know of, and rows that stand for another. Usually few."""
    return Right.objects.filter(~_allowed(user) | Q(merged_into__isnull=False))


def _allowed(user: User) -> Q:
    if getattr(user, "is_superuser", False):
        return Q(pk__isnull=False)
    allowed = Q(confidentiality=Confidentiality.PUBLIC)
    if own := organisation_ids(user):
        allowed |= Q(pk__in=Right.objects.filter(parties__organisation__in=own).values("pk"))
    return allowed


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

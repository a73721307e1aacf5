"""Writes to memberships: who belongs to an organisation, and in which role."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import ROLES_OF_KIND, By, is_admin, parts_changed, require_for
from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Membership, Organisation


def roles_of(organisation: Organisation) -> tuple[Role, ...]:
    """Return the roles that an organisation of this kind can give."""
    return ROLES_OF_KIND[organisation.kind]


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Return all memberships of an organisation, under whichever of its names they were given."""
    same = Q(organisation=organisation) | Q(organisation__merged_into=organisation)
    return Membership.objects.filter(same)


def require_role(organisation: Organisation, role: str) -> None:
    """Raise ``ValidationError`` for a role that this kind of organisation does not give."""
    if role not in roles_of(organisation):
        known = ", ".join(str(each.label) for each in roles_of(organisation))
        raise ValidationError(
            {"role": _("%(kind)s: this role is not given there. Choose one of: %(roles)s.")
             % {"kind": organisation.get_kind_display(), "roles": known}}
        )  # fmt: skip


@transaction.atomic
def add_member(
    *, user: AbstractBaseUser, organisation: Organisation, role: str, by: By, is_invited: bool = False
) -> Membership:
    """Give a user a role in an organisation; whoever has it keeps it. ``by`` is who answers for it.

    Raises ``ValidationError`` for a role that it can't give, ``PermissionDenied`` unless ``by`` manages members.
    ``is_invited``: the right to give the role was asked for when the invitation was made and taken up.
    """
    if not is_invited:
        require_for(by, "member.manage", organisation.pk)
    require_role(organisation, role)
    membership, is_new = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        defaults={"added_by": by, "added_at": timezone.now()},
    )
    parts_changed()
    if is_new:
        _record("member.added", membership, user if is_invited else by, sealed=True)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: By) -> Membership:
    """Give a member another role instead of this one; return the membership that now stands.

    Raises ``ValidationError`` for a role that the organisation can't give and for its last administrator.
    """
    organisation = membership.organisation
    require_for(by, "member.manage", organisation.pk)
    require_role(organisation, role)
    if membership.role == role:
        return membership
    _keep_one_admin(membership, by)
    twin = Membership.objects.filter(user=membership.user, organisation=organisation, role=role).first()
    if twin is not None:
        _remove(membership, by)
        return twin
    membership.role = role
    membership.added_by, membership.added_at = by, timezone.now()
    membership.save(update_fields=["role", "added_by", "added_at"])
    parts_changed()
    _record("member.changed", membership, by, sealed=True)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: By) -> None:
    """End a membership. Everybody may end their own; others' need the verb. The account itself stays.

    Raises ``ValidationError`` for the last administrator of the organisation.
    """
    if by is None or by.pk != membership.user_id:
        require_for(by, "member.manage", membership.organisation_id)
    _keep_one_admin(membership, by)
    _remove(membership, by)


def _remove(membership: Membership, by: By) -> None:
    record(
        code="member.removed",
        by=by,
        subject=f"organisation:{membership.organisation_id}",
        data=_facts(membership),
        gone=[membership],
    )
    membership.delete()
    parts_changed()


def is_last_admin(membership: Membership) -> bool:
    """Whether nobody else with an open account would be left to administer the organisation."""
    if membership.role != Role.ADMIN:
        return False
    admins = members_of(_root(membership.organisation)).filter(role=Role.ADMIN, user__is_active=True)
    return not admins.exclude(user=membership.user_id).exists()


def _root(organisation: Organisation) -> Organisation:
    return organisation.merged_into or organisation


def _keep_one_admin(membership: Membership, by: By) -> None:
    # Two administrators who remove each other at once must not both succeed.
    list(members_of(_root(membership.organisation)).select_for_update().values_list("pk"))
    if by is not None and not is_admin(by) and is_last_admin(membership):
        raise ValidationError(
            _(
                "This is the last administrator of the organisation. Make another one first, or ask the platform's."
            )
        )


@transaction.atomic
def set_kind(*, organisation: Organisation, kind: str, by: By) -> list[Membership]:
    """Say what sort of body an organisation is; return the memberships whose role it no longer gives, which stay.

    For the command line and the platform's administrators: staff of an office decide over others' records.
    """
    if by is not None and not is_admin(by):
        raise PermissionDenied(_("Only an administrator of the platform may do this."))
    if kind not in OrganisationKind.values:
        raise ValidationError(
            {"kind": _("Choose one of: %(kinds)s.") % {"kinds": ", ".join(OrganisationKind.values)}}
        )
    organisation.kind = kind
    organisation.save(update_fields=["kind"])
    record(
        code="organisation.changed",
        by=by,
        subject=f"organisation:{organisation.pk}",
        data={"name": organisation.name, "kind": kind},
        sealed=[organisation],
    )
    return list(members_of(organisation).exclude(role__in=roles_of(organisation)).select_related("user"))


def _facts(membership: Membership) -> dict[str, object]:
    return {
        "name": membership.user.get_username(),
        "organisation": membership.organisation.name,
        "role": membership.role,
    }


def _record(code: str, membership: Membership, by: By, *, sealed: bool) -> None:
    record(
        code=code,
        by=by,
        subject=f"organisation:{membership.organisation_id}",
        data=_facts(membership),
        sealed=[membership] if sealed else [],
    )

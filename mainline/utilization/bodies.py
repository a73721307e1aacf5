"""For whom somebody acts in this link, and who of those here holds a right."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainline.orgs.access import User, organisation_ids
from mainline.orgs.models import Membership, Organisation
from mainline.register.gates import co_owners
from mainline.register.models import Right


def own_bodies(user: User, verb: str) -> list[Organisation]:
    """Return the organisations for which a user may use a verb, the first joined first."""
    if not user.is_authenticated:
        return []
    ids = organisation_ids(user, verb)
    rows = {row.pk: row for row in Organisation.objects.filter(pk__in=ids, merged_into=None)}
    joined = Membership.objects.filter(user_id=user.pk).order_by("pk").values_list("organisation", flat=True)
    order = {pk: place for place, pk in enumerate(joined)}
    return sorted(rows.values(), key=lambda row: (order.get(row.pk, len(order)), row.pk))


def body_of(user: User, verb: str, asked: str = "") -> Organisation:
    """Return the organisation that a form names by its id, or the first. Raises ``ValidationError``."""
    found = [body for body in own_bodies(user, verb) if not asked or str(body.pk) == asked]
    if not found:
        raise ValidationError(_("You don't act for this organisation."))
    return found[0]


def root_of(organisation: int | None) -> int | None:
    """Return the id of the row that stands for an organisation."""
    if organisation is None:
        return None
    told = Organisation.objects.filter(pk=organisation).values_list("merged_into", flat=True).first()
    return told or organisation


def holders_here(right: Right) -> list[Organisation]:
    """Return the organisations with members on this platform that hold a right now."""
    roots = {root_of(pk) for _name, pk in co_owners(right) if pk is not None}
    here = Organisation.objects.filter(pk__in=roots, memberships__isnull=False).distinct()
    return list(here.order_by("pk"))


def holds(organisation: Organisation, right: Right) -> bool:
    """Whether an organisation holds a right now, alone or with others."""
    own = organisation.merged_into_id or organisation.pk
    return any(root_of(pk) == own for _name, pk in co_owners(right) if pk is not None)


def names_of(organisation: Organisation, key: str) -> dict[str, str]:
    """Return the name of an organisation for the details of an event, in the languages there are."""
    return {
        key: organisation.name,
        f"{key}_zh": organisation.name_zh or organisation.name,
        f"{key}_en": organisation.name_en or organisation.name,
    }

"""For whom somebody acts in this link, and who of those here holds a right."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainline.orgs.access import User, own_organisations
from mainline.orgs.models import Organisation
from mainline.register.gates import co_owners
from mainline.register.models import Right

SOURCE = {"source_zh": "平台供需市场", "source_en": "Market of this platform"}
"""Who says what the market writes on a thread, for the details of an event."""


def body_of(user: User, verb: str, asked: str = "") -> Organisation:
    """Return the organisation that a form names by its id, or the first. Raises ``ValidationError``."""
    found = [body for body in own_organisations(user, verb) if not asked or str(body.pk) == asked]
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

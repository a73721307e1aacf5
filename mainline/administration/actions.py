"""Writes to organisations by those who run the platform: entering one, and saying what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs import members, names
from mainline.orgs.access import By, is_admin
from mainline.orgs.actions import refuse_two_codes
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Membership, Organisation
from mainline.orgs.names import UsccError, validate_uscc
from mainline.register.search import region
from mainline.register.storable import storable

_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class About:
    """What is said of an organisation beside its name as printed, which is never changed."""

    kind: str
    name_zh: str = ""
    name_en: str = ""
    country: str = ""
    place: str = ""
    uscc: str = ""


def _require_admin(by: By) -> None:
    if by is not None and not is_admin(by):
        raise PermissionDenied(_("Only an administrator of the platform may do this."))


@transaction.atomic
def make_organisation(*, name: str, about: About, by: By) -> Organisation:
    """Enter an organisation under its own name. Raises ``ValidationError`` by field for what will not do."""
    _require_admin(by)
    name = " ".join(storable(name).split())
    checked = _checked(about)
    key = names.name_key(name, checked.country)
    if not key or len(name) > _longest("name") or len(key) > _longest("name_key"):
        raise ValidationError(
            {"name": _("The name has 1 to %(most)s characters.") % {"most": _longest("name")}}
        )
    known = Organisation.objects.filter(name_key=key).first()
    if known is not None:
        words = _("There is an organisation of this name already: number %(number)s.")
        raise ValidationError({"name": words % {"number": known.pk}})
    organisation = Organisation.objects.create(name=name, name_key=key, **_columns(checked))
    _told("organisation.made", organisation, by)
    return organisation


@transaction.atomic
def describe_organisation(*, organisation: Organisation, about: About, by: By) -> list[Membership]:
    """Say what an organisation is; return the memberships whose role its kind no longer gives, which stay.

    Raises ``ValidationError`` by field for what will not do, ``PermissionDenied`` for all but the platform's
    administrators: who decides what is an IP office decides who sees whose records.
    """
    _require_admin(by)
    checked = _checked(about)
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = [
        name for name, value in _columns(checked).items() if name != "kind" and getattr(row, name) != value
    ]
    for name in changed:
        setattr(row, name, getattr(checked, name))
    if changed:
        row.save(update_fields=changed)
        refuse_two_codes(row.pk)
        _told("organisation.changed", row, by)
    torn: list[Membership] = []
    if row.kind != checked.kind:
        torn = members.set_kind(organisation=row, kind=checked.kind, by=by)
    organisation.refresh_from_db()
    return torn


def _columns(about: About) -> dict[str, str]:
    return {name: getattr(about, name) for name in About.__slots__}


def _longest(field: str) -> int:
    return getattr(Organisation._meta.get_field(field), "max_length", 0) or 0


def _checked(about: About) -> About:
    """Return what is said in its one form. Raises ``ValidationError`` by field."""
    wrong: dict[str, str] = {}
    told = {name: " ".join(storable(getattr(about, name)).split()) for name in About.__slots__}
    for field in ("name_zh", "name_en"):
        if len(told[field]) > _longest(field):
            wrong[field] = _("The name has 1 to %(most)s characters.") % {"most": _longest(field)}
    told["country"] = told["country"].upper()
    if told["country"] and not _COUNTRY.fullmatch(told["country"]):
        wrong["country"] = _("Write the two letters of a country, such as CN.")
    if told["place"] and told["place"] not in {place.code for place in region().places}:
        wrong["place"] = _("This is no place of the region.")
    if told["kind"] not in OrganisationKind.values:
        wrong["kind"] = _("Choose one of the kinds.")
    try:
        told["uscc"] = validate_uscc(told["uscc"]) if told["uscc"] else ""
    except UsccError as error:
        zh, _mark, en = str(error).partition(" · ")
        wrong["uscc"] = zh if (get_language() or "").startswith("zh") else en or zh
    if wrong:
        raise ValidationError(wrong)
    return About(**told)


def of_same_code(organisation: Organisation) -> Organisation | None:
    """Return another organisation with the same credit code: they are one body, which a person decides."""
    rows = Organisation.objects.filter(uscc=organisation.uscc, merged_into=None).exclude(pk=organisation.pk)
    return rows.exclude(pk=organisation.merged_into_id).first() if organisation.uscc else None


def _told(code: str, organisation: Organisation, by: By) -> None:
    record(
        code=code,
        by=by,
        subject=f"organisation:{organisation.pk}",
        data={"name": organisation.name, "kind": organisation.kind},
        sealed=[organisation],
    )

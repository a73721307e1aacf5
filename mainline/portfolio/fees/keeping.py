"""Whose budget pays for a right, and who pays its fees: said of single rights or of many."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import User
from mainline.orgs.models import Organisation
from mainline.register.deadlines.access import KEEP, visible_dockets
from mainline.register.deadlines.models import Docket
from mainline.register.models import Party
from mainline.register.storable import storable

LONGEST = 120
_PAYING = ("holder", "applicant", "assignee", "agent", "licensee")
"""Parties who can be said to pay the fees of a right."""


@transaction.atomic
def set_department(*, dockets: Collection[int], department: str, by: AbstractBaseUser) -> int:
    """Say whose budget pays for some rights, empty: nobody's in particular. Return of how many it was another.

    Raises ``PermissionDenied`` where the actor keeps the dates of none of them, ``ValidationError`` for a name too long.
    """
    name = " ".join(storable(department).split())
    if len(name) > LONGEST:
        words = _("The name of a department has at most %(n)s characters.")
        raise ValidationError({"department": words % {"n": LONGEST}})
    rows = list(_locked(dockets, by))
    changed = [row for row in rows if row.department != name]
    for body in sorted({row.organisation_id for row in changed}):
        own = [row.pk for row in changed if row.organisation_id == body]
        Docket.objects.filter(pk__in=own).update(department=name)
        record(
            code="docket.department",
            by=by,
            subject=f"organisation:{body}",
            data={"rights": len(own), "name": name},
        )
    return len(changed)


@transaction.atomic
def set_payer(*, docket: Docket, payer: Organisation | None, by: AbstractBaseUser) -> Docket:
    """Say who pays the fees of a right; ``None``: the organisation that keeps its dates.

    Raises ``ValidationError`` for one that the right does not name, ``PermissionDenied``.
    """
    (row,) = _locked([docket.pk], by)
    if payer is not None and payer.pk == row.organisation_id:
        payer = None
    if payer is not None and payer.pk not in {body.pk for body in payers_of(row)}:
        raise ValidationError({"payer": _("Who pays must be named on the right.")})
    if row.payer_id != (payer.pk if payer else None):
        row.payer = payer
        row.save(update_fields=["payer"])
        name = payer.name if payer else ""
        record(code="docket.payer", by=by, subject=f"right:{row.right_id}", data={"name": name})
    return row


@transaction.atomic
def set_paying(
    *, docket: Docket, department: str, payer: Organisation | None, by: AbstractBaseUser
) -> Docket:
    """Say whose budget pays for a right and who pays its fees, both or neither. Raises as the two acts do."""
    set_department(dockets=[docket.pk], department=department, by=by)
    return set_payer(docket=docket, payer=payer, by=by)


def departments(user: User) -> list[str]:
    """Return the departments that were said of any right whose dates the user may see, by name."""
    rows = visible_dockets(user).exclude(department="").order_by("department")
    return list(rows.values_list("department", flat=True).distinct())


def payers_of(docket: Docket) -> list[Organisation]:
    """Return who may be said to pay for a right: whom it names as holder, applicant, assignee, agent or licensee."""
    named = Party.objects.filter(right=docket.right_id, role__in=_PAYING, organisation__isnull=False)
    bodies = Organisation.objects.filter(pk__in=named.values("organisation")).select_related("merged_into")
    found = {(body.merged_into or body).pk: body.merged_into or body for body in bodies.order_by("pk")}
    return [body for body in found.values() if body.pk != docket.organisation_id]


def payer_of(docket: Docket) -> Organisation:
    """Return who pays the fees of a right."""
    return docket.payer or docket.organisation


def _locked(dockets: Collection[int], by: AbstractBaseUser) -> Iterable[Docket]:
    rows = visible_dockets(by, KEEP).select_for_update(of=("self",)).filter(pk__in=dockets).order_by("pk")
    found = list(rows)
    if dockets and not found:
        raise PermissionDenied(_("You don't keep the dates of these rights."))
    return found

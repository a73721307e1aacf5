"""The month in which the year of an organisation begins: said by its keepers, January where nobody says."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, User, organisation_ids, require_for
from mainline.orgs.models import Organisation
from mainline.portfolio.models import FiscalYear
from mainline.register.deadlines.access import KEEP

JANUARY, DECEMBER = 1, 12


def year_begins(organisation: Organisation) -> int:
    """Return the month in which its fiscal year begins, 1 to 12."""
    row = FiscalYear.objects.filter(organisation=organisation).first()
    return row.begins if row else JANUARY


def years_of(user: User) -> list[tuple[Organisation, int]]:
    """Return the organisations whose year the user may set, each with the month in which it begins."""
    bodies = Organisation.objects.filter(pk__in=organisation_ids(user, KEEP), merged_into=None).order_by("pk")
    begins = dict(FiscalYear.objects.filter(organisation__in=bodies).values_list("organisation_id", "begins"))
    return [(body, begins.get(body.pk, JANUARY)) for body in bodies]


@transaction.atomic
def set_year(*, organisation: Organisation, begins: int, by: By) -> FiscalYear:
    """Say in which month the year of an organisation begins. Raises ``ValidationError`` for what is no month."""
    require_for(by, KEEP, organisation.pk)
    if not JANUARY <= begins <= DECEMBER:
        raise ValidationError(_("Choose a month."))
    row, _is_new = FiscalYear.objects.update_or_create(organisation=organisation, defaults={"begins": begins})
    data = {"organisation": organisation.name, "month": begins}
    record(code="fiscal_year.set", by=by, subject=f"organisation:{organisation.pk}", data=data, sealed=[row])
    return row

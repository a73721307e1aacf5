"""What people do with indicators: set a target, take it back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, require
from mainline.register.search import region
from mainline.register.storable import storable
from mainline.strategy.indicators.access import TARGET
from mainline.strategy.indicators.definitions import definitions
from mainline.strategy.models import Target

FIRST_YEAR, LAST_YEAR = 1985, 2100
_MOST = Decimal(10) ** 12


@transaction.atomic
def set_target(
    *, indicator: str, place: str, year: int, value: Decimal | None, source: str, by: By, on: dt.date
) -> Target:
    """Set what an indicator should come to at the end of a year, or take it back (``None``); what stood before is kept.

    Raises ``ValidationError`` for what makes no sense, and ``PermissionDenied``.
    """
    require(by, TARGET)
    _check(indicator, place, year, value)
    words = " ".join(storable(source).split())[:300]
    if not words:
        raise ValidationError(_("Say who set the target and where it is written."))
    made = Target.objects.create(
        indicator=indicator, place=place, year=year, value=value, source=words, made_by=by, made_on=on,
        made_at=timezone.now(),
    )  # fmt: skip
    label = definitions()[indicator].label
    record(
        code="target.set" if value is not None else "target.taken_back",
        by=by,
        data={
            "label_zh": label[0],
            "label_en": label[1],
            "year": year,
            "value": str(value or ""),
            "target": made.pk,
        },
        sealed=[made],
    )
    return made


def _check(indicator: str, place: str, year: int, value: Decimal | None) -> None:
    if indicator not in definitions():
        raise ValidationError(_("There is no such indicator."))
    if place not in {one.code for one in (region().root, *region().divisions)}:
        raise ValidationError(_("There is no such place in this region."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(
            _("Give a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    if value is not None and not (value.is_finite() and 0 <= value < _MOST):
        raise ValidationError(_("Give a number from 0 up."))
    if value is None and not Target.objects.filter(indicator=indicator, place=place, year=year).exists():
        raise ValidationError(_("There is no target of this year to take back."))

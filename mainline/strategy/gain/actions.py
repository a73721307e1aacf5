"""What people do with gains: say once a year how served they feel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import acting_for
from mainline.strategy.gain.access import ANSWER
from mainline.strategy.gain.logic import DIMENSIONS
from mainline.strategy.models import Felt


@transaction.atomic
def say_felt(*, answers: Mapping[str, int | None], by: AbstractBaseUser, on: dt.date) -> Felt:
    """Keep how served an account feels in the year of a day; said again in the same year it stands in its place.

    Raises ``ValidationError`` for no answer at all or one outside 0 to 100, and ``PermissionDenied``.
    """
    body = acting_for(by, ANSWER)
    if body is None:
        raise PermissionDenied(_("Members of an organisation answer for it."))
    given = {name: answers.get(name) for name in DIMENSIONS}
    if all(value is None for value in given.values()):
        raise ValidationError(_("Answer one question at least."))
    if any(value is not None and not 0 <= value <= 100 for value in given.values()):
        raise ValidationError(_("Give whole numbers from 0 to 100."))
    said, _made = Felt.objects.update_or_create(
        user=by, year=on.year, defaults={**given, "organisation_id": body, "said_at": timezone.now()}
    )
    record(code="felt.said", by=by, data={"year": on.year, "answer": said.pk}, sealed=[said])
    return said

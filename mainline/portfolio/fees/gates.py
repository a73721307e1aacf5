"""What must not happen to a right by its fees, whoever decides and wherever: a pledged right does not lapse."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainline.orgs import clock
from mainline.portfolio.fees.flags import flags_of
from mainline.portfolio.fees.upkeep import BARS, GRACE
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Event


def ends_a_right(row: Deadline) -> bool:
    """Whether a deadline is the last day on which the fee of a right can be paid."""
    return row.rule in BARS and row.bar == GRACE


def require_free(row: Deadline) -> None:
    """Raise ``ValidationError`` for a right that is pledged, naming the registration."""
    pledge = flags_of(row.docket.organisation, [row.docket.right_id], clock.today())[
        row.docket.right_id
    ].pledge
    if pledge is not None:
        raise ValidationError(pledge_words(pledge))


def pledge_words(pledge: Event) -> str:
    """Say that a right is pledged, since when and to whom."""
    to = pledge.details.get("other") or pledge.details.get("reference") or ""
    words = _(
        "The right is pledged (registered on %(day)s%(to)s): it must not lapse before the pledge is released."
    )
    return words % {"day": pledge.happened_on or "?", "to": f", {to}" if to else ""}

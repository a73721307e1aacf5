"""Which dates are somebody's own: those that they see to, or their deputies, and for managers those that nobody sees to."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from mainline.orgs.access import User, memberships, with_merged
from mainline.orgs.enums import Role
from mainline.portfolio import queries
from mainline.portfolio.absences import stood_in_by
from mainline.portfolio.enums import Channel, Outcome, Step
from mainline.portfolio.models import Reminder
from mainline.portfolio.states import PRESSING, in_states
from mainline.register.deadlines.enums import Severity
from mainline.register.deadlines.models import Deadline

MOST = 10
SOON = 60
"""Days ahead of which My day tells."""


def mine(user: User, on: dt.date) -> Q:
    """Return the condition of deadlines that a user sees to on a day: as the one named, as deputy, in the place of
    somebody who is away, or as the manager of what nobody sees to."""
    named = Q(responsible=user.pk) | Q(responsible=None, docket__responsible=user.pk)
    nobody = Q(responsible=None, docket__responsible=None, docket__deputy=None)
    managed = nobody & Q(docket__organisation__in=_managed(user))
    return named | Q(docket__deputy=user.pk) | stood_in_by(user, on) | managed


def escalated_to(user: User) -> Q:
    """Return the condition of deadlines that came up to a user because nobody had acted."""
    up = (Step.DEPUTY, Step.MANAGERS)
    told = Reminder.objects.filter(user=user.pk, step__in=up, channel=Channel.APP, outcome=Outcome.SENT)
    return Q(pk__in=told.values("deadline"))


def due_for(user: User, on: dt.date) -> QuerySet[Deadline]:
    """Return what presses on a user by a day: overdue, waiting for a second person, due soon; the gravest of a day first."""
    soon = in_states(["open"], on) & Q(due_on__lte=on + dt.timedelta(days=SOON))
    pressing = in_states([code for code in PRESSING if code not in ("open", "unknown", "check")], on) | soon
    grave = Case(
        When(severity=Severity.LOSS, then=Value(0)),
        When(severity=Severity.COST, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = queries.deadlines(user).filter(pressing, mine(user, on) | escalated_to(user))
    return rows.order_by("due_on", grave, "pk")


def _managed(user: User) -> set[int]:
    """The organisations whose manager a user is, with all that are one with them."""
    own = memberships(user).filter(role=Role.MANAGER).values_list("organisation", "organisation__merged_into")
    return with_merged({pk for pair in own for pk in pair if pk is not None})

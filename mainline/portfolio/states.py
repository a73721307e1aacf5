"""How a deadline stands for people on a day, in codes and words."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mainline.register.deadlines.enums import DeadlineFate, Severity
from mainline.register.deadlines.models import Deadline

STATES = {
    "overdue": _("Overdue"),
    "check": _("Overdue, to be verified"),
    "unknown": _("Facts are missing"),
    "second": _("Waits for a second person"),
    "open": _("Open"),
    "past": _("Passed"),
    "waived": _("Waived"),
    "closed": _("Closed without an event"),
    "done": _("Done"),
    "void": _("Fell away"),
    "gone": _("No longer follows"),
}
"""Each way that a deadline can stand, the pressing first."""
PRESSING = ("overdue", "check", "unknown", "second", "open")
_CALLS_FOR_NOTHING = (Severity.CHANCE, Severity.OFFICE)
"""A chance that has passed, and the day of an office's own act: nobody here is late."""
_LIVE = Q(fate__in=[DeadlineFate.OPEN, DeadlineFate.UNKNOWN])
_DECIDED = ~Q(act="")
_NEEDS_SECOND = Q(severity=Severity.LOSS, confirmed_by=None)


def state_of(deadline: Deadline, on: dt.date) -> str:
    """Return the code of how a deadline stands on a day."""
    if deadline.fate not in (DeadlineFate.OPEN, DeadlineFate.UNKNOWN):
        return str(deadline.fate)
    if deadline.act:
        return "second" if needs_second(deadline) else str(deadline.act)
    if deadline.due_on is None:
        return "unknown"
    if deadline.due_on >= on:
        return "open"
    if deadline.severity in _CALLS_FOR_NOTHING:
        return "past"
    return "check" if deadline.needs_check else "overdue"


def needs_second(deadline: Deadline) -> bool:
    """Whether what one person decided needs another: where a right would be lost."""
    return bool(deadline.act) and deadline.severity == Severity.LOSS and deadline.confirmed_by_id is None


def in_states(codes: list[str], on: dt.date) -> Q:
    """Return the condition of standing in one of some ways on a day; of none that there is: nothing."""
    live = _LIVE & Q(act="")
    gone_by = live & Q(due_on__lt=on)
    late = gone_by & ~Q(severity__in=_CALLS_FOR_NOTHING)
    ways = {
        "overdue": late & Q(needs_check=False),
        "check": late & Q(needs_check=True),
        "unknown": live & Q(due_on=None),
        "second": _LIVE & _DECIDED & _NEEDS_SECOND,
        "open": live & Q(due_on__gte=on),
        "past": gone_by & Q(severity__in=_CALLS_FOR_NOTHING),
        "waived": _LIVE & Q(act="waived") & ~_NEEDS_SECOND,
        "closed": _LIVE & Q(act="closed") & ~_NEEDS_SECOND,
        **{fate: Q(fate=fate) for fate in ("done", "void", "gone")},
    }
    found = Q(pk__in=[])
    for code in codes:
        if code in ways:
            found |= ways[code]
    return found


def is_counted(on: dt.date) -> Case:
    """Return, as an annotation, whether the fee of a deadline belongs in a sum on a day.

    What a later day of the same rule costs is a surcharge: it comes on top, once the first day has passed. What is done
    by choice alone is never counted.
    """
    same = ("docket", "rule", "trigger", "occurrence", "number")
    first = Deadline.objects.filter(
        ~Q(bar=OuterRef("bar")),
        Q(due_on__gte=on) | Q(due_on=None),
        **{name: OuterRef(name) for name in same},
        severity=Severity.COST,
    )
    return Case(
        When(severity=Severity.CHANCE, then=Value(False)),
        When(Q(severity=Severity.LOSS) & Exists(first), then=Value(False)),
        default=Value(True),
    )


NOT_COUNTED = _("Surcharges that do not run yet and optional acts are not counted.")
"""What stands beside a sum of fees."""
RESPONSIBLE = Coalesce(F("responsible__username"), F("docket__responsible__username"))
"""Who sees to it: the one named for it, else the one for the right."""

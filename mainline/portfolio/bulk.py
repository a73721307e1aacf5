"""One decision on many dates: looked over before it is made, each with what stands in its way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from mainline.orgs import clock
from mainline.orgs.access import User
from mainline.orgs.gate import member, needs
from mainline.portfolio import actions, queries
from mainline.portfolio.fees import deciding, gates
from mainline.portfolio.states import NOT_COUNTED, in_states, is_counted, needs_second
from mainline.portfolio.tables import DEADLINES, USUAL
from mainline.register.deadlines.access import KEEP
from mainline.register.deadlines.enums import DeadlineFate
from mainline.register.deadlines.models import Deadline
from mainline.rules.money import Money
from mainline.web.addresses import is_id
from mainline.web.templatetags.web import number

MOST = 2_000
"""Dates that are decided on in one act."""
ACTS = {
    "closed": gettext_lazy("It was done"),
    "waived": gettext_lazy("We don't do it"),
    "confirm": gettext_lazy("Confirm as second person"),
    "reopen": gettext_lazy("Take back"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants done to some dates, and what of it can't be done."""

    act: str
    reason: str
    rows: Sequence[Deadline]
    refused: Sequence[tuple[Deadline, str]]

    @property
    def sums(self) -> list[tuple[str, int, str]]:
        """Return (office, number, fees by currency) of what would be done."""
        counts: Counter[str] = Counter(row.docket.right.office for row in self.rows)
        fees: dict[str, Counter[str]] = {office: Counter() for office in counts}
        for row in self.rows:
            if row.fee_minor is not None and row.is_counted:  # type: ignore[attr-defined]
                fees[row.docket.right.office][row.currency] += row.fee_minor
        return [
            (
                office,
                n,
                " + ".join(str(Money(minor, currency)) for currency, minor in sorted(fees[office].items())),
            )
            for office, n in sorted(counts.items())
        ]


@require_POST
@needs(KEEP)
def preview(request: HttpRequest) -> HttpResponse:
    """Show what would be decided, by office and currency, and what can't be."""
    asked = _asked(request)
    context = {
        "asked": asked,
        "act_text": ACTS[asked.act],
        "needs_reason": asked.act in ("closed", "waived"),
        "not_counted": NOT_COUNTED,
    }
    return render(request, "portfolio/bulk.html", context)


@require_POST
@needs(KEEP)
def decide(request: HttpRequest) -> HttpResponse:
    """Do it: all that can be done, or nothing where something comes between."""
    asked = _asked(request)
    try:
        done = _done(request, asked)
    except (ValidationError, PermissionDenied) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        return redirect("docket")
    words = ngettext("Decided on %(n)s date.", "Decided on %(n)s dates.", done)
    messages.success(request, words % {"n": number(done)})
    return redirect("docket")


@transaction.atomic
def _done(request: HttpRequest, asked: Asked) -> int:
    by, on = member(request), clock.today()
    for row in asked.rows:
        if asked.act == "confirm":
            deciding.confirm(deadline=row, by=by, on=on)
        elif asked.act == "reopen":
            deciding.take_back(deadline=row, by=by, on=on)
        else:
            actions.decide(deadline=row, act=asked.act, reason=asked.reason, by=by)
    return len(asked.rows)


def _asked(request: HttpRequest) -> Asked:
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise PermissionDenied(_("Choose what you decide."))
    rows, refused = [], []
    for row in _marked(request):
        why = _stands_against(row, act, request.user)
        if why:
            refused.append((row, why))
        else:
            rows.append(row)
    return Asked(act, request.POST.get("reason", "").strip(), rows, refused)


def _marked(request: HttpRequest) -> list[Deadline]:
    """Return the dates that were marked, or all that the list found."""
    own = queries.deadlines(request.user, KEEP).annotate(is_counted=is_counted(clock.today()))
    if request.POST.get("all") == "1":
        found = own if request.GET.get("state") else own.filter(in_states(list(USUAL), clock.today()))
        return list(DEADLINES.asked(request, found)[:MOST])
    ids = [int(pk) for pk in request.POST.getlist("pk") if is_id(pk)]
    return list(own.filter(pk__in=ids[:MOST]))


def _stands_against(row: Deadline, act: str, user: User) -> str:
    """Say why an act can't be done on a date; empty where it can."""
    is_live = row.fate in (DeadlineFate.OPEN, DeadlineFate.UNKNOWN)
    if not is_live:
        return _("This is open no more: an event has ended it.")
    if act == "confirm" and not needs_second(row):
        return _("No decision waits for a second person here.")
    if act == "confirm" and row.act_by_id == user.pk:
        return _("You decided this yourself: a second person must confirm it.")
    if act == "reopen" and not row.act:
        return _("Nothing was decided here.")
    if act in ("closed", "waived") and row.act:
        return _("It is decided on already: take that back first.")
    if act == "waived" and gates.ends_a_right(row):
        return _pledged(row)
    return ""


def _pledged(row: Deadline) -> str:
    try:
        gates.require_free(row)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""

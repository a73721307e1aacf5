"""Pages of differences: the list, one with its history, and a decision on many, looked over before it is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import can_for
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.portfolio.differences import queries
from mainline.portfolio.differences.tables import DIFFERENCES, field_label, state_of
from mainline.register.deadlines.access import KEEP, VIEW
from mainline.register.differences.actions import Outdated, compare_again, settle, take_back
from mainline.register.differences.enums import DifferenceState
from mainline.register.differences.logic import NOTED_ONLY
from mainline.register.differences.models import Difference
from mainline.web.addresses import is_id
from mainline.web.returning import back
from mainline.web.tables import as_file, files
from mainline.web.templatetags.web import number

MOST = 1_000
"""Differences that are decided on in one act."""
ACTS = {
    "office": gettext_lazy("Accept the office's"),
    "ours": gettext_lazy("Keep ours"),
    "undo": gettext_lazy("Take back"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants decided of some differences, and what of it can't be."""

    act: str
    reason: str
    rows: Sequence[Difference]
    refused: Sequence[tuple[Difference, str]]


@require_safe
@needs(VIEW)
@lists(DIFFERENCES)
def index(request: HttpRequest) -> HttpResponseBase:
    """The differences that wait to be decided, or those of the state that the address asks for."""
    context = {
        "table": DIFFERENCES.shown(request, queries.asked_differences(request)),
        "files": files("differences_export"),
        "acts": ACTS,
        "is_any": queries.differences(request.user).exists(),
    }
    return DIFFERENCES.answer(request, "portfolio/differences/index.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = DIFFERENCES.asked(request, queries.asked_differences(request))
    return as_file(request, DIFFERENCES, rows.iterator(chunk_size=500), format, "differences")


@require_safe
@needs(VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One difference: what both say, what stands here, and what was decided of it."""
    row = queries.difference(request.user, pk) if pk < 2**63 else None
    if row is None:
        raise Http404(_("There is no difference %(number)s, or you may not see it.") % {"number": pk})
    context = {
        "row": row,
        "right": row.right,
        "label": field_label(row),
        "state_text": state_of(row),
        "here": queries.stands_here(row),
        "history": queries.history(row),
        "acts": {code: words for code, words in ACTS.items() if not _stands_against(row, code)},
        "is_noted_only": row.field in NOTED_ONLY,
        "is_shown": queries.is_shown(request.user, row),
        "can_keep": can_for(request.user, KEEP, row.organisation_id),
    }
    return render(request, "portfolio/differences/page.html", context)


@require_POST
@needs(KEEP)
def preview(request: HttpRequest) -> HttpResponse:
    """Show what would be decided, and what can't be."""
    asked = _asked(request)
    context = {"asked": asked, "act_text": ACTS[asked.act]}
    return render(request, "portfolio/differences/preview.html", context)


@require_POST
@needs(KEEP)
def decide(request: HttpRequest) -> HttpResponse:
    """Do it: all that can be done, or nothing where something comes between."""
    asked = _asked(request)
    try:
        if not asked.rows:
            raise ValidationError(
                " ".join(dict.fromkeys(why for _row, why in asked.refused)) or _("Mark something first.")
            )
        _do(request, asked)
    except ValidationError as error:
        if isinstance(error, Outdated):
            compare_again({row.right_id for row in asked.rows})
        messages.error(request, " ".join(error.messages))
        return back(request, "differences")
    words = ngettext("Decided on %(n)s difference.", "Decided on %(n)s differences.", len(asked.rows))
    messages.success(request, words % {"n": number(len(asked.rows))})
    return back(request, "differences")


@transaction.atomic
def _do(request: HttpRequest, asked: Asked) -> None:
    by, on = member(request), clock.today()
    bodies: dict[int, list[Difference]] = defaultdict(list)
    for row in asked.rows:
        bodies[row.organisation_id].append(row)
    for rows in bodies.values():
        if asked.act == "undo":
            take_back(differences=rows, reason=asked.reason, by=by, on=on)
        else:
            settle(differences=rows, choice=asked.act, reason=asked.reason, by=by, on=on)


def _asked(request: HttpRequest) -> Asked:
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise PermissionDenied(_("Choose what you decide."))
    rows, refused = [], []
    for row in _marked(request):
        why = _stands_against(row, act)
        if why:
            refused.append((row, why))
        else:
            rows.append(row)
    return Asked(act, request.POST.get("reason", "").strip(), rows, refused)


def _marked(request: HttpRequest) -> list[Difference]:
    """Return the differences that were marked, as they were when somebody saw them, or all that the list found."""
    own = queries.differences(request.user, KEEP)
    if request.POST.get("all") == "1":
        found = own if request.GET.get("state") else own.filter(state=DifferenceState.OPEN)
        return list(DIFFERENCES.asked(request, found)[:MOST])
    marked = (each.partition(".")[::2] for each in request.POST.getlist("pk")[:MOST])
    seen = {int(pk): digest for pk, digest in marked if is_id(pk)}
    found = list(own.filter(pk__in=seen))
    for row in found:
        row.digest = seen[row.pk] or row.digest
    return found


def _stands_against(row: Difference, act: str) -> str:
    """Say why something can't be decided; empty where it can."""
    if act == "undo":
        return "" if row.choice else _("Nothing was decided here.")
    if row.state == DifferenceState.GONE:
        return _("Both say the same now: there is nothing to decide.")
    if row.choice == act:
        return _("This is what was decided already.")
    return ""

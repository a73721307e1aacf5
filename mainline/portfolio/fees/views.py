"""Pages of fees: the schedule of one right, the board of decisions, and the lists of what is to be paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import can_for
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.portfolio.fees import board, schedule
from mainline.portfolio.fees.deciding import CHOICES, decide_fees
from mainline.portfolio.fees.gates import pledge_words
from mainline.portfolio.fees.keeping import departments, payers_of, set_paying
from mainline.portfolio.fees.tables import ANNUITIES, UNDECIDED, lines, payment_list
from mainline.register.deadlines.access import KEEP, VIEW
from mainline.register.deadlines.actions import say_facts
from mainline.register.deadlines.models import Deadline
from mainline.web.addresses import is_id
from mainline.web.downloads import download
from mainline.web.exports import WRITERS
from mainline.web.returning import back
from mainline.web.tables import FILES, as_file, files
from mainline.web.templatetags.web import number

MOST = 5000
"""Fees decided on at once."""
LISTS = ("xlsx", "csv")


@require_safe
@needs(VIEW)
def fees(request: HttpRequest, pk: int) -> HttpResponse:
    """The fees of one right to its end, and what is to be paid on a day."""
    docket, today = schedule.docket_of(request.user, pk), clock.today()
    if docket is None:
        raise Http404(_("There is no right %(number)s whose dates you keep.") % {"number": pk})
    asked = request.GET.get("on", "")
    try:
        on = dt.date.fromisoformat(asked) if asked else today
    except ValueError:
        messages.error(request, _("Give the day as 2026-01-31."))
        on = today
    page = schedule.page_of(docket, today, on)
    page["can_keep"] = can_for(request.user, KEEP, docket.organisation_id)
    page |= {"departments": departments(request.user), "payers": payers_of(docket)}
    return render(request, "portfolio/fees/schedule.html", page)


@require_POST
@needs(KEEP)
def fee_facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the facts by which the fees of a right are reduced."""
    docket = schedule.docket_of(request.user, pk)
    if docket is None:
        raise Http404(_("There is no right %(number)s whose dates you keep.") % {"number": pk})
    known = {name for names in schedule.SAID.values() for name in names}
    given = {name: str(text).strip() for name, text in request.POST.items() if name in known}
    try:
        schedule.check_facts(given, docket)
        say_facts(docket=docket, facts=given, by=member(request), on=clock.today())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The facts are noted, and the fees worked out anew."))
    return redirect("fees", pk)


@require_POST
@needs(KEEP)
def fee_payer(request: HttpRequest, pk: int) -> HttpResponse:
    """Note whose budget pays for a right, and who pays its fees."""
    docket = schedule.docket_of(request.user, pk)
    if docket is None:
        raise Http404(_("There is no right %(number)s whose dates you keep.") % {"number": pk})
    asked = request.POST.get("payer", "")
    try:
        payer = next((body for body in payers_of(docket) if str(body.pk) == asked), None)
        if asked and payer is None:
            raise ValidationError(_("Who pays must be named on the right."))
        department = request.POST.get("department", "")
        set_paying(docket=docket, department=department, payer=payer, by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted."))
    return redirect("fees", pk)


@require_safe
@needs(VIEW)
@lists(ANNUITIES)
def annuities(request: HttpRequest) -> HttpResponseBase:
    """The board: fees due within a year, one row a right, and what was decided."""
    on = clock.today()
    rows = board.due_fees(request.user, on)
    told = dict(rows.order_by().values_list("decision").annotate(Count("pk")))
    counts = {code: told.get("" if code == UNDECIDED else code, 0) for code in (UNDECIDED, *CHOICES)}
    context = {
        "table": ANNUITIES.shown(request, rows, wrap=lambda some: list(lines(some, on))),
        "counts": counts,
        "sums": board.full_sums(ANNUITIES.asked(request, rows)),
        "offices": sorted(set(rows.filter(decision="keep").values_list("docket__right__office", flat=True))),
        "past": board.past_grace(request.user, on),
        "formats": [(format, FILES[format]) for format in LISTS],
        "choices": CHOICES,
        "today": on,
        "files": files("annuities_export"),
        "can_keep": board.due_fees(request.user, on, KEEP).exists(),
    }
    return ANNUITIES.answer(request, "portfolio/fees/board.html", context)


@require_safe
@needs(VIEW)
def annuities_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The same as a file."""
    on = clock.today()
    rows = ANNUITIES.asked(request, board.due_fees(request.user, on))
    return as_file(request, ANNUITIES, lines(rows, on), format, "annuities")


@require_POST
@needs(KEEP)
def preview(request: HttpRequest) -> HttpResponse:
    """What a decision would be for the fees that are marked, by office and currency. Nothing is written here."""
    on, choice = clock.today(), request.POST.get("choice", "")
    rows = list(lines(_marked(request, on)[:MOST], on))
    if not rows or (choice and choice not in CHOICES):
        messages.info(request, _("Mark at least one fee, and choose what you decide."))
        return back(request, "annuities")
    refused = [
        (row, pledge_words(row.flags.pledge)) for row in rows if choice == "lapse" and row.flags.pledge
    ]
    pledged = {row.pk for row, _why in refused}
    decided = [row for row in rows if row.pk not in pledged]
    context = {
        "rows": decided,
        "refused": refused,
        "sums": board.sums(decided),
        "choice": choice,
        "choice_text": CHOICES.get(choice, _("Take back")),
        "reason": request.POST.get("reason", ""),
        "next": request.POST.get("next", ""),
    }
    return render(request, "portfolio/fees/preview.html", context)


@require_POST
@needs(KEEP)
def decide(request: HttpRequest) -> HttpResponse:
    """Decide on what was looked over."""
    done, refused = decide_fees(
        deadlines=_numbers(request.POST.getlist("pk")),
        choice=request.POST.get("choice", ""),
        reason=request.POST.get("reason", ""),
        by=member(request),
        on=clock.today(),
    )
    for one in refused[:10]:
        messages.error(request, f"{one.deadline.docket.right.number}: {one.why}")
    if done:
        words = ngettext("Decided on %(n)s fee.", "Decided on %(n)s fees.", done)
        messages.success(request, words % {"n": number(done)})
    return back(request, "annuities")


@require_safe
@needs(VIEW)
def payments(request: HttpRequest, office: str, format: str) -> HttpResponseBase:
    """The fees decided to be paid to one office, as a list for paying."""
    if format not in LISTS:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    on = clock.today()
    rows = board.due_fees(request.user, on).filter(decision="keep", docket__right__office=office)
    media_type, write = WRITERS[format]
    table = payment_list(lines(board.paid_once(rows), on))
    return download(write(table), media_type, f"fees-{office}-{on}.{format}")


def _marked(request: HttpRequest, on: dt.date) -> QuerySet[Deadline]:
    """Return the fees marked in the list, or all that it found."""
    rows = board.due_fees(request.user, on, KEEP)
    if request.POST.get("all"):
        return ANNUITIES.asked(request, rows)
    return rows.filter(pk__in=_numbers(request.POST.getlist("pk")))


def _numbers(given: Sequence[str]) -> list[int]:
    return [int(one) for one in given[:MOST] if is_id(one)]

"""Pages of the sheet by which the Chinese office takes many payments at once."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.gate import needs
from mainline.portfolio.fees import batch, board
from mainline.portfolio.fees.tables import lines
from mainline.portfolio.fees.upkeep import totals
from mainline.register.deadlines.access import VIEW
from mainline.web.downloads import download
from mainline.web.exports import WRITERS

WHY = {
    "amount": gettext_lazy("the amount is not known"),
    "number": gettext_lazy("no application number is known"),
    "currency": gettext_lazy("it is not paid in yuan"),
    "kind": gettext_lazy("the form is for patents, utility models and designs"),
}


@require_safe
@needs(VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """What goes into the sheet, and what does not."""
    found = _found(request)
    context = {
        "parts": [(place, len(part), list(totals(line.amount for line in part))) for place, part in enumerate(found.parts, 1)],
        "lines": found.lines[:_SHOWN],
        "total": len(found.lines),
        "headers": batch.HEADERS,
        "sheet": batch.SHEET,
        "most": batch.MOST,
        "unnamed": found.unnamed,
        "left_out": [(row, WHY[why]) for row, why in found.left_out],
        "today": clock.today(),
    }  # fmt: skip
    return render(request, "portfolio/fees/batch.html", context)


_SHOWN = 100


@require_safe
@needs(VIEW)
def file(request: HttpRequest, number: int) -> HttpResponseBase:
    """One sheet, counted from 1."""
    parts = _found(request).parts
    if not 1 <= number <= len(parts):
        raise Http404(_("There is nothing to pay in this file."))
    name = f"cnipa-payments-{clock.today()}-{number}.xlsx"
    return download(batch.as_workbook(parts[number - 1]), WRITERS["xlsx"][0], name)


def _found(request: HttpRequest) -> batch.Batch:
    on = clock.today()
    rows = board.due_fees(request.user, on).filter(decision="keep", docket__right__office=batch.OFFICE)
    return batch.batch_of(lines(rows, on))

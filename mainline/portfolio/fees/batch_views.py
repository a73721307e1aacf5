"""Pages of the sheet by which the Chinese office takes many payments at once."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.gate import needs
from mainline.portfolio.fees import batch, board, bulkfile
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

BULK_WHY = {
    "amount": WHY["amount"],
    "late": gettext_lazy("it is paid with a surcharge, whose fee code no source tells"),
    "entity": gettext_lazy("the entity is micro or not said: its fee code no source tells"),
    "number": gettext_lazy("no patent or application number is known"),
    "early": gettext_lazy("it cannot be paid before %(day)s"),
    "digits": gettext_lazy("the form as it was read takes patent numbers of seven digits"),
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


@require_safe
@needs(VIEW)
def bulk(request: HttpRequest) -> HttpResponse:
    """What goes into the USPTO's bulk file, and what does not."""
    found = _bulk(request)
    context = {
        "headers": bulkfile.COLUMNS,
        "lines": found.lines[:_SHOWN],
        "total": len(found.lines),
        "sums": list(totals(line.amount for line in found.lines)),
        "left_out": [(row, _bulk_why(row, why)) for row, why in found.left_out],
        "today": clock.today(),
    }
    return render(request, "portfolio/fees/bulk.html", context)


@require_safe
@needs(VIEW)
def bulk_file(request: HttpRequest) -> HttpResponseBase:
    """The file; its name has letters, digits and hyphens alone, as the office wants it."""
    found = _bulk(request)
    if not found.lines:
        raise Http404(_("There is nothing to pay in this file."))
    return download(bulkfile.as_csv(found.lines), "text/csv", f"maintenance-fees-{clock.today()}.csv")


def _bulk(request: HttpRequest) -> bulkfile.Bulk:
    on = clock.today()
    rows = board.due_fees(request.user, on).filter(decision="keep", docket__right__office=bulkfile.OFFICE)
    return bulkfile.bulk_of(lines(board.paid_once(rows), on))


def _bulk_why(row: board.Row, why: str) -> str:
    day = bulkfile.window_of(row) if why == "early" else None
    return str(BULK_WHY[why]) % {"day": day} if day else str(BULK_WHY[why])


def _found(request: HttpRequest) -> batch.Batch:
    on = clock.today()
    rows = board.due_fees(request.user, on).filter(decision="keep", docket__right__office=batch.OFFICE)
    return batch.batch_of(lines(board.paid_once(rows), on))

"""Pages of royalties: reports, the check of one, and receipts of money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.gate import member, needs, signed_in
from mainline.orgs.list_pages import lists
from mainline.rules.money import Money, typed
from mainline.utilization.agreements import queries as agreements
from mainline.utilization.agreements.access import sides_of
from mainline.utilization.agreements.enums import Side
from mainline.utilization.agreements.forms import Reader
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.royalties import actions, money, queries
from mainline.utilization.royalties.access import INCOME, KEEP, VIEW
from mainline.utilization.royalties.enums import ReportState
from mainline.utilization.royalties.models import RoyaltyReceipt, RoyaltyReport
from mainline.utilization.royalties.tables import REPORTS
from mainline.utilization.royalties.words import shown_flags, shown_steps
from mainline.web.tables import as_file, files

_OPEN = (ReportState.FILED, ReportState.DISPUTED)


@require_safe
@needs(VIEW)
@lists(REPORTS)
def index(request: HttpRequest) -> HttpResponseBase:
    """The royalty reports that one's organisations filed or were sent."""
    context = {
        "table": REPORTS.shown(request, queries.reports(request.user)),
        "files": files("royalty_reports_export"),
    }
    return REPORTS.answer(request, "utilization/royalties/index.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = REPORTS.asked(request, queries.reports(request.user))
    return as_file(request, REPORTS, rows.iterator(chunk_size=500), format, "royalty-reports")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(KEEP)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Report the sales of a period, or file another report in the place of one."""
    row = agreements.agreement(request.user, pk) if pk < 2**63 else None
    if row is None or Side.LICENSEE not in sides_of(request.user, row, KEEP):
        raise Http404(_("There is no agreement %(number)s, or you may not see it.") % {"number": pk})
    old, problems = _replaced(request, row), []
    if request.method == "POST":
        try:
            return redirect("royalty_report", _filed(request, row, old).pk)
        except ValidationError as error:
            problems = error.messages
    context = {**_form(request, row, old), "row": row, "old": old, "problems": problems}
    return render(request, "utilization/royalties/new.html", context)


def _replaced(request: HttpRequest, row: Agreement) -> RoyaltyReport | None:
    asked = (request.POST or request.GET).get("replaces", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    return row.reports.filter(pk=int(asked), state__in=_OPEN).first()


def _filed(request: HttpRequest, row: Agreement, old: RoyaltyReport | None) -> RoyaltyReport:
    read, currency = Reader(request.POST), agreements.terms_in_force(row).currency
    first, last = read.day("from", _("Period")), read.day("to", _("Period"))
    sales, deductions = (_lines(read, name, currency) for name in ("sale", "deduction"))
    claimed = read.amount(read.text("claimed"), _("You reckon that you owe"), currency)
    if first is None or last is None:
        read.problems.append(_("Choose the period."))
    if claimed is None and not read.problems:
        read.problems.append(_("Enter what you reckon that you owe, 0 where it is nothing."))
    read.done()
    return actions.file_report(
        agreement=row, period=(first or dt.date.max, last or dt.date.max), sales=sales, deductions=deductions,
        claimed=claimed or 0, by=member(request), on=clock.today(), replaces=old,
    )  # fmt: skip


def _lines(read: Reader, name: str, currency: str) -> list[tuple[str, int]]:
    found = []
    names, amounts = read.given.getlist(f"{name}_name"), read.given.getlist(f"{name}_amount")
    for what, amount in zip(names, amounts, strict=False):
        if what.strip() or amount.strip():
            minor = read.amount(amount, what or _("Amount"), currency)
            if minor is not None:
                found.append((what, minor))
    return found


def _form(request: HttpRequest, row: Agreement, old: RoyaltyReport | None) -> dict[str, object]:
    """Return what the form begins with: what was typed, else the report to replace, else the products of the agreement."""
    running, given = agreements.terms_in_force(row).running, request.POST
    missing = queries.missing_periods(row, clock.today())
    period = (old.period_from, old.period_to) if old else missing[0] if missing else (None, None)
    claimed = ""
    if given:
        claimed = given.get("claimed", "")
        sales = list(zip(given.getlist("sale_name"), given.getlist("sale_amount"), strict=False))
        kinds = given.getlist("deduction_name")
        deductions = list(zip(kinds, given.getlist("deduction_amount"), strict=False))
    elif old is not None:
        claimed = typed(old.claimed_minor, old.currency)
        sales = [(name, typed(minor, old.currency)) for name, minor in old.sales]
        deductions = [(name, typed(minor, old.currency)) for name, minor in old.deductions]
    else:
        sales = [(product, "") for product in running.products] if running else []
        deductions = [(kind, "") for kind in running.deductions] if running else []
    return {
        "sales": [*(line for line in sales if any(line)), ("", "")],
        "deductions": [*(line for line in deductions if any(line)), ("", "")],
        "period": (given.get("from", ""), given.get("to", "")) if given else period,
        "claimed": claimed,
        "currency": agreements.terms_in_force(row).currency,
        "running": running,
        "missing": missing,
    }


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One report with each step of its check, and what is odd about it."""
    row = _report(request, pk)
    sides = sides_of(request.user, row.agreement, INCOME)
    invoice = getattr(row, "invoice", None)
    context = {
        "row": row,
        "sales": queries.sales_of(row),
        "deductions": [(kind, Money(minor, row.currency)) for kind, minor in row.deductions],
        "claimed": Money(row.claimed_minor, row.currency),
        "owed": Money(row.owed_minor, row.currency),
        "steps": shown_steps(row),
        "flags": shown_flags(row),
        "invoice": invoice,
        "open": Money(queries.open_amount(invoice), row.currency) if invoice else None,
        "can_decide": Side.LICENSOR in sides and row.state in _OPEN,
        "can_dispute": Side.LICENSOR in sides and row.state == ReportState.FILED,
        "can_replace": row.state in _OPEN and Side.LICENSEE in sides_of(request.user, row.agreement, KEEP),
        "successor": RoyaltyReport.objects.filter(replaces=row).first(),
    }
    return render(request, "utilization/royalties/page.html", context)


@require_POST
@needs(INCOME)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a report, or dispute it."""
    row, do = _report(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(request, row))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("royalty_report", pk)


def _accept(request: HttpRequest, row: RoyaltyReport) -> str:
    words = request.POST.get("words", "")
    invoice = actions.accept_report(report=row, words=words, by=member(request), on=clock.today())
    if invoice is None:
        return _("Accepted: nothing is owed.")
    return _("Accepted: %(amount)s is invoiced.") % {"amount": Money(invoice.minor, invoice.currency)}


def _dispute(request: HttpRequest, row: RoyaltyReport) -> str:
    reason = request.POST.get("words", "")
    actions.dispute_report(report=row, reason=reason, by=member(request), on=clock.today())
    return _("The licensee sees your reason and files another report.")


_ACTS: dict[str, Callable[[HttpRequest, RoyaltyReport], str]] = {"accept": _accept, "dispute": _dispute}


@require_safe
@signed_in
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """One receipt of money: what it paid, what of it is shared, what is credit."""
    row = _receipt(request, pk)
    matches = row.matches.select_related("invoice__report").prefetch_related("distributed__plan")
    context = {
        "row": row,
        "money": Money(row.minor, row.currency),
        "matches": [(match, Money(match.minor, row.currency)) for match in matches.order_by("pk")],
        "credit": Money(queries.credit_of(row), row.currency),
        "can_reverse": row.reversed_on is None
        and Side.LICENSOR in sides_of(request.user, row.agreement, INCOME),
    }
    return render(request, "utilization/royalties/receipt.html", context)


@require_POST
@needs(INCOME)
def receipt_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wrong receipt back."""
    row = _receipt(request, pk)
    try:
        reason = request.POST.get("reason", "")
        money.reverse_receipt(receipt=row, reason=reason, by=member(request), on=clock.today())
        messages.success(request, _("The receipt is reversed; what it paid is owed again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("royalty_receipt", pk)


def _report(request: HttpRequest, pk: int) -> RoyaltyReport:
    found = queries.report(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no royalty report %(number)s, or you may not see it.") % {"number": pk})
    return found


def _receipt(request: HttpRequest, pk: int) -> RoyaltyReceipt:
    found = queries.receipt(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no receipt %(number)s, or you may not see it.") % {"number": pk})
    return found

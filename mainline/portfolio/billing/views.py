"""Pages of bills: their list, what was done and is on none, one bill, and the prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.portfolio.billing import actions, queries, settling
from mainline.portfolio.billing.access import KEEP, VIEW, agencies
from mainline.portfolio.billing.models import Bill, BillLine
from mainline.portfolio.billing.shown import page_of
from mainline.portfolio.billing.tables import BILLS, PRICES, lines_file, name_of, work_name
from mainline.rules.loading import rulebook
from mainline.rules.money import CURRENCIES, Money
from mainline.web.addresses import is_id
from mainline.web.papers import Heading
from mainline.web.tables import FILES, as_file, files, sent


@require_safe
@needs(VIEW)
@lists(BILLS)
def index(request: HttpRequest) -> HttpResponseBase:
    """The bills of one's own agency, and those that one's organisation was sent."""
    context = {
        "table": BILLS.shown(request, queries.bills(request.user)),
        "files": files("bills_export"),
        "is_agency": bool(agencies(request.user)),
    }
    return BILLS.answer(request, "portfolio/billing/index.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = BILLS.asked(request, queries.bills(request.user))
    return as_file(request, BILLS, rows.iterator(chunk_size=500), format, "bills")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(KEEP)
def new(request: HttpRequest) -> HttpResponse:
    """Choose a client and a period, mark what was done, and make a draft of it."""
    agency = _agency(request)
    clients, given = queries.clients_of(agency), request.POST or request.GET
    client = next((one for one in clients if str(one.pk) == given.get("client", "")), None)
    first, last = _period(given.get("from", ""), given.get("to", ""))
    context: dict[str, object] = {
        "agency": agency, "agencies": agencies(request.user), "clients": clients, "client": client,
        "first": first, "last": last, "today": clock.today(),
    }  # fmt: skip
    if client is not None and request.method == "POST":
        return _draft(request, agency, client, first, last)
    if client is not None:
        context["items"] = queries.items(agency, client, first, last)
        context["most"] = queries.MOST
    return render(request, "portfolio/billing/new.html", context)


def _draft(
    request: HttpRequest, agency: Organisation, client: Organisation, first: dt.date, last: dt.date
) -> HttpResponse:
    try:
        bill = actions.draft_bill(
            agency=agency, client=client, first=first, last=last,
            keys=request.POST.getlist("item"), by=member(request),
        )  # fmt: skip
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("bills")
    return redirect("bill", bill.pk)


def _period(first: str, last: str) -> tuple[dt.date, dt.date]:
    """Return the period that an address names, else the last twelve months; the earlier day first."""
    today = clock.today()
    until = _day(last) or today
    since = _day(first) or until - min(dt.timedelta(days=365), until - dt.date.min)
    return min(since, until), max(since, until)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def _agency(request: HttpRequest) -> Organisation:
    """Return the agency that a form names, or the only one."""
    own, asked = agencies(request.user), (request.POST or request.GET).get("agency", "")
    found = [body for body in own if not asked or str(body.pk) == asked]
    if not found:
        raise PermissionDenied(_("Agencies write bills here."))
    return found[0]


@require_safe
@needs(VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One bill with its lines, what the client says of each, and what can be done."""
    return render(
        request, "portfolio/billing/page.html", page_of(request.user, _bill(request, pk), clock.today())
    )


@require_safe
@needs(VIEW)
def page_export(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The lines of a bill as a file."""
    bill = _bill(request, pk)
    if format not in FILES:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    heading = Heading(
        _("Bill"), name_of(bill), letterhead=bill.agency.display_name, by=member(request).get_username()
    )
    table = replace(lines_file(bill, queries.lines_of(bill)), heading=heading)
    return sent(request, table, format, f"bill-{bill.number or pk}")


@require_POST
@needs(KEEP)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of a bill's page asks."""
    bill, do = _bill(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(request, bill))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    still_there = queries.bill(request.user, pk) is not None
    return redirect("bill", pk) if still_there else redirect("bills")


def _line(request: HttpRequest, bill: Bill) -> BillLine:
    asked = request.POST.get("line", "")
    found = bill.lines.filter(pk=int(asked)).first() if is_id(asked) else None
    if found is None:
        raise ValidationError(_("There is no such line on this bill."))
    return found


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").strip() for name in ("what", "amount", "currency", "vat")}


def _change(request: HttpRequest, bill: Bill) -> str:
    actions.change_line(line=_line(request, bill), by=member(request), **_typed(request))
    return _("The line is changed.")


def _remove(request: HttpRequest, bill: Bill) -> str:
    actions.remove_line(line=_line(request, bill), by=member(request))
    return _("The line is off the bill.")


def _add(request: HttpRequest, bill: Bill) -> str:
    day = _day(request.POST.get("on", ""))
    actions.add_line(bill=bill, right=None, on=day, by=member(request), **_typed(request))
    return _("The line is added.")


def _discard(request: HttpRequest, bill: Bill) -> str:
    actions.discard(bill=bill, by=member(request))
    return _("The draft was thrown away.")


def _issue(request: HttpRequest, bill: Bill) -> str:
    actions.issue(bill=bill, number=request.POST.get("number", ""), on=clock.today(), by=member(request))
    return _("The bill is issued; the client sees it now.")


def _accept(request: HttpRequest, bill: Bill) -> str:
    settling.accept(bill=bill, lines=[_line(request, bill)], by=member(request))
    return _("Accepted.")


def _accept_all(request: HttpRequest, bill: Bill) -> str:
    settling.accept(bill=bill, lines=None, by=member(request))
    return _("All lines that waited are accepted.")


def _dispute(request: HttpRequest, bill: Bill) -> str:
    settling.dispute(line=_line(request, bill), reason=request.POST.get("reason", ""), by=member(request))
    return _("The agency sees your reason.")


def _take_back(request: HttpRequest, bill: Bill) -> str:
    given = _typed(request)
    settling.take_back(
        line=_line(request, bill), instead=given["amount"], currency=given["currency"], vat=given["vat"],
        by=member(request),
    )  # fmt: skip
    return _("The line is taken back by another.")


def _pay(request: HttpRequest, bill: Bill) -> str:
    day = _day(request.POST.get("paid_on", ""))
    if day is None:
        raise ValidationError(_("Give the day as 2026-01-31."))
    settling.pay(bill=bill, paid_on=day, by=member(request), on=clock.today())
    return _("The bill is paid and closed.")


def _reopen(request: HttpRequest, bill: Bill) -> str:
    settling.reopen(bill=bill, reason=request.POST.get("reason", ""), by=member(request))
    return _("The day of payment is taken back; the bill is open again.")


def _rate(request: HttpRequest, bill: Bill) -> str:
    stars = request.POST.get("stars", "")
    given = int(stars) if stars.isdecimal() and len(stars) == 1 else 0
    settling.rate(bill=bill, stars=given, words=request.POST.get("words", ""), by=member(request))
    return _("Thank you. The rating counts from now on.")


_ACTS: dict[str, Callable[[HttpRequest, Bill], str]] = {
    "change": _change,
    "remove": _remove,
    "add": _add,
    "discard": _discard,
    "issue": _issue,
    "accept": _accept,
    "accept_all": _accept_all,
    "dispute": _dispute,
    "take_back": _take_back,
    "pay": _pay,
    "reopen": _reopen,
    "rate": _rate,
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(KEEP)
@lists(PRICES)
def prices(request: HttpRequest) -> HttpResponseBase:
    """What the agency asks, and since when; a price is followed by another, never changed."""
    own = agencies(request.user)
    if not own:
        raise PermissionDenied(_("Agencies write bills here."))
    problem = _set_price(request) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect("prices")
    context = {
        "table": PRICES.shown(request, queries.prices(request.user)),
        "files": files("prices_export"),
        "agencies": own, "problem": problem, "given": request.POST, "currencies": list(CURRENCIES),
        "works": sorted(((code, work_name(code)) for code, ready in rulebook().rules.items() if ready.rule.bars),
            key=lambda pair: pair[1]),
        "today": clock.today(),
    }  # fmt: skip
    return PRICES.answer(request, "portfolio/billing/prices.html", context)


def _set_price(request: HttpRequest) -> str:
    """Set the price that a form tells; return what is wrong with it."""
    given, agency = _typed(request), _agency(request)
    try:
        minor, percent = actions.amounts(given["amount"], given["currency"], given["vat"])
        since = _day(request.POST.get("since", ""))
        if since is None:
            raise ValidationError(_("Give the day as 2026-01-31."))
        row = actions.add_price(
            agency=agency, rule=request.POST.get("rule", ""), what=given["what"], minor=minor,
            currency=given["currency"], vat_percent=percent, since=since, by=member(request),
        )  # fmt: skip
    except ValidationError as error:
        return " ".join(error.messages)
    told = {"what": work_name(row.rule, row.what), "amount": Money(row.minor, row.currency), "day": row.since}
    messages.success(request, _("%(what)s costs %(amount)s from %(day)s on.") % told)
    return ""


@require_safe
@needs(KEEP)
def prices_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The prices as a file."""
    rows = PRICES.asked(request, queries.prices(request.user))
    return as_file(request, PRICES, rows.iterator(chunk_size=500), format, "prices")


def _bill(request: HttpRequest, pk: int) -> Bill:
    found = queries.bill(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no bill %(number)s, or you may not see it.") % {"number": pk})
    return found

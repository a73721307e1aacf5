"""Pages of service requests: the list, asking, one request and what can be done with it."""

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
from mainline.orgs.access import own_organisations
from mainline.orgs.gate import member, needs, signed_in
from mainline.orgs.list_pages import lists
from mainline.register.access import visible_rights
from mainline.register.models import Right
from mainline.rules.money import CURRENCIES, Money, NoAmount, minor_of
from mainline.service.requests import actions, queries
from mainline.service.requests.access import ORDER, agencies_here
from mainline.service.requests.enums import ServiceKind
from mainline.service.requests.models import Quote, ServiceRequest
from mainline.service.requests.tables import REQUESTS
from mainline.web.addresses import is_id
from mainline.web.tables import as_file, files


@require_safe
@signed_in
@lists(REQUESTS)
def index(request: HttpRequest) -> HttpResponseBase:
    """What one's organisations ask of agencies, and what they are asked as agencies."""
    context = {
        "table": REQUESTS.shown(request, queries.requests(request.user)),
        "files": files("service_requests_export"),
        "can_ask": bool(own_organisations(request.user, ORDER)),
    }
    return REQUESTS.answer(request, "service/requests/index.html", context)


@require_safe
@signed_in
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = REQUESTS.asked(request, queries.requests(request.user))
    return as_file(request, REQUESTS, rows.iterator(chunk_size=500), format, "service-requests")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ORDER)
def new(request: HttpRequest) -> HttpResponse:
    """Ask agencies for work."""
    given, errors = request.POST or request.GET, {}
    if request.method == "POST":
        try:
            return redirect("service_request", _opened(request).pk)
        except ValidationError as error:
            errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    chosen = given.getlist("agency")
    context = {
        "given": given, "errors": errors, "kinds": ServiceKind.choices, "clients": own_organisations(request.user, ORDER),
        "agencies": [(one, str(one.pk) in chosen) for one in agencies_here()], "today": clock.today(),
        "right": _right(request, given.get("right", "")), "most": actions.MOST_AGENCIES,
    }  # fmt: skip
    return render(request, "service/requests/new.html", context, status=400 if errors else 200)


def _opened(request: HttpRequest) -> ServiceRequest:
    given = request.POST
    own = own_organisations(request.user, ORDER)
    client = next((one for one in own if str(one.pk) == given.get("client", "")), own[0] if own else None)
    if client is None:
        raise ValidationError(_("You ask for no organisation here."))
    return actions.open_request(
        client=client, kind=given.get("kind", ""), title=given.get("title", ""), text=given.get("text", ""),
        agencies=queries.agencies_of(given.getlist("agency")), right=_right(request, given.get("right", "")),
        wanted_on=_day(given.get("wanted_on", "")), by=member(request), on=clock.today(),
    )  # fmt: skip


def _right(request: HttpRequest, text: str) -> Right | None:
    return visible_rights(request.user).filter(pk=int(text)).first() if is_id(text) else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise ValidationError(
            {"wanted_on": _("%(text)s is no day: write 2026-11-30.") % {"text": text}}
        ) from error


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its quotes and deliveries."""
    found = _found(request, pk)
    context = {
        "page": queries.page_of(request.user, found),
        "today": clock.today(),
        "currencies": list(CURRENCIES),
        "stars": range(1, 6),
    }
    return render(request, "service/requests/page.html", context)


def _found(request: HttpRequest, pk: int) -> ServiceRequest:
    found = queries.request_of(request.user, pk)
    if found is None:
        raise Http404(_("There is no request %(number)s.") % {"number": pk})
    return found


@require_POST
@signed_in
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of the page asks."""
    found, do = _found(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("There is no such act."))
        do(request, found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("service_request", pk)


def _quote(request: HttpRequest, found: ServiceRequest) -> Quote:
    text = request.POST.get("quote", "")
    shown = queries.visible_quotes(request.user, found)
    quote = shown.filter(pk=int(text)).first() if is_id(text) else None
    if quote is None:
        raise ValidationError(_("There is no such quote."))
    return quote


def _say(request: HttpRequest, found: ServiceRequest) -> None:
    currency = request.POST.get("currency", "CNY")
    try:
        money = Money(minor_of(request.POST.get("amount", ""), currency), currency)
    except NoAmount as error:
        raise ValidationError(_("Say the price without tax; 0.00 where it costs nothing.")) from error
    actions.say_quote(
        quote=_quote(request, found), money=money, promised_on=_day(request.POST.get("promised_on", "")),
        text=request.POST.get("text", ""), by=member(request), on=clock.today(),
    )  # fmt: skip


def _settle(is_taken: bool) -> Callable[[HttpRequest, ServiceRequest], object]:
    def settle(request: HttpRequest, found: ServiceRequest) -> object:
        reason = request.POST.get("reason", "")
        return actions.settle(request=found, is_taken=is_taken, reason=reason, by=member(request))

    return settle


def _rate(request: HttpRequest, found: ServiceRequest) -> None:
    stars = request.POST.get("stars", "")
    actions.rate(
        request=found, stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else 0,
        words=request.POST.get("words", ""), by=member(request), on=clock.today(),
    )  # fmt: skip


_ACTS: dict[str, Callable[[HttpRequest, ServiceRequest], object]] = {
    "quote": _say,
    "decline": lambda request, found: actions.decline(
        quote=_quote(request, found), text=request.POST.get("text", ""), by=member(request)
    ),
    "engage": lambda request, found: actions.engage(
        quote=_quote(request, found), show_right=bool(request.POST.get("show_right")), by=member(request),
        on=clock.today(),
    ),
    "deliver": lambda request, found: actions.deliver(
        request=found, text=request.POST.get("text", ""), by=member(request), on=clock.today()
    ),
    "take": _settle(is_taken=True),
    "return": _settle(is_taken=False),
    "rate": _rate,
    "cancel": lambda request, found: actions.cancel(
        request=found, reason=request.POST.get("reason", ""), by=member(request)
    ),
}  # fmt: skip
